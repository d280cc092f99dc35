"""What the network does, from the first word of a helper to a completed mission, by nothing but the page."""

from __future__ import annotations

from datetime import timedelta

from playwright.async_api import expect

from tests.browser.conftest import Visit
from tests.browser.visitor import Phone
from tests.journeys.network import Network


async def registers(nina: Phone) -> None:
    """Answer every question of a new helper."""
    await nina.starts()
    await nina.taps("English")
    await nina.taps("I agree")
    await nina.sees("first name and surname")
    await nina.says("Nina Example")
    await nina.types_key("Share my phone number")
    await nina.sees("Where do you set out from?")
    await nina.types_key("Share my location")
    await nina.picks_place()
    await nina.taps("5\u00a0km")
    await nina.taps("Groceries")
    await nina.taps("Done")
    await nina.sees("Which languages do you speak")
    await nina.taps("Done")
    await nina.taps("At any time")
    await nina.sees("picture 1 of 2")
    await nina.attaches("Sample identity card")
    await nina.sees("picture 2 of 2")
    await nina.attaches("Sample picture with the digits")
    await nina.taps("Send my application")
    await nina.sees("Our moderators now check your identity")


async def test_a_newcomer_is_approved(network: Network, visit: Visit) -> None:
    await network.moderators()
    visitor = await visit(network.telegram.url)
    await visitor.adds("Nina Example")
    nina = visitor.phone("Nina Example")
    await registers(nina)

    mos = await visitor.takes("Mo Derator")
    await mos.turns_to("Moderators")
    await mos.taps("I'm looking")
    await mos.sees("Mo Derator is looking at it")
    covered = mos.chat.get_by_role("button", name="Covered picture: show it")
    await expect(covered).to_have_count(2)
    await covered.first.click()
    await expect(covered).to_have_count(1)
    picture = mos.chat.get_by_role("button", name="Picture", exact=True)
    await picture.click()
    shown = visitor.page.get_by_role("dialog", name="Picture")
    await expect(shown.get_by_role("img", name="Picture")).to_be_visible()
    await visitor.page.keyboard.press("Escape")
    await expect(shown).to_have_count(0)
    await expect(picture).to_be_focused()
    await mos.taps("Approve")
    await mos.sees("Approved by Mo Derator")
    await expect(covered).to_have_count(0)
    await expect(picture).to_have_count(0)
    await nina.sees("Welcome aboard!")


async def test_one_of_two_has_the_mission_and_completes_it(network: Network, visit: Visit) -> None:
    await network.operator("Olive")
    for name in ("Zoé", "Tom"):
        await network.helper(name, "en", languages=("fr", "en"))
    visitor = await visit(network.telegram.url)
    olives, zoes, toms = [await visitor.takes(name) for name in ("Olive", "Zoé", "Tom")]
    await publishes(olives)

    for each in (zoes, toms):
        await each.sees("Bread & <milk>")
        await expect(each.chat).not_to_contain_text("Jeanne")
    accepts = [await each.button("Accept").element_handle() for each in (zoes, toms)]
    await visitor.page.evaluate("(buttons) => buttons.forEach((one) => one.click())", accepts)
    await expect(zoes.button("On my way").or_(toms.button("On my way"))).to_be_visible()
    winner, loser = (zoes, toms) if await zoes.button("On my way").count() else (toms, zoes)
    await winner.sees("Jeanne Dupont")
    told = visitor.page.get_by_role("dialog", name="Tom" if loser is toms else "Zoé")
    await expect(told).to_contain_text("a little quicker")
    await told.get_by_role("button", name="OK").click()
    await expect(loser.button("Accept")).to_have_count(0)
    await expect(loser.chat).not_to_contain_text("Jeanne")
    await olives.taps("I called back")

    await winner.taps("On my way")
    await winner.taps("Complete")
    await winner.taps("All done")
    await winner.sees("receipt")
    await winner.says("18.45")
    await winner.says("Third floor, lower bell")
    await winner.sees("Thank you")
    await winner.no_longer_sees("Jeanne Dupont")
    await olives.sees("€18.45")


async def test_at_night_helpers_sleep_until_the_clock_is_moved(network: Network, visit: Visit) -> None:
    network.clock.advance(timedelta(hours=10))
    olive = await network.operator("Olive")
    await network.helper("Zoé", "en", languages=("fr", "en"))
    tomorrow = network.clock.now + timedelta(hours=15)
    mission = await network.publish(olive, starts_at=tomorrow, ends_at=tomorrow + timedelta(hours=4))
    visitor = await visit(network.telegram.url)
    zoes = await visitor.takes("Zoé")
    time = visitor.page.get_by_role("group", name="Time in the sandbox")
    await expect(time).to_contain_text("Mon 2 Mar 22:0")
    await time.get_by_role("button", name="+15 min").click()
    await expect(time).to_contain_text("Mon 2 Mar 22:1")
    await time.get_by_role("button", name="+1 h").click()
    await expect(time).to_contain_text("Mon 2 Mar 23:1")
    await expect(zoes.chat).not_to_contain_text(f"#{mission.id}")
    await time.get_by_role("button", name="Next 9:00").click()
    await expect(time).to_contain_text("Tue 3 Mar 09:00")
    await zoes.sees(f"#{mission.id}")
    await zoes.sees("09:00")
    await time.get_by_role("button", name="Real time").click()
    await expect(time).to_contain_text("Mon 2 Mar 12:0")
    await expect(time.get_by_role("button", name="Real time")).to_have_count(0)


async def publishes(olive: Phone) -> None:
    """A call comes in, and becomes a mission."""
    await olive.says("/new")
    await olive.sees("Which number is the caller's?")
    await olive.says("02 808 99 48")
    await olive.sees("What is the caller's name?")
    await olive.says("Jeanne Dupont")
    await olive.taps("Groceries")
    await olive.taps("Français")
    await olive.sees("Where is it?")
    await olive.says("Rue de l'Exemple 12, 1050 Ixelles")
    await olive.taps("Yes, that is it")
    await olive.taps("Nothing to add")
    await olive.taps("This afternoon")
    await olive.taps("No, just this once")
    await olive.sees("What exactly is needed?")
    await olive.says("Bread & <milk>")
    await olive.sees("How much may the helper spend")
    await olive.taps("40")
    await olive.sees("read this back")
    await olive.taps("Publish")
    await olive.sees("2 helpers are being asked")
