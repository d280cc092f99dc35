"""What is asked of whoever raises a concern."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping, Sequence

from aiogram.types import CallbackQuery, Message

from bot import said_first
from bot.alarms import in_danger
from bot.cards.incidents import had_line
from bot.choices import Choice
from bot.flow import Data, Flow, Prompt
from bot.question import Question
from bot.said_later import wordless, words_of
from bot.settings import Settings
from bot.texts import explain
from bot.typed import is_nothing, meant
from domain.errors import EnoughHeard, ForColleague
from domain.incident import CONCERNS, Incident, Reporter
from domain.network import COUNTRIES
from domain.permissions import Action
from domain.words import cut
from handlers.concern_told import Heard, Told, chosen_by, joined, said_so_far, who_hears, whom
from i18n import _
from services import concerns, doors, incidents
from services.concerns import Had
from services.unheard import moderators_away

ASKED_IF = {"concern.whose": "asks_whose", "concern.who": "asks_who", "concern.going": "asks"}
"""What is asked only if something holds of the mission and of whoever speaks, with where that stands."""


def _is_passed_over(state: str, data: Data) -> bool:
    """Also whose concern it is, once something is written or sent: in the other voice it would be somebody else's."""
    is_said = data.get("words") or data.get("passed")
    return (state in ASKED_IF and not data.get(ASKED_IF[state])) or (state == "concern.whose" and bool(is_said))


FLOW = Flow(
    order=("concern.whose", "concern.kind", "concern.who", "concern.going", "concern.words"),
    home="concern.words",
    action=Action.RAISE_CONCERN,
    skips=_is_passed_over,
)
UNKNOWN = "unknown"


class WhoseQuestion(Heard, Choice, state="concern.whose"):
    """For whom do they speak? Only of an operator who had this mission as a helper, too."""

    key = "reporter"

    def text(self, data: Data) -> str:
        """The question."""
        asked = _("You had this mission yourself, and you take calls. For whom do you speak now?")
        return f"{in_danger(data['country'])}\n\n{data['headline']}\n{asked}"

    def options(self, data: Data) -> Mapping[str, str]:
        """The caller, or they themselves."""
        return {
            # button
            Reporter.OPERATOR.value: _("For the caller"),
            # button
            Reporter.HELPER.value: _("For myself"),
        }

    async def choose(self, value: str, data: Data) -> None:
        """What is asked next follows from it, and so does whom it can be about."""
        about = await concerns.concerned(self.store, self.person.id, data["mission"], Reporter(value))
        typed = await said_first.take(self.wizard.state, self.store.now(), data["mission"], about.reporter)
        await self.go_on({**chosen_by(about), "typed": typed}, said=html.escape(self.options(data)[value]))


class KindQuestion(Heard, Choice, state="concern.kind"):
    """What is it? If it can't wait, the number to call stands above."""

    key = "concern"
    width = 1

    def text(self, data: Data) -> str:
        """The question."""
        asked = _("I'm sorry that something is not right. What is it?")
        if data["reporter"] == Reporter.OPERATOR:
            asked = _("What does the caller say?")
        private = _("Only our moderators read what you write here.")
        if data["reporter"] == Reporter.HELPER and data.get("phones", True):
            private += " " + _("If the caller is in danger, an operator hears that from you too, and calls them.")
        return f"{in_danger(data['country'])}\n\n{data['headline']}\n{asked} {private}"

    def options(self, data: Data) -> Mapping[str, str]:
        """As this reporter says it."""
        said = {code: concern.said_by(Reporter(data["reporter"])) for code, concern in CONCERNS.items()}
        return {code: f"{CONCERNS[code].icon} {_(text)}" for code, text in said.items() if text is not None}


class WhoQuestion(Heard, state="concern.who"):
    """Whom does the caller mean? Of several who had the mission. Their names stand in no conversation's data. Whoever
    is to step aside meanwhile sees and names none of them.
    """

    async def ask(self, data: Data) -> Prompt:
        """The question: each with what they had to do with it, since it is told apart by that."""
        had, zone = await self._had(data), COUNTRIES[data["country"]].zone
        asked = _("Several helpers had this mission. Whom does the caller mean?")
        if not had:
            asked = _("This part is for a colleague now. Whom the caller means, our moderators find out.")
        lines = [f"{data['headline']}", asked, ""]
        lines += [f"{number}. {had_line(one, zone)}" for number, one in enumerate(had, 1)]
        buttons = [[self.option(text, value)] for value, text in _numbered(had).items()]
        # button
        return Prompt("\n".join(lines), [*buttons, [self.option(_("I don't know"), UNKNOWN)]])

    async def tapped(self, query: CallbackQuery, value: str, data: Data) -> None:
        """Take one of them; pass over what is not offered (any more)."""
        await query.answer()
        await self._choose(value, await self._had(data))

    async def hear(self, message: Message, data: Data) -> None:
        """Take a typed name or number."""
        had = await self._had(data)
        names = {str(one.helper_id): [one.name, str(number)] for number, one in enumerate(had, 1)}
        value = meant(message.text or "", {**names, UNKNOWN: [_("I don't know")]})
        if value is None:
            await self.misunderstood(message)
            return
        await self._choose(value, had)

    async def _had(self, data: Data) -> tuple[Had, ...]:
        reporter = Reporter(data["reporter"])
        try:
            return (await concerns.concerned(self.store, self.person.id, data["mission"], reporter)).had
        except ForColleague:
            return ()

    async def _choose(self, value: str, had: Sequence[Had]) -> None:
        if value == UNKNOWN or not had:
            await self.go_on(whom(None), said=_("I don't know"))
            return
        for one, text in zip(had, _numbered(had).values(), strict=True):
            if str(one.helper_id) == value:
                await self.go_on(whom(one), said=html.escape(text))


