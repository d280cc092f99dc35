"""The file of a helper: what moderators know of them and note, shown in their chat to whoever looks for it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from domain.errors import NotAllowed, NotFound
from domain.helper import Helper, HelperStatus
from domain.identity import CheckStatus, IdentityCheck
from domain.incident import Incident
from domain.notices.names import MODERATORS, file_card, to_person
from domain.notices.notice import CardGone
from domain.notices.safeguarding import HelperFile, HelperFileAgain
from domain.people import Person, StaffRole
from domain.sanction import Decision, Note, of_helper
from domain.turnover import A_DAY, A_WEEK, Turnover
from services import barred_staff
from services.moderator import Moderator, require_not_own
from storage.unit_of_work import Store, UnitOfWork

MOST_FOUND, MOST_NAMED = 8, 2
SHORT_NUMBER = re.compile(r"[0-9]{1,9}")  # what a column surely holds


@dataclass(frozen=True, slots=True)
class Apart:
    """A helpee from whom a helper is parted, and their last missions, newest first: moderators know them by these."""

    helpee_id: int
    mission_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class File:
    """What moderators know of a helper. `rejected`: the identity checks that were, newest first. `waits`: their
    suspension goes on until an incident is closed. `same_phone`: who else gave their number. `today` and `lately`: what
    they took and handed on within a day, and within a week.
    """

    helper: Helper
    in_hand: int
    history: list[Decision]
    notes: list[Note]
    incidents: list[Incident]
    rejected: list[IdentityCheck]
    staff: list[StaffRole]
    waits: bool
    apart: list[Apart]
    same_phone: list[Helper]
    today: Turnover
    lately: Turnover


async def file_of(work: UnitOfWork, helper_id: int) -> File | None:
    """All that moderators know of a helper. A step of what shows it."""
    helper = await work.helpers.get(helper_id)
    if helper is None:
        return None
    return File(
        helper=helper,
        in_hand=await work.missions.count_in_hand(helper_id),
        history=await work.sanctions.history(helper_id),
        notes=await work.sanctions.notes(of_helper(helper_id)),
        incidents=await work.incidents.of_helper(helper_id),
        rejected=[one for one in await work.identity.of_person(helper_id) if one.status is CheckStatus.REJECTED],
        staff=await barred_staff.works_as(work, helper_id),
        waits=await work.sanctions.waits(helper_id),
        apart=[await _apart(work, one) for one in await work.partings.apart_from(helper_id)],
        same_phone=[one for one in await work.helpers.with_phone(helper.phone) if one.id != helper_id],
        today=await work.missions.turnover(helper_id, A_DAY),
        lately=await work.missions.turnover(helper_id, A_WEEK),
    )


async def _apart(work: UnitOfWork, helpee_id: int) -> Apart:
    return Apart(helpee_id, tuple(one.id for one in await work.missions.last_of_helpee(helpee_id, MOST_NAMED)))


async def find(store: Store, wanted: str, by: str) -> list[Helper]:
    """Helpers with this number (`#12`), or whose names begin like this, whatever they stand like."""
    async with store.writing() as work:
        number = wanted.strip().removeprefix("#")
        numbers = (
            [int(number)]
            if SHORT_NUMBER.fullmatch(number)
            else await work.helpers.named(wanted, MOST_FOUND, *HelperStatus)
        )
        found = await work.helpers.some(numbers) if numbers else []
        await work.journal.write(by, "looked for", "helpers", numbers=[one.id for one in found])
    return sorted(found, key=lambda one: one.id)


async def bring_up(store: Store, helper_id: int, by: str) -> None:
    """Write a helper's file anew at the end of the moderators' chat. Raises NotFound."""
    async with store.writing() as work:
        if await work.helpers.get(helper_id) is None:
            raise NotFound
        await work.outbox.add(MODERATORS, HelperFileAgain(helper_id))
        await work.journal.write(by, "saw", to_person(helper_id))


async def note(store: Store, helper_id: int, by: Moderator, text: str) -> None:
    """Note something about a helper, for colleagues alone. Raises NotFound, OwnCase."""
    async with store.writing() as work:
        if await work.helpers.get(helper_id) is None:
            raise NotFound
        await require_not_own(work, by, helper_id)
        work.sanctions.add(Note(subject=of_helper(helper_id), by=by.address, by_name=by.name, at=work.now, text=text))
        await rewrite(work, helper_id)
        await work.journal.write(by.address, "noted", to_person(helper_id))


async def forget_note(store: Store, helper_id: int, by: Moderator) -> None:
    """Delete the latest note that this moderator made about a helper. Raises NotAllowed where there is none: those of
    colleagues are theirs. Raises OwnCase too.
    """
    async with store.writing() as work:
        await require_not_own(work, by, helper_id)
        own = [one for one in await work.sanctions.notes(of_helper(helper_id)) if one.by == by.address]
        if not own:
            raise NotAllowed
        await work.sanctions.forget_note(own[-1])
        await rewrite(work, helper_id)
        await work.journal.write(by.address, "deleted a note", to_person(helper_id), note=own[-1].id)


async def show_again(store: Store, helper_id: int) -> None:
    """Let a helper's file show what is so now, where it is shown."""
    async with store.writing() as work:
        await rewrite(work, helper_id)


async def person_of(store: Store, helper_id: int) -> Person | None:
    """Whom a helper's file is about, if they were not forgotten."""
    async with store.reading() as work:
        return await work.people.by_id(helper_id)


async def rewrite(work: UnitOfWork, helper_id: int) -> None:
    """Let a helper's file show what is so now, where it is shown. A step of other services."""
    if await work.outbox.cards(MODERATORS, file_card(helper_id)):
        await work.outbox.add(MODERATORS, HelperFile(helper_id))


async def take_back(work: UnitOfWork) -> None:
    """Files that stand in a chat which is no longer the moderators' go. In the one that is, whoever needs one looks for
    it: nobody is shown what they did not ask for. A step of other services.
    """
    chat = await work.people.staff_chat(StaffRole.MODERATORS)
    for card in await work.outbox.cards_beginning(MODERATORS, file_card(0).removesuffix("0")):
        if chat is not None and card.chat != chat.external_id:
            await work.outbox.add(MODERATORS, CardGone(card.name, (card.message,)))
