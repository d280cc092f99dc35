"""What people are asked who want to help, one file a subject. The same questions serve registration and the profile."""

from bot.question import Question
from handlers.questions.availability import AvailabilityQuestion
from handlers.questions.consent import ConsentQuestion, LanguageQuestion
from handlers.questions.help import KindsQuestion, SpokenQuestion
from handlers.questions.identity import CardQuestion, NoteQuestion
from handlers.questions.place import PlaceQuestion, RadiusQuestion
from handlers.questions.someone import NameQuestion, PhoneQuestion
from handlers.questions.summary import SummaryQuestion

QUESTIONS: tuple[type[Question], ...] = (
    LanguageQuestion,
    ConsentQuestion,
    NameQuestion,
    PhoneQuestion,
    PlaceQuestion,
    RadiusQuestion,
    KindsQuestion,
    SpokenQuestion,
    AvailabilityQuestion,
    CardQuestion,
    NoteQuestion,
    SummaryQuestion,
)
