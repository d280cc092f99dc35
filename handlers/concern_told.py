"""How what is said of a concern is kept and passed on while the questions are asked. On its way it is kept sealed, and
no longer than they last.
"""

from __future__ import annotations

import dataclasses
import html
import secrets
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from bot.alarms import heard, in_danger, unheard
from bot.cards.offers import headline
from bot.flow import Data
from bot.moderating import note_if_moderating
from bot.question import Question
from bot.said_later import wordless, words_of
from bot.settings import Settings
from bot.texts import explain
from domain.errors import EnoughHeard
from domain.incident import CONCERNS, LONGEST_UNANSWERED, UNSAID, Incident, IncidentStatus, Reporter
from domain.refusal import Marks
from domain.words import length
from i18n import _, ngettext
from services import begun, doors, incidents
from services.concerns import Concerned, Had
from services.incidents import Report
from services.unheard import moderators_away
from storage.unit_of_work import Store

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
        "phones": about.phones,
        "others": about.others,
        **whom(about.had[0] if len(about.had) == 1 else None),
    }


def whom(one: Had | None) -> Data:
    """Whom it is about, and by what they are known should they have everything deleted before it is sent."""
    return {
        "helper": None if one is None else one.helper_id,
        "marks": None if one is None else dataclasses.asdict(one.marks),
    }


class Told(Question):
    """What is said is on its way from the first answer on: at once where it can't wait, by itself after a while. What
    is answered later is added to it.
    """

    async def go_on(self, changes: Mapping[str, Any] | None = None, *, said: str | None = None) -> None:
        """Pass it on, or keep it, and go to the next question."""
        data = await self.keep(changes or {})
        try:
            await self.pass_on(data)
        except EnoughHeard as enough:
            if await self._ends_for(enough, said):
                return
        await super().go_on(said=said)
        await self.note_accused(data)

    async def _ends_for(self, enough: EnoughHeard, said: str | None = None) -> bool:
        """Say that words are not passed on. Where nothing is, nothing more is asked; whether that is so."""
        if enough.incident_id is None:
            await self.close(await self.wizard.get_data(), said)
            await self.leave()
        await self.say(html.escape(explain(enough), quote=False))
        return enough.incident_id is None

    async def whom_to_call(self) -> list[str]:
        """They are raising a concern already."""
        return [in_danger((await self.wizard.get_data())["country"])]

    async def note_accused(self, data: Data) -> None:
        """Whoever a caller complains of may moderate, and administrators are to hear of it."""
        if data["reporter"] == Reporter.OPERATOR and (accused := data.get("helper")) is not None:
            settings: Settings = self.dependency("settings")
            await note_if_moderating(self.bot, self.store, accused, settings.administrators_by_address)

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
            found = await incidents.lately_raised(self.store, self.person.id)
            if found is not None and found.status is not IncidentStatus.CLOSED:
                return _("The moderators have your concern already. What you write here is added to it.")
            text = _("The moderators have your concern already. To tell them something more, send /concern {number}.")
            return text.format(number=data["mission"])
        return _("Nothing was sent. /concern is there whenever you need it.")

    def begun(self, data: Data) -> FSMContext:
        """Where it is kept until it is sent, also when something else is asked meanwhile."""
        state = self.wizard.state
        return FSMContext(storage=state.storage, key=replace(state.key, destiny=f"concern-{data['key']}"))

    async def pass_on(self, data: Data) -> bool:
        """Keep what was said so far, or add it to what is sent; whether it is with the moderators. Raises EnoughHeard;
        words that are not with them then are kept no longer.
        """
        said = said_so_far(data)
        if said.concern == UNSAID and not said.words:
            return False
        sent = bool(data.get("passed")) or await incidents.sent(self.store, data["key"]) is not None
        if not sent and not CONCERNS[said.concern].at_once:
            await self.begun(data).set_state(begun.STATE)
            await self.begun(data).set_data(begun.kept(self.person.id, said))
            return False
        settings: Settings = self.dependency("settings")
        try:
            incident = await incidents.report(self.store, self.person.id, said, settings.administrators_by_address)
        except EnoughHeard as enough:
            await self.begun(data).clear()
            await self.keep({"passed": enough.incident_id is not None, "words": ""})
            raise
        await self.begun(data).clear()
        await self.keep({"passed": True, "held": await doors.is_held(self.store, incident.mission_id)})
        if not sent:
            told = await who_hears(self.store, incident, data["country"])
            more = _("If you can, answer what follows, too: it is added.")
            await self.say(f"{in_danger(data['country'])}\n\n{told} {more}")
        return True

    async def _send_as_it_is(self, data: Data) -> None:
        """Send it as it is, as if nobody answered any more: a conversation doesn't grow without an end."""
        settings: Settings = self.dependency("settings")
        await begun.send(self.store, self.person.id, said_so_far(data), settings.administrators_by_address)
        await self.begun(data).clear()
        await self.close(data, None)
        await self.leave()
        await self.note_accused(data)

    async def changed(self, message: Message, data: Data) -> None:
        """What is changed is kept as new words."""
        await self.keep_words(words_of(message))

    async def keep_words(self, words: str) -> None:
        """Keep them for the moderators, and ask for the answer."""
        data = await self.wizard.get_data()
        data = await self.keep({"words": joined(data, words)})
        if length(data["words"]) > LONGEST_UNANSWERED:
            await self._send_as_it_is(data)
            return
        try:
            passed = await self.pass_on(data)
        except EnoughHeard as enough:
            if not await self._ends_for(enough):
                await self.ask_again(await self.wizard.get_data())
            return
        said = _("The moderators have what you wrote. Please answer the question, too.")
        if not passed:
            said = ngettext(
                "I have kept what you wrote. It is not sent yet: please answer the question. Otherwise I send it to the"
                " moderators in {count} minute.",
                "I have kept what you wrote. It is not sent yet: please answer the question. Otherwise I send it to the"
                " moderators in {count} minutes.",
                MINUTES,
            ).format(count=MINUTES)
        await self.say(f"{said}\n{in_danger(data['country'])}")
        await self.ask_again(data)
        await self.note_accused(data)


async def who_hears(store: Store, incident: Incident, country: str) -> str:
    phones = await doors.somebody_phones(store, incident.mission_id)
    if await moderators_away(store):
        return unheard(country, operator_told=incident.tells_operators and phones)
    return heard(incident, phones=phones)


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


class Heard(Told):
    """Who is frightened writes first and taps later: what is no answer here is kept for the moderators. Conversations
    are sealed, and forget it when it is sent or given up.
    """

    sees_to_pictures = True  # they are theirs to keep

    async def show(self, data: Data, *, query: CallbackQuery | None = None) -> None:
        """Keep first what they wrote with the command."""
        if words := data.get("typed"):
            await self.keep({"typed": ""})
            await self.keep_words(words)
            return
        await super().show(data, query=query)

    async def misunderstood(self, message: Message, text: str | None = None) -> None:
        """Keep it, and ask for the answer."""
        words = words_of(message)
        if not words:
            await super().misunderstood(message, text or wordless(message))
            return
        await self.keep_words(words)


def joined(data: Data, words: str) -> str:
    """What was written so far, and this."""
    return "\n".join(one for one in (data.get("words", ""), words) if one)
