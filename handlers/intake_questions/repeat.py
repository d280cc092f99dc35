"""Does it come back, and until when?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from bot.choices import Choice
from bot.flow import Data
from bot.repeats import EVERY
from domain.recurrence import SATURDAY, Every
from handlers.intake_questions.base import MONTHS, ONCE, OPEN_END, WEEKS, IntakeQuestion
from i18n import _

WORDS: Mapping[str, str] = {
    ONCE: "no,once,non,une fois,nee,neen,eenmalig,één keer",
    Every.DAY: "daily,chaque jour,tous les jours,quotidien,elke dag,dagelijks,iedere dag",
    Every.WEEKDAY: "weekdays,workdays,jours ouvrables,en semaine,weekdagen,werkdagen,elke werkdag",
    Every.WEEK: "weekly,chaque semaine,toutes les semaines,hebdomadaire,elke week,wekelijks,iedere week",
}
"""What may be typed besides the buttons' texts."""


class RepeatQuestion(IntakeQuestion, Choice, state="new_repeat"):
    """Once, or again and again at the same hour? Asked where a day was chosen."""

    key = "repeat"
    width = 1

    def text(self, data: Data) -> str:
        """The question."""
        return _(
            "🔁 Does this repeat, at the same hour? Then I publish it anew each time, and ask whoever did it last "
            "before all others."
        )

    def options(self, data: Data) -> Mapping[str, str]:
        """Once, and how often; on weekdays only what begins on one."""
        first = datetime.fromisoformat(data["starts"]).astimezone(self.country(data).zone)
        # button
        options = {ONCE: _("No, just this once")}
        for every, name in EVERY.items():
            if every is not Every.WEEKDAY or first.weekday() < SATURDAY:
                options[every] = _(name)
        return options

    def meanings(self, data: Data) -> Mapping[str, Iterable[str]]:
        """The buttons' texts, and how people say it."""
        return {value: [text, *WORDS[value].split(",")] for value, text in self.options(data).items()}

    def answer(self, value: str) -> Data:
        """How often; until when is asked anew."""
        return {self.key: value, "until": None}


class UntilQuestion(IntakeQuestion, Choice, state="new_until"):
    """For how long? Somebody is ill for a month, somebody else is old for good."""

    key = "until"
    width = 2

    def text(self, data: Data) -> str:
        """The question."""
        return _("Until when does it repeat? It can be stopped at any time.")

    def options(self, data: Data) -> Mapping[str, str]:
        """A month, a season, or for good."""
        return {
            # button
            WEEKS: _("For 4 weeks"),
            # button
            MONTHS: _("For 3 months"),
            # button
            OPEN_END: _("Until it is stopped"),
        }

    def meanings(self, data: Data) -> Mapping[str, Iterable[str]]:
        """The buttons' texts, and the numbers in them."""
        numbers = {
            WEEKS: "4 weeks,4 semaines,4 weken,4",
            MONTHS: "3 months,3 mois,3 maanden,3",
            OPEN_END: "stopped,stop,arrêt,gestopt",
        }
        return {value: [text, *numbers[value].split(",")] for value, text in self.options(data).items()}
