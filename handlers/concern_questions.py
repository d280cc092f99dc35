"""What is asked of whoever raises a concern. What they write goes to the moderators; on its way it is kept sealed, and
no longer than the questions last.
"""

from __future__ import annotations

import dataclasses
import html
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from bot.alarms import heard, in_danger, unheard
from bot.cards.incidents import had_line
from bot.cards.offers import headline
from bot.choices import Choice
from bot.flow import Data, Flow, Prompt
from bot.question import Question
from bot.settings import Settings
from bot.typed import is_nothing, meant
from domain.incident import CONCERNS, LONGEST_WORDS, UNSAID, Incident, Reporter
from domain.network import COUNTRIES
from domain.permissions import Action
from domain.refusal import Marks
from domain.words import cut, length, written
from i18n import _, ngettext
from services import begun, concerns, doors, incidents
from services.concerns import Concerned, Had
from services.incidents import Report
from services.unheard import moderators_away
from storage.unit_of_work import Store

ASKED_IF = {"concern.whose": "asks_whose", "concern.who": "asks_who", "concern.going": "asks"}
"""What is asked only if something holds of the mission and of whoever speaks, with where that stands."""

FLOW = Flow(
    order=("concern.whose", "concern.kind", "concern.who", "concern.going", "concern.words"),
    home="concern.words",
    action=Action.RAISE_CONCERN,
    skips=lambda state, data: state in ASKED_IF and not data.get(ASKED_IF[state]),
)
UNKNOWN = "unknown"
MINUTES = round(begun.SENT_AFTER.total_seconds() / 60)


def beginning(about: Concerned) -> Data:
    """What a conversation about a mission holds when it begins."""
    return {
        "flow": "concern",
        "key": secrets.token_urlsafe(12),
        "mission": about.mission.id,
        "country": about.mission.country,
        "headline": headline(about.mission),
        **chosen_by(about),
    }


def chosen_by(about: Concerned) -> Data:
    """As whom they speak, and what is asked of somebody who does."""
    return {
        "reporter": about.reporter,
        "asks": about.reporter is Reporter.HELPER and about.in_hand,
        "asks_who": len(about.had) > 1,
        "others": about.others,
        **_chosen(about.had[0] if len(about.had) == 1 else None),
    }


def _chosen(one: Had | None) -> Data:
    """Whom it is about, and by what they are known should they have everything deleted before it is sent."""
    return {
        "helper": None if one is None else one.helper_id,
        "marks": None if one is None else dataclasses.asdict(one.marks),
    }


class _Told(Question):
    """What is said is on its way from the first answer on: at once where it can't wait, by itself after a while. What
    is answered later is added to it.
    """

    async def go_on(self, changes: Mapping[str, Any] | None = None, *, said: str | None = None) -> None:
        """Pass it on, or keep it, and go to the next question."""
        await self.pass_on(await self.keep(changes or {}))
        await super().go_on(said=said)

    async def give_up(self) -> None:
        """Throw away what was written only when that was asked for twice."""
        data = await self.wizard.get_data()
        words, sent = data.get("words"), await self._is_sent(data)
        if words and data.get("given_up") != words and not sent:
            data = await self.keep({"given_up": words})
            await self.say(_("What you wrote is not sent yet. To throw it away, send /cancel once more."))
            await self.ask_again(data)
            return
        await self.begun(data).clear()
        await self.keep({"sent": sent})
        await super().give_up()

    async def _is_sent(self, data: Data) -> bool:
        """What was said is kept until it is sent: where it is kept no more, it was."""
        said = said_so_far(data)
        return (said.concern != UNSAID or bool(said.words)) and await self.begun(data).get_state() is None

    async def cancelled(self, data: Data) -> str:
        """Nothing is sent, unless it was. What ends for another reason is sent by itself."""
        if data.get("sent"):
            return _("The moderators have your concern already. What you write here is added to it.")
        return _("Nothing was sent. /concern is there whenever you need it.")

    def begun(self, data: Data) -> FSMContext:
        """Where it is kept until it is sent, also when something else is asked meanwhile."""
        state = self.wizard.state
        return FSMContext(storage=state.storage, key=replace(state.key, destiny=f"concern-{data['key']}"))

    async def pass_on(self, data: Data) -> bool:
        """Keep what was said so far, or add it to what is sent; whether it is with the moderators."""
        said = said_so_far(data)
        if said.concern == UNSAID and not said.words:
            return False
        sent = bool(data.get("passed")) or await incidents.sent(self.store, data["key"]) is not None
        if not sent and (said.concern == UNSAID or not CONCERNS[said.concern].danger):
            await self.begun(data).set_state(begun.STATE)
            await self.begun(data).set_data(begun.kept(self.person.id, said))
            return False
        settings: Settings = self.dependency("settings")
        incident = await incidents.report(self.store, self.person.id, said, settings.administrators_by_address)
        await self.begun(data).clear()
        await self.keep({"passed": True})
        if not sent:
            told = await _who_hears(self.store, incident, data["country"])
            more = _("If you can, answer what follows, too: it is added.")
            await self.say(f"{in_danger(data['country'])}\n\n{told} {more}")
        return True


