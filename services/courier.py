"""The courier drains the outbox into messengers: at least once, in order per recipient, with growing pauses."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from itertools import chain, repeat

import structlog

from domain.audiences import AUDIENCES, may_tell, may_tell_chat, notice_from
from domain.notices.identity import PicturesGone, PurgeDue
from domain.notices.names import FORMER, NOBODY, OPERATORS
from domain.notices.notice import CardGone, Notice
from domain.notices.staff import ChatMoveAsked, LettersSetAside
from domain.people import StaffRole
from domain.permissions import held_by
from services import people
from services.failures import LONGEST_PAUSE_SECONDS, Failures
from services.fellows import Fellows
from services.messenger import Later, Messenger, NoChat, Recipient, Refused, Unreachable
from storage.errors import Unavailable
from storage.outbox import Letter, SentCard
from storage.unit_of_work import Store, UnitOfWork

LEASE = timedelta(seconds=30)
REQUEST_SECONDS = 20
"""No request of a messenger takes longer, and none is begun when less is left of the lease: so nothing of a letter is
under way any more when another courier may have it.
"""
AT_ONCE = 30
ATTEMPTS = 12
"""So often may a letter fail by its own fault. Then it is set aside, or what is behind it would wait for ever."""
POLL_SECONDS = 1.0
FIRST_OUTAGE_PAUSE_SECONDS, LONGEST_OUTAGE_PAUSE_SECONDS = 1.0, 4.0  # our own database can be asked often
NO_CHAT_PAUSE_SECONDS = 30.0
PAUSES_TO_NOTE_SECONDS = (0.1, 0.5, 2.0, 5.0)

log = structlog.get_logger("courier")


class Courier:
    """Delivers what is in the outbox until stopped. Several may run, also in several processes on PostgreSQL."""

    def __init__(self, store: Store, messengers: Mapping[str, Messenger], administrators: Sequence[str] = ()) -> None:
        """`administrators`: the addresses of those who can mend a staff chat."""
        self._store = store
        self._administrators = administrators
        self._messengers = messengers
        self._stopping = asyncio.Event()
        self._under_way: dict[int, asyncio.Task[None]] = {}
        self._claims: dict[int, set[datetime]] = {}  # of each letter under way, however often it was claimed
        self._failures = Failures()
        self._fellows = Fellows(store)
        self._one_by_one = asyncio.Lock()  # so that letters ask for their turns in the order in which they were claimed

    def stop(self) -> None:
        """Finish what is being delivered, and then return from `run`."""
        self._stopping.set()
        self._store.notices_written.set()

    async def run(self) -> None:
        """Deliver until stopped. An outage of the database or the app only makes it wait."""
        pause = FIRST_OUTAGE_PAUSE_SECONDS
        while not self._stopping.is_set():
            self._store.notices_written.clear()
            claimed_at = time.monotonic()
            try:
                letters = await self._claim()
            except Exception:
                log.exception("outbox not readable", pause_seconds=pause)
                await self._wait(pause)
                pause = min(pause * 2, LONGEST_OUTAGE_PAUSE_SECONDS)
                continue
            pause = FIRST_OUTAGE_PAUSE_SECONDS
            for letter in letters:
                if letter.id in self._under_way:  # slower than its lease: it is not to be sent a second time
                    continue
                task = asyncio.create_task(self._deliver(letter, claimed_at + LEASE.total_seconds()))
                self._under_way[letter.id] = task
                task.add_done_callback(partial(self._delivered, letter.id))
            if not letters or len(self._under_way) >= AT_ONCE:
                await self._wait(POLL_SECONDS)
        await asyncio.gather(*self._under_way.values(), return_exceptions=True)
        with suppress(Unavailable):  # then the others find out by themselves
            await self._fellows.leave()

    async def _claim(self) -> list[Letter]:
        """What is to be delivered now: nothing as long as there are other couriers who have not made room."""
        await self._fellows.look()
        for messenger in self._messengers.values():
            messenger.share(self._fellows.count)
        if not self._fellows.noticed:
            return []
        async with self._store.writing() as work:
            letters = await work.outbox.claim(AT_ONCE - len(self._under_way), LEASE)
            for letter in letters:  # before anybody can see it
                self._claims.setdefault(letter.id, set()).add(letter.claimed_until)
        return letters

    def _delivered(self, number: int, task: asyncio.Task[None]) -> None:
        """Make room, and look again: the same recipient's next letter may go out now."""
        self._under_way.pop(number, None)
        self._claims.pop(number, None)
        self._store.notices_written.set()
        if not task.cancelled() and (error := task.exception()):
            log.error("letter stays until its lease ends", error=type(error).__name__)

    async def _wait(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._store.notices_written.wait(), seconds)
        except TimeoutError:
            return

    async def _deliver(self, letter: Letter, until: float) -> None:
        """Deliver a letter or say what becomes of it. `until`: see `_bring`."""
        try:
            await self._bring(letter, until)
        except NoChat:
            await self._await_chat(letter)
        except Later as later:
            if later.seconds is not None:
                await self._retry(letter, later.seconds)
                return
            why = type(later.__cause__ or later).__name__
            await self._fail(letter, why, by_its_own_fault=self._failures.is_its_own(letter.id))
        except Unavailable:  # the database's fault, and not the letter's
            await self._fail(letter, Unavailable.__name__, by_its_own_fault=False)
        except Refused as refused:
            await self._set_aside(letter, str(refused))
        except Exception as error:
            log.exception("notice not delivered", notice=letter.kind, recipient=letter.recipient)
            await self._fail(letter, type(error).__name__, by_its_own_fault=True)

    async def _bring(self, letter: Letter, until: float) -> None:
        """Bring a letter to its recipient, and note it. `until`: the monotonic instant after which another courier may
        have it, unless a clock was put forward; then it has it sooner, and this is seen before anything is sent.
        """
        notice = notice_from(letter.kind, letter.payload)
        async with self._one_by_one, self._store.reading() as work:
            recipient = await self._recipient(work, letter, notice)
        if recipient is None:
            await self._done(letter, notice, in_vain=True)
            return
        messenger = self._messengers[recipient.app]
        try:
            async with messenger.turn(recipient, letter):
                async with self._store.reading() as work:
                    cards = await self._cards(work, letter, notice)
                    still = await self._recipient(work, letter, notice)
                if cards is None:
                    log.warning("taken over", notice=letter.kind, recipient=letter.recipient)
                    return
                if still is None or still.external_id != recipient.external_id:
                    raise Later(0.0)  # suspended or dismissed while it waited, or the staff's chat is another one
                if time.monotonic() > until - REQUEST_SECONDS:
                    raise Later(0.0)
                async with asyncio.timeout(until - time.monotonic()):
                    kept = await messenger.deliver(still, notice, cards)
        except TimeoutError as error:
            raise Later from error
        except Unreachable:
            if letter.recipient.startswith("staff:"):  # until the bot is back, or another chat is registered
                await people.lose_chat(self._store, recipient.app, recipient.external_id, self._administrators)
                raise Later(LONGEST_PAUSE_SECONDS) from None
            await people.lose(self._store, recipient.app, recipient.external_id)
            await self._done(letter, notice, in_vain=True)
        else:
            self._failures.note_taken(kept or ())
            await self._done(letter, notice, cards, kept)

    async def _recipient(self, work: UnitOfWork, letter: Letter, notice: Notice) -> Recipient | None:
        """Who it is for, now. None: somebody who is gone, or may not be told (any more). Raises NoChat while no staff
        chat is registered.
        """
        kind, _, key = letter.recipient.partition(":")
        if kind == "staff":
            chat = await work.people.staff_chat(StaffRole(key))
            if chat is None:
                raise NoChat
            told = may_tell_chat(type(notice), chat.role)
            return Recipient(letter.recipient, chat.app, chat.external_id, chat.language) if told else None
        if kind == NOBODY:
            return await self._nobody(work, letter)
        if kind == FORMER:
            app, external_id, language = key.split(":")
            here = isinstance(notice, ChatMoveAsked) and app in self._messengers
            return Recipient(letter.recipient, app, external_id, language) if here else None
        found = await work.people.standing(int(key))
        if found is None or found[0].app not in self._messengers:  # of somebody who took calls, an empty row stays
            return None
        person, status = found
        administrator = person.external_id in self._administrators
        if not may_tell(type(notice), held_by(status, operator=person.is_operator, administrator=administrator)):
            return None
        wanted = person.reachable or isinstance(notice, PicturesGone | PurgeDue | CardGone)
        return Recipient(letter.recipient, person.app, person.external_id, person.language) if wanted else None

    async def _nobody(self, work: UnitOfWork, letter: Letter) -> Recipient | None:
        """The chat of somebody who is forgotten, as long as pictures in it are to be deleted."""
        app = letter.recipient.split(":")[1]
        left = await work.purges.of_recipient(letter.recipient)
        return Recipient(letter.recipient, app, left[0].chat, "") if left and app in self._messengers else None

    async def _await_chat(self, letter: Letter) -> None:
        """Try again in a while, or at once if the chat was registered in this very moment: that hastened only letters
        that waited already.
        """
        async with self._store.writing() as work:
            due_at = work.now + timedelta(seconds=NO_CHAT_PAUSE_SECONDS)
            await work.outbox.retry(letter, due_at, self._claims.get(letter.id, ()))
            if await work.people.staff_chat(StaffRole(letter.recipient.partition(":")[2])) is not None:
                await work.outbox.hasten(letter.recipient)

    async def _cards(self, work: UnitOfWork, letter: Letter, notice: Notice) -> list[SentCard] | None:
        """What the recipient has of the card, as far as the notice is about it; None if the letter is not ours now."""
        claimed = await work.outbox.claimed_until(letter)
        if claimed not in {letter.claimed_until, *self._claims.get(letter.id, ())}:
            return None
        cards = await work.outbox.cards(letter.recipient, notice.card) if notice.card is not None else []
        some = notice.messages if isinstance(notice, CardGone) else None
        return cards if some is None else [card for card in cards if card.message in some]

    async def _done(
        self,
        letter: Letter,
        notice: Notice,
        had: Sequence[SentCard] = (),
        kept: list[SentCard] | None = None,
        *,
        in_vain: bool = False,
    ) -> None:
        """Note what was delivered; what is not noted is sent a second time. `in_vain`: nobody is there to be told."""
        await self._for_as_long_as_it_takes(letter, partial(self._note, letter, notice, had, kept, in_vain=in_vain))
        self._failures.forget(letter.id)

    async def _for_as_long_as_it_takes(self, letter: Letter, note: Callable[[], Awaitable[None]]) -> None:
        """Note what became of a letter. Raises Unavailable if the database is still away some time after `stop`."""
        last_pauses = iter(PAUSES_TO_NOTE_SECONDS)
        for pause in chain(PAUSES_TO_NOTE_SECONDS, repeat(PAUSES_TO_NOTE_SECONDS[-1])):
            try:
                await note()
            except Unavailable as error:
                if self._stopping.is_set() and next(last_pauses, None) is None:
                    raise
                log.info("delivery not noted yet", notice=letter.kind, error=type(error).__name__, seconds=pause)
                await asyncio.sleep(pause)
            else:
                return

    async def _note(
        self, letter: Letter, notice: Notice, had: Sequence[SentCard], kept: list[SentCard] | None, *, in_vain: bool
    ) -> None:
        """Of the cards that were there when it was delivered; one noted meanwhile waits for a letter of its own.

        Of somebody who was forgotten while it was being delivered, nothing is kept.
        """
        async with self._store.writing() as work:
            if kept and await _is_forgotten(work, letter.recipient):
                kept = []
            if kept is not None and notice.card:
                await work.outbox.forget_cards(letter.recipient, notice.card, had)
            for card in kept or []:
                if card.name:
                    await work.outbox.keep_card(card)
            if kept and letter.recipient.startswith("staff:"):
                await work.people.note_reached(StaffRole(letter.recipient.partition(":")[2]))
            instead = AUDIENCES[type(notice)].instead
            if in_vain and instead is not None:
                await work.outbox.add(f"staff:{instead}", notice)
            await work.outbox.done(letter)
        log.debug("nobody to tell" if in_vain else "notice delivered", notice=letter.kind, recipient=letter.recipient)

    async def _fail(self, letter: Letter, why: str, *, by_its_own_fault: bool) -> None:
        """Try again after a pause that grows with each failure; no more if it was the letter's own fault too often."""
        letter = replace(letter, failures=letter.failures + by_its_own_fault)
        if letter.failures >= ATTEMPTS:
            await self._set_aside(letter, why)
        else:
            await self._retry(letter, self._failures.pause(letter.id))

    async def _retry(self, letter: Letter, seconds: float) -> None:
        log.info("notice waits", notice=letter.kind, recipient=letter.recipient, seconds=round(seconds, 1))
        await self._for_as_long_as_it_takes(letter, partial(self._put_back, letter, timedelta(seconds=seconds)))

    async def _put_back(self, letter: Letter, pause: timedelta) -> None:
        async with self._store.writing() as work:
            await work.outbox.retry(letter, work.now + pause, self._claims.get(letter.id, ()))

    async def _set_aside(self, letter: Letter, why: str) -> None:
        """Keep it for whoever runs the bot, and tell the operators' chat, if there is one, that they should look."""
        log.error("notice set aside", letter=letter.id, notice=letter.kind, recipient=letter.recipient, why=why)
        self._failures.forget(letter.id)
        async with self._store.writing() as work:
            await work.outbox.set_aside(letter, why)
            alarm = LettersSetAside(work.now.date().isoformat())
            if letter.kind != type(alarm).__name__ and await work.people.staff_chat(StaffRole.OPERATORS) is not None:
                await work.outbox.add(OPERATORS, alarm)


async def _is_forgotten(work: UnitOfWork, recipient: str) -> bool:
    kind, _, key = recipient.partition(":")
    return kind == "person" and not await work.people.keep(int(key))
