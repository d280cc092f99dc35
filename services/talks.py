"""When identity checks fail too often, a moderator talks to the helper: the bot passes on what they say."""

from __future__ import annotations

from datetime import datetime

from domain.availability import quiet_until
from domain.errors import NotFound, TooManyChecks
from domain.identity import ATTEMPTS_WITHIN, MOST_ATTEMPTS
from domain.network import COUNTRIES
from domain.notices.identity import TalkAgain, TalkEnded, TalkRequested, TalkSaid
from domain.notices.names import MODERATORS, said_card, talk_card, to_person
from domain.notices.notice import CardGone
from domain.refusal import RefusalKind
from domain.talk import REMIND_EVERY, Ending, Talk, TalkMessage, Tries, opens_again
from services.moderator import Moderator, require_not_own
from storage.outbox import SentCard
from storage.unit_of_work import Store, UnitOfWork

LONGEST = 1_500


async def failures(work: UnitOfWork, person_id: int) -> list[datetime]:
    """When checks of this person failed lately, since they were last allowed another try; also those before they had
    everything deleted. A step of others.
    """
    since, person = await counts_since(work, person_id), await work.people.by_id(person_id)
    failed = await work.identity.failed_since(person_id, since)
    if person is None:
        return failed
    return failed + await work.refusals.noted_since(RefusalKind.FAILED, person.address, since)


async def counts_since(work: UnitOfWork, person_id: int) -> datetime:
    """Since when checks that failed count against this person: not those before they were last allowed another try. A
    step of others.
    """
    since, allowed_at = work.now - ATTEMPTS_WITHIN, await work.talks.allowed_at(person_id)
    return since if allowed_at is None else max(since, allowed_at)


async def require_another_try(work: UnitOfWork, person_id: int) -> None:
    """Raise TooManyChecks if no further pictures are taken from this person. A step of other services."""
    talk = await work.talks.open_of(person_id)
    if talk is not None or len(await failures(work, person_id)) >= MOST_ATTEMPTS:
        raise TooManyChecks(talking=talk is not None)


async def tries_of(store: Store, person_id: int) -> Tries:
    """Whether this person may send pictures for an identity check now."""
    async with store.reading() as work:
        return Tries(await work.talks.open_of(person_id) is not None, await next_try(work, person_id))


async def next_try(work: UnitOfWork, person_id: int) -> datetime | None:
    """When so few failed checks count that another one may be begun; None: so it is now. A step of others."""
    return opens_again(await failures(work, person_id))


async def open_if_needed(work: UnitOfWork, person_id: int) -> None:
    """After a check that failed: once it was one too many, the moderators are to talk to them. A step of others."""
    await work.flush()
    if len(await failures(work, person_id)) < MOST_ATTEMPTS or await work.talks.open_of(person_id) is not None:
        return
    talk = Talk(person_id=person_id, opened_at=work.now)
    work.talks.add(talk)
    await work.flush()
    await work.outbox.add(MODERATORS, TalkRequested(talk.id))
    await work.journal.write("system", "talk opened", to_person(person_id))


async def claim(store: Store, talk_id: int, by: Moderator) -> None:
    """Say who sees to it, for half an hour. Raises NotFound, ClaimedByOther, AlreadyDecided."""
    async with store.writing() as work:
        talk = await _talk(work, talk_id)
        await require_not_own(work, by, talk.person_id)
        talk.claim(by.address, by.name, work.now)
        await work.outbox.add(MODERATORS, TalkRequested(talk_id))
        await work.journal.write(by.address, "claimed", f"talk:{talk_id}")


async def free_claims_of(store: Store, address: str) -> None:
    """A moderator has left: somebody else sees to it."""
    async with store.writing() as work:
        for talk in await work.talks.open():
            if talk.claimed_by == address:
                talk.let_go(work.now)
                await work.outbox.add(MODERATORS, TalkRequested(talk.id))


async def end(store: Store, talk_id: int, by: Moderator, ending: Ending) -> None:
    """Allow another try, or leave it at that. Raises NotFound, ClaimedByOther, AlreadyDecided."""
    async with store.writing() as work:
        talk = await _talk(work, talk_id)
        await require_not_own(work, by, talk.person_id)
        talk.require_open_to(by.address, work.now)
        await _end(work, talk, ending, by)
        await work.outbox.add(to_person(talk.person_id), TalkEnded(talk_id))
        await work.journal.write(by.address, f"talk {ending}", f"talk:{talk_id}")


