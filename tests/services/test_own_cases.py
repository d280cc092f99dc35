"""Nobody decides about themselves, also not in the moderators' chat."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from domain.errors import OwnCase
from domain.helper import HelperStatus
from domain.identity import IdentityCheck, Reason, Side
from domain.notices.names import talk_card, to_person
from domain.notices.safeguarding import StaffAccused
from domain.sanction import of_helper, of_incident
from domain.talk import Ending, Talk
from services import desk, helper_files, incidents, missions, people, phone_first, review, sanctions, staff, talks
from services.incidents import Report
from services.moderator import Moderator
from storage.unit_of_work import Store
from tests.conftest import Clock
from tests.services.seeds import a_draft, empty_outbox, kinds_for, seed_helper, seed_operator

MO = Moderator("telegram:1000001", "Mo")


async def account_of(store: Store, helper_id: int) -> Moderator:
    """Somebody as whom they are in the moderators' chat."""
    async with store.reading() as work:
        person = await work.people.by_id(helper_id)
    assert person is not None
    return Moderator(f"{person.app}:{person.external_id}", "Zoé")


async def test_a_moderator_does_not_decide_on_their_own_identity(store: Store) -> None:
    zoe = await seed_helper(store, status=HelperStatus.APPLIED)
    herself = await account_of(store, zoe)
    async with store.writing() as work:
        helper = await work.helpers.get(zoe)
        assert helper is not None
        check = IdentityCheck.start(zoe, work.now)
        check.add(Side.CARD, "card", "11", work.now)
        check.add(Side.NOTE, "note", "12", work.now)
        check.submit(helper, work.now)
        work.identity.add(check)
    deeds: list[Callable[[], Awaitable[object]]] = [
        lambda: review.claim(store, check.id, herself),
        lambda: review.give_back(store, check.id, herself),
        lambda: review.approve(store, check.id, herself),
        lambda: review.reject(store, check.id, herself, Reason.OTHER),
        lambda: review.ask_again(store, check.id, herself, Reason.UNREADABLE),
    ]
    await all_are_refused(deeds)
    assert (await review.reject(store, check.id, MO, Reason.OTHER)).decided_by == MO.address


async def test_a_suspended_moderator_does_not_reinstate_themselves(store: Store) -> None:
    zoe = await seed_helper(store)
    herself = await account_of(store, zoe)
    await sanctions.suspend(store, zoe, MO, "conduct")
    with pytest.raises(OwnCase):
        await sanctions.reinstate(store, zoe, herself)
    assert (await sanctions.reinstate(store, zoe, MO)).status is HelperStatus.VALIDATED


async def test_a_moderator_neither_suspends_bans_nor_notes_about_themselves(store: Store) -> None:
    zoe = await seed_helper(store)
    herself = await account_of(store, zoe)
    deeds: list[Callable[[], Awaitable[object]]] = [
        lambda: sanctions.suspend(store, zoe, herself, "other", 7),
        lambda: sanctions.ban(store, zoe, herself, "other"),
        lambda: helper_files.note(store, zoe, herself, "Always kind"),
        lambda: helper_files.forget_note(store, zoe, herself),
    ]
    await all_are_refused(deeds)
    async with store.reading() as work:
        assert await work.sanctions.history(zoe) == []
        assert await work.sanctions.notes(of_helper(zoe)) == []


async def test_a_suspended_moderator_does_not_make_it_shorter(store: Store, clock: Clock) -> None:
    zoe = await seed_helper(store)
    herself = await account_of(store, zoe)
    await sanctions.suspend(store, zoe, MO, "conduct", 30)
    await all_are_refused([lambda: sanctions.suspend(store, zoe, herself, "other", 7)])
    clock.advance(days=8)
    assert await sanctions.end_suspensions(store) == 0


