"""Whoever may not be told something any more when it is delivered is not; what is an operator's goes to colleagues."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from domain.notices.identity import PicturesToReview
from domain.notices.missions import MissionExpired, MissionOffered
from domain.notices.names import MODERATORS, OPERATORS, to_person
from domain.people import StaffChat, StaffRole
from services import people
from services.courier import Courier
from services.messenger import Recipient
from storage.outbox import Letter
from storage.unit_of_work import Store
from tests.services.seeds import seed_helper, seed_operator
from tests.services.test_courier import Post, until_nothing_waits, write


async def chat(store: Store, role: StaffRole, address: str) -> None:
    await people.register_chat(
        store,
        StaffChat(
            role=role,
            app="telegram",
            external_id=address,
            language="en",
            registered_by="telegram:1",
            registered_at=store.now(),
        ),
    )


async def suspend(store: Store, number: int) -> None:
    async with store.writing() as work:
        helper = await work.helpers.get(number)
        assert helper is not None
        helper.suspend()


async def test_a_suspended_helper_is_offered_nothing(store: Store) -> None:
    zoe, post = await seed_helper(store), Post()
    await write(store, to_person(zoe), MissionOffered(1))
    await suspend(store, zoe)
    await until_nothing_waits(Courier(store, {"telegram": post}), store)
    assert post.given == []


async def test_a_former_operator_s_notice_goes_to_their_colleagues(store: Store) -> None:
    await chat(store, StaffRole.OPERATORS, "-100")
    olive, post = await seed_operator(store), Post()
    await write(store, to_person(olive), MissionExpired(1))
    async with store.writing() as work:
        person = await work.people.by_id(olive)
        assert person is not None
        person.dismiss(work.now)
    await until_nothing_waits(Courier(store, {"telegram": post}), store)
    assert post.given == [MissionExpired(1)]
    async with store.reading() as work:
        assert await work.outbox.waiting() == 0


async def test_no_identity_picture_leaves_for_another_chat(store: Store) -> None:
    for role, address in ((StaffRole.OPERATORS, "-100"), (StaffRole.MODERATORS, "-200")):
        await chat(store, role, address)
    post = Post()
    await write(store, OPERATORS, PicturesToReview(1))
    await write(store, MODERATORS, PicturesToReview(2))
    await until_nothing_waits(Courier(store, {"telegram": post}), store)
    assert post.given == [PicturesToReview(2)]


async def test_whoever_is_suspended_while_the_letter_waits_for_its_turn_is_not_told(store: Store) -> None:
    zoe = await seed_helper(store)

    class Slow(Post):
        @asynccontextmanager
        async def turn(self, recipient: Recipient, letter: Letter) -> AsyncIterator[None]:
            await suspend(store, zoe)
            yield

    post = Slow()
    await write(store, to_person(zoe), MissionOffered(1))
    await until_nothing_waits(Courier(store, {"telegram": post}), store)
    assert post.given == []
