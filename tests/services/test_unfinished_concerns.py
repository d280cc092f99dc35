"""What is begun and not finished, or said on and on, is heard all the same, whatever happens meanwhile."""

from __future__ import annotations

import pytest

from domain.errors import EnoughHeard
from domain.incident import AT_ONCE, MOST_AT_ONCE, MOST_OPEN, IncidentStatus, Reporter
from domain.mission import Mission
from domain.notices.names import MODERATORS, OPERATORS, door_card, to_person
from domain.notices.notice import CardGone
from domain.notices.safeguarding import ConcernNotSent, ConcernSent, DoorUnsafe, IncidentAgain, IncidentInDanger
from services import begun, desk, incidents, missions, people
from services.incidents import Report
from storage.outbox import SentCard
from storage.unit_of_work import Store
from tests.conftest import Clock
from tests.services.seeds import a_draft, empty_outbox, kinds_for, seed_helper, seed_operator
from tests.services.test_incidents import CALLER, MO, as_it_is


async def in_hand(store: Store) -> tuple[int, int, Mission]:
    """An operator, a helper, and the mission that she has."""
    operator, zoe = await seed_operator(store), await seed_helper(store)
    mission = await desk.publish(store, operator, a_draft(store))
    return operator, zoe, await missions.accept(store, mission.id, zoe)


@pytest.mark.parametrize("goes_on", [False, True], ids=["leaves", "goes on"])
async def test_who_answers_after_it_was_closed_is_heard(store: Store, *, goes_on: bool) -> None:
    _operator, zoe, mission = await in_hand(store)
    first = await incidents.report(store, zoe, Report("k", mission.id, "danger", goes_on=None, finished=False))
    await incidents.close(store, first.id, MO, "passed_on")
    last = await incidents.report(store, zoe, Report("k", mission.id, "danger", goes_on=goes_on))
    assert (last.id == first.id) is goes_on  # there is nothing new in that
    now = await as_it_is(store, mission)
    assert (now.is_in_hands_of(zoe), now.helpee.is_held) == (goes_on, not goes_on)


async def test_words_for_which_there_is_no_room_are_a_concern_of_their_own(store: Store) -> None:
    _operator, zoe, mission = await in_hand(store)
    first = await incidents.report(store, zoe, Report("one", mission.id, "money", "a" * 1_000))
    assert await incidents.add_words(store, zoe, "k1", "b" * 450) is not None
    news = "He has my keys and comes tonight to my house, I am afraid of him"
    second = await incidents.add_words(store, zoe, "k2", news)
    assert second is not None
    assert (second.id, second.words, second.concern) == (first.id + 1, news, "money")
    third = await incidents.report(store, zoe, Report("two", mission.id, "money", "And now"))
    assert (third.id, third.words) == (second.id, f"{news}\nAnd now")


async def test_whatever_is_said_in_one_go_arrives_whole_and_once(store: Store) -> None:
    operator, zoe, mission = await in_hand(store)
    words = "\n".join([*(letter * 700 for letter in "abcde"), "He is at the door"])
    for person, key in ((operator, "one"), (zoe, "two")):
        before = {one.id for one in await incidents.active(store)}
        for concern in ("unsaid", "unsafe", "unsafe"):  # the kind is said later, and once more
            said = Report(key, mission.id, concern, words, finished=concern != "unsaid", reporter=None)
            await incidents.report(store, person, said)
        found = [one for one in await incidents.active(store) if one.id not in before]
        assert "\n".join(one.words for one in found) == words
        assert {(one.concern, one.finished) for one in found} == {("unsafe", True)}


async def test_what_comes_again_with_more_is_said_once(store: Store) -> None:
    _operator, zoe, mission = await in_hand(store)
    await incidents.report(store, zoe, Report("one", mission.id, "money", "She took it"))
    await incidents.report(store, zoe, Report("two", mission.id, "money", "I saw it"))
    last = await incidents.report(store, zoe, Report("two", mission.id, "money", "I saw it\nAnd so did Tom"))
    assert last.words == "She took it\nI saw it\nAnd so did Tom"


