"""One transaction and everything that can be asked and written in it. The only place that commits."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, TypeVar

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from storage import mapping, search_columns
from storage.aging import Aging
from storage.approvals import Approvals
from storage.conversations import Conversations
from storage.couriers import Couriers
from storage.database import Database
from storage.erasing import Erasing
from storage.errors import Unavailable, raise_explained
from storage.helpers import Helpers
from storage.identity import IdentityChecks
from storage.incidents import Incidents
from storage.journal import Journal
from storage.missions import Missions
from storage.outbox import Outbox
from storage.partings import Partings
from storage.people import People
from storage.purges import Purges
from storage.refusals import Refusals
from storage.sanctions import Sanctions
from storage.staff import Staff
from storage.talks import Talks
from storage.together import Together
from storage.transaction import Transaction

Question = TypeVar("Question")
Answer = TypeVar("Answer")

mapping.mapped.configure()  # the domain's classes are mapped before the first session


def utcnow() -> datetime:
    """This instant, in UTC."""
    return datetime.now(UTC)


class WorkSession(Session):
    """The session of a unit of work."""


@event.listens_for(WorkSession, "before_flush")
def _refuse_to_write_while_reading(session: Session, context: object, instances: object) -> None:
    if not session.info["reading"]:
        return
    if session.new or session.deleted or any(session.is_modified(one) for one in session.dirty):
        raise RuntimeError("something was changed in a unit of work that only reads")


search_columns.follow(WorkSession)


class Store:
    """Where services get their units of work."""

    def __init__(self, database: Database, clock: Callable[[], datetime] = utcnow) -> None:
        self.database = database
        self.clock = clock
        self.notices_written = asyncio.Event()
        self._asked: dict[Callable[..., Any], Together[Any, Any]] = {}

    def now(self) -> datetime:
        """The instant by this store's clock."""
        return self.clock()

    def writing(self) -> UnitOfWork:
        """A transaction that commits at its end and rolls back on an exception. They follow one another on SQLite."""
        return UnitOfWork(self, writes=True)

    def reading(self) -> UnitOfWork:
        """A transaction that sees one state of the database, never waits for writers on SQLite, and keeps nothing."""
        return UnitOfWork(self, writes=False)

    async def ask(
        self, look: Callable[[UnitOfWork, Sequence[Question]], Awaitable[Sequence[Answer]]], question: Question
    ) -> Answer:
        """What `look` answers, asked in one transaction that reads for all who ask it at that time; see `Together`.
        `look`: a function of a module or a method of what lasts, since it is known by itself; asked outside of any unit
        of work, whose changes it would not see. Raises what `look` raises.
        """
        if look not in self._asked:
            self._asked[look] = Together(lambda questions: self._read(look, questions))
        answer: Answer = await self._asked[look](question)
        return answer

    async def _read(
        self,
        look: Callable[[UnitOfWork, Sequence[Question]], Awaitable[Sequence[Answer]]],
        questions: Sequence[Question],
    ) -> Sequence[Answer]:
        async with self.reading() as work:
            return await look(work, questions)


class UnitOfWork:
    """One transaction, from its first statement to the end of `async with`.

    Raises Conflict or Unavailable for what the database answers; any other error of a database is a bug. An OSError is
    taken for the database's, since a transaction is no place for any other input or output.
    """

    session: AsyncSession
    people: People
    staff: Staff
    helpers: Helpers
    identity: IdentityChecks
    purges: Purges
    refusals: Refusals
    partings: Partings
    talks: Talks
    missions: Missions
    incidents: Incidents
    sanctions: Sanctions
    outbox: Outbox
    journal: Journal
    approvals: Approvals
    conversations: Conversations
    couriers: Couriers
    aging: Aging
    erasing: Erasing

    def __init__(self, store: Store, *, writes: bool) -> None:
        self._store = store
        self._writes = writes

    @property
    def now(self) -> datetime:
        """The instant of this transaction: fixed when first asked for, which is after what has been waited for."""
        return self._transaction.now

    async def __aenter__(self) -> UnitOfWork:
        database = self._store.database
        if self._writes:
            try:
                await database.take_turn()
            except TimeoutError as error:
                raise Unavailable("others have been writing for too long") from error
        self.session = AsyncSession(
            database.writing if self._writes else database.reading,
            sync_session_class=WorkSession,
            expire_on_commit=False,
            info={"reading": not self._writes},
        )
        transaction = Transaction(self.session, self._store.clock, writes=self._writes, is_sqlite=database.is_sqlite)
        self._transaction = transaction
        self.people = People(transaction)
        self.staff = Staff(transaction)
        self.helpers = Helpers(transaction)
        self.identity = IdentityChecks(transaction)
        self.purges = Purges(transaction)
        self.refusals = Refusals(transaction)
        self.partings = Partings(transaction)
        self.talks = Talks(transaction)
        self.missions = Missions(transaction)
        self.incidents = Incidents(transaction)
        self.sanctions = Sanctions(transaction)
        self.outbox = Outbox(transaction)
        self.journal = Journal(transaction)
        self.approvals = Approvals(transaction)
        self.conversations = Conversations(transaction)
        self.couriers = Couriers(transaction)
        self.aging = Aging(transaction)
        self.erasing = Erasing(transaction)
        return self

    async def flush(self) -> None:
        """Write now what is pending, so that new rows have their numbers."""
        await self.session.flush()
        await self.outbox.write()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        try:
            if error is None and self._writes:
                await self.flush()
                await self.session.commit()
        except Exception as failure:
            raise_explained(failure)
            raise
        finally:
            await self._close()
        if error is not None:
            raise_explained(error)
        elif self._writes and self.outbox.written:
            self._store.notices_written.set()

    async def _close(self) -> None:
        """Roll back what was not committed, also when whoever waits for it is cancelled."""
        try:
            await asyncio.shield(self.session.close())
        finally:
            if self._writes:
                self._store.database.pass_turn()
