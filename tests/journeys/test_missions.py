"""A mission in the hands of helpers: offered, accepted by one, done, handed on."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot import patience
from bot.keyboards import PageTap
from domain.mission import MAP_STAYS, MissionStatus
from domain.network import MAX_ACTIVE_MISSIONS
from domain.notices.names import details_card, offer_card, to_person
from sandbox import Person
from services import desk, finding, missions, registration, sanctions
from services.moderator import Moderator
from storage.tables import outbox
from tests.journeys.network import Network, until


async def test_from_offer_to_thank_you(network: Network) -> None:
    olive = await network.operator()
    zoe = await network.helper("Zoé")
    mission = await network.publish(olive)

    await zoe.sees(f"#{mission.id}")
    offer = await zoe.sees("Ixelles, ")
    for secret in ("Josée", "Exemple", mission.code_word, mission.helpee.phone):
        assert secret not in (offer.text or "")

    await zoe.taps("Accepter")
    details = await zoe.sees(mission.code_word)
    assert "Josée Voorbeeld" in (details.text or "")
    assert details.protected
    venue = next(one.venue for one in zoe.messages() if one.venue)
    assert venue["address"] == "Rue de l'Exemple 12, 1050 Ixelles"
    await olive.sees("Zoé")

    await zoe.taps("En route", on=details)
    await zoe.taps("Terminer", on=details)
    await zoe.taps("Tout est fait")
    await zoe.sees("ticket")
    await zoe.says("environ dix-huit")
    await zoe.sees("18")
    await zoe.says("18,45 €")
    await zoe.says("Troisième étage, sonnette du bas")
    await zoe.sees("Merci")
    await zoe.no_longer_sees(mission.code_word)
    await zoe.no_longer_sees("Rue de l'Exemple")

    followed = await desk.follow(network.store, await network.id_of(olive), mission.id)
    assert followed.mission.status is MissionStatus.COMPLETED
    assert followed.mission.receipt_cents == 1845
    assert followed.mission.note == "Troisième étage, sonnette du bas"


def places_on_the_map(person: Person) -> int:
    return sum(one.venue is not None for one in person.messages())


async def later(network: Network, by: timedelta) -> None:
    """Let time do what is due then."""
    network.clock.advance(by)
    await network.upkeep()
    await network.all_delivered()


async def test_who_never_says_that_it_is_over_keeps_no_place_on_the_map(network: Network) -> None:
    """A day after the visit she has still said nothing: later, nobody could take the place from her phone."""
    await network.operators_chat()
    olive, zoe = await network.operator(), await network.helper("Zoé")
    begins = network.clock() + timedelta(hours=18)
    mission = await network.publish(olive, starts_at=begins, ends_at=begins + timedelta(hours=2))
    await zoe.sees(f"#{mission.id}")
    await zoe.taps("Accepter")
    await zoe.taps("En route", on=await zoe.sees("Rue de l'Exemple 12"))
    assert places_on_the_map(zoe) == 1
    await later(network, MAP_STAYS - timedelta(minutes=1))
    assert places_on_the_map(zoe) == 1
    await later(network, timedelta(minutes=1))
    assert places_on_the_map(zoe) == 0
    followed = await desk.follow(network.store, await network.id_of(olive), mission.id)
    assert followed.mission.status is MissionStatus.TAKEN
    network.clock.advance(timedelta(hours=6))
    await zoe.taps("Terminer", on=await zoe.sees("Rue de l'Exemple 12", since=0))
    await zoe.taps("Cela n’a pas pu se faire")
    await zoe.taps("Aucune dépense")
    await zoe.taps("Passer")
    await zoe.no_longer_sees("Rue de l'Exemple")


async def test_the_place_on_the_map_can_be_had_again_each_time_for_two_days(network: Network) -> None:
    await network.operators_chat()
    olive, zoe = await network.operator(), await network.helper("Zoé")
    begins = network.clock() + timedelta(days=3)
    mission = await network.publish(olive, starts_at=begins, ends_at=begins + timedelta(hours=2))
    await zoe.sees(f"#{mission.id}")
    await zoe.taps("Accepter")
    offer = await zoe.sees("C’est vous qui vous en chargez")
    await zoe.sees("Rue de l'Exemple 12")
    assert places_on_the_map(zoe) == 1
    network.clock.advance(timedelta(hours=20))
    await zoe.taps("Détails", on=offer)
    await zoe.sees("Rue de l'Exemple 12")
    assert places_on_the_map(zoe) == 2
    await later(network, MAP_STAYS - timedelta(hours=20))
    assert places_on_the_map(zoe) == 1
    await later(network, timedelta(hours=20))
    assert places_on_the_map(zoe) == 0
    assert sum(one.contains("Rue de l'Exemple 12") for one in zoe.messages()) == 2  # the address stays
    await zoe.taps("Détails", on=offer)
    await zoe.sees("Rue de l'Exemple 12")
    assert places_on_the_map(zoe) == 1
    await sanctions.ban(network.store, await network.id_of(zoe), Moderator("telegram:7", "Mo"), "money")
    await zoe.no_longer_sees("Rue de l'Exemple")
    await until(lambda: places_on_the_map(zoe) == 0)


async def test_two_accept_at_once_and_one_has_it(network: Network) -> None:
    olive = await network.operator()
    zoe, tom = await network.helper("Zoé"), await network.helper("Tom", language="nl", languages=("nl",))
    mission = await network.publish(olive)
    await zoe.sees(f"#{mission.id}")
    await tom.sees(f"#{mission.id}")

    await asyncio.gather(zoe.taps("Accepter"), tom.taps("Aannemen"))

    followed = await desk.follow(network.store, await network.id_of(olive), mission.id)
    winner, loser = (zoe, tom) if followed.mission.helper_id == await network.id_of(zoe) else (tom, zoe)
    await winner.sees(followed.mission.code_word)
    await loser.no_longer_sees("Accepter" if loser is zoe else "Aannemen")
    loser.does_not_see("Josée")
    loser.does_not_see(followed.mission.code_word)


async def test_a_tap_that_arrives_twice_is_one_accept_and_shows_the_details_again(network: Network) -> None:
    olive, zoe = await network.operator(), await network.helper("Zoé")
    mission = await network.publish(olive)
    await zoe.sees(f"#{mission.id}")
    await zoe.taps("Accepter", twice=True)
    await zoe.sees(mission.code_word)
    assert len(await missions.in_hand(network.store, await network.id_of(zoe))) == 1


async def test_details_that_arrive_after_the_mission_was_cancelled_are_taken_back(network: Network) -> None:
    olive, zoe = await network.operator(), await network.helper("Zoé")
    mission = await network.publish(olive)
    await zoe.sees(f"#{mission.id}")
    late = network.telegram.faults.add("delay_after", methods="sendMessage", chats=zoe.id, wait=1)
    tap = asyncio.create_task(zoe.taps("Accepter"))
    await until(lambda: late.happened == 1)
    await desk.cancel(network.store, await network.id_of(olive), mission.id)
    await tap
    await zoe.no_longer_sees(mission.code_word)
    await zoe.no_longer_sees("Rue de l'Exemple")


async def test_the_place_is_taken_back_also_where_the_details_could_not_be_sent(
    network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "PATIENCE_SECONDS", 1.0)
    olive, zoe = await network.operator(), await network.helper("Zoé")
    mission = await network.publish(olive)
    await zoe.sees(f"#{mission.id}")
    network.telegram.faults.add("flood", methods="sendMessage", chats=zoe.id, wait=2, times=None)
    answer = await zoe.taps("Accepter")
    assert answer is not None
    await zoe.sees("Rue de l'Exemple")
    network.telegram.faults.clear()
    await desk.cancel(network.store, await network.id_of(olive), mission.id)
    await zoe.no_longer_sees("Rue de l'Exemple")


async def test_details_of_whoever_takes_it_again_stay_when_the_first_are_deleted_late(network: Network) -> None:
    olive, tom = await network.operator(), await network.helper("Tom", language="en")
    await network.operators_chat()
    mission = await network.publish(olive)
    await tom.sees(f"#{mission.id}")
    await tom.taps("Accept")
    await tom.sees(mission.code_word)
    network.telegram.faults.add("error", methods="deleteMessage", times=None)
    await tom.says(f"/release {mission.id}")
    await tom.sees("Somebody else is being asked")
    await finding.give(network.store, await network.id_of(olive), mission.id, await network.id_of(tom))
    await tom.taps("Show details")
    held = await missions.held_by(network.store, mission.id, await network.id_of(tom))
    await tom.sees(held.code_word)
    await network.restart()
    network.telegram.faults.clear()
    network.clock.advance(timedelta(minutes=10))
    await tom.no_longer_sees(mission.code_word)
    await network.all_delivered()
    assert sum("Josée" in (one.text or "") for one in tom.messages()) == 1
    assert len([one for one in tom.messages() if one.venue]) == 1
    await desk.cancel(network.store, await network.id_of(olive), mission.id)
    await tom.no_longer_sees(held.code_word)
    await tom.no_longer_sees("Rue de l'Exemple")


async def test_a_copy_of_the_details_that_a_crash_left_is_known_once_it_is_tapped(network: Network) -> None:
    olive, zoe = await network.operator(), await network.helper("Zoé")
    mission = await network.publish(olive)
    await zoe.sees(f"#{mission.id}")
    await zoe.taps("Accepter")
    first = await zoe.sees(mission.code_word)
    async with network.store.writing() as work:  # as if it had been killed before it could note them
        await work.outbox.forget_cards(to_person(await network.id_of(zoe)), details_card(mission.id))
    await desk.cancel(network.store, await network.id_of(olive), mission.id)
    await zoe.taps("Je me désiste", on=first)
    await zoe.no_longer_sees(mission.code_word)


async def test_everybody_reads_the_place_s_name_in_their_language(network: Network) -> None:
    olive = await network.operator()
    zoe, tom = await network.helper("Zoé"), await network.helper("Tom", language="nl", languages=("nl",))
    await network.publish(olive, neighbourhood="1050 Ixelles")
    await zoe.sees("1050 Ixelles, à")
    await tom.sees("1050 Elsene, op")


async def test_declining_and_releasing_hand_on(network: Network) -> None:
    olive, zoe = await network.operator(), await network.helper("Zoé")
    mission = await network.publish(olive)
    await zoe.sees(f"#{mission.id}")
    await zoe.taps("Pas celle-ci")
    await zoe.no_longer_sees("Accepter")

    tom = await network.helper("Tom", language="en")
    again = await network.publish(olive)
    await tom.sees(f"#{again.id}")
    await tom.says(f"/accept {again.id}")
    await tom.sees(again.code_word)
    await tom.says(f"/release {again.id}")
    await tom.sees("Somebody else is being asked")
    await zoe.taps("Pas celle-ci")
    followed = await desk.follow(network.store, await network.id_of(olive), again.id)
    assert followed.mission.status is MissionStatus.OPEN


async def test_whoever_does_that_no_more_is_not_waited_for(network: Network) -> None:
    olive, tom = await network.operator(), await network.helper("Tom", language="en", kinds=["groceries", "pharmacy"])
    mission = await network.publish(olive)
    offer = await tom.sees(f"#{mission.id}")
    await tom.says("/profile")
    await tom.taps("✏️ Kinds of help")
    await tom.taps("Groceries")
    await tom.taps("Done")
    await tom.sees("Saved.")
    await tom.sees("No longer open for you.")
    await olive.sees("Everybody who can be asked")
    answer = await tom.taps("Accept", on=offer)
    assert answer is not None
    assert "did not choose" in (answer.text or "")


async def test_whoever_takes_as_many_as_they_may_is_not_waited_for_with_others(network: Network) -> None:
    olive, tom = await network.operator(), await network.helper("Tom", language="en")
    waits, *taken = [await network.publish(olive) for _ in range(MAX_ACTIVE_MISSIONS + 1)]
    await tom.sees(f"#{waits.id}")
    for mission in taken:
        await tom.says(f"/accept {mission.id}")
        await tom.sees(mission.code_word)
    await tom.sees("No longer open for you.")
    await olive.sees("Everybody who can be asked")
    await tom.says(f"/release {taken[0].id}")
    await tom.says("/missions")
    await tom.taps(f"Accept #{waits.id}")
    await tom.sees(waits.code_word)


async def test_commands_without_or_with_a_wrong_number_are_answered(network: Network) -> None:
    await network.operator()
    tom = await network.helper("Tom", language="en")
    for command in ("/accept", "/decline", "/release", "/complete", "/accept x"):
        await tom.says(command)
        await tom.sees("/missions shows what is open")
    for command in ("/accept 999", "/accept #999", "/decline 999", "/release 999", "/complete 999"):
        await tom.says(command)
        await tom.sees("I can't find that")


async def test_old_buttons_do_nothing_and_say_so(network: Network) -> None:
    olive, tom = await network.operator(), await network.helper("Tom", language="en")
    mission = await network.publish(olive)
    offer = await tom.sees(f"#{mission.id}")
    await desk.cancel(network.store, await network.id_of(olive), mission.id)
    await tom.no_longer_sees("Accept")
    answer = await tom.taps("Accept", on=offer)
    assert answer is not None
    assert "cancelled" in (answer.text or "")
    tom.does_not_see(mission.code_word)


async def test_what_is_over_is_not_accepted_nor_shown_any_more(network: Network) -> None:
    olive, tom = await network.operator(), await network.helper("Tom", language="en")
    mission = await network.publish(olive)
    offer = await tom.sees(f"#{mission.id}")
    network.clock.now = mission.ends_at
    answer = await tom.taps("Accept", on=offer)
    assert answer is not None
    assert "time of this mission is over" in (answer.text or "")
    await tom.says("/missions")
    await tom.sees("Nothing is open around you")
    await network.upkeep()
    await tom.sees("Its time is over.")
    await tom.no_longer_sees("Accept")
    tom.does_not_see(mission.code_word)


async def test_a_card_says_that_the_time_is_over_before_upkeep_has_said_so(network: Network) -> None:
    olive, tom = await network.operator(), await network.helper("Tom", language="en")
    mission = await network.publish(olive)
    await tom.sees(f"#{mission.id}")
    network.clock.now = mission.ends_at
    await desk.change_details(network.store, await network.id_of(olive), mission.id, "Bread alone")
    await tom.sees("Its time is over.")
    await tom.no_longer_sees("Accept")


async def test_somebody_else_s_mission_is_nobody_else_s_business(network: Network) -> None:
    olive = await network.operator()
    zoe, tom = await network.helper("Zoé"), await network.helper("Tom", language="en")
    stranger = await network.person("Eve")
    mission = await network.publish(olive)
    await tom.sees(f"#{mission.id}")
    await missions.accept(network.store, mission.id, await network.id_of(zoe))
    await tom.sees("Taken by somebody else")
    for who in (tom, stranger, olive):
        for command in ("accept", "release", "complete", "decline"):
            await who.says(f"/{command} {mission.id}")
            await who.sees("")
        if who is not olive:
            who.does_not_see(mission.helpee.name)
            who.does_not_see(mission.code_word)
    followed = await desk.follow(network.store, await network.id_of(olive), mission.id)
    assert (followed.mission.status, followed.mission.helper_id) == (MissionStatus.TAKEN, await network.id_of(zoe))


async def test_missions_around_in_pages(network: Network) -> None:
    olive, tom = await network.operator(), await network.helper("Tom", language="en")
    published = [await network.publish(olive, latitude=50.8333 + step / 1000) for step in range(7)]
    await tom.sees(f"#{published[5].id}")  # six offers a day are enough for anybody; the seventh is for browsing
    await tom.says("/missions")
    await tom.sees("7 open missions around you")
    await tom.taps("▶️")
    await tom.sees(f"Accept #{published[-1].id}")
    await tom.taps(f"Accept #{published[-1].id}")
    await tom.sees(published[-1].code_word)
    await tom.says("/mine")
    await tom.sees("I can't make it")


async def test_on_a_break_nothing_is_shown_that_can_t_be_had(network: Network) -> None:
    olive, tom = await network.operator(), await network.helper("Tom", language="en")
    await registration.pause(network.store, await network.id_of(tom))
    mission = await network.publish(olive)
    await tom.says("/missions")
    screen = await tom.sees("You are on a break")
    tom.does_not_see(f"#{mission.id}")
    await tom.says(f"/accept {mission.id}")
    await tom.sees("End it in /profile")
    await tom.says("/start")
    assert (await tom.sees("You are on a break")).button("Send me missions again")
    await tom.taps("Send me missions again", on=screen)
    await tom.taps(f"Accept #{mission.id}")
    await tom.sees(mission.code_word)


async def test_a_page_that_is_no_more_is_the_last_there_is(network: Network) -> None:
    olive, tom = await network.operator(), await network.helper("Tom", language="en")
    mission = await network.publish(olive)
    await tom.says("/help")
    await olive.says("/help")
    for who, name, shown in ((tom, "around", "1 open mission around you"), (olive, "desk_open", "1 mission")):
        for page in (7, -1, 10**30):
            screen = await who.sees("/privacy")
            await who.presses(screen, PageTap(list=name, page=page).pack())
            listed = await who.sees(shown)
            assert f"#{mission.id}" in "".join(listed.button_texts)
            await who.says("/help")


async def test_a_helper_who_blocks_the_bot_is_passed_over_and_comes_back(network: Network) -> None:
    olive, tom = await network.operator(), await network.helper("Tom", language="en")
    await tom.blocks()
    mission = await network.publish(olive)
    await olive.sees(f"#{mission.id}")
    assert not (await desk.follow(network.store, await network.id_of(olive), mission.id)).mission.helper_id
    await tom.unblocks()
    await tom.says("/missions")
    await tom.sees(f"Accept #{mission.id}")


async def test_unsent_notices_go_out_after_a_restart(network: Network) -> None:
    olive, tom = await network.operator(), await network.helper("Tom", language="en")
    network.telegram.faults.add("error", methods="sendMessage", times=None)
    mission = await network.publish(olive)
    await network.stop()
    network.telegram.faults.clear()
    tom.does_not_see(f"#{mission.id}")
    network.clock.advance(timedelta(minutes=10))
    await network.start()
    await tom.sees(f"#{mission.id}")
    await olive.sees(f"#{mission.id}")


async def test_what_is_over_is_not_handed_on(network: Network) -> None:
    olive, zoe = await network.operator(), await network.helper("Zoé", language="en")
    mission = await network.publish(olive)
    await zoe.taps("Accept", on=await zoe.sees(f"#{mission.id}"))
    details = await zoe.sees("Josée Voorbeeld")
    await zoe.taps("I can't make it", on=details)
    question = await zoe.sees("Do you want to hand it on?")
    network.clock.now = mission.ends_at
    answer = await zoe.taps("Yes, ask somebody else", on=question)
    assert answer is not None
    assert "say that it was not done" in (answer.text or "")
    answer = await zoe.taps("I can't make it", on=details)
    assert answer is not None
    assert answer.alert
    await zoe.says(f"/release {mission.id}")
    await zoe.sees("Its time is over, so nobody else can be asked")
    held = await missions.in_hand(network.store, await network.id_of(zoe))
    assert [one.id for one in held] == [mission.id]


async def test_offers_sleep_in_quiet_hours(network: Network) -> None:
    network.clock.now = network.clock.now.replace(hour=22)
    olive, tom = await network.operator(), await network.helper("Tom", language="en")
    start = network.clock.now + timedelta(hours=14)
    mission = await network.publish(olive, starts_at=start, ends_at=start + timedelta(hours=4))
    await olive.sees(f"#{mission.id}")
    tom.does_not_see(f"#{mission.id}")
    network.clock.advance(timedelta(hours=10))
    await tom.sees(f"#{mission.id}")


async def test_too_many_requests_lose_nothing_and_repeat_nothing(network: Network) -> None:
    olive = await network.operator()
    crowd = [await network.helper(f"Helper {number}", language="en") for number in range(5)]
    network.clock.run()
    network.telegram.faults.add("flood", methods="sendMessage", wait=1, times=4)
    mission = await network.publish(olive)
    for one in crowd:
        await one.sees(f"#{mission.id}")
    for one in crowd:
        assert sum(f"#{mission.id}" in (message.text or "") for message in one.messages()) == 1


async def test_a_card_lost_in_a_crash_mends_itself_when_it_is_tapped(network: Network) -> None:
    olive, tom = await network.operator(), await network.helper("Tom", language="en")
    mission = await network.publish(olive)
    orphan = await tom.sees(f"#{mission.id}")
    async with network.store.writing() as work:
        await work.outbox.forget_cards(to_person(await network.id_of(tom)), offer_card(mission.id))
    await desk.cancel(network.store, await network.id_of(olive), mission.id)
    await tom.taps("Accept", on=orphan)
    await tom.no_longer_sees("Accept")


async def test_a_helper_may_type_that_there_is_no_receipt_and_no_note(network: Network) -> None:
    olive, tom = await network.operator(), await network.helper("Tom", language="en")
    mission = await network.publish(olive)
    await tom.sees(f"#{mission.id}")
    await tom.says(f"/accept {mission.id}")
    await tom.sees("It is yours")
    await tom.says("/complete")
    await tom.taps("All done 👍")
    await tom.sees("How much is on the receipt?")
    await tom.says("nothing")
    await tom.sees("the next helper should know?")
    await tom.says("Niets")
    await tom.sees("Somebody's day is better")
    done = await olive.sees("Tom says: All done", since=0)
    assert not done.contains("Receipt")
    assert not done.contains("Niets")


async def test_one_accept_rewrites_the_card_once(network: Network) -> None:
    olive, tom = await network.operator(), await network.helper("Tom", language="en")
    await network.operators_chat()
    mission = await network.publish(olive)
    await tom.sees(f"#{mission.id}")
    await network.all_delivered()
    async with network.store.writing() as work:  # the card was sent this very moment, and is not on record yet
        await work.outbox.forget_cards(to_person(await network.id_of(tom)), offer_card(mission.id))
    await tom.taps("Accept")
    await tom.sees("This one is yours")
    await network.all_delivered()
    edits = [call for call in network.telegram.calls if call.method == "editMessageText"]
    assert [call.status for call in edits if call.params["chat_id"] == str(tom.id)] == [200]


async def test_nobody_sets_out_to_a_talk_on_the_phone(network: Network) -> None:
    olive, tom = await network.operator(), await network.helper("Tom", language="en")
    mission = await network.publish(olive, kind="moral_support", limit_cents=None)
    await tom.says(f"/accept {mission.id}")
    details = await tom.sees(mission.code_word)
    assert details.button_texts == ["Copy the phone number", "Complete", "I can't make it", "Raise a concern"]


async def test_whoever_has_it_is_told_how_to_hand_it_on(network: Network) -> None:
    olive, tom = await network.operator(), await network.helper("Tom", language="en")
    for command in ("/release", "/complete"):
        await tom.says(command)
        await tom.sees("You have no mission in hand")
    mission = await network.publish(olive)
    offer = await tom.sees(f"#{mission.id}")
    await tom.taps("Accept", on=offer)
    answer = await tom.taps("Not this one", on=offer)
    assert answer is not None
    assert "lets you hand it on" in (answer.text or "")
    await tom.says("/release")
    await tom.sees("Somebody else is being asked")


async def test_handing_a_mission_on_is_asked_first(network: Network) -> None:
    olive, zoe = await network.operator(), await network.helper("Zoé")
    mission = await network.publish(olive)
    await zoe.taps("Accepter")
    details = await zoe.sees(mission.code_word)
    tom = await network.helper("Tom", language="nl")
    await zoe.taps("Je me désiste", on=details)
    await zoe.taps("Non, je m’en charge", on=await zoe.sees("Voulez-vous la laisser"))
    await zoe.sees("elle reste à vous")
    assert len(await missions.in_hand(network.store, await network.id_of(zoe))) == 1
    await zoe.taps("Je me désiste", on=details)
    sure = await zoe.sees("Voulez-vous la laisser")
    await zoe.taps("Oui, demandez à d’autres", on=sure, twice=True)
    await zoe.sees("Merci de l’avoir dit")
    await zoe.no_longer_sees(mission.code_word)
    await tom.sees(f"#{mission.id}")


async def test_nobody_is_asked_to_phone_for_somebody_who_is_not_coming_any_more(network: Network) -> None:
    olive, zoe = await network.operator(), await network.helper("Zoé")
    mission = await network.publish(olive)
    await zoe.taps("Accepter")
    await olive.sees("takes it. Please call")
    await missions.release(network.store, mission.id, await network.id_of(zoe))
    await olive.no_longer_sees("takes it. Please call")
    tom = await network.helper("Tom")
    await missions.accept(network.store, mission.id, await network.id_of(tom))
    asked = await olive.sees("takes it. Please call")
    await olive.taps("I called back", on=asked)
    await olive.no_longer_sees("takes it. Please call")
    await olive.sees("The caller knows")


async def test_whoever_comes_back_sees_what_has_become_of_their_mission(network: Network) -> None:
    olive, zoe = await network.operator(), await network.helper("Zoé")
    mission = await network.publish(olive)
    await zoe.taps("Accepter")
    await zoe.sees(mission.code_word)
    await zoe.blocks()
    await until(lambda: is_lost(network, zoe))
    await desk.cancel(network.store, await network.id_of(olive), mission.id)
    await until(lambda: nothing_waits(network, zoe))
    await zoe.unblocks()
    await zoe.says("/start")
    await zoe.sees("Annulée")
    await zoe.no_longer_sees(mission.code_word)


async def is_lost(network: Network, person: Person) -> bool:
    """Whether the bot knows that it can't write to them."""
    async with network.store.reading() as work:
        known = await work.people.by_id(await network.id_of(person))
        return known is not None and not known.reachable


async def nothing_waits(network: Network, person: Person) -> bool:
    """Whether no letter to them waits."""
    recipient = to_person(await network.id_of(person))
    async with network.store.reading() as work:
        return not await work.session.scalar(select(func.count()).where(outbox.c.recipient == recipient))
