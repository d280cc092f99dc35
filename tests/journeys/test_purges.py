"""Pictures go from every chat before Telegram forbids it; what fails is tried again, and people hear of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.cards.purges import PurgeTap
from domain.identity import PURGE_AFTER, Reason
from domain.people import StaffRole
from domain.purge import DELETABLE_FOR, PAUSES
from sandbox import Person
from services import people, purges, registration, review
from services.moderator import Moderator
from services.privacy import to_delete_for
from storage import tables
from tests.journeys.applicants import applicant, status_of
from tests.journeys.applying import applies
from tests.journeys.network import Network, until
from tests.journeys.test_identity import check_of
from tests.journeys.test_registration import newcomer
from tests.journeys.test_review import pictures_in

TOO_OLD = "Bad Request: message can't be deleted for everyone"
REFUSED = "Bad Request: something else is wrong"


def own_pictures(who: Person) -> list[int]:
    """The numbers of the pictures that stand in somebody's private chat."""
    return [one.message_id for one in who.messages() if one.photo or one.document]


async def references(network: Network) -> int:
    """How many references to pictures are stored."""
    async with network.store.reading() as work:
        return len((await work.session.execute(select(tables.pictures.c.id))).all())


async def left(network: Network) -> list[str]:
    """Why each message that is still to be deleted could not be."""
    async with network.store.reading() as work:
        return list(await work.session.scalars(select(tables.purges.c.why).order_by(tables.purges.c.id)))


@asynccontextmanager
async def asleep(network: Network) -> AsyncIterator[None]:
    """The bot is down in here, and comes back afterwards."""
    await network.stop()
    yield
    await network.start()


async def test_after_a_decision_nothing_is_left_to_delete(network: Network) -> None:
    group = await network.moderators()
    zoe = await newcomer(network)
    await applies(zoe)
    assert len(own_pictures(zoe)) == 2
    await network.mo.taps("Approve", in_=group)
    await zoe.sees("Welcome aboard!")
    await network.all_delivered()
    assert not pictures_in(group)
    assert not own_pictures(zoe)
    assert await left(network) == []


async def test_a_bot_that_was_down_catches_up_before_anything_else(network: Network) -> None:
    group = await network.moderators()
    zoe = await newcomer(network)
    await applies(zoe)
    check = await check_of(network, zoe)
    await network.mo.sees("The note must show", in_=group)
    async with asleep(network):
        network.clock.advance(PURGE_AFTER + timedelta(hours=1))
        await network.mo.taps("Approve", in_=group, wait=False)  # as soon as it is back, the bot hears of this
    await zoe.sees("nobody could look at your pictures in time")
    await network.all_delivered()
    assert await status_of(network.store, check) == "purged"
    assert await references(network) == 0
    assert not pictures_in(group)
    assert not own_pictures(zoe)
    zoe.does_not_see("Welcome aboard!")


async def test_what_is_too_old_to_be_deleted_is_left_to_people_and_forgotten(network: Network) -> None:
    group = await network.moderators()
    zoe = await newcomer(network)
    await applies(zoe)
    check = await check_of(network, zoe)
    await network.mo.sees("The note must show", in_=group)
    shown = [one.message_id for one in pictures_in(group)]
    async with asleep(network):
        network.clock.advance(DELETABLE_FOR + timedelta(hours=10))
    asked = await network.mo.sees("Please delete 2 pictures", in_=group)
    assert all(f"#{number}" in (asked.text or "") for number in shown)
    await zoe.sees("please delete them yourself")
    assert await references(network) == 0
    await network.mo.sees("Some pictures could not be deleted yet", in_=group)
    await network.mo.says("/queue", to=group)
    await network.mo.sees(f"#{check.id}: 4 pictures", in_=group)

    for one in pictures_in(group):
        await network.administrator.deletes(one)
    answer = await network.mo.taps("They are deleted", in_=group)
    assert answer is not None
    await network.mo.sees("are all deleted now", in_=group)
    await network.mo.sees("The pictures are deleted", in_=group)
    assert await left(network) == []
    answer = await network.max.presses(asked, PurgeTap(do="done", check=check.id).pack())
    assert answer.alert


async def test_a_purge_that_fails_is_tried_again_and_shown(network: Network) -> None:
    group = await network.moderators()
    zoe, check = await applicant(network)
    await network.mo.sees("The note must show", in_=group)
    network.telegram.faults.add(
        "error", methods="deleteMessage", chats=group.id, times=None, status=400, description=REFUSED
    )
    await network.mo.taps("Approve", in_=group)
    await zoe.sees("Welcome aboard!")
    await network.mo.sees("Some pictures could not be deleted yet", in_=group)
    assert len(pictures_in(group)) == 2
    network.mo.does_not_see("could not be deleted yet. I go on trying", in_=group)
    for pause in PAUSES[1:3]:
        network.clock.advance(pause + timedelta(seconds=1))
        await network.upkeep()
        await network.all_delivered()
    trying = await network.mo.sees("2 pictures of identity check", in_=group)
    assert "I go on trying, until" in (trying.text or "")
    assert not trying.buttons
    await network.mo.says("/queue", to=group)
    await network.mo.sees(f"#{check.id}: 2 pictures", in_=group)

    network.telegram.faults.clear()
    network.clock.advance(PAUSES[3])
    await network.upkeep()
    await network.mo.sees("are all deleted now", in_=group)
    assert not pictures_in(group)
    assert await left(network) == []


