"""What is still to be deleted is written down with the decision, and stays so until somebody says that it is gone."""

from __future__ import annotations

from datetime import timedelta

from domain.notices.identity import PicturesLeft, PleaseDelete, PurgeDue
from domain.notices.names import MODERATORS, pictures_card, to_chat_of_nobody, to_person
from domain.people import StaffChat, StaffRole
from domain.purge import PAUSES, TOLD_AFTER, Purge
from domain.talk import Talk
from services import people, purges, registration, review, talks
from services.privacy import to_delete_for
from services.purges import Failed
from storage.outbox import SentCard
from storage.unit_of_work import Store
from tests.conftest import Clock
from tests.services.seeds import empty_outbox, outbox_of
from tests.services.test_review import MO, applied


async def left(store: Store, check_id: int) -> list[Purge]:
    """What is left of a check's pictures."""
    async with store.reading() as work:
        return await work.purges.of_check(check_id)


async def decided(store: Store) -> tuple[int, int]:
    """Somebody who was just approved, with an album of two before the moderators, and their check."""
    person_id, check_id = await applied(store)
    async with store.writing() as work:
        for message in ("71", "72"):
            await work.outbox.keep_card(SentCard(MODERATORS, pictures_card(check_id), "-1001", message))
    await review.approve(store, check_id, MO)
    await empty_outbox(store)
    return person_id, check_id


async def test_a_decision_writes_down_every_message_and_each_is_struck_off(store: Store) -> None:
    person_id, check_id = await decided(store)
    found = await left(store, check_id)
    assert {(one.recipient, one.message) for one in found} == {
        (MODERATORS, "71"),
        (MODERATORS, "72"),
        (to_person(person_id), "11"),
        (to_person(person_id), "12"),
    }
    for one in found:
        await purges.report(store, check_id, one.recipient, [(one.chat, one.message)], [])
    assert await left(store, check_id) == []
    assert await outbox_of(store, MODERATORS) == []


async def test_what_nobody_reported_on_is_tried_again_in_one_letter(store: Store, clock: Clock) -> None:
    _person_id, check_id = await decided(store)
    assert await purges.retry_due(store) == 0
    clock.advance(PAUSES[0])
    assert await purges.retry_due(store) == 4
    assert await purges.retry_due(store) == 0
    assert await outbox_of(store, MODERATORS) == [PurgeDue(check_id)]


async def test_moderators_hear_once_of_what_goes_on_failing_and_then_that_people_have_to_act(
    store: Store, clock: Clock
) -> None:
    _person_id, check_id = await decided(store)
    for _ in range(TOLD_AFTER + 1):
        await purges.report(store, check_id, MODERATORS, [], [Failed("-1001", "71", "refused")])
    assert (await outbox_of(store, MODERATORS)).count(PicturesLeft(check_id)) == 1
    clock.advance(timedelta(hours=49))
    await purges.retry_due(store)
    assert PicturesLeft(check_id) in await outbox_of(store, MODERATORS)
    assert all(one.by_hand_at is not None for one in await left(store, check_id))
    await purges.settle(store, check_id, MO.address)
    assert await left(store, check_id) == []
    async with store.reading() as work:
        actions = [one.action for one in await work.journal.about(f"check:{check_id}")]
    assert {"purge fails", "purge left to people", "deleted by hand"} <= set(actions)


async def test_the_owner_is_asked_to_delete_what_no_bot_can(store: Store) -> None:
    person_id, check_id = await decided(store)
    (chat,) = {one.chat for one in await left(store, check_id) if one.recipient != MODERATORS}
    await purges.report(store, check_id, to_person(person_id), [], [Failed(chat, "11", "too old", for_good=True)])
    assert PleaseDelete(check_id) in await outbox_of(store, to_person(person_id))


async def test_what_no_bot_can_delete_for_somebody_who_has_gone_is_given_up(store: Store, clock: Clock) -> None:
    person_id, check_id = await decided(store)
    for message in ("71", "72"):
        await purges.report(store, check_id, MODERATORS, [("-1001", message)], [])
    await registration.forget(store, person_id)
    found = await left(store, check_id)
    assert {one.message for one in found} == {"11", "12"}
    (recipient,) = {one.recipient for one in found}
    assert recipient == to_chat_of_nobody("telegram", check_id)
    assert await outbox_of(store, recipient) == [PurgeDue(check_id)]
    await empty_outbox(store)
    first, second = found
    for _ in range(TOLD_AFTER):
        await purges.report(store, check_id, recipient, [], [Failed(first.chat, first.message, "refused")])
    await purges.report(store, check_id, recipient, [], [Failed(second.chat, second.message, "too old", for_good=True)])
    assert [one.message for one in await left(store, check_id)] == [first.message]
    clock.advance(timedelta(hours=49))
    await purges.retry_due(store)
    assert await left(store, check_id) == []
    async with store.reading() as work:
        assert await work.outbox.waiting() == 0
        actions = [one.action for one in await work.journal.about(f"check:{check_id}")]
    assert actions.count("purge given up") == 2


async def test_what_people_were_asked_to_delete_is_not_kept_of_somebody_who_goes(store: Store, clock: Clock) -> None:
    person_id, check_id = await decided(store)
    clock.advance(timedelta(hours=49))
    await purges.retry_due(store)
    async with store.reading() as work:
        person = await work.people.by_id(person_id)
    assert person is not None
    assert await to_delete_for(store, person) == ["11", "12"]
    await registration.forget(store, person_id)
    assert {one.recipient for one in await left(store, check_id)} == {MODERATORS}


async def test_pictures_in_a_group_that_becomes_another_chat_are_left_to_people(store: Store) -> None:
    _person_id, check_id = await applied(store)
    now = store.now()
    chat = StaffChat(
        role=StaffRole.MODERATORS, app="telegram", external_id="-5", language="en", registered_by="x", registered_at=now
    )
    await people.register_chat(store, chat)
    async with store.writing() as work:
        await work.outbox.keep_card(SentCard(MODERATORS, pictures_card(check_id), "-5", "71"))
    await empty_outbox(store)
    await people.migrate_chat(store, "telegram", "-5", "-1005")
    (purge,) = await left(store, check_id)
    assert (purge.chat, purge.why, purge.due_at) == ("-5", "chat has moved", None)
    assert PicturesLeft(check_id) in await outbox_of(store, MODERATORS)


async def test_a_talk_is_free_once_whoever_claimed_it_has_left(store: Store) -> None:
    person_id, _check_id = await applied(store)
    async with store.writing() as work:
        talk = Talk(person_id=person_id, opened_at=work.now)
        work.talks.add(talk)
    await talks.claim(store, talk.id, MO)
    await talks.free_claims_of(store, MO.address)
    async with store.reading() as work:
        found = await work.talks.get(talk.id)
    assert found is not None
    assert found.claimed_by is None
