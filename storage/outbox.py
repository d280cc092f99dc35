"""What people are to be told, from the transaction that caused it until it is delivered; and the cards they hold."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    String,
    and_,
    cast,
    delete,
    exists,
    func,
    insert,
    literal,
    not_,
    or_,
    select,
    tuple_,
    update,
)

from domain.audiences import notice_from
from domain.notices.notice import URGENT, Notice
from storage.tables import cards, outbox, people, undeliverable
from storage.transaction import Transaction

UNKNOWN = ""
CLOCKS_DIFFER = timedelta(minutes=1)
"""By so much, at most, do clocks of two processes differ. What comes from further ahead is of one that was put back."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A notice on its way. `recipient`: "person:12" or "staff:moderators"; `attempts`: so far, all in vain; `failures`:
    those of them that were its own fault; `claimed_until` tells whoever claimed it from whoever did so later.
    """

    id: int
    recipient: str
    kind: str
    payload: dict[str, Any]
    priority: int
    attempts: int
    failures: int
    created_at: datetime
    claimed_until: datetime = field(compare=False)


@dataclass(frozen=True, slots=True)
class SentCard:
    """A message in somebody's chat that shows a card, and is rewritten when the card changes. `due_at`: when it is
    deleted by itself.
    """

    recipient: str
    name: str
    chat: str
    message: str
    due_at: datetime | None = field(default=None, compare=False)

    @property
    def is_lost(self) -> bool:
        """Whether it was about to be sent, and nobody knows what came of it: there is no message number."""
        return self.message == UNKNOWN


@dataclass(frozen=True, slots=True)
class _Draft:
    recipient: str
    notice: Notice
    payload: dict[str, Any]
    same: str | None
    due_at: datetime


@lru_cache(maxsize=1_000)
def _read(notice: Notice) -> tuple[dict[str, Any], str | None]:
    """A notice's payload, and what names it among those about cards. A thousand people may be told the same."""
    payload = notice.payload()
    if notice.card is None:
        return payload, None
    return payload, f"{type(notice).__name__} {json.dumps(payload, sort_keys=True)}"