async def withdraw(work: UnitOfWork, person_id: int) -> None:
    """The helper leaves: there is nothing to talk about any more. A step of other services."""
    talk = await work.talks.open_of(person_id)
    if talk is not None:
        await _end(work, talk, Ending.CLOSED, None)


async def say(store: Store, card: str, text: str, by: Moderator) -> int | None:
    """A moderator answers below a talk's `card`: it is passed on, and theirs from now on. The number of what they said;
    None where it was no card of a talk.

    Raises NotFound, OwnCase, ClaimedByOther, AlreadyDecided.
    """
    async with store.writing() as work:
        talk_id = await _talk_of(work, card)
        if talk_id is None:
            return None
        talk = await _talk(work, talk_id)
        await require_not_own(work, by, talk.person_id)
        talk.claim(by.address, by.name, work.now)
        message = TalkMessage(talk_id=talk.id, text=text[:LONGEST], said_at=work.now, by=by.address, by_name=by.name)
        work.talks.add(message)
        await work.flush()
        await work.outbox.add(to_person(talk.person_id), TalkSaid(message.id))
        await work.outbox.add(MODERATORS, TalkRequested(talk_id))
        await work.journal.write(by.address, "wrote", f"talk:{talk_id}", characters=len(text))
        return message.id


async def keep_receipt(store: Store, message_id: int, chat: str, message: str) -> None:
    """The message that tells the moderators that something was passed on: a reply to it goes on with the talk."""
    async with store.writing() as work:
        if await work.talks.message(message_id) is not None:
            await work.outbox.keep_card(SentCard(MODERATORS, said_card(message_id), chat, message))


async def may_answer(store: Store, person_id: int, said_at: datetime) -> bool:
    """Whether a talk with this helper goes on that had begun when they wrote something: it is then for the moderators,
    whoever wrote last.
    """
    async with store.reading() as work:
        talk = await work.talks.open_of(person_id)
        return talk is not None and talk.opened_at <= said_at


async def answer(store: Store, person_id: int, text: str) -> None:
    """The helper answers. Raises NotFound when the talk is over."""
    async with store.writing() as work:
        talk = await work.talks.open_of(person_id)
        if talk is None:
            raise NotFound
        message = TalkMessage(talk_id=talk.id, text=text[:LONGEST], said_at=work.now)
        work.talks.add(message)
        talk.wait_for_moderators(work.now)
        await work.flush()
        await work.outbox.add(MODERATORS, TalkSaid(message.id))


async def remind(store: Store, limit: int = 100) -> int:
    """Bring up by day those in which somebody waits for a word and nobody has claimed it; how many were due."""
    async with store.writing() as work:
        due = await work.talks.reminders_due(limit)
        for talk in due:
            said = await work.talks.said(talk.id)
            if said and said[-1].by_name is not None:
                talk.remind_at = None  # the helper's turn
                continue
            helper = await work.helpers.get(talk.person_id)
            by_day = quiet_until(work.now, COUNTRIES[helper.country if helper is not None else "BE"].zone)
            if by_day > work.now:
                talk.remind_at = by_day
                continue
            talk.remind_at = work.now + REMIND_EVERY
            await work.outbox.add(MODERATORS, TalkAgain(talk.id))
    return len(due)


async def show_open(work: UnitOfWork) -> None:
    """Bring those that go on before the moderators, in the chat that is theirs now, with what helpers have said. A
    step of other services.
    """
    for talk in await work.talks.open():
        await work.outbox.add(MODERATORS, TalkRequested(talk.id))
        for message in await work.talks.said(talk.id):
            if message.by_name is None:
                await work.outbox.add(MODERATORS, TalkSaid(message.id))


async def _end(work: UnitOfWork, talk: Talk, ending: Ending, by: Moderator | None) -> None:
    talk.end(ending, by.address if by else None, by.name if by else None, work.now)
    for message in await work.talks.said(talk.id):
        await work.outbox.add(MODERATORS, CardGone(said_card(message.id)))
    await work.talks.forget_said(talk.id)
    await work.outbox.add(MODERATORS, TalkRequested(talk.id))


async def _talk_of(work: UnitOfWork, card: str) -> int | None:
    kind, _, number = card.partition(":")
    if kind == talk_card(0).partition(":")[0]:
        return int(number)
    if kind == said_card(0).partition(":")[0]:
        message = await work.talks.message(int(number))
        return None if message is None else message.talk_id
    return None


async def _talk(work: UnitOfWork, talk_id: int) -> Talk:
    talk = await work.talks.get(talk_id)
    if talk is None:
        raise NotFound
    return talk
