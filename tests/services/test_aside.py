"""Whoever a caller complains about has nothing to do with that caller at the desk either, and isn't told why."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from domain.approval import ApprovalStatus, Deed
from domain.errors import ApprovalClosed, ForColleague
from domain.incident import Reporter
from domain.mission import Mission, MissionStatus, Outcome
from domain.notices.missions import MissionAccepted
from domain.notices.names import OPERATORS, caller_card, to_person
from domain.notices.notice import CardGone
from domain.notices.safeguarding import MissionTakenAway
from domain.people import Person
from services import approvals, callers, concerns, desk, finding, incidents, missions, people, safety, series
from services.incidents import Report
from services.moderator import Moderator
from storage.unit_of_work import Store
from tests.services.seeds import a_draft, kinds_for, seed_helper, seed_operator
from tests.services.test_approvals import person

MO, CALLER = Moderator("telegram:7", "Mo"), "+3225550909"


async def both(store: Store) -> int:
    """Somebody who helps and takes calls."""
    number = await seed_helper(store)
    invitation = await people.invite(store, "BE", "telegram:0")
    await people.accept_invitation(store, number, invitation.token, "Olive")
    return number


async def complaint(store: Store, oscar: int, olive: int, mission: Mission) -> int:
    """The caller tells Oscar something about Olive; the number of the incident."""
    said = Report(f"about {mission.id}", mission.id, "money", "Olive took it", helper_id=olive)
    return (await incidents.report(store, oscar, said)).id


async def accused(store: Store, *, by_olive: bool = False) -> tuple[Person, Person, Mission, int]:
    """Olive, Oscar, a mission that Olive had, published by one of them, and the caller's complaint about her."""
    olive, oscar = await both(store), await seed_operator(store)
    mission = await desk.publish(store, olive if by_olive else oscar, a_draft(store))
    await missions.accept(store, mission.id, olive)
    number = await complaint(store, oscar, olive, mission)
    return await person(store, olive), await person(store, oscar), mission, number


async def test_she_sees_and_does_nothing_about_that_caller_any_more(store: Store) -> None:
    olive, oscar, mission, _incident = await accused(store)
    me, number, helpee, phone = olive.id, mission.id, mission.helpee.id, mission.helpee.phone
    deeds: list[Callable[[], Awaitable[object]]] = [
        lambda: desk.follow(store, me, number),
        lambda: desk.change_details(store, me, number, "Milk"),
        lambda: desk.cancel(store, me, number),
        lambda: desk.call_back(store, me, number, me),
        lambda: desk.end(store, me, number, me, Outcome.WELL),
        lambda: desk.file_of(store, me, phone),
        lambda: desk.publish(store, me, a_draft(store, phone=phone)),
        lambda: series.stop(store, me, number),
        lambda: finding.widen(store, me, number),
        lambda: finding.ask_everybody(store, me, number),
        lambda: safety.ask_others(store, me, number),
        lambda: finding.take_back(store, me, number, me),
        lambda: finding.who_could(store, me, number),
        lambda: finding.give(store, me, number, me),
        lambda: finding.explain(store, me, number),
        lambda: safety.let_answer(store, me, number),
        lambda: safety.whoever_had(store, me, number),
        lambda: safety.keep_apart(store, me, number, me),
        lambda: callers.look_up(store, me, phone),
        lambda: callers.look_at(store, me, helpee),
        lambda: callers.stop_everything(store, me, helpee),
        lambda: approvals.ask(store, me, Deed.EXPORT_CALLER, helpee),
        lambda: approvals.ask(store, me, Deed.FORGET_CALLER, helpee),
    ]
    for deed in deeds:
        with pytest.raises(ForColleague):
            await deed()
    followed = await desk.follow(store, oscar.id, number)
    assert followed.mission.status is MissionStatus.OPEN
    listed = await desk.listing(store, me, [MissionStatus.OPEN])
    assert [one.id for one in listed.missions] == [number]  # by kind, neighbourhood and time, as in the group
    other = await desk.publish(store, me, a_draft(store))
    assert (await desk.follow(store, me, other.id)).mission.id == other.id


async def test_nobody_confirms_or_refuses_in_their_own_case(store: Store) -> None:
    olive, oscar, mission, _incident = await accused(store)
    asked = await approvals.ask(store, oscar.id, Deed.EXPORT_CALLER, mission.helpee.id)
    for administrator in (False, True):
        for service in (approvals.look, approvals.confirmable, approvals.confirm, approvals.refuse):
            with pytest.raises(ForColleague):
                await service(store, asked.id, olive, administrator=administrator)
    third = await person(store, await seed_operator(store))
    found, concern = await approvals.confirmable(store, asked.id, third, administrator=False)
    assert (found.id, concern) == (asked.id, True)


