"""What the questions of `/new` have in common: their order, what counts as answered, and the draft that they fill."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, time
from typing import Any, ClassVar

from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery

from bot.flow import Data, Flow
from bot.question import Question
from domain.draft import Draft
from domain.errors import ForColleague
from domain.mission import LONGEST_DETAILS, Mission
from domain.network import COUNTRIES, KINDS, Country
from domain.people import Helpee, nameless
from domain.permissions import Action
from domain.recurrence import Every, Recurrence, last_day
from domain.words import LONGEST_NAME, length
from i18n import _
from places import Places
from services import callers, desk
from storage.unit_of_work import Store

NAME = "new"
HOME = "new_ready"
ANSWERS = {
    "new_phone": "phone",
    "new_open": "another",
    "new_file": "file_seen",
    "new_name": "name",
    "new_kind": "kind",
    "new_language": "language",
    "new_address": "located",
    "new_pin": "pinned",
    "new_access": "access_notes",
    "new_when": "starts",
    "new_repeat": "repeat",
    "new_until": "until",
    "new_details": "details",
    "new_limit": "limit",
}
"""The questions in their order, with what stands in the data once they are answered. None is no answer."""

LONGEST = {"name": LONGEST_NAME, "address": 200, "access_notes": 500, "details": LONGEST_DETAILS}
"""How many characters the texts of a draft may have: the read-back has to fit into one message."""

NO_LIMIT = "none"
ONCE, WEEKS, MONTHS, OPEN_END = "once", "4 weeks", "3 months", "open"
LENGTHS = {WEEKS: {"weeks": 4}, MONTHS: {"months": 3}}
OF_THE_QUESTION = frozenset({"asked", "asked_in", "reply_keyboard", "changing"})


def applies(state: str, data: Data) -> bool:
    """Whether a question makes sense, given the answers so far."""
    kind = KINDS.get(data.get("kind") or "")
    if state == "new_open":
        return bool(data.get("open"))
    if state == "new_file":
        return bool(data.get("known"))
    if state in {"new_address", "new_pin", "new_access"}:
        return kind is None or not kind.by_phone
    if state == "new_repeat":
        return not data.get("urgent")
    if state == "new_until":
        return not data.get("urgent") and data.get("repeat") not in {None, ONCE}
    if state == "new_limit":
        return kind is None or kind.money
    return True


class IntakeFlow(Flow):
    """Asks what is not answered yet, whatever the order in which answers came; at the end everything is read back."""

    def after(self, state: str, data: Data) -> str:
        """The first question without an answer, or the end."""
        open_ones = (one for one, key in ANSWERS.items() if applies(one, data) and data.get(key) is None)
        return next(open_ones, HOME)

    def before(self, state: str, data: Data) -> str | None:
        """The question before, answered or not."""
        states = tuple(ANSWERS)
        if state not in states and state != HOME:
            return None
        earlier = states[: states.index(state)] if state in states else states
        return next((one for one in reversed(earlier) if applies(one, data)), None)


class IntakeQuestion(Question):
    """A question of `/new`. The answers are kept a second time as the draft, so that other wizards don't end it.

    `key` names the answer in the draft, where it is a text. What `shows_caller` is taken back with their file.
    """

    key: ClassVar[str] = ""
    shows_caller: ClassVar[bool] = False

    async def show(self, data: Data, *, query: CallbackQuery | None = None) -> None:
        """Ask, and say why where the answer was dropped for being too long. Raises ForColleague."""
        if self.shows_caller and await desk.is_for_colleague(self.store, self.person.id, data["phone"]):
            raise ForColleague
        await super().show(data, query=query)
        if self.shows_caller and (helpee := data.get("helpee")) is not None:
            asked = (await self.wizard.get_data())["asked"]
            await callers.keep_card(self.store, self.person, helpee, (str(self.chat_id), str(asked)))
        if self.key in data.get("too_long", ()) and data.get(self.key) is None:
            await self.too_long()

    async def keep(self, changes: Mapping[str, Any]) -> Data:
        """Keep answers in the conversation and in the draft."""
        data = await super().keep(changes)
        await save_draft(self.wizard.state, data)
        return data

    async def leave(self) -> None:
        """Leave the call behind, published or dropped."""
        await forget_draft(self.wizard.state)
        await super().leave()

    @property
    def places(self) -> Places:
        """Text or pin → place."""
        return self.dependency("places")  # type: ignore[no-any-return]

    def country(self, data: Data) -> Country:
        """The operator's country, in which numbers, addresses and times are read."""
        return COUNTRIES[data["country"]]

    def is_too_long(self, text: str) -> bool:
        """Whether a text can't be this question's answer for its length."""
        return length(text) > LONGEST[self.key]

    async def too_long(self) -> None:
        """Say that the text has to be shorter."""
        await self.say(_("Please keep it under {count} characters.").format(count=LONGEST[self.key]))


async def drop(question: Question) -> str:
    """What is said to somebody who cancels."""
    return _("Dropped: nothing was published. /new starts another call.")


FLOW = IntakeFlow(order=tuple(ANSWERS), home=HOME, action=Action.TAKE_CALL, cancelled=drop)


