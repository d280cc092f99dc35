"""Deleting pictures from the chats: what could not be deleted is tried again, at last left to people, never dropped."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from domain.errors import NotFound
from domain.identity import IdentityCheck, Picture
from domain.notices.identity import PicturesGone, PicturesLeft, PleaseDelete, PurgeDue, ReviewRequested
from domain.notices.names import MODERATORS, NOBODY, check_of_pictures, pictures_card, to_chat_of_nobody, to_person
from domain.notices.notice import CardGone
from domain.people import Person
from domain.purge import Purge
from storage.unit_of_work import Store, UnitOfWork

PICTURES = pictures_card(0).removesuffix("0")


@dataclass(frozen=True, slots=True)
class Failed:
    """A message that could not be deleted, with the kind of refusal. `for_good`: it never can, by a bot."""

    chat: str
    message: str
    why: str
    for_good: bool = False


async def begin(work: UnitOfWork, check: IdentityCheck, pictures: Sequence[Picture]) -> None:
    """Delete the pictures of a check in every chat that has them, and keep in mind which until they are gone. A step of
    other services.
    """
    sent_at = min((one.received_at for one in pictures), default=check.submitted_at or check.started_at)
    for card in await work.outbox.cards(MODERATORS, pictures_card(check.id)):
        if not card.is_lost:
            await work.purges.begin(
                Purge.start(check.id, MODERATORS, card.chat, card.message, sent_at=sent_at, now=work.now)
            )
    if check.submitted_at is not None:  # else they have never seen them
        await work.outbox.add(MODERATORS, CardGone(pictures_card(check.id)))
    person = await work.people.by_id(check.person_id)
    if not pictures or person is None:
        return
    owner = to_person(person.id)
    for one in pictures:
        await work.purges.begin(
            Purge.start(check.id, owner, person.external_id, one.message, sent_at=one.received_at, now=work.now)
        )
    await work.outbox.add(owner, PicturesGone(tuple(one.message for one in pictures), check.id))


async def let_go(work: UnitOfWork, person: Person, deleted: Collection[str]) -> None:
    """Somebody is about to be forgotten. What still stands in their chat is to go all the same, but for the messages
    that are `deleted` already, and those that only they could delete. From now on it is nobody's. A step of others.
    """
    await work.flush()
    for purge in await work.purges.of_recipient(to_person(person.id)):
        if purge.message in deleted or purge.is_hopeless:
            await work.purges.remove(purge)
        else:
            purge.recipient = to_chat_of_nobody(person.app, purge.check_id)
            await work.outbox.add(purge.recipient, PurgeDue(purge.check_id))


async def leave_behind(work: UnitOfWork, recipient: str, chat: str) -> None:
    """A chat is about to become another one, and no bot can delete what stands in the former: pictures there are left
    to people. A step of other services.
    """
    behind: dict[int, list[Purge]] = {}
    for card in await work.outbox.cards_beginning(recipient, PICTURES):
        check_id = check_of_pictures(card.name)
        if card.chat != chat or card.is_lost or check_id is None:
            continue
        purge = Purge.start(check_id, recipient, chat, card.message, sent_at=work.now, now=work.now)
        purge.fail("chat has moved", work.now, for_good=True)
        await work.purges.begin(purge)
        behind.setdefault(check_id, []).append(purge)
    for check_id, purges in behind.items():
        await _tell(work, check_id, purges)


async def left_of(store: Store, check_id: int, recipient: str) -> list[tuple[str, str]]:
    """The chat and the number of each message of a check that this recipient still has, and a bot may still delete."""
    async with store.reading() as work:
        left = await work.purges.of_check(check_id)
    return [(one.chat, one.message) for one in left if one.recipient == recipient and one.by_hand_at is None]


async def report(
    store: Store, check_id: int, recipient: str, gone: Iterable[tuple[str, str]], failed: Iterable[Failed]
) -> None:
    """What came of deleting these messages, each given as chat and number."""
    lost, deleted = {(one.chat, one.message): one for one in failed}, set(gone)
    async with store.writing() as work:
        known = {(one.chat, one.message): one for one in await work.purges.of_check(check_id)}
        for where in lost.keys() - known.keys():  # it was being sent when the decision fell
            known[where] = Purge.start(check_id, recipient, *where, sent_at=work.now, now=work.now)
            await work.purges.begin(known[where])
        for where, purge in known.items():
            if where in lost:
                purge.fail(lost[where].why, work.now, for_good=lost[where].for_good)
            elif where in deleted:
                await work.purges.remove(purge)
        await _tell(work, check_id, list(known.values()), done=deleted)


async def retry_due(store: Store, limit: int = 100) -> int:
    """Try again to delete what is due; what no bot can delete any more is left to people. How many messages it were."""
    async with store.writing() as work:
        due = await work.purges.due(work.now, limit)
        for purge in due:
            if work.now >= purge.until:
                purge.give_up(work.now)
            else:
                purge.tries += not purge.tries  # nobody has said what came of it
                purge.put_off(work.now)
                await work.outbox.add(purge.recipient, PurgeDue(purge.check_id))
        for check_id in sorted({purge.check_id for purge in due}):
            await _tell(work, check_id, await work.purges.of_check(check_id))
    return len(due)


async def settle(store: Store, check_id: int, by: str) -> None:
    """A moderator, by their address, has deleted by hand what the bot could not. Raises NotFound if nothing is left."""
    async with store.writing() as work:
        left = [one for one in await work.purges.of_check(check_id) if one.by_hand_at is not None]
        if not left:
            raise NotFound
        for purge in left:
            await work.purges.remove(purge)
        await work.outbox.add(MODERATORS, PicturesLeft(check_id))
        await work.outbox.add(MODERATORS, ReviewRequested(check_id))
        await work.journal.write(by, "deleted by hand", f"check:{check_id}", messages=len(left))


async def _tell(work: UnitOfWork, check_id: int, left: Sequence[Purge], done: Iterable[tuple[str, str]] = ()) -> None:
    """Tell the moderators, and whose pictures they are, once people have to know or to act; and when it is over. Of
    what is nobody's, nobody has to know: it goes, or is given up.
    """
    left = await _without_those_of_nobody(work, check_id, left)
    new = [one for one in left if one.is_to_be_told]
    for purge in new:
        purge.told_at = work.now
        if purge.by_hand_at is None:
            await work.journal.write("system", "purge fails", f"check:{check_id}", tries=purge.tries, why=purge.why)
    by_hand = [one for one in left if one.by_hand_at == work.now]
    if by_hand:
        await work.journal.write("system", "purge left to people", f"check:{check_id}", messages=len(by_hand))
    for owner in sorted({one.recipient for one in by_hand} - {MODERATORS}):
        await work.outbox.add(owner, PleaseDelete(check_id))
    gone = set(done)
    if new or by_hand or any(one.told_at is not None and (one.chat, one.message) in gone for one in left):
        await work.outbox.add(MODERATORS, PicturesLeft(check_id))
        await work.outbox.add(MODERATORS, ReviewRequested(check_id))


async def _without_those_of_nobody(work: UnitOfWork, check_id: int, left: Sequence[Purge]) -> list[Purge]:
    """The others; of those in a chat of somebody who is forgotten, the hopeless ones are given up."""
    nobodys = [one for one in left if one.recipient.startswith(f"{NOBODY}:")]
    given_up = [one for one in nobodys if one.is_hopeless]
    for purge in given_up:
        await work.purges.remove(purge)
        await work.journal.write("system", "purge given up", f"check:{check_id}", tries=purge.tries, why=purge.why)
    return [one for one in left if one not in nobodys]