def story(number: int) -> str:
    """So long that it is an incident of its own."""
    return f"{number} {'la ' * 300}".strip()


async def test_one_person_can_t_keep_the_moderators_from_others(store: Store) -> None:
    operator, zoe, mission = await in_hand(store)
    for number in range(MOST_OPEN):
        await incidents.report(store, zoe, Report(f"k{number}", mission.id, "money", story(number)))
    with pytest.raises(EnoughHeard):
        await incidents.add_words(store, zoe, "more", story(99))
    assert IncidentAgain in await kinds_for(store, MODERATORS)  # that there is more, they see once an hour
    await empty_outbox(store)
    said = Report("last", mission.id, "danger", "\n".join([story(97), story(98)]), goes_on=False)
    with pytest.raises(EnoughHeard) as told:
        await incidents.report(store, zoe, said)
    found = await incidents.active(store)
    assert [one.words for one in found] == [story(number) for number in range(MOST_OPEN)]
    assert told.value.incident_id in {one.id for one in found if one.danger}  # what was tapped is heard
    assert IncidentInDanger in await kinds_for(store, MODERATORS)
    assert not (await as_it_is(store, mission)).is_in_hands_of(zoe)
    assert IncidentAgain not in await kinds_for(store, MODERATORS)
    await incidents.report(store, operator, Report("hers", mission.id, "money", story(1), helper_id=zoe))
    await incidents.close(store, found[0].id, MO, "nothing")
    assert await incidents.add_words(store, zoe, "again", story(99)) is not None


async def test_one_person_fills_the_moderators_chat_for_a_minute_and_not_longer(store: Store, clock: Clock) -> None:
    operator, zoe, mission = await in_hand(store)
    for number in range(MOST_AT_ONCE):
        other = await desk.publish(store, operator, a_draft(store))
        await incidents.report(store, operator, Report(f"k{number}", other.id, "danger", "They fell"))
    first = Report("first", mission.id, "danger", "They fell", helper_id=zoe)
    more = Report("more", mission.id, "danger", "They fell", helper_id=zoe)
    await incidents.report(store, operator, first)  # nobody knew of this door
    with pytest.raises(EnoughHeard) as told:
        await incidents.report(store, operator, more)
    assert told.value.incident_id is None
    clock.advance(AT_ONCE)
    await incidents.report(store, operator, more)


async def test_a_story_goes_on_where_one_incident_is_full_and_only_its_beginning_can_t_wait(store: Store) -> None:
    operator, zoe, mission = await in_hand(store)
    for person, key in ((operator, "one"), (zoe, "two")):
        await empty_outbox(store)
        said = Report(key, mission.id, "danger", "\n".join(map(story, range(4))), reporter=None)
        await incidents.report(store, person, said)
        assert (await kinds_for(store, MODERATORS)).count(IncidentInDanger) == 1


async def test_what_can_t_be_sent_any_more_is_not_lost_in_silence(store: Store, clock: Clock) -> None:
    _operator, zoe, mission = await in_hand(store)
    for number in range(MOST_OPEN):
        await incidents.report(store, zoe, Report(f"k{number}", mission.id, "money", story(number)))
    await keep(store, "key", zoe, Report("late", mission.id, "unsaid", story(99), finished=False))
    clock.advance(minutes=16)
    await begun.send_due(store)
    told = await kinds_for(store, to_person(zoe))
    assert (ConcernNotSent in told, ConcernSent in told) == (True, False)
    assert not await begun.is_any_of(store, zoe)


async def keep(store: Store, key: str, person: int, said: Report, **more: object) -> None:
    """As the bot keeps what somebody began to say."""
    kept = begun.kept(person, said)
    async with store.writing() as work:
        await work.conversations.put(key, begun.STATE, {**kept, "said": {**kept["said"], **more}})


