"""A staff chat moves to another group: whoever is in it reads what is secret, so nobody moves it alone or unheard."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from domain.approval import LASTS
from domain.notices.names import to_former_chat, to_person
from domain.notices.notice import Notice
from domain.notices.staff import ChatMoveAsked, ChatMoved
from domain.people import Person, StaffChat, StaffRole
from services import people
from storage.unit_of_work import Store, UnitOfWork

ASKED = "asked to move chat"
LEFT_BEHIND = "left chat behind"


@dataclass(frozen=True, slots=True)
class Registered:
    """What came of it. `former`: the chat that it replaces, if any. `asked`: nothing yet, since another administrator
    has to say the same in the same group.
    """

    former: StaffChat | None = None
    asked: bool = False


async def register(
    store: Store, chat: StaffChat, group: str, administrators: Collection[str], *, former_works: bool
) -> Registered:
    """Make a group, called `group`, the moderators' or the operators' chat. `administrators`: their addresses in that
    app. `former_works`: the bot is in the chat that has the role so far, and may write there; moving it takes two then,
    where the bot knows two. The other administrators and that chat are told. Raises ChatInUse.
    """
    async with store.writing() as work:
        await people.require_free(work, chat)
        former = await work.people.staff_chat(chat.role)
        if former is None or former.address == chat.address:
            await people.settle(work, chat)
            return Registered()
        others = await _others(work, chat, administrators)
        first = await _asked_before(work, chat, others)
        if former_works and others and first is None:
            await work.journal.write(chat.registered_by, ASKED, f"staff:{chat.role}", chat=chat.address)
            await _tell(work, others, former, ChatMoveAsked(chat.role, chat.registered_by, group))
            return Registered(asked=True)
        await _tell(work, others, former, ChatMoved(chat.role, chat.registered_by, group, first))
        await work.journal.write(chat.registered_by, LEFT_BEHIND, _chat(former.address), role=chat.role)
        await people.settle(work, chat)
    return Registered(former)


async def left_behind(store: Store, app: str, external_id: str) -> StaffRole | None:
    """Which staff's chat this group was until it moved; None for one that was none, or is one now."""
    async with store.reading() as work:
        if await work.people.staff_chat_at(app, external_id) is not None:
            return None
        noted = await work.journal.about(_chat(f"{app}:{external_id}"))
        return StaffRole(noted[-1].details["role"]) if noted else None


def _chat(address: str) -> str:
    return f"chat:{address}"


async def _others(work: UnitOfWork, chat: StaffChat, administrators: Collection[str]) -> list[Person]:
    """The administrators whom the bot knows, but for whoever registers this chat."""
    found = [await work.people.get(chat.app, one) for one in administrators]
    return [one for one in found if one is not None and one.address != chat.registered_by]


async def _asked_before(work: UnitOfWork, chat: StaffChat, others: Collection[Person]) -> str | None:
    """Which other administrator has asked for the same, not long ago and since the role had its present chat."""
    asked = None
    for one in await work.journal.about(f"staff:{chat.role}"):
        if one.action == people.REGISTERED:
            asked = None
        elif one.action == ASKED and one.details.get("chat") == chat.address and one.at > work.now - LASTS:
            asked = one.actor if one.actor in {other.address for other in others} else asked
    return asked


async def _tell(work: UnitOfWork, others: Collection[Person], former: StaffChat, notice: Notice) -> None:
    await work.outbox.add(to_former_chat(former.app, former.external_id, former.language), notice)
    for one in others:
        await work.outbox.add(to_person(one.id), notice)