async def _who_hears(store: Store, incident: Incident, country: str) -> str:
    if await moderators_away(store):
        return unheard(country, operator_told=incident.tells_operators)
    return heard(incident)


def said_so_far(data: Data, *, finished: bool = False) -> Report:
    """What somebody has said, as it is sent."""
    going = data.get("going")
    return Report(
        data["key"],
        data["mission"],
        data.get("concern", UNSAID),
        data.get("words", ""),
        goes_on=None if going is None and not finished else going == "yes",
        helper_id=data.get("helper"),
        reporter=Reporter(data["reporter"]),
        marks=Marks(**data["marks"]) if data.get("marks") else None,
        finished=finished,
        again=bool(data.get("passed")),
    )


class _Heard(_Told):
    """Who is frightened writes first and taps later: what is no answer here is kept for the moderators. Conversations
    are sealed, and forget it when it is sent or given up.
    """

    sees_to_pictures = True  # they are theirs to keep

    async def misunderstood(self, message: Message, text: str | None = None) -> None:
        """Keep it, and ask for the answer."""
        words = written(message.text or message.caption or "")
        if not words:
            await super().misunderstood(message, text or wordless(message))
            return
        data = await self.wizard.get_data()
        data = await self.keep({"words": cut(_joined(data, words), LONGEST_WORDS)})
        said = _("The moderators have what you wrote. Please answer the question, too.")
        if not await self.pass_on(data):
            said = ngettext(
                "I have kept what you wrote. It is not sent yet: please answer the question. Otherwise I send it to the"
                " moderators in {count} minute.",
                "I have kept what you wrote. It is not sent yet: please answer the question. Otherwise I send it to the"
                " moderators in {count} minutes.",
                MINUTES,
            ).format(count=MINUTES)
        await self.say(f"{said}\n{in_danger(data['country'])}")
        await self.ask_again(data)


def _joined(data: Data, words: str) -> str:
    """What was written so far, and this."""
    return "\n".join(one for one in (data.get("words", ""), words) if one)


def wordless(message: Message) -> str | None:
    """Why a picture, or something else that has no words, is not taken."""
    if message.photo or message.document or message.video or message.voice or message.video_note:
        return _("I can't pass on pictures, files or voices. Please keep it, and tell us in words what happened.")
    return None


class WhoseQuestion(_Heard, Choice, state="concern.whose"):
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
        await self.go_on(chosen_by(about), said=html.escape(self.options(data)[value]))


class KindQuestion(_Heard, Choice, state="concern.kind"):
    """What is it? If it can't wait, the number to call stands above."""

    key = "concern"
    width = 1

    def text(self, data: Data) -> str:
        """The question."""
        asked = _("I'm sorry that something is not right. What is it?")
        if data["reporter"] == Reporter.OPERATOR:
            asked = _("What does the caller say?")
        private = _("Only our moderators read what you write here.")
        if data["reporter"] == Reporter.HELPER:
            private += " " + _("If the caller is in danger, an operator hears that from you too, and calls them.")
        return f"{in_danger(data['country'])}\n\n{data['headline']}\n{asked} {private}"

    def options(self, data: Data) -> Mapping[str, str]:
        """As this reporter says it."""
        said = {code: concern.said_by(Reporter(data["reporter"])) for code, concern in CONCERNS.items()}
        return {code: f"{CONCERNS[code].icon} {_(text)}" for code, text in said.items() if text is not None}