async def test_after_two_days_of_trying_people_are_asked(network: Network) -> None:
    group = await network.moderators()
    await applicant(network)
    await network.mo.sees("The note must show", in_=group)
    network.telegram.faults.add(
        "error", methods="deleteMessage", chats=group.id, times=None, status=400, description=REFUSED
    )
    await network.mo.taps("Approve", in_=group)
    await network.mo.sees("Some pictures could not be deleted yet", in_=group)
    for _hour in range(50):
        network.clock.advance(timedelta(hours=1))
        await network.upkeep()
        await network.all_delivered()
    await network.mo.sees("Please delete 2 pictures", in_=group)
    assert sum(one.contains("Please delete 2 pictures") for one in group.messages) == 1


async def test_a_chat_that_the_bot_was_thrown_out_of_is_not_forgotten(network: Network) -> None:
    group = await network.moderators()
    zoe, check = await applicant(network)
    await network.mo.sees("The note must show", in_=group)
    group.remove(network.bot)
    await review.reject(network.store, check.id, Moderator("telegram:1", "Mo"), Reason.EXPIRED)
    await zoe.sees("no longer valid")
    network.clock.advance(DELETABLE_FOR + timedelta(hours=1))
    await network.upkeep()
    assert len(await left(network)) == 2
    group.add(network.bot, administrator=True)
    await people.return_to_chat(network.store, StaffRole.MODERATORS)
    await network.mo.sees("Please delete 2 pictures", in_=group)


async def test_whoever_leaves_or_blocks_the_bot_leaves_no_picture_behind(network: Network) -> None:
    group = await network.moderators()
    zoe, _ = await applicant(network)
    yves, _ = await applicant(network, "Yves")
    await network.mo.sees("Yves", in_=group)
    await yves.blocks()
    for who in (zoe, yves):
        await registration.leave(network.store, await network.id_of(who))
    await network.mo.waits_for(lambda: not pictures_in(group) or None, in_=group)
    assert await references(network) == 0
    assert not own_pictures(zoe)


async def test_whoever_is_forgotten_takes_everything_along(network: Network) -> None:
    group = await network.moderators()
    zoe, _ = await applicant(network)
    await network.mo.sees("The note must show", in_=group)
    network.telegram.faults.add("error", methods="deleteMessage", times=None, status=400, description=TOO_OLD)
    known = await people.find(network.store, "telegram", str(zoe.id))
    assert known is not None
    assert len(await to_delete_for(network.store, known)) == 2
    await registration.forget(network.store, known.id)
    await network.mo.sees("Please delete 2 pictures", in_=group)
    await network.operators_chat()
    await network.all_delivered()
    async with network.store.reading() as work:
        owners = set(await work.session.scalars(select(tables.purges.c.recipient)))
    assert owners == {"staff:moderators"}


@pytest.mark.parametrize("waits", ["the check", "a purge"])
async def test_what_could_not_be_deleted_when_somebody_went_is_deleted_later(network: Network, waits: str) -> None:
    group = await network.moderators()
    await network.operators_chat()
    zoe = await newcomer(network)
    await applies(zoe)
    await network.mo.sees("The note must show", in_=group)
    network.telegram.faults.add(
        "error", methods="deleteMessage", chats=zoe.id, times=None, status=400, description=REFUSED
    )
    if waits == "a purge":
        await network.mo.taps("Approve", in_=group)
        await zoe.sees("Welcome aboard!")
        await network.all_delivered()
    await zoe.says("/privacy")
    await zoe.taps("Delete everything")
    await zoe.taps("Yes, delete everything")
    await zoe.sees("Everything about you is deleted")
    await network.all_delivered()
    assert len(own_pictures(zoe)) == 2
    assert await people.find(network.store, "telegram", str(zoe.id)) is None
    network.telegram.faults.clear()
    network.clock.advance(PAUSES[-1])
    await network.upkeep()
    await until(lambda: not own_pictures(zoe))
    await network.all_delivered()
    assert not pictures_in(group)
    assert await left(network) == []


async def test_of_pictures_that_are_deleted_with_everything_nothing_is_kept(network: Network) -> None:
    await network.moderators()
    zoe = await newcomer(network)
    await applies(zoe)
    assert len(own_pictures(zoe)) == 2
    await zoe.says("/privacy")
    await zoe.taps("Delete everything")
    await zoe.taps("Yes, delete everything")
    await zoe.sees("Everything about you is deleted")
    assert not own_pictures(zoe)
    async with network.store.reading() as work:
        kept = await work.session.scalars(select(tables.purges.c.chat))
    assert str(zoe.id) not in set(kept)


async def test_what_was_deleted_but_not_noted_is_found_gone(network: Network) -> None:
    group = await network.moderators()
    await applicant(network)
    await network.mo.sees("The note must show", in_=group)
    network.clock.run()
    network.telegram.faults.add("drop_after", methods="deleteMessage", times=3)
    await network.mo.taps("Approve", in_=group)
    await until(lambda: not pictures_in(group))

    async def all_noted() -> bool:
        return not await left(network)

    await until(all_noted)
    assert await purges.retry_due(network.store) == 0


async def test_deleting_everything_says_which_pictures_are_left(network: Network) -> None:
    await network.moderators()
    zoe = await newcomer(network)
    await applies(zoe)
    network.telegram.faults.add("error", methods="deleteMessage", chats=zoe.id, status=400, description=TOO_OLD)
    await zoe.says("/privacy")
    await zoe.taps("Delete everything")
    await zoe.taps("Yes, delete everything")
    await zoe.sees("Everything about you is deleted")
    await zoe.sees("1 message in this chat")
