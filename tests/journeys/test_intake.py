"""Calls come in: `/new` from the first digit of a phone number to a published mission, with everything people do."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from domain.availability import WEEKENDS
from domain.mission import Mission, MissionStatus
from sandbox import Person
from services import desk, people
from storage.tables import conversations
from tests.journeys.network import Network

PHONE = "02 808 99 48"
ADDRESS = "Rue de l'Exemple 12, 1050 Ixelles"


async def missions_of(network: Network, operator: Person) -> list[Mission]:
    """What an operator has published, newest first."""
    number = await network.id_of(operator)
    return (await desk.listing(network.store, number, list(MissionStatus), mine=True, limit=100)).missions


async def begin(olive: Person, phone: str = PHONE) -> None:
    """A call comes in."""
    await olive.says("/new")
    await olive.sees("Which number is the caller's?")
    await olive.says(phone)


async def tell_place(olive: Person, address: str = ADDRESS) -> None:
    """Where it is, confirmed on the map, nothing to add about getting in."""
    await olive.sees("Where is it?")
    await olive.says(address)
    await olive.sees("Is this the right spot")
    await olive.taps("Yes, that is it")
    await olive.sees("getting in?")
    await olive.taps("Nothing to add")


async def tell_all(olive: Person, name: str = "Jeanne Dupont") -> None:
    """A new caller, from the name to the read-back."""
    await olive.sees("What is the caller's name?")
    await olive.says(name)
    await olive.sees("What kind of help is needed?")
    await olive.taps("Groceries")
    await olive.sees("Which language")
    await olive.taps("Français")
    await tell_place(olive)
    await olive.sees("When is it wanted?")
    await olive.taps("This afternoon")
    await olive.sees("Does this repeat")
    await olive.taps("No, just this once")
    await olive.sees("What exactly is needed?")
    await olive.says("Bread & <milk>")
    await olive.sees("How much may the helper spend")
    await olive.taps("40")
    await olive.sees("read this back")


async def test_nothing_to_add_may_be_typed_and_nobody_has_to_read_it(network: Network) -> None:
    olive = await network.operator()
    await begin(olive)
    await olive.sees("What is the caller's name?")
    await olive.says("Jeanne Dupont")
    await olive.taps("Groceries")
    await olive.taps("Français")
    await olive.sees("Where is it?")
    await olive.says(ADDRESS)
    await olive.taps("Yes, that is it")
    await olive.sees("getting in?")
    await olive.says("rien")
    await olive.taps("This afternoon")
    await olive.says("Niet")
    await olive.sees("can't use that here")
    await olive.says("Nee")
    await olive.sees("What exactly is needed?")
    await olive.says("Niets")
    await olive.taps("40")
    read_back = await olive.sees("read this back")
    assert not read_back.contains("rien")
    assert not read_back.contains("Niets")


async def test_a_first_call_is_published_as_it_was_read_back(network: Network) -> None:
    olive, zoe = await network.operator(), await network.helper("Zoé", language="en")
    await begin(olive)
    await tell_all(olive)
    read_back = await olive.sees("read this back", since=0)
    for said in ("Jeanne Dupont", "02 808 99 48", "Groceries", "French", ADDRESS, "Bread & <milk>", "€40", "today"):
        assert read_back.contains(said), said
    assert read_back.contains("1 helper can be asked")
    publish = read_back.button("Publish")
    assert publish is not None
    assert publish.style == "success"
    await olive.taps("Publish")
    published = await olive.sees("1 helper is being asked")
    assert published.message_id == read_back.message_id, "the mission's card can't come before it"
    card = await olive.sees("has not answered yet")
    assert card.contains("Jeanne Dupont")
    offer = await zoe.sees("Bread & <milk>")
    for secret in ("Jeanne", "808", "Rue de l'Exemple"):
        assert not offer.contains(secret)
    (mission,) = await missions_of(network, olive)
    assert mission.limit_cents == 4000
    assert mission.neighbourhood
    assert "Exemple" not in mission.neighbourhood


async def test_a_repeat_call_takes_seconds(network: Network) -> None:
    olive = await network.operator()
    await network.helper()
    old = await network.publish(olive, phone="+3228089948", access_notes="Third bell")
    await desk.cancel(network.store, await network.id_of(olive), old.id)
    await begin(olive)
    file = await olive.sees("What would they like today?")
    for known in ("Josée Voorbeeld", "French", "Rue de l'Exemple 12", "Third bell", f"#{old.id}", "today"):
        assert file.contains(known), known
    await olive.taps("Same as last time: Groceries")
    await olive.sees("When is it wanted?")
    await olive.taps("Tomorrow morning")
    read_back = await olive.sees("read this back")
    assert read_back.contains("Bread, milk, six eggs")
    assert read_back.contains("Third bell")
    await olive.taps("Publish")
    await olive.sees("Published as")
    assert len(await missions_of(network, olive)) == 2


async def test_a_known_caller_at_another_address(network: Network) -> None:
    olive = await network.operator()
    old = await network.publish(olive, phone="+3228089948")
    await desk.cancel(network.store, await network.id_of(olive), old.id)
    await begin(olive)
    await olive.sees("What would they like today?")
    await olive.taps("Another address")
    await olive.sees("What kind of help")
    await olive.says("pharmacie")
    await tell_place(olive, "Chaussée de Gand 100, 1080 Molenbeek")
    await olive.sees("When is it wanted?")
    await olive.says("demain entre 9h et 12h")
    await olive.taps("No, just this once")
    await olive.sees("What exactly")
    await olive.taps("Nothing to add")
    await olive.sees("How much")
    await olive.says("35,50 €")
    read_back = await olive.sees("read this back")
    assert read_back.contains("Josée Voorbeeld")
    assert read_back.contains("Chaussée de Gand 100")
    assert read_back.contains("tomorrow 09:00–12:00")
    assert read_back.contains("€35.50")


async def test_an_open_mission_of_the_same_caller_is_shown_before_a_second_one_is_made(network: Network) -> None:
    olive = await network.operator()
    await network.publish(olive, phone="+3228089948")
    await begin(olive)
    await olive.sees("A mission is open for this caller already")
    await olive.taps("Make another one anyway")
    await olive.sees("What would they like today?")
    await olive.taps("Same as last time")
    await olive.sees("When is it wanted?")
    await olive.taps("Now, it is urgent")
    await olive.sees("urgent")
    await olive.taps("Publish")
    await olive.sees("Published as")
    assert [one.urgent for one in await missions_of(network, olive)] == [True, False]


async def test_help_by_phone_needs_no_address(network: Network) -> None:
    olive, zoe = await network.operator(), await network.helper("Zoé", language="en", at=(51.2, 4.4))
    await begin(olive)
    await olive.sees("name?")
    await olive.says("Jeanne Dupont")
    await olive.sees("What kind")
    await olive.taps("Moral support")
    await olive.sees("Which language")
    await olive.says("frans")
    await olive.sees("When is it wanted?")
    await olive.says("friday evening")
    await olive.taps("No, just this once")
    await olive.sees("What exactly")
    await olive.taps("Nothing to add")
    read_back = await olive.sees("read this back")
    assert "✏️ Address" not in read_back.button_texts
    await olive.taps("Publish")
    await zoe.sees("By phone, from home")


async def test_everything_in_one_line(network: Network) -> None:
    olive = await network.operator()
    await network.helper()
    await olive.says(f'/new pharmacy {PHONE} French "{ADDRESS}" today 17:00 max 20 € the ointment from Dr. Peeters')
    await olive.sees("name?")
    await olive.says("Jeanne Dupont")
    await olive.sees("Is this the right spot")
    await olive.taps("Yes, that is it")
    await olive.sees("getting in?")
    await olive.says("Second floor")
    read_back = await olive.sees("read this back")
    for said in ("Pharmacy", "02 808 99 48", ADDRESS, "Second floor", "17:00–19:00", "€20", "the ointment from Dr."):
        assert read_back.contains(said), said
    await olive.taps("Publish")
    await olive.sees("Published as")


async def test_a_name_among_the_details_is_not_told_to_whoever_is_asked(network: Network) -> None:
    olive, zoe = await network.operator(), await network.helper("Zoé", language="en")
    await olive.says(f'/new Jeanne Martin {PHONE} pharmacy French "{ADDRESS}" today 17:00 max 20 € a syrup')
    await olive.sees("name?")
    await olive.says("Jeanne Martin")
    await olive.taps("Yes, that is it", on=await olive.sees("Is this the right spot"))
    await olive.sees("getting in?")
    await olive.says("-")
    read_back = await olive.sees("read this back")
    assert read_back.contains("📝 a syrup")
    await olive.taps("Publish")
    offered = await zoe.sees("📝 a syrup")
    assert not offered.contains("Martin")
    await olive.says("/mission 1")
    await olive.taps("Edit the details", on=await olive.sees("#1\n👤"))
    await olive.sees("new details of #1")
    await olive.says("The syrup that Martin has reserved")
    await zoe.sees("📝 The syrup that has reserved", since=0)


async def test_one_line_for_a_known_caller_asks_only_for_what_is_missing(network: Network) -> None:
    olive = await network.operator()
    old = await network.publish(olive, phone="+3228089948")
    await desk.cancel(network.store, await network.id_of(olive), old.id)
    await olive.says(f"/new boodschappen {PHONE} morgenvoormiddag max 40 brood")
    await olive.sees("What would they like today?")
    await olive.taps("Same address")
    read_back = await olive.sees("read this back")
    assert read_back.contains("tomorrow 08:00–12:00")
    assert read_back.contains("brood")


async def test_wrong_answers_are_explained_and_asked_again(network: Network) -> None:
    olive = await network.operator()
    await olive.says("/new")
    await olive.sees("Which number")
    await olive.says("12345")
    await olive.sees("not a phone number I can read. In Belgium")
    await olive.sends_photo()
    await olive.sees("not a phone number")
    await olive.shares_contact(phone="3228089948", name="Jeanne")
    await olive.sees("name?")
    await olive.says("7")
    await olive.sees("Please type the caller's name")
    await olive.says("x" * 81)
    await olive.sees("under 80 characters")
    await olive.says("Jeanne <b>Dupont")
    await olive.sees("What kind")
    await olive.says("a miracle")
    await olive.sees("can't use that here")
    await olive.says("chien")
    await olive.sees("Which language")
    await olive.says("Klingon")
    await olive.sees("can't use that here")
    await olive.says("néerlandais")
    await olive.sees("Where is it?")
    await olive.says("x")
    await olive.sees("street, number, postcode and town")
    await olive.says("Qwertyuiop")
    await olive.sees("can't find “Qwertyuiop” in Belgium")
    await olive.shares_location(40.4, -3.7)
    await olive.sees("not in Belgium")
    await olive.shares_location(50.8280, 4.3720)
    await olive.sees("getting in?")
    await olive.sends_sticker()
    await olive.sees("as text")
    await olive.taps("Nothing to add")
    await olive.sees("When is it wanted?")
    await olive.says("some day")
    await olive.sees("can't read a time")
    await olive.says("today 9:00")
    await olive.sees("That time is over: it is 12:00 now")
    await olive.says("1 december 2027")
    await olive.sees("too far away")
    await olive.says("tomorrow 9-12")
    await olive.sees("Does this repeat")
    await olive.says("whenever")
    await olive.sees("can't use that here")
    await olive.says("every week")
    await olive.sees("Until when")
    await olive.says("some day")
    await olive.sees("can't use that here")
    await olive.says("4 weeks")
    await olive.sees("What exactly")
    await olive.sends_voice()
    await olive.sees("as text")
    await olive.says("y" * 1001)
    await olive.sees("under 1000 characters")
    await olive.says("A small dog")
    read_back = await olive.sees("read this back")
    assert read_back.contains("Jeanne <b>Dupont")
    assert read_back.contains("Qwertyuiop")
    await olive.taps("Publish")
    await olive.sees("Published as")


async def test_a_wrong_amount_is_explained(network: Network) -> None:
    olive = await network.operator()
    await network.publish(olive, phone="+3228089948")
    await olive.says(f"/new groceries {PHONE} tomorrow bread")
    await olive.taps("Make another one anyway")
    await olive.taps("Same address")
    await olive.sees("How much")
    for typed in ("a lot", "5000", "0"):
        await olive.says(typed)
        await olive.sees("Please type an amount up to €1,000")
    await olive.taps("No limit agreed")
    await olive.sees("read this back")


async def test_back_and_changes_at_the_end(network: Network) -> None:
    olive = await network.operator()
    await begin(olive)
    await olive.sees("name?")
    await olive.taps("Back")
    await olive.sees("Which number")
    await olive.says("0470 12 34 56")
    await tell_all(olive)
    await olive.taps("✏️ Name")
    await olive.sees("name?")
    await olive.says("Jeannine Dupond")
    await olive.sees("Jeannine Dupond")
    await olive.taps("✏️ Limit")
    await olive.sees("How much")
    await olive.taps("Back")
    await olive.sees("read this back")
    await olive.taps("✏️ Kind of help")
    await olive.taps("Moral support")
    read_back = await olive.sees("read this back")
    assert not read_back.contains(ADDRESS)
    await olive.taps("✏️ Kind of help")
    await olive.taps("Pharmacy")
    await olive.sees(ADDRESS)
    await olive.taps("✏️ Address")
    await olive.sees("Where is it?")
    await olive.says("Chaussée de Gand 100, 1080 Molenbeek")
    await olive.sees("Is this the right spot")
    await olive.taps("Yes, that is it")
    await olive.sees("Chaussée de Gand 100")
    await olive.taps("Publish")
    await olive.sees("Published as")
    (mission,) = await missions_of(network, olive)
    assert (mission.helpee.name, mission.kind, mission.limit_cents) == ("Jeannine Dupond", "pharmacy", 4000)


async def test_cancelling_leaves_nothing(network: Network) -> None:
    olive = await network.operator()
    await begin(olive)
    await olive.sees("name?")
    await olive.taps("Cancel")
    await olive.sees("nothing was published")
    await olive.says("/new")
    await olive.sees("Which number")
    await olive.says("/cancel")
    await olive.sees("nothing was published")
    await network.restart()  # what was being handled is finished, and written
    async with network.store.reading() as work:
        assert await work.session.scalar(select(conversations.c.key)) is None


async def test_a_draft_survives_a_restart_at_every_question(network: Network) -> None:
    olive = await network.operator()
    await olive.says("/new")
    await olive.sees("Which number")
    await network.restart()
    await olive.says(PHONE)
    await olive.sees("name?")
    await network.restart()
    await olive.says("Jeanne Dupont")
    await olive.sees("What kind")
    await network.restart()
    await olive.taps("Pharmacy")
    await olive.sees("Which language")
    await network.restart()
    await olive.taps("Français")
    await olive.sees("Where is it?")
    await network.restart()
    await olive.says(ADDRESS)
    await olive.sees("Is this the right spot")
    await network.restart()
    await olive.taps("Yes, that is it")
    await olive.sees("getting in?")
    await network.restart()
    await olive.taps("Nothing to add")
    await olive.sees("When is it wanted?")
    await network.restart()
    await olive.taps("This evening")
    await olive.sees("Does this repeat")
    await network.restart()
    await olive.taps("Every weekday")
    await olive.sees("Until when")
    await network.restart()
    await olive.taps("Until it is stopped")
    await olive.sees("What exactly")
    await network.restart()
    await olive.says("Ointment")
    await olive.sees("How much")
    await network.restart()
    await olive.taps("20")
    await olive.sees("read this back")
    await network.restart()
    await olive.taps("Publish")
    await olive.sees("Published as")
    assert len(await missions_of(network, olive)) == 1


async def test_an_interrupted_call_is_offered_again(network: Network) -> None:
    olive = await network.operator()
    other = await network.publish(olive)
    await begin(olive)
    await olive.sees("name?")
    await olive.says(f"/mission {other.id}")
    await olive.sees("Code word")
    await olive.taps("Edit the details")
    await olive.sees(f"new details of #{other.id}")
    await olive.says("Milk only")
    await olive.sees("Changed")
    await olive.says("/new")
    offered = await olive.sees("a call that is not published yet")
    assert offered.contains(f"📞 {PHONE}")
    await olive.taps("Go on with it")
    await olive.sees("name?")
    await olive.says("Jeanne Dupont")
    await olive.sees("What kind")
    await olive.says("/new 0470 12 34 56 dog")
    await olive.sees("Jeanne Dupont")
    await olive.taps("start anew")
    await olive.sees("name?")
    await olive.says("Jef Janssens")
    await olive.sees("Which language")


async def test_two_quick_taps_and_repeated_updates_publish_once(network: Network) -> None:
    olive = await network.operator()
    await network.helper()
    await begin(olive)
    network.telegram.resend_last_update()
    await tell_all(olive)
    button = await olive.sees("Publish", since=0)
    await olive.taps("Publish", twice=True)
    await olive.sees("Published as")
    answer = await olive.taps("Publish", on=button)
    assert answer is not None
    assert "finished" in (answer.text or "")
    assert len(await missions_of(network, olive)) == 1


async def test_outages_while_publishing_lose_nothing_and_publish_once(network: Network) -> None:
    olive, zoe = await network.operator(), await network.helper("Zoé", language="en")
    await begin(olive)
    await tell_all(olive)
    network.telegram.faults.add("flood", methods=["sendMessage", "answerCallbackQuery"], times=2, wait=1)
    network.telegram.faults.add("error", methods=["sendMessage", "editMessageText"], times=3)
    network.telegram.faults.add("drop_after", methods="sendMessage", times=1)
    await olive.taps("Publish")
    await olive.sees("Published as", timeout=30)
    network.telegram.faults.clear()
    network.clock.advance(timedelta(minutes=10))  # the courier's pauses
    await zoe.sees("Bread & <milk>", since=0)
    await olive.sees("has not answered yet", since=0)
    assert len(await missions_of(network, olive)) == 1


async def test_a_time_that_has_passed_while_the_call_lay_is_asked_again(network: Network) -> None:
    olive = await network.operator()
    await begin(olive)
    await tell_all(olive)
    network.clock.advance(timedelta(hours=8))
    answer = await olive.taps("Publish")
    assert answer is not None
    assert answer.alert
    await olive.sees("When is it wanted?")
    await olive.taps("Tomorrow morning")
    await olive.sees("read this back")
    await olive.taps("Publish")
    await olive.sees("Published as")


async def test_nobody_can_be_asked_and_why(network: Network) -> None:
    olive = await network.operator()
    await network.helper(languages=("nl",))
    await olive.says(f"/new moral_support {PHONE} French tomorrow 9-12")
    await olive.says("Jeanne Dupont")
    await olive.sees("What exactly")
    await olive.taps("Nothing to add")
    read_back = await olive.sees("Nobody can be asked right now")
    assert read_back.contains("No helper who does this speaks the caller's language yet")
    await olive.taps("Publish")
    await olive.sees("Nobody could be asked yet")
    await olive.sees("There is nobody who can be asked for this")


async def test_reasons_are_counted_when_everybody_is_out_of_the_question(network: Network) -> None:
    olive = await network.operator()
    await network.helper(slots=WEEKENDS)
    await network.helper(at=(51.2, 4.4), radius_m=1_000)
    await olive.says(f'/new groceries {PHONE} French "{ADDRESS}" tomorrow 9-12 max 20 bread')
    await olive.says("Jeanne Dupont")
    await olive.taps("Yes, that is it")
    await olive.taps("Nothing to add")
    read_back = await olive.sees("Nobody can be asked right now")
    assert read_back.contains("1 helper is not free at that time")
    assert read_back.contains("1 helper is too far away")


async def test_others_take_no_calls_and_former_operators_lose_the_one_they_took(network: Network) -> None:
    olive, zoe, nobody = await network.operator(), await network.helper(language="en"), await network.person("Nobody")
    for somebody in (zoe, nobody, network.administrator):
        await somebody.says("/new")
        await somebody.sees("You can't do that")
        await somebody.says(f"/new pharmacy {PHONE}")
        await somebody.sees("You can't do that")
    await begin(olive)
    await tell_all(olive)
    ready = await olive.sees("Publish", since=0)
    await people.dismiss_operator(network.store, await network.id_of(olive), "telegram:0")
    answer = await olive.taps("Publish", on=ready)
    assert answer is not None
    assert "You can't do that" in (answer.text or "")
    await olive.says("/new")
    await olive.sees("You can't do that")
    async with network.store.reading() as work:
        assert (await work.missions.listing(status=list(MissionStatus), operator_id=None, limit=1, offset=0))[1] == 0


async def test_an_operator_reads_her_own_language(network: Network) -> None:
    olive = await network.operator("Olivier", language="fr")
    await olive.says("/new")
    await olive.sees("📞")
    await olive.says(PHONE)
    await olive.sees("👤")


async def test_the_date_in_the_question_may_be_typed(network: Network) -> None:
    olive = await network.operator()
    await olive.says("/new pharmacy 0470123456 'Rue de l'Exemple 12, 1050 Ixelles' for Jeanne Dupont French")
    await olive.taps("Yes, that is it")
    await olive.sees("getting in?")
    await olive.taps("Nothing to add")
    question = await olive.sees("When is it wanted?")
    assert question.contains("“6/3 14:00”")
    await olive.says("6/3 14:00")
    await olive.sees("Friday 6 March 14:00–16:00")


async def test_the_read_back_says_where_the_map_has_it(network: Network) -> None:
    olive = await network.operator()
    await olive.says(
        '/new pharmacy 0470123456 "Rue Neuve, Saint-Nicolas" for Jeanne Dupont French tomorrow syrup max 20'
    )
    await olive.sees("I know several places")
    await olive.shares_location(50.83, 4.37)
    await olive.sees("getting in?")
    await olive.taps("Nothing to add")
    read_back = await olive.sees("read this back")
    assert read_back.contains("Rue Neuve, Saint-Nicolas (1050 Ixelles)")