class WhoQuestion(_Heard, state="concern.who"):
    """Whom does the caller mean? Of several who had the mission. Their names stand in no conversation's data."""

    async def ask(self, data: Data) -> Prompt:
        """The question: each with what they had to do with it, since it is told apart by that."""
        had, zone = await self._had(data), COUNTRIES[data["country"]].zone
        lines = [f"{data['headline']}", _("Several helpers had this mission. Whom does the caller mean?"), ""]
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
        return (await concerns.concerned(self.store, self.person.id, data["mission"], reporter)).had

    async def _choose(self, value: str, had: Sequence[Had]) -> None:
        if value == UNKNOWN:
            await self.go_on(_chosen(None), said=_("I don't know"))
            return
        for one, text in zip(had, _numbered(had).values(), strict=True):
            if str(one.helper_id) == value:
                await self.go_on(_chosen(one), said=html.escape(text))


def _numbered(had: Iterable[Had]) -> dict[str, str]:
    return {str(one.helper_id): f"{number}. {cut(one.name, 30)}" for number, one in enumerate(had, 1)}


class GoingQuestion(_Heard, Choice, state="concern.going"):
    """Do they still do it? Only of a helper who has this one in hand."""

    key = "going"
    width = 1

    def text(self, data: Data) -> str:
        """The question."""
        text = _("You have this mission in hand. Do you still want to do it? You come first.")
        if data.get("others"):
            others = _("What else you have in hand for this caller goes to others in any case.")
            if _may_be_held(data):
                others = _("What else you have in hand for this caller is not yours any more then, in any case.")
            text += " " + others
        return text

    def options(self, data: Data) -> Mapping[str, str]:
        """No comes first."""
        # button
        no = _("No, I won't go there") if _may_be_held(data) else _("No, ask somebody else")
        # button
        return {"no": no, "yes": _("Yes, I'll do it")}


def _may_be_held(data: Data) -> bool:
    """Whether operators phone before anybody else is asked, if this helper doesn't do it."""
    concern = CONCERNS[data["concern"]]
    return concern.door or concern.call


class WordsQuestion(_Told, state="concern.words"):
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
        words = written(message.text or message.caption or "")
        if not words:
            hint = wordless(message) or _("Please write it as text, or tap “Send it as it is”.")
            await self.misunderstood(message, hint)
            return
        words = _joined(data, "" if is_nothing(words) else words)
        if (over := length(words) - LONGEST_WORDS) > 0:
            await self.keep({"words": cut(words, LONGEST_WORDS)})
            text = ngettext(
                "That is {over} character more than I can pass on. If you send it as it is, the first {count} go.",
                "That is {over} characters more than I can pass on. If you send it as it is, the first {count} go.",
                over,
            )
            await self.say(text.format(over=over, count=LONGEST_WORDS))
            await self.pass_on(await self.wizard.get_data())
            await self.ask_again(await self.wizard.get_data())
        else:
            await self._report(words, data)

    async def tapped(self, query: CallbackQuery, value: str, data: Data) -> None:
        """Nothing to add to what was written so far."""
        await query.answer()
        await self._report(data.get("words", ""), data)

    async def _report(self, words: str, data: Data) -> None:
        goes_on = data.get("going", "no") == "yes"
        said = said_so_far({**data, "words": words}, finished=True)
        settings: Settings = self.dependency("settings")
        incident = await incidents.report(self.store, self.person.id, said, settings.administrators_by_address)
        await self.begun(data).clear()
        away = await moderators_away(self.store)
        await self.close(data, None)
        await self.leave()
        lines = [in_danger(data["country"]), ""] if away else []
        told = incident.tells_operators
        heard_by = unheard(data["country"], operator_told=told) if away else heard(incident)
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
