"""Letters: their order, their leases, and the cards that people hold."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from domain.notices.identity import CheckDecided, PicturesGone
from domain.notices.missions import MissionCard, MissionOffered
from domain.notices.names import MODERATORS
from domain.notices.notice import URGENT, Notice
from domain.notices.safeguarding import IncidentCard, IncidentInDanger
from storage.outbox import UNKNOWN, Letter, SentCard
from storage.unit_of_work import Store
from tests.conftest import Clock

LEASE = timedelta(minutes=1)


async def post(store: Store, recipient: str, *notices: Notice, later: timedelta | None = None) -> None:
    async with store.writing() as work:
        for notice in notices:
            await work.outbox.add(recipient, notice, due_at=work.now + later if later else None)


async def claim(store: Store, limit: int = 100) -> list[Letter]:
    async with store.writing() as work:
        return await work.outbox.claim(limit, LEASE)


async def done(store: Store, *letters: Letter) -> None:
    async with store.writing() as work:
        for letter in letters:
            await work.outbox.done(letter)


def told(letters: list[Letter]) -> list[tuple[str, str]]:
    return [(letter.recipient, letter.kind) for letter in letters]


async def test_a_letter_holds_what_was_said(store: Store) -> None:
    await post(store, "person:1", PicturesGone(("10", "11"), 7))
    (letter,) = await claim(store)
    payload = {"messages": ["10", "11"], "check_id": 7}
    assert (letter.recipient, letter.kind, letter.payload) == ("person:1", "PicturesGone", payload)
    assert (letter.priority, letter.attempts, letter.created_at) == (0, 0, store.now())


async def test_what_people_wait_for_goes_first(store: Store) -> None:
    await post(store, "person:1", MissionOffered(1))
    await post(store, "person:2", MissionOffered(1))
    await post(store, "person:3", CheckDecided(3))
    assert [letter.recipient for letter in await claim(store)] == ["person:3", "person:1", "person:2"]


async def test_each_is_told_in_order_and_what_is_urgent_speeds_up_what_is_before_it(store: Store) -> None:
    await post(store, "person:1", MissionOffered(1))
    await post(store, "person:2", MissionOffered(1), MissionOffered(2), CheckDecided(2))
    first = await claim(store)
    assert [(letter.recipient, letter.priority) for letter in first] == [("person:2", 0), ("person:1", 2)]
    assert await claim(store) == []
    await done(store, *first)
    second = await claim(store)
    assert [(letter.kind, letter.payload) for letter in second] == [("MissionOffered", {"mission_id": 2})]
    await done(store, *second)
    assert told(await claim(store)) == [("person:2", "CheckDecided")]


async def test_what_can_t_wait_overtakes_all_else_that_its_recipient_is_to_be_told(store: Store) -> None:
    await post(store, MODERATORS, IncidentCard(1), IncidentCard(2), IncidentInDanger(3), IncidentInDanger(4))
    await post(store, "person:1", CheckDecided(1))
    heard = []
    while letters := await claim(store):
        assert len({letter.recipient for letter in letters}) == len(letters)  # one after the other
        heard += [letter.payload["incident_id"] for letter in letters if letter.recipient == MODERATORS]
        await done(store, *letters)
    assert heard == [3, 4, 1, 2]


async def test_what_can_t_wait_waits_for_what_is_under_way_and_not_for_what_came_back(store: Store) -> None:
    await post(store, MODERATORS, IncidentCard(1), IncidentCard(2))
    (first,) = await claim(store)
    await post(store, MODERATORS, IncidentInDanger(3))
    assert await claim(store) == []
    async with store.writing() as work:
        await work.outbox.retry(first, work.now + timedelta(minutes=5))
    (urgent,) = await claim(store)
    assert (urgent.kind, urgent.priority) == ("IncidentInDanger", URGENT)
    async with store.writing() as work:
        await work.outbox.retry(urgent, work.now + timedelta(minutes=1))
    assert await claim(store) == []  # it is not overtaken


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
async def test_what_can_t_wait_waits_for_what_another_process_is_claiming(store: Store) -> None:
    await post(store, MODERATORS, IncidentCard(1))
    async with store.writing() as work:
        (first,) = await work.outbox.claim(100, LEASE)
        await post(store, MODERATORS, IncidentInDanger(3))
        assert await claim(store) == []
    assert await claim(store) == []
    await done(store, first)
    assert told(await claim(store)) == [(MODERATORS, "IncidentInDanger")]


async def test_an_urgent_letter_whose_lease_ended_is_claimed_anew(store: Store, clock: Clock) -> None:
    await post(store, MODERATORS, IncidentCard(1), IncidentInDanger(3))
    letters = await claim(store)
    assert told(letters) == [(MODERATORS, "IncidentInDanger")]
    assert await claim(store) == []
    clock.advance(LEASE)
    assert await claim(store) == letters


async def test_no_more_is_claimed_than_asked_for(store: Store) -> None:
    for number in range(5):
        await post(store, f"person:{number}", MissionOffered(1))
    assert len(await claim(store, 3)) == 3
    assert len(await claim(store, 3)) == 2


async def test_a_claim_ends_with_its_lease(store: Store, clock: Clock) -> None:
    await post(store, "person:1", MissionOffered(1))
    letters = await claim(store)
    assert await claim(store) == []
    clock.advance(LEASE)
    assert await claim(store) == letters


async def test_a_letter_that_somebody_else_has_claimed_since_stays_theirs(store: Store, clock: Clock) -> None:
    await post(store, "person:1", MissionOffered(1))
    (slow,) = await claim(store)
    clock.advance(minutes=2)
    (quick,) = await claim(store)
    async with store.writing() as work:
        await work.outbox.retry(slow, work.now)
        assert await work.outbox.claimed_until(slow) == quick.claimed_until > slow.claimed_until
    assert await claim(store) == []
    async with store.writing() as work:
        await work.outbox.retry(quick, work.now)
    assert [letter.attempts for letter in await claim(store)] == [1]


async def test_a_clock_that_is_put_back_stops_no_letter(store: Store, clock: Clock) -> None:
    await post(store, "person:1", MissionOffered(1))
    await post(store, "person:2", MissionOffered(1), later=timedelta(hours=8))
    clock.advance(hours=-3)
    letters = await claim(store)
    assert told(letters) == [("person:1", "MissionOffered")]
    clock.advance(hours=-3)  # nobody knows what came of that claim
    assert await claim(store) == letters
    assert await claim(store) == []


async def test_a_letter_that_is_tried_again_does_not_wait_for_a_clock_that_was_put_back(
    store: Store, clock: Clock
) -> None:
    await post(store, "person:1", MissionOffered(1))
    clock.advance(hours=3)
    (letter,) = await claim(store)
    async with store.writing() as work:
        await work.outbox.retry(letter, work.now + timedelta(minutes=5))
    assert await claim(store) == []
    clock.advance(hours=-3)
    assert [one.id for one in await claim(store)] == [letter.id]


async def test_a_letter_waits_for_as_long_as_an_app_asks(store: Store, clock: Clock) -> None:
    await post(store, "person:1", MissionOffered(1))
    (letter,) = await claim(store)
    async with store.writing() as work:
        await work.outbox.retry(letter, work.now + timedelta(hours=2))
    clock.advance(seconds=-30)  # another process, whose clock is behind
    assert await claim(store) == []
    clock.advance(minutes=119)
    assert await claim(store) == []
    clock.advance(minutes=2)
    assert [one.id for one in await claim(store)] == [letter.id]


async def test_a_short_pause_does_not_become_long_because_the_clock_is_put_back(store: Store, clock: Clock) -> None:
    await post(store, "person:1", MissionOffered(1))
    (letter,) = await claim(store)
    async with store.writing() as work:
        await work.outbox.retry(letter, work.now + timedelta(seconds=5))
    clock.advance(minutes=-9)
    assert [one.id for one in await claim(store)] == [letter.id]


async def test_what_is_hastened_does_not_wait_for_a_clock_that_was_put_back(store: Store, clock: Clock) -> None:
    await post(store, "person:1", MissionOffered(1))
    (letter,) = await claim(store)
    async with store.writing() as work:
        await work.outbox.retry(letter, work.now + timedelta(minutes=20))
    clock.advance(minutes=10)
    async with store.writing() as work:
        await work.outbox.hasten("person:1")
    clock.advance(minutes=-5)
    assert [one.id for one in await claim(store)] == [letter.id]


async def test_a_letter_for_the_morning_holds_up_nobody(store: Store, clock: Clock) -> None:
    await post(store, "person:1", MissionOffered(1), later=timedelta(hours=8))
    await post(store, "person:1", CheckDecided(1))
    assert told(await claim(store)) == [("person:1", "CheckDecided")]
    clock.advance(hours=8)
    assert told(await claim(store)) == [("person:1", "MissionOffered")]


async def test_a_letter_that_is_tried_again_holds_up_those_behind_it(store: Store, clock: Clock) -> None:
    await post(store, "person:1", MissionOffered(1), CheckDecided(1))
    (letter,) = await claim(store)
    async with store.writing() as work:
        await work.outbox.retry(letter, work.now + timedelta(minutes=5))
    assert await claim(store) == []
    clock.advance(minutes=5)
    (again,) = await claim(store)
    assert (again.id, again.attempts) == (letter.id, 1)


async def test_a_change_of_a_card_that_is_tried_again_is_told_by_that(store: Store) -> None:
    await post(store, "staff:operators", MissionCard(1))
    (letter,) = await claim(store)
    async with store.writing() as work:
        await work.outbox.retry(letter, work.now + timedelta(minutes=5))
    await post(store, "staff:operators", MissionCard(1))
    async with store.reading() as work:
        assert await work.outbox.waiting() == 1


async def test_a_letter_that_is_set_aside_is_not_waiting_any_more(store: Store) -> None:
    await post(store, "person:1", MissionOffered(1), CheckDecided(1))
    (letter,) = await claim(store)
    async with store.writing() as work:
        assert await work.outbox.waiting() == 2
        await work.outbox.set_aside(letter, "chat not found")
        assert await work.outbox.waiting() == 1
    assert told(await claim(store)) == [("person:1", "CheckDecided")]


async def test_the_same_about_a_card_is_said_once(store: Store) -> None:
    await post(store, "staff:operators", MissionCard(1), MissionCard(1), MissionCard(2))
    await post(store, "staff:operators", MissionCard(1))
    await post(store, "person:1", MissionCard(1))
    async with store.reading() as work:
        assert await work.outbox.waiting() == 3


async def test_what_is_not_about_a_card_is_said_each_time(store: Store) -> None:
    await post(store, "person:1", CheckDecided(1), CheckDecided(1))
    async with store.reading() as work:
        assert await work.outbox.waiting() == 2


async def test_a_card_that_is_just_being_delivered_is_sent_again(store: Store) -> None:
    """The courier may have read the state before this change."""
    await post(store, "staff:operators", MissionCard(1))
    letters = await claim(store)
    await post(store, "staff:operators", MissionCard(1))
    async with store.reading() as work:
        assert await work.outbox.waiting() == 2
    await done(store, *letters)
    assert len(await claim(store)) == 1


async def test_a_card_for_the_morning_does_not_stand_for_one_due_now(store: Store) -> None:
    await post(store, "person:1", MissionOffered(1), later=timedelta(hours=8))
    await post(store, "person:1", MissionOffered(1))
    assert told(await claim(store)) == [("person:1", "MissionOffered")]


async def test_a_card_due_now_stands_for_one_for_the_morning(store: Store) -> None:
    await post(store, "person:1", MissionOffered(1))
    await post(store, "person:1", MissionOffered(1), later=timedelta(hours=8))
    async with store.reading() as work:
        assert await work.outbox.waiting() == 1


async def test_couriers_claim_different_letters_at_once(store: Store) -> None:
    for number in range(40):
        await post(store, f"person:{number}", MissionOffered(1), MissionOffered(2))
    claimed = await asyncio.gather(*(claim(store, 5) for _ in range(12)))
    numbers = [letter.id for letters in claimed for letter in letters]
    assert len(numbers) == len(set(numbers))
    recipients = [letter.recipient for letters in claimed for letter in letters]
    assert len(recipients) == len(set(recipients))


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
async def test_a_courier_passes_over_what_another_is_claiming(store: Store) -> None:
    for number in range(4):
        await post(store, f"person:{number}", MissionOffered(1), MissionOffered(2))
    async with store.writing() as one, asyncio.timeout(5), store.writing() as other:
        mine, theirs = await one.outbox.claim(2, LEASE), await other.outbox.claim(9, LEASE)
    assert [letter.recipient for letter in (*mine, *theirs)] == [f"person:{number}" for number in range(4)]


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
async def test_a_courier_does_not_take_a_card_that_stands_for_a_change_under_way(store: Store) -> None:
    await post(store, "staff:operators", MissionCard(1))
    async with store.writing() as change:
        await change.outbox.add("staff:operators", MissionCard(1))
        await change.flush()
        async with asyncio.timeout(5):
            assert await claim(store) == []
    assert len(await claim(store)) == 1


async def test_cards_are_kept_found_and_forgotten(store: Store) -> None:
    mine, second = SentCard("person:1", "offer:1", "5", "10"), SentCard("person:1", "offer:1", "5", "11")
    other = SentCard("person:2", "offer:1", "6", "12")
    async with store.writing() as work:
        for card in (mine, second, other, mine):
            await work.outbox.keep_card(card)
    async with store.writing() as work:
        await work.outbox.keep_card(mine)
        assert await work.outbox.cards("person:1", "offer:1") == [mine, second]
        assert await work.outbox.recipients_of("offer:1") == ["person:1", "person:2"]
        await work.outbox.forget_cards("person:1", "offer:1")
    async with store.reading() as work:
        assert await work.outbox.cards("person:1", "offer:1") == []
        assert await work.outbox.recipients_of("offer:1") == ["person:2"]


async def test_of_a_card_s_messages_some_are_forgotten_and_those_that_are_lost(store: Store) -> None:
    first, second, lost = (SentCard("person:1", "offer:1", "5", number) for number in ("10", "11", UNKNOWN))
    async with store.writing() as work:
        for card in (first, second, lost):
            await work.outbox.keep_card(card)
        await work.outbox.forget_cards("person:1", "offer:1", [first])
        assert await work.outbox.cards("person:1", "offer:1") == [second]
        await work.outbox.keep_card(lost)
        await work.outbox.forget_cards("person:1", "offer:1", [])
        assert await work.outbox.cards("person:1", "offer:1") == [second]


async def test_a_card_may_be_replaced_in_one_transaction(store: Store) -> None:
    async with store.writing() as work:
        await work.outbox.keep_card(SentCard("person:1", "offer:1", "5", "10"))
    async with store.writing() as work:
        await work.outbox.forget_cards("person:1", "offer:1")
        await work.outbox.keep_card(SentCard("person:1", "offer:1", "5", "11"))
    async with store.reading() as work:
        assert [card.message for card in await work.outbox.cards("person:1", "offer:1")] == ["11"]