# The draft as it is kept


def blank(country: str) -> Data:
    """A new draft, whose key makes it one mission however often it is published."""
    return {"flow": NAME, "key": secrets.token_urlsafe(16), "country": country}


def shortened(data: Data) -> Data:
    """Answers without the texts that are too long: `too_long` names them, and they are asked for again."""
    too_long = [key for key, longest in LONGEST.items() if length(data.get(key) or "") > longest]
    return {**data, **dict.fromkeys(too_long), "too_long": [*data.get("too_long", ()), *too_long]}


async def saved_draft(state: FSMContext) -> Data | None:
    """The draft that an operator has begun and neither published nor dropped, if it says anything about a caller."""
    data = await _beside(state).get_data()
    return data if data.get("phone") else None


async def drop_for_colleague(state: FSMContext, store: Store, operator_id: int) -> bool:
    """Forget the draft where its caller is none for this operator any more; whether it was so."""
    draft = await saved_draft(state)
    if draft is None or not await desk.is_for_colleague(store, operator_id, draft["phone"]):
        return False
    await forget_draft(state)
    return True


def dropped_for_colleague() -> str:
    """What they read then."""
    return _(
        "The call that was not published yet is for a colleague now: please ask one of them to see to it. Here it is"
        " dropped."
    )


async def save_draft(state: FSMContext, data: Data) -> None:
    """Keep the answers of a draft."""
    await _beside(state).set_data({key: value for key, value in data.items() if key not in OF_THE_QUESTION})


async def forget_draft(state: FSMContext) -> None:
    """It is published, or dropped."""
    await _beside(state).set_data({})


def _beside(state: FSMContext) -> FSMContext:
    return FSMContext(storage=state.storage, key=replace(state.key, destiny="draft"))


def draft_of(data: Data) -> Draft:
    """The mission that complete answers describe."""
    kind = KINDS[data["kind"]]
    somewhere = not kind.by_phone
    limit = data.get("limit")
    return Draft(
        key=data["key"],
        phone=data["phone"],
        name=data["name"],
        country=data["country"],
        language=data["language"],
        kind=kind.code,
        address=data["address"] if somewhere else "",
        latitude=data["latitude"] if somewhere else None,
        longitude=data["longitude"] if somewhere else None,
        neighbourhood=data["neighbourhood"] if somewhere else "",
        starts_at=datetime.fromisoformat(data["starts"]),
        ends_at=datetime.fromisoformat(data["ends"]),
        urgent=bool(data.get("urgent")),
        access_notes=data["access_notes"] if somewhere else "",
        details=details_of(data),
        limit_cents=limit if kind.money and isinstance(limit, int) else None,
        recurrence=recurrence_of(data),
    )


def details_of(data: Data) -> str:
    """What is to be done, as helpers read it: what was typed before the caller's name was known may hold it."""
    return nameless(data.get("details") or "", data.get("name") or "")


def recurrence_of(data: Data) -> Recurrence | None:
    """How often what complete answers describe comes back, if it does."""
    if not applies("new_until", data):
        return None
    zone = COUNTRIES[data["country"]].zone
    starts, ends = (datetime.fromisoformat(data[one]).astimezone(zone) for one in ("starts", "ends"))
    begins = time.fromisoformat(data["begins"]) if data.get("begins") else starts.time()
    length = LENGTHS.get(data["until"])
    until = None if length is None else last_day(starts.date(), **length)
    return Recurrence(Every(data["repeat"]), begins, ends.time(), until)


# Places as they stand in a draft


def placed(latitude: float, longitude: float, neighbourhood: str, precision_m: int, shown: str) -> Data:
    """A point that is to be confirmed; helpers see no more of it than the neighbourhood."""
    return {
        "latitude": latitude,
        "longitude": longitude,
        "neighbourhood": neighbourhood,
        "precision": precision_m,
        "shown": shown,
        "located": True,
        "pinned": None,
        "found": None,
    }


def known_place(of: Helpee | Mission) -> Data:
    """Where somebody has been helped before, which was confirmed then; nothing for help by phone."""
    if of.point is None:
        return {}
    return {
        **placed(*of.point, of.neighbourhood, 0, of.neighbourhood),
        "address": of.address,
        "access_notes": of.access_notes,
        "pinned": True,
    }


NOWHERE: Data = {"located": None, "pinned": None, "found": None, "address": None}


async def look_up(places: Places, address: str, country: str, language: str) -> Data:
    """What a typed address gives: one point to confirm, several to choose from (`found`), or none. It may be asked of a
    service: count it before.
    """
    matches = await places.locate_address(address, country, language)
    found = [(one, near) for one in matches[:5] if (near := places.nearest(one.latitude, one.longitude, language))]
    changes: Data = {**NOWHERE, "address": address}
    if len(found) == 1:
        place, near = found[0]
        return changes | placed(place.latitude, place.longitude, near.name, place.precision_m, place.name)
    listed = [[one.latitude, one.longitude, one.precision_m, one.name] for one, _near in found]
    return changes | {"found": listed}