def _numbered(had: Iterable[Had]) -> dict[str, str]:
    return {str(one.helper_id): f"{number}. {cut(one.name, 30)}" for number, one in enumerate(had, 1)}


class GoingQuestion(Heard, Choice, state="concern.going"):
    """Do they still do it? Only of a helper who has this one in hand."""

    key = "going"
    width = 1

    def text(self, data: Data) -> str:
        """The question."""
        text = _("You have this mission in hand. Do you still want to do it? You come first.")
        if data.get("others"):
            others = _("What else you have in hand for this caller goes to others in any case.")
            if _is_held_then(data):
                others = _("What else you have in hand for this caller is not yours any more then, in any case.")
            text += " " + others
        return text

    def options(self, data: Data) -> Mapping[str, str]:
        """No comes first."""
        # button
        no = _("No, I won't go there") if _is_held_then(data) else _("No, ask somebody else")
        # button
        return {"no": no, "yes": _("Yes, I'll do it")}


def _is_held_then(data: Data) -> bool:
    """Whether nobody else is sent there before an operator has phoned, once they say no: by what they say it is, or
    have said before.
    """
    return bool(data.get("held")) or CONCERNS[data["concern"]].held_if_left


class WordsQuestion(Told, state="concern.words"):
    """What happened, in their own words; then it is sent."""

    sees_to_pictures = True

    async def ask(self, data: Data) -> Prompt:
        """The question."""
        text = _("If you like, write in your own words what happened, in one message. Or send it as it is.")
        if data.get("words"):
            text = _("I have what you wrote. If you like, write more in your own words. Or send it as it is.")
        # button
        return Prompt(text, [[self.option(_("Send it as it is"), "send", "primary")]])

    async def hear(self, message: Message, data: Data) -> None:
        """Take them."""
        words = words_of(message)
        if not words:
            hint = wordless(message) or _("Please write it as text, or tap “Send it as it is”.")
            await self.misunderstood(message, hint)
            return
        await self._report(joined(data, "" if is_nothing(words) else words), data)

    async def tapped(self, query: CallbackQuery, value: str, data: Data) -> None:
        """Nothing to add to what was written so far."""
        await query.answer()
        await self._report(data.get("words", ""), data)

    async def _report(self, words: str, data: Data) -> None:
        goes_on = data.get("going", "no") == "yes"
        said = said_so_far({**data, "words": words}, finished=True)
        settings: Settings = self.dependency("settings")
        enough = None
        try:
            incident = await incidents.report(self.store, self.person.id, said, settings.administrators_by_address)
        except EnoughHeard as error:
            enough = html.escape(explain(error), quote=False)
            found = error.incident_id
        await self.begun(data).clear()
        away = await moderators_away(self.store)
        await self.close(data, None)
        await self.leave()
        if enough is not None:
            await self.say(enough)
            if found is None:
                return
            incident = await incidents.find(self.store, found)
        lines = [in_danger(data["country"]), ""] if away else []
        heard_by = await who_hears(self.store, incident, data["country"])
        thanks = _("Thank you for telling us.")
        lines.append(f"🙏 {thanks} {heard_by}")
        held = await doors.is_held(self.store, incident.mission_id)
        lines += _what_follows(incident, data, goes_on=goes_on, held=held)
        if incident.danger and not away:
            lines.append(in_danger(data["country"]))
        await self.say("\n".join(lines))


def _what_follows(incident: Incident, data: Data, *, goes_on: bool, held: bool) -> list[str]:
    """What is so from now on, for whoever said it; `held`: operators phone before anybody is asked to go there."""
    if incident.helper_id is None:
        unknown = _("As it isn't known who it was, the moderators decide who is not to go there again.")
        return [unknown] if data.get("asks_who") else []
    lines = [
        _(
            "From now on, helper and caller of this mission are not brought together, until a moderator decides "
            "otherwise."
        )
    ]
    if incident.reporter is Reporter.OPERATOR and CONCERNS[incident.concern].goes_on:
        lines.append(
            _(
                "If this mission is in their hands now, they do it: somebody is needed there. What else they had in "
                "hand for this caller goes to others."
            )
        )
    theirs = incident.reporter is Reporter.HELPER
    if data["asks"] and goes_on:
        lines.append(_("This mission stays yours."))
    elif data["asks"] and not held:
        lines.append(_("Somebody else is asked for this one. You need not do anything more."))
    if theirs and held and not goes_on:
        lines.append(_("Nobody else is sent there before our operators have phoned. You need not do anything more."))
    elif theirs and held:
        lines.append(_("Nobody else is sent there before our operators have phoned."))
    if data.get("others") and held:
        lines.append(_("What else you had in hand for this caller is not yours any more: please don't go there."))
    elif data.get("others"):
        lines.append(_("What else you had in hand for this caller is with others now: please don't go there."))
    return lines


QUESTIONS: tuple[type[Question], ...] = (WhoseQuestion, KindQuestion, WhoQuestion, GoingQuestion, WordsQuestion)