async def test_a_moderator_does_nothing_about_an_incident_of_their_own(store: Store) -> None:
    operator, zoe = await seed_operator(store), await seed_helper(store)
    herself = await account_of(store, zoe)
    mission = await desk.publish(store, operator, a_draft(store))
    await missions.accept(store, mission.id, zoe)
    incident = await incidents.report(store, operator, Report("k", mission.id, "conduct", helper_id=zoe))
    await all_are_refused(
        [
            lambda: incidents.take(store, incident.id, herself),
            lambda: incidents.give_back(store, incident.id, herself),
            lambda: incidents.close(store, incident.id, herself, "cleared"),
            lambda: incidents.note(store, incident.id, herself, "It was not like that"),
            lambda: incidents.suspend_helper(store, incident.id, herself, 7),
            lambda: incidents.keep_apart(store, incident.id, herself),
            lambda: incidents.unfreeze(store, incident.id, herself),
            lambda: phone_first.hold(store, incident.id, herself),
        ]
    )
    await incidents.close(store, incident.id, MO, "talked")
    await all_are_refused([lambda: incidents.reopen(store, incident.id, herself)])
    async with store.reading() as work:
        assert await work.sanctions.notes(of_incident(incident.id)) == []


async def test_a_moderator_does_not_answer_in_a_talk_with_themselves(store: Store) -> None:
    zoe = await seed_helper(store, status=HelperStatus.APPLIED)
    herself = await account_of(store, zoe)
    async with store.writing() as work:
        talk = Talk(person_id=zoe, opened_at=work.now)
        work.talks.add(talk)
    await all_are_refused(
        [
            lambda: talks.say(store, talk_card(talk.id), "You may try again", herself),
            lambda: talks.claim(store, talk.id, herself),
            lambda: talks.end(store, talk.id, herself, Ending.ALLOWED),
        ]
    )
    async with store.reading() as work:
        assert await work.talks.said(talk.id) == []
    assert await talks.say(store, talk_card(talk.id), "Shall I call you?", MO)


async def all_are_refused(deeds: list[Callable[[], Awaitable[object]]]) -> None:
    """Each of them is answered that it is about oneself."""
    for deed in deeds:
        with pytest.raises(OwnCase):
            await deed()


async def test_administrators_hear_of_a_concern_about_whoever_works_for_the_network(store: Store) -> None:
    ada = await people.meet(store, "telegram", "1", "en")
    operator, zoe, tom = await seed_operator(store), await seed_helper(store), await seed_helper(store)
    await staff.note_moderator(store, await account_of(store, zoe))

    async def told_of(said_by: int, helper: int) -> int:
        mission = await desk.publish(store, operator, a_draft(store))
        await missions.accept(store, mission.id, helper)
        await empty_outbox(store)
        about = helper if said_by == operator else None
        said = Report(f"about {mission.id}", mission.id, "conduct", "They shouted", helper_id=about)
        await incidents.report(store, said_by, said, administrators=["1", "4711"])
        return (await kinds_for(store, to_person(ada.id))).count(StaffAccused)

    assert await told_of(operator, zoe) == 1
    assert await told_of(operator, tom) == 0
    assert await told_of(zoe, zoe) == 0  # her own concern about somebody she went to


@pytest.mark.parametrize("seen", [True, False], ids=["seen to act", "comes"])
async def test_administrators_hear_of_it_when_whoever_it_is_about_turns_out_to_moderate(
    store: Store, seen: bool
) -> None:
    ada = await people.meet(store, "telegram", "1", "en")
    operator, zoe = await seed_operator(store), await seed_helper(store)
    for concern, said_by in (("conduct", operator), ("money", zoe)):
        mission = await desk.publish(store, operator, a_draft(store))
        await missions.accept(store, mission.id, zoe)
        about = zoe if said_by == operator else None
        await incidents.report(store, said_by, Report(concern, mission.id, concern, helper_id=about), ["1"])
    await empty_outbox(store)
    herself = await account_of(store, zoe)
    for _ in range(2):
        if seen:
            await staff.meet_moderator(store, herself, ["1"])
        else:
            await staff.note_moderator(store, herself, administrators=["1"])
    assert (await kinds_for(store, to_person(ada.id))).count(StaffAccused) == 1