class Outbox:
    """Letters leave in the order in which they were written for one recipient, what is URGENT before all else, and by
    priority among recipients.
    """

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._session = transaction.session
        self._drafts: list[_Draft] = []
        self._kept: list[SentCard] = []
        self.written = False

    async def add(self, recipient: str, notice: Notice, *, due_at: datetime | None = None) -> None:
        """Write a letter, unless one that says the same about a card is waiting: cards are read when delivered."""
        self._drafts.append(_Draft(recipient, notice, *_read(notice), due_at or self._transaction.now))
        self.written = True

    async def write(self) -> None:
        """Put what was added into the database; the unit of work does so before it commits."""
        drafts, self._drafts = self._drafts, []
        kept, self._kept = self._kept, []
        if kept:
            rows = [asdict(one) for one in kept]
            await self._session.execute(self._transaction.insert(cards).on_conflict_do_nothing(), rows)
        if not drafts:
            return
        waiting = await self._waiting_like(drafts)
        rows = []
        for draft in drafts:
            if draft.same is not None:
                due = waiting.get((draft.recipient, draft.same))
                if due is not None and due <= draft.due_at:
                    continue
                waiting[draft.recipient, draft.same] = draft.due_at
            rows.append(self._row(draft))
        if rows:
            await self._session.execute(insert(outbox), rows)

    async def claim(self, limit: int, lease: timedelta) -> list[Letter]:
        """Take letters to deliver, for as long as `lease`: the oldest undelivered one of each recipient, and first of
        those for whom something urgent is waiting behind it, whose priority it then has. The oldest that is URGENT goes
        before it, once what is under way to that recipient has arrived or has come back.

        Those due later do not hold up the ones behind them, unless they were tried before.
        """
        now = self._transaction.now
        wanted, front, earlier = outbox.alias("wanted"), outbox.alias("front"), outbox.alias("earlier")
        head = outbox.alias("head")

        def free(letter: FromClause) -> ColumnElement[bool]:
            # A claim from further ahead than clocks of two processes differ: the clock was put back.
            lapsed = or_(letter.c.claimed_until <= now, letter.c.claimed_until > now + 2 * lease)
            return or_(letter.c.claimed_until.is_(None), lapsed)

        # Asked as a scalar, since PostgreSQL then looks it up by index for each letter, whatever it believes to know of
        # a table that is empty most of the time.
        first = select(func.min(earlier.c.id)).where(
            earlier.c.recipient == wanted.c.recipient, or_(_is_due(earlier, now), earlier.c.attempts > 0)
        )
        urgent, other = outbox.alias("urgent"), outbox.alias("other")
        under_way = exists().where(
            other.c.recipient == urgent.c.recipient, other.c.priority > URGENT, not_(free(other))
        )
        ahead = (
            select(urgent.c.recipient, func.min(urgent.c.id).label("id"))
            .where(urgent.c.priority == URGENT, or_(_is_due(urgent, now), urgent.c.attempts > 0), not_(under_way))
            .group_by(urgent.c.recipient)
            .cte("ahead")
            .prefix_with("MATERIALIZED")
        )
        urgent_first = select(func.min(ahead.c.id)).where(ahead.c.recipient == wanted.c.recipient)
        due = (
            select(head, wanted.c.priority.label("urgency"))
            .join_from(wanted, front, front.c.id == first.scalar_subquery())
            .join(head, head.c.id == func.coalesce(urgent_first.scalar_subquery(), front.c.id))
            .where(_is_due(wanted, now), _is_due(head, now), free(head), free(front))
            .order_by(wanted.c.priority, wanted.c.id)
            .limit(limit)
        )
        # Both, since another process may be claiming the one in front: what it has not said yet is not seen here.
        rows = (await self._session.execute(self._transaction.locked(due, head, front, skip=True))).all()
        until = now + lease
        if rows:
            claimed = update(outbox).where(outbox.c.id.in_({row.id for row in rows}))
            await self._transaction.change(claimed.values(claimed_until=until))
        letters: dict[int, Letter] = {}
        for row in rows:  # the same letter may be wanted by several behind it
            what = (row.id, row.recipient, row.kind, row.payload, row.urgency)
            letters.setdefault(row.id, Letter(*what, row.attempts, row.failures, row.created_at, until))
        return list(letters.values())

    async def claimed_until(self, letter: Letter) -> datetime | None:
        """Until when it is claimed now, by whomever; None also when it is delivered."""
        found = select(outbox.c.claimed_until).where(outbox.c.id == letter.id)
        return await self._session.scalar(found)

    async def done(self, letter: Letter) -> None:
        """It is delivered, or has become pointless."""
        await self._transaction.change(delete(outbox).where(outbox.c.id == letter.id))

    async def retry(self, letter: Letter, due_at: datetime, claims: Collection[datetime] = ()) -> None:
        """It could not be delivered now; until it is, later letters to the same recipient wait. Its failures are kept.
        One that somebody else has claimed since stays theirs: given free, it would be sent by a third one meanwhile.
        """
        ours = outbox.c.claimed_until.in_({letter.claimed_until, *claims})
        later = update(outbox).where(outbox.c.id == letter.id, ours)
        put_off = {"due_at": due_at, "put_off_at": self._transaction.now, "claimed_until": None}
        tried = {"attempts": outbox.c.attempts + 1, "failures": letter.failures}
        await self._transaction.change(later.values(**put_off, **tried))

    async def hasten(self, recipient: str) -> None:
        """What could not be delivered to this recipient is tried again at once."""
        waiting = update(outbox).where(outbox.c.recipient == recipient, outbox.c.attempts > 0)
        now = self._transaction.now
        if await self._transaction.change(waiting.values(due_at=now, put_off_at=now)):
            self.written = True

    async def set_aside(self, letter: Letter, error: str) -> None:
        """It can't be delivered; keep it for somebody to look at."""
        kept = {name: getattr(letter, name) for name in ("id", "recipient", "kind", "payload", "created_at")}
        now = self._transaction.now
        aside = self._transaction.insert(undeliverable).values(**kept, set_aside_at=now, error=error)
        await self._session.execute(aside.on_conflict_do_nothing())  # two couriers may have had it, one after the other
        await self.done(letter)

    async def kinds_set_aside(self, day: date) -> list[str]:
        """The kinds of the letters that were set aside on this day in UTC, one for each letter."""
        begins = datetime.combine(day, time(), UTC)
        on_that_day = undeliverable.c.set_aside_at.between(begins, begins + timedelta(days=1))
        found = select(undeliverable.c.kind).where(on_that_day).order_by(undeliverable.c.id)
        return list(await self._session.scalars(found))

    async def waiting(self) -> int:
        """How many letters are not delivered yet, due or not; those set aside are not counted."""
        await self.write()
        return await self._session.scalar(select(func.count()).select_from(outbox)) or 0

    async def letters_to(self, recipient: str, kind: type[Notice]) -> list[Notice]:
        """The notices of one kind that are not delivered to a recipient yet."""
        await self.write()
        found = select(outbox.c.kind, outbox.c.payload).where(
            outbox.c.recipient == recipient, outbox.c.kind == kind.__name__
        )
        return [notice_from(row.kind, row.payload) for row in await self._session.execute(found.order_by(outbox.c.id))]

    async def keep_card(self, card: SentCard) -> None:
        """Remember the message that shows a card."""
        self._kept.append(card)

    async def cards(self, recipient: str, name: str) -> list[SentCard]:
        """The messages that show a card to a recipient."""
        return await self._cards(cards.c.recipient == recipient, cards.c.name == name)

    async def card_at(self, recipient: str, chat: str, message: str) -> str | None:
        """The name of the card that a message shows to a recipient, if it shows one."""
        here = await self._cards(cards.c.recipient == recipient, cards.c.chat == chat, cards.c.message == message)
        return here[0].name if here else None

    async def cards_beginning(self, recipient: str, beginning: str) -> list[SentCard]:
        """The messages that show a recipient any card whose name begins like this."""
        return await self._cards(cards.c.recipient == recipient, cards.c.name.startswith(beginning, autoescape=True))

    async def take_due_cards(self, limit: int) -> list[SentCard]:
        """The messages that are to be deleted by now, each once: whoever takes them sees to it."""
        due = select(cards).where(cards.c.due_at <= self._transaction.now).order_by(cards.c.due_at).limit(limit)
        taken = list(await self._session.execute(self._transaction.locked(due, cards, skip=True)))
        these = tuple_(cards.c.recipient, cards.c.name, cards.c.chat, cards.c.message)
        if taken:
            once = update(cards).where(these.in_([(row.recipient, row.name, row.chat, row.message) for row in taken]))
            await self._transaction.change(once.values(due_at=None))
        return [SentCard(row.recipient, row.name, row.chat, row.message) for row in taken]

    async def forget_cards(self, recipient: str, name: str, among: Iterable[SentCard] | None = None) -> None:
        """The messages that showed this card are gone: all, or the lost ones and those that are `among` these."""
        await self.write()
        gone = delete(cards).where(cards.c.recipient == recipient, cards.c.name == name)
        if among is not None:
            these = tuple_(cards.c.chat, cards.c.message).in_([(card.chat, card.message) for card in among])
            gone = gone.where(or_(these, cards.c.message == UNKNOWN))
        await self._transaction.change(gone)

    async def holders_of(self, names: Collection[str]) -> list[tuple[str, str]]:
        """Who has messages that show any of these cards, as (recipient, name)."""
        await self.write()
        found = select(cards.c.recipient, cards.c.name).where(cards.c.name.in_(names)).distinct()
        rows = await self._session.execute(found.order_by(cards.c.recipient, cards.c.name))
        return [(row.recipient, row.name) for row in rows]

    async def forget_settled(self, name: str) -> None:
        """Forget the messages that show a card and say all that they will ever say. Not those of people for whom
        something is still on its way, or who can't be written to now and may come back.
        """
        await self.write()
        lost = select(literal("person:") + cast(people.c.id, String)).where(people.c.reachable.is_(False))
        settled = and_(cards.c.recipient.not_in(select(outbox.c.recipient)), cards.c.recipient.not_in(lost))
        await self._transaction.change(delete(cards).where(cards.c.name == name, settled))

    async def recipients_of(self, name: str) -> list[str]:
        """Who has a message that shows this card."""
        await self.write()
        found = select(cards.c.recipient).where(cards.c.name == name).distinct().order_by(cards.c.recipient)
        return list(await self._session.scalars(found))

    async def _cards(self, *which: ColumnElement[bool]) -> list[SentCard]:
        await self.write()
        rows = await self._session.execute(
            select(cards).where(*which).order_by(cards.c.recipient, cards.c.chat, cards.c.message)
        )
        return [SentCard(row.recipient, row.name, row.chat, row.message) for row in rows]

    async def _waiting_like(self, drafts: list[_Draft]) -> dict[tuple[str, str], datetime]:
        """When the unclaimed letters like these are due. They are locked, so that no courier takes one that still
        speaks of the state before this transaction; one that a courier is taking right now does not count.
        """
        same = {draft.same for draft in drafts if draft.same is not None}
        if not same:
            return {}
        like = select(
            outbox.c.id, outbox.c.recipient, outbox.c.same, outbox.c.due_at, outbox.c.attempts, outbox.c.created_at
        ).where(
            self._transaction.among(outbox.c.recipient, {draft.recipient for draft in drafts}),
            outbox.c.same.in_(same),
            outbox.c.claimed_until.is_(None),
        )
        waiting: dict[tuple[str, str], datetime] = {}
        for row in await self._session.execute(self._transaction.locked(like, outbox, skip=True)):
            key = (row.recipient, row.same)
            due_at = row.created_at if row.attempts else row.due_at  # nothing passes one that is tried again
            waiting[key] = min(due_at, waiting.get(key, due_at))
        return waiting

    def _row(self, draft: _Draft) -> dict[str, Any]:
        return {
            "recipient": draft.recipient,
            "kind": type(draft.notice).__name__,
            "payload": draft.payload,
            "same": draft.same,
            "priority": draft.notice.priority,
            "attempts": 0,
            "failures": 0,
            "created_at": self._transaction.now,
            "due_at": draft.due_at,
        }


def _is_due(letter: FromClause, now: datetime) -> ColumnElement[bool]:
    """Also what was due when it was written, by whatever clock, and what was put off at an instant that has not come
    yet: the clock was put back since, and nobody knows how much of the pause is over.
    """
    at_once = and_(letter.c.attempts == 0, letter.c.due_at <= letter.c.created_at)
    return or_(letter.c.due_at <= now, at_once, letter.c.put_off_at > now + CLOCKS_DIFFER)
