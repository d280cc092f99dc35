"""The questions of `/new`, one scene each. `ALL` in the order in which they are asked."""

from __future__ import annotations

from handlers.intake_questions.base import FLOW, NAME
from handlers.intake_questions.caller import FileQuestion, NameQuestion, OpenQuestion, PhoneQuestion, ResumeQuestion
from handlers.intake_questions.place import AccessQuestion, AddressQuestion, PinQuestion
from handlers.intake_questions.ready import ReadyQuestion
from handlers.intake_questions.repeat import RepeatQuestion, UntilQuestion
from handlers.intake_questions.task import DetailsQuestion, KindQuestion, LanguageQuestion, LimitQuestion, WhenQuestion

ALL = (
    ResumeQuestion,
    PhoneQuestion,
    OpenQuestion,
    FileQuestion,
    NameQuestion,
    KindQuestion,
    LanguageQuestion,
    AddressQuestion,
    PinQuestion,
    AccessQuestion,
    WhenQuestion,
    RepeatQuestion,
    UntilQuestion,
    DetailsQuestion,
    LimitQuestion,
    ReadyQuestion,
)

__all__ = ["ALL", "FLOW", "NAME"]
