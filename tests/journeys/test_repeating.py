"""What comes back every day or every week, as people live it; on a clock that is moved."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain.mission import Mission, MissionStatus
from domain.recurrence import Every, Recurrence
from domain.waves import HEAD_STARTS, Haste
from sandbox import Person
from services import desk
from tests.journeys.network import Network
from tests.journeys.test_intake import begin, missions_of, tell_place
from tests.journeys.test_time import goes_by

BRUSSELS = ZoneInfo("Europe/Brussels")
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


def there(day: int, hour: int, minute: int = 0) -> datetime:
    """A time of day in Brussels, in March."""
    return datetime(2026, 3, day, hour, minute, tzinfo=BRUSSELS)


async def newest(network: Network, operator: Person) -> Mission:
    """The last one that was published."""
    return (await missions_of(network, operator))[0]


async def goes_on(network: Network, to: datetime) -> None:
    """It becomes that time, and time does what it does."""
    await goes_by(network, to - network.clock.now)


async def does(network: Network, helper: Person, mission: Mission) -> None:
    """A helper accepts a mission and completes it."""
    await helper.taps("Accept", on=await helper.sees(f"#{mission.id}", since=0))
    await helper.sees(mission.code_word)
    await helper.taps("Complete")
    if mission.is_early(network.clock.now):
        await helper.taps("Yes, it is done")
    await helper.taps("All done")
    if mission.limit_cents is not None:
        await helper.taps("No money was spent")
    await helper.taps("Skip")
    await helper.sees("better because of you")


async def test_a_dog_is_walked_every_day_by_whoever_did_it_yesterday_also_when_clocks_change(network: Network) -> None:
    await network.operators_chat()
    olive, zoe = await network.operator(), await network.helper("Zoé", language="en")
    network.clock.now = there(27, 9, 30)  # a Friday; on Sunday clocks change
    await begin(olive)
    await olive.says("Jeanne Dupont")
    await olive.taps("Dog walk")
    await olive.taps("Français")
    await tell_place(olive)
    await olive.taps("This morning")
    await olive.sees("Does this repeat")
    await olive.taps("Every day")
    await olive.sees("Until when")
    await olive.taps("For 4 weeks")
    await olive.says("A small dog")
    read_back = await olive.sees("read this back")
    assert read_back.contains("today 09:30–12:00")
    assert read_back.contains("🔁 Every day until Thursday 23 April")
    await olive.taps("Publish")
    offered = await zoe.sees("A small dog")
    assert offered.contains("🔁 Every day until Thursday 23 April")
    tom = await network.helper("Tom", language="en")

    friday = await newest(network, olive)
    await does(network, zoe, friday)
    told = await zoe.sees("The next one is tomorrow 08:00–12:00")
    assert told.contains("You are asked first")
    for day in (28, 29):
        await network.upkeep()
        mission = await newest(network, olive)
        assert (mission.starts_at, mission.ends_at) == (there(day, 8), there(day, 12))
        offered = await zoe.sees(f"#{mission.id}", since=0)
        assert offered.contains("so you are asked first")
        await network.all_delivered()
        tom.does_not_see("A small dog")
        network.clock.now = there(day, 8, 5)
        await does(network, zoe, mission)

    await network.upkeep()
    monday = await newest(network, olive)
    await zoe.taps("Not this one", on=await zoe.sees(f"#{monday.id}", since=0))
    await does(network, tom, monday)
    await network.upkeep()
    tuesday = await newest(network, olive)
    assert (await tom.sees(f"#{tuesday.id}", since=0)).contains("so you are asked first")
    assert [one.follows_id for one in await missions_of(network, olive)] == [
        monday.id, mission.id, mission.id - 1, friday.id, None,
    ]  # fmt: skip


async def test_groceries_that_nobody_took_come_again_next_week(network: Network) -> None:
    await network.operators_chat()
    olive, zoe = await network.operator(), await network.helper("Zoé", language="en")
    weekly = Recurrence(Every.WEEK, time(14), time(18))
    times = {"starts_at": there(2, 14), "ends_at": there(2, 18)}
    mission = await network.publish(olive, recurrence=weekly, **times)
    assert (await olive.sees("has not answered yet")).contains("🔁 Every week, until it is stopped")
    await olive.says("/missions")
    listed = await olive.sees("1 mission")
    assert "🔁" in listed.button_texts[0]
    await goes_on(network, there(2, 18))
    expired = await olive.sees("nobody took it")
    assert expired.contains("🔁 The next one is Monday 9 March 14:00–18:00.")
    await zoe.sees("Its time is over")
    await goes_on(network, there(7, 13, 55))
    assert (await newest(network, olive)).id == mission.id
    await goes_on(network, there(7, 14))
    again = await newest(network, olive)
    assert (again.starts_at, again.ends_at) == (there(9, 14), there(9, 18))
    card = await olive.sees(f"#{again.id}", since=0)
    assert card.contains("has not answered yet")
    await olive.says(f"/mission {again.id}")
    assert (await olive.sees("Code word")).contains(f"Published after #{mission.id}, for Olive")
    await zoe.taps("Accept", on=await zoe.sees(f"#{again.id}", since=0))
    await olive.sees("takes it. Please call")


async def daily(network: Network, olive: Person) -> Mission:
    """This afternoon, and on all days after it."""
    recurrence = Recurrence(Every.DAY, time(14), time(18))
    return await network.publish(olive, recurrence=recurrence, starts_at=there(2, 14), ends_at=there(2, 18))


async def test_an_operator_cancels_one_or_all_that_follow(network: Network) -> None:
    await network.operators_chat()
    olive, zoe = await network.operator(), await network.helper("Zoé", language="en")
    mission = await daily(network, olive)
    await olive.says(f"/cancel {mission.id}")
    asked = await olive.sees("is told at once")
    assert [text for text in asked.button_texts if "cancel the mission" in text] == []
    await olive.taps("Only this one")
    await zoe.sees("Cancelled", since=0)
    await network.upkeep()
    tomorrow = await newest(network, olive)
    assert tomorrow.starts_at == there(3, 14)
    await zoe.taps("Accept", on=await zoe.sees(f"#{tomorrow.id}", since=0))
    await zoe.sees(tomorrow.code_word)
    await olive.says(f"/cancel {tomorrow.id}")
    await olive.taps("This one and all that follow", on=await olive.sees(f"#{tomorrow.id}? Whoever"))
    await zoe.sees("Please don't go")
    await goes_by(network, 3 * DAY)
    assert (await newest(network, olive)).id == tomorrow.id


async def test_an_operator_stops_what_repeats_and_lets_this_one_be_done(network: Network) -> None:
    olive, zoe = await network.operator(), await network.helper("Zoé", language="en")
    mission = await daily(network, olive)
    await zoe.sees("🔁")
    await olive.says(f"/cancel {mission.id}")
    await olive.taps("Only those that follow")
    await zoe.no_longer_sees("🔁")
    await does(network, zoe, mission)
    await zoe.sees("That was your first mission")
    await goes_by(network, 2 * DAY)
    assert (await newest(network, olive)).id == mission.id
    zoe.does_not_see("The next one is")


async def test_what_is_closed_until_next_week_can_be_stopped(network: Network) -> None:
    olive, zoe = await network.operator(), await network.helper("Zoé", language="en")
    weekly = Recurrence(Every.WEEK, time(14), time(18))
    mission = await network.publish(olive, recurrence=weekly, starts_at=there(2, 14), ends_at=there(2, 18))
    await does(network, zoe, mission)
    await zoe.sees("The next one is Monday 9 March")
    await olive.says(f"/mission {mission.id}")
    shown = await olive.sees("Completed by")
    await olive.taps("Stop repeating it", on=shown)
    await goes_by(network, 8 * DAY)
    assert (await newest(network, olive)).id == mission.id


async def test_new_details_are_those_of_the_next_one_too(network: Network) -> None:
    olive, zoe = await network.operator(), await network.helper("Zoé", language="en")
    mission = await daily(network, olive)
    await olive.says(f"/mission {mission.id}")
    await olive.taps("Edit the details", on=await olive.sees("Code word"))
    await olive.says("Only milk")
    await olive.sees("Changed")
    await does(network, zoe, mission)
    await network.upkeep()
    offered = await zoe.sees(f"#{mission.id + 1}", since=0)
    assert offered.contains("Only milk")


async def test_a_bot_that_was_down_for_two_days_asks_for_the_next_day_only(network: Network) -> None:
    olive, zoe = await network.operator(), await network.helper("Zoé", language="en")
    mission = await daily(network, olive)
    await zoe.sees(f"#{mission.id}")
    await network.stop()
    network.clock.now = there(4, 17, 30)  # that of the third is over, that of the fourth as good as over
    await network.start()  # which catches up by itself
    await zoe.sees("tomorrow 14:00–18:00")
    followed = await newest(network, olive)
    assert (followed.follows_id, followed.starts_at) == (mission.id, there(5, 14))
    assert len(await missions_of(network, olive)) == 2


async def test_it_goes_on_though_the_helper_says_nothing(network: Network) -> None:
    await network.operators_chat()
    olive, zoe = await network.operator(), await network.helper("Zoé", language="en")
    mission = await daily(network, olive)
    await zoe.taps("Accept", on=await zoe.sees(f"#{mission.id}", since=0))
    await zoe.taps("On my way", on=await zoe.sees(mission.code_word))
    await goes_on(network, mission.ends_at)
    tomorrow = await newest(network, olive)
    assert tomorrow.follows_id == mission.id
    assert (await zoe.sees(f"#{tomorrow.id}", since=0)).contains("so you are asked first")
    tom = await network.helper("Tom", language="en")
    await goes_by(network, HEAD_STARTS[Haste.LATER].pause)
    await tom.sees(f"#{tomorrow.id}")
    followed = await desk.follow(network.store, await network.id_of(olive), mission.id)
    assert followed.mission.status is MissionStatus.TAKEN


async def test_now_is_once_and_on_a_saturday_weekdays_are_not_offered(network: Network) -> None:
    olive = await network.operator()
    network.clock.now = there(7, 9)
    await olive.says("/new groceries 0470 12 34 56 French for Jeanne Dupont max 20 bread")
    await tell_place(olive)
    await olive.taps("This afternoon")
    asked = await olive.sees("Does this repeat")
    assert [text for text in asked.button_texts if "Every" in text] == ["Every day", "Every week"]
    await olive.taps("Every week")
    await olive.taps("For 3 months")
    assert (await olive.sees("read this back")).contains("🔁 Every week until Saturday 6 June")
    await olive.taps("✏️ Repeats")
    await olive.sees("Does this repeat")
    await olive.says("elke dag")
    await olive.sees("Until when")
    await olive.says("stop")
    assert (await olive.sees("read this back")).contains("🔁 Every day, until it is stopped")
    await olive.taps("✏️ When")
    await olive.taps("Now, it is urgent")
    read_back = await olive.sees("read this back")
    assert not read_back.contains("🔁")
    assert "✏️ Repeats" not in read_back.button_texts
    await olive.taps("Publish")
    await olive.sees("Published as")
    assert (await newest(network, olive)).recurrence is None
