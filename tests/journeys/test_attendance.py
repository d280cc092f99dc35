"""Moderators see at once what is free, how much waits, and are reminded of what nobody looks at."""

from __future__ import annotations

from datetime import timedelta

from domain.identity import CLAIM_LASTS, PURGE_AFTER, Reason
from domain.reminders import REMIND_AFTER
from sandbox import Group
from services import review
from services.moderator import Moderator
from tests.journeys.applicants import applicant
from tests.journeys.network import Network

MO = Moderator("telegram:1", "Mo Derator")


def reminders_in(group: Group) -> list[str]:
    """The reminders that stand in a group."""
    return [one.text or "" for one in group.messages if one.contains("to look at")]


async def test_the_card_shows_that_a_claim_has_lapsed(network: Network) -> None:
    group = await network.moderators()
    await applicant(network)
    await network.mo.taps("I'm looking", in_=group)
    await network.max.sees("Mo Derator is looking", in_=group)
    network.clock.advance(CLAIM_LASTS - timedelta(minutes=1))
    await network.upkeep()
    await network.all_delivered()
    await network.max.sees("Mo Derator is looking", in_=group)
    network.clock.advance(timedelta(minutes=1))
    await network.upkeep()
    await network.max.no_longer_sees("Mo Derator is looking", in_=group)
    await network.max.taps("I'm looking", in_=group)
    await network.mo.sees("Max Muster is looking", in_=group)


async def test_one_reminder_for_all_that_nobody_looks_at(network: Network) -> None:
    group = await network.moderators()
    _, first = await applicant(network, "Zoé")
    _, second = await applicant(network, "Yves")
    network.clock.advance(REMIND_AFTER[0])
    await network.upkeep()
    reminder = await network.mo.sees("2 identity checks wait for somebody to look at them", in_=group)
    assert "the oldest for 4 hours" in (reminder.text or "")
    assert [text.partition(" ")[0] for text in reminder.button_texts] == [f"#{first.id}", f"#{second.id}"]
    await network.upkeep()
    await network.all_delivered()
    assert len(reminders_in(group)) == 1

    network.clock.advance(timedelta(hours=8))  # midnight: quiet until eight
    await network.upkeep()
    await network.all_delivered()
    assert "for 4 hours" in reminders_in(group)[0]
    network.clock.advance(timedelta(hours=8))
    await network.upkeep()
    await network.mo.sees("the oldest for 20 hours", in_=group)
    await network.all_delivered()
    assert len(reminders_in(group)) == 1

    for check in (first, second):
        await review.reject(network.store, check.id, MO, Reason.UNREADABLE)
    await network.mo.no_longer_sees("to look at", in_=group)


async def test_who_is_looking_is_not_reminded(network: Network) -> None:
    group = await network.moderators()
    await applicant(network)
    network.clock.advance(REMIND_AFTER[0] - timedelta(minutes=10))
    await network.mo.taps("I'm looking", in_=group)
    network.clock.advance(timedelta(minutes=10))
    await network.upkeep()
    await network.all_delivered()
    assert not reminders_in(group)
    network.clock.advance(timedelta(minutes=20))
    await network.upkeep()
    await network.mo.sees("1 identity check waits for somebody", in_=group)


async def test_the_last_reminder_comes_before_the_purge(network: Network) -> None:
    group = await network.moderators()
    await applicant(network)
    await network.mo.sees("The note must show", in_=group)
    seen = set()
    for _hour in range(int(PURGE_AFTER / timedelta(hours=1)) - 1):
        network.clock.advance(timedelta(hours=1))
        await network.upkeep()
        await network.all_delivered()
        seen |= set(reminders_in(group))
    assert len(seen) == len(REMIND_AFTER)
    network.clock.advance(timedelta(hours=1))
    await network.upkeep()
    await network.mo.sees("Nobody decided in time", in_=group)
    await network.mo.no_longer_sees("to look at", in_=group)


async def test_the_queue_shows_age_claims_and_load(network: Network) -> None:
    group = await network.moderators()
    zoe, first = await applicant(network, "Zoé")
    network.clock.advance(timedelta(hours=2))
    await network.max.taps("Approve", in_=group)
    await zoe.sees("Welcome aboard!")
    _, second = await applicant(network, "Yves")
    await network.mo.sees("Yves", in_=group)
    await network.mo.taps("I'm looking", in_=group)
    network.clock.advance(timedelta(minutes=10))
    await network.mo.says("/queue", to=group)
    queue = await network.mo.sees("1 identity check is waiting", in_=group)
    for part in (
        "(10 minutes)",
        f"#{second.id}: Mo Derator, until 14:30",
        "Today: 1 approved, 0 rejected, 0 asked again",
        "Last 7 days: 1 approved",
        "On average decided after 2 hours",
    ):
        assert part in (queue.text or ""), part
    assert "Yves" not in (queue.text or "")
    network.clock.advance(timedelta(days=1))
    await network.mo.says("/queue", to=group)
    later = await network.mo.sees("Last 7 days", in_=group, since=queue)
    assert "Today" not in (later.text or "")
    assert first.id != second.id