async def test_what_she_asked_for_before_is_nobodys_wish(store: Store) -> None:
    olive, oscar = await both(store), await seed_operator(store)
    colleague = await person(store, oscar)
    waiting, confirmed = [await desk.publish(store, oscar, a_draft(store)) for _ in range(2)]
    for one in (waiting, confirmed):
        await missions.accept(store, one.id, olive)
    asked = await approvals.ask(store, olive, Deed.EXPORT_CALLER, waiting.helpee.id)
    had = await approvals.ask(store, olive, Deed.EXPORT_CALLER, confirmed.helpee.id)
    await approvals.confirm(store, had.id, colleague, administrator=False)
    await callers.keep_card(store, await person(store, olive), confirmed.helpee.id, ("1", "77"))
    for one in (waiting, confirmed):
        await complaint(store, oscar, olive, one)
    with pytest.raises(ApprovalClosed):
        await approvals.confirm(store, asked.id, colleague, administrator=False)
    with pytest.raises(ForColleague):
        await approvals.take(store, had.id, await person(store, olive))
    again = await approvals.ask(store, oscar, Deed.EXPORT_CALLER, waiting.helpee.id)
    assert (again.id != asked.id, again.status) == (True, ApprovalStatus.ASKED)
    async with store.reading() as work:
        gone = await work.outbox.letters_to(to_person(olive), CardGone)
    assert caller_card(confirmed.helpee.id) in {one.name for one in gone if isinstance(one, CardGone)}


async def test_her_colleagues_hear_what_waits_of_a_mission_that_she_had_published(store: Store) -> None:
    olive, _oscar, mission, _incident = await accused(store, by_olive=True)
    assert MissionTakenAway in await kinds_for(store, OPERATORS)
    assert MissionTakenAway not in await kinds_for(store, to_person(olive.id))
    await missions.accept(store, mission.id, await seed_helper(store))
    assert MissionAccepted in await kinds_for(store, OPERATORS)


async def test_a_mission_that_waits_for_a_call_is_her_colleagues_too(store: Store) -> None:
    olive, oscar, tom = await both(store), await seed_operator(store), await seed_helper(store)
    phone = "+3225550909"
    first = await desk.publish(store, oscar, a_draft(store, phone=phone))
    await missions.accept(store, first.id, olive)
    second = await desk.publish(store, olive, a_draft(store, phone=phone))
    await missions.accept(store, second.id, tom)
    assert MissionAccepted not in await kinds_for(store, OPERATORS)
    await complaint(store, oscar, olive, first)
    assert MissionAccepted in await kinds_for(store, OPERATORS)


async def test_once_the_two_may_meet_again_she_sees_to_it_as_before(store: Store) -> None:
    olive, _oscar, mission, incident = await accused(store)
    await incidents.unfreeze(store, incident, MO)
    with pytest.raises(ForColleague):  # it is still looked into
        await desk.follow(store, olive.id, mission.id)
    await incidents.close(store, incident, MO, "cleared")
    assert (await desk.follow(store, olive.id, mission.id)).mission.id == mission.id
    assert (await callers.look_at(store, olive.id, mission.helpee.id)).helpee.id == mission.helpee.id


async def seen_by_others(store: Store) -> tuple[Person, Person, int, Mission]:
    """Olive, Oscar, Zoé, and the mission that Zoé has for a caller whom Olive has visited, too."""
    olive, oscar, zoe = await both(store), await seed_operator(store), await seed_helper(store)
    first = await desk.publish(store, oscar, a_draft(store, phone=CALLER))
    await missions.accept(store, first.id, olive)
    second = await desk.publish(store, oscar, a_draft(store, phone=CALLER))
    await missions.accept(store, second.id, zoe)
    return await person(store, olive), await person(store, oscar), zoe, second


async def test_she_accuses_nobody_else_in_the_callers_name(store: Store) -> None:
    olive, oscar, zoe, mission = await seen_by_others(store)
    (first,) = await concerns.lately(store, olive.id)
    await complaint(store, oscar.id, olive.id, first)
    for reporter in (None, Reporter.OPERATOR):
        with pytest.raises(ForColleague):
            await concerns.concerned(store, olive.id, mission.id, reporter)
    with pytest.raises(ForColleague):
        await concerns.voices(store, olive.id, mission.id)
    assert await concerns.voices(store, olive.id, first.id) == (Reporter.HELPER,)  # what she met with herself
    with pytest.raises(ForColleague):
        await concerns.concerned(store, olive.id, first.id, Reporter.OPERATOR)
    assert await concerns.lately_done(store, olive.id) == []
    assert mission.id in [one.id for one in await concerns.lately_done(store, oscar.id)]
    assert (await concerns.concerned(store, oscar.id, mission.id)).had[0].helper_id == zoe


@pytest.mark.parametrize("left", [False, True])
async def test_what_she_had_begun_is_heard_and_names_nobody(store: Store, left: bool) -> None:
    olive, oscar, zoe, mission = await seen_by_others(store)
    (named,) = (await concerns.concerned(store, olive.id, mission.id, Reporter.OPERATOR)).had
    (first,) = await concerns.lately(store, olive.id)
    await complaint(store, oscar.id, olive.id, first)
    said = Report("k", mission.id, "money", "It was Zoé", helper_id=zoe, reporter=Reporter.OPERATOR, left=left)
    incident = await incidents.report(store, olive.id, replace(said, marks=named.marks))
    assert (incident.words, incident.helper_id) == ("It was Zoé", None)
    async with store.reading() as work:
        kept = await work.missions.get(mission.id)
        assert kept is not None
        assert kept.is_in_hands_of(zoe)
        assert not await work.people.are_apart(mission.helpee.id, zoe)
