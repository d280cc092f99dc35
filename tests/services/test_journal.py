"""What staff see and decide is noted, by number and without personal data."""

from __future__ import annotations

from domain.mission import MissionStatus
from domain.notices.names import to_person
from domain.people import StaffChat, StaffRole
from services import callers, concerns, desk, missions, people, safety
from storage.journal import Entry
from storage.unit_of_work import Store
from tests.services.seeds import a_draft, seed_helper, seed_operator


async def entries(store: Store, subject: str) -> list[Entry]:
    """What the journal has about something."""
    async with store.reading() as work:
        return await work.journal.about(subject)


async def test_what_an_operator_sees_and_does_is_noted(store: Store) -> None:
    operator, zoe = await seed_operator(store), await seed_helper(store)
    draft = a_draft(store)
    mission = await desk.publish(store, operator, draft)
    await desk.follow(store, operator, mission.id)
    await missions.accept(store, mission.id, zoe)
    await desk.call_back(store, operator, mission.id, zoe)
    await desk.change_details(store, operator, mission.id, "Six eggs")
    await desk.cancel(store, operator, mission.id)
    await desk.file_of(store, operator, draft.phone)
    await desk.listing(store, operator, list(MissionStatus))

    noted = await entries(store, f"mission:{mission.id}")
    done = ["published", "saw", "accepted", "called back", "changed details", "cancelled"]
    assert [entry.action for entry in noted] == done
    assert {entry.actor for entry in noted} == {to_person(operator), to_person(zoe)}
    (opened,) = await entries(store, f"helpee:{mission.helpee.id}")
    assert (opened.actor, opened.action) == (to_person(operator), "saw")
    (listed,) = await entries(store, "missions")
    assert listed.details == {"numbers": [mission.id]}


async def test_that_an_operator_sees_who_went_where_is_noted(store: Store) -> None:
    """Also where it is by beginning to raise a concern, or to keep two people apart, and going no further."""
    operator, zoe = await seed_operator(store), await seed_helper(store)
    mission = await desk.publish(store, operator, a_draft(store))
    await missions.accept(store, mission.id, zoe)
    curious = await seed_operator(store)
    await concerns.concerned(store, zoe, mission.id)
    await concerns.concerned(store, curious, mission.id)
    await safety.whoever_had(store, curious, mission.id)
    looked = [one for one in await entries(store, f"mission:{mission.id}") if one.action == "saw"]
    assert [(one.actor, one.details) for one in looked] == [(to_person(curious), {"helpers": 1})] * 2


async def test_whoever_tries_numbers_to_find_out_who_calls_is_noted_and_no_number_is(store: Store) -> None:
    operator = await seed_operator(store)
    assert await callers.look_up(store, operator, "+3225550199") is None
    assert await desk.file_of(store, operator, "+3225550199") is None
    tried = await entries(store, "callers")
    assert [(one.actor, one.action, one.details) for one in tried] == [(to_person(operator), "looked in vain", {})] * 2


async def test_who_changed_the_language_of_a_staff_chat_is_noted(store: Store) -> None:
    chat = StaffChat(
        role=StaffRole.MODERATORS,
        app="telegram",
        external_id="-100",
        language="en",
        registered_by="telegram:0",
        registered_at=store.now(),
    )
    await people.register_chat(store, chat)
    await people.change_chat_language(store, StaffRole.MODERATORS, "nl", "telegram:7")
    assert [(one.actor, one.action) for one in await entries(store, "staff:moderators")][-1] == (
        "telegram:7",
        "changed language",
    )