async def test_what_an_operator_began_is_sent_although_they_take_calls_no_more(store: Store, clock: Clock) -> None:
    operator, zoe, mission = await in_hand(store)
    said = Report("k", mission.id, "money", "She took it", helper_id=zoe, reporter=Reporter.OPERATOR, finished=False)
    await keep(store, "key", operator, said)
    await people.dismiss_operator(store, operator, "telegram:0")
    clock.advance(minutes=16)
    assert await begun.send_due(store) == 1
    (incident,) = await incidents.active(store)
    assert (incident.words, incident.reporter, incident.helper_id) == ("She took it", Reporter.OPERATOR, zoe)


async def test_what_can_t_be_sent_keeps_nobody_else_waiting(
    store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    _operator, zoe, mission = await in_hand(store)
    await keep(store, "a", zoe, Report("bad", mission.id, "money", finished=False), concern=["no", "text"])
    await keep(store, "b", zoe, Report("good", mission.id, "money", "She took it", finished=False), of_tomorrow=1)
    clock.advance(minutes=16)
    await begun.send_due(store)
    (incident,) = await incidents.active(store)
    assert incident.words == "She took it"
    assert ConcernSent in await kinds_for(store, to_person(zoe))


async def test_what_is_said_while_it_is_sent_is_not_lost(
    store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    _operator, zoe, mission = await in_hand(store)
    await keep(store, "key", zoe, Report("k", mission.id, "money", "One", finished=False))
    clock.advance(minutes=16)
    report = incidents.report

    async def meanwhile(*args: object, **kwargs: object) -> object:
        found = await report(*args, **kwargs)  # type: ignore[arg-type]
        await keep(store, "key", zoe, Report("k", mission.id, "money", "One\nTwo", finished=False))
        return found

    monkeypatch.setattr(incidents, "report", meanwhile)
    await begun.send_due(store)
    monkeypatch.undo()
    clock.advance(minutes=16)
    await begun.send_due(store)
    (incident,) = await incidents.active(store)
    assert incident.words == "One\nTwo"
    assert incident.status is IncidentStatus.OPEN


async def test_whoever_steps_aside_keeps_no_warning_of_the_door_and_colleagues_have_it(store: Store) -> None:
    olive, zoe, both = await seed_operator(store), await seed_helper(store), await seed_helper(store)
    invitation = await people.invite(store, "BE", "telegram:0")
    await people.accept_invitation(store, both, invitation.token, "Both")
    theirs = await desk.publish(store, both, a_draft(store, phone=CALLER))
    await missions.accept(store, theirs.id, zoe)
    other = await desk.publish(store, olive, a_draft(store, phone=CALLER))
    await missions.accept(store, other.id, both)
    await incidents.report(store, zoe, Report("one", theirs.id, "unsafe"))
    async with store.writing() as work:
        await work.outbox.keep_card(SentCard(to_person(both), door_card(theirs.id), "5", "77"))
    await empty_outbox(store)
    said = Report("two", other.id, "unsafe", helper_id=both, reporter=Reporter.OPERATOR)
    await incidents.report(store, olive, said)
    assert CardGone in await kinds_for(store, to_person(both))
    assert DoorUnsafe in await kinds_for(store, OPERATORS)


async def test_before_somebody_is_forgotten_what_they_began_is_sent_and_nobody_else_s(store: Store) -> None:
    operator, zoe, mission = await in_hand(store)
    tom = await seed_helper(store)
    other = await missions.accept(store, (await desk.publish(store, operator, a_draft(store))).id, tom)
    await keep(store, "a", zoe, Report("hers", mission.id, "money", "She took it", finished=False))
    await keep(store, "b", tom, Report("his", other.id, "money", "Not yet", finished=False))
    assert await begun.is_any_of(store, zoe)
    assert not await begun.is_any_of(store, operator)
    await begun.send_those_of(store, zoe)
    assert [one.words for one in await incidents.active(store)] == ["She took it"]
    assert not await begun.is_any_of(store, zoe)
    assert await begun.is_any_of(store, tom)
