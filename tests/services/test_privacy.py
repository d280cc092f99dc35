"""What a person leaves in their chat when everything about them is deleted."""

from __future__ import annotations

from domain.helper import HelperStatus
from domain.identity import Reason, Side
from domain.notices.names import details_card, to_person
from services import people, review
from services.moderator import Moderator
from services.privacy import to_delete_for
from storage.outbox import SentCard
from storage.unit_of_work import Store
from tests.services.seeds import seed_helper


async def test_pictures_that_are_about_to_be_deleted_are_not_forgotten_with_the_person(store: Store) -> None:
    number = await seed_helper(store, status=HelperStatus.APPLIED)
    await review.start(store, number)
    await review.receive(store, number, Side.CARD, "file-1", "11")
    await review.receive(store, number, Side.NOTE, "file-2", "12")
    async with store.reading() as work:
        person = await work.people.by_id(number)
        assert person is not None
    assert await to_delete_for(store, person) == ["11", "12"]
    check = await review.submit(store, number)
    await review.ask_again(store, check.id, Moderator("telegram:1", "Mo"), Reason.UNREADABLE)
    assert await to_delete_for(store, person) == ["11", "12"]


async def test_what_says_who_a_helpee_is_goes_too(store: Store) -> None:
    person = await people.meet(store, "telegram", "77", "fr")
    recipient = to_person(person.id)
    async with store.writing() as work:
        await work.outbox.keep_card(SentCard(recipient, details_card(5), "77", "31"))
        await work.outbox.keep_card(SentCard(recipient, "offer:5", "77", "32"))
    assert await to_delete_for(store, person) == ["31"]
