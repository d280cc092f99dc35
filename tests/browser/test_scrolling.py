"""Where in a chat one is: at its end, as long as one has not gone up, and back there with what one says."""

from __future__ import annotations

from playwright.async_api import Route, expect

from sandbox import Person, Sandbox
from sandbox.files import drawn_picture
from tests.browser.conftest import Visit
from tests.browser.robot import Robot
from tests.browser.visitor import Phone

LEFT = "(box) => Math.round(box.scrollHeight - box.scrollTop - box.clientHeight)"
UNSEEN = "To the newest message"


async def fill(robot: Robot, zoe: Person, count: int = 40) -> None:
    """Let the bot say a lot."""
    for number in range(count):
        await robot("sendMessage", chat_id=zoe.id, text=f"number {number}")


async def goes_up(zoes: Phone) -> None:
    """Read what was said earlier."""
    await zoes.chat.hover()
    await zoes.page.mouse.wheel(0, -600)
    await expect(zoes.message("number 39")).not_to_be_in_viewport()


async def test_a_picture_that_comes_late_leaves_one_at_the_end(
    telegram: Sandbox, robot: Robot, zoe: Person, visit: Visit
) -> None:
    visitor = await visit(telegram.url)
    waiting: list[Route] = []

    def hold(route: Route) -> None:
        waiting.append(route)

    await visitor.page.route("**/sandbox/files/**", hold)
    zoes = await visitor.takes("Zoé")
    await fill(robot, zoe)
    await zoes.sees("number 39")
    await zoe.sends_photo(drawn_picture(5))
    picture = zoes.chat.get_by_role("button", name="Picture").locator("img")
    await expect(picture).to_be_in_viewport()
    before = await picture.evaluate("(one) => one.clientHeight")
    assert before > 50
    await zoes.chat.evaluate("(box) => box.dispatchEvent(new Event('scroll'))")
    for route in waiting:
        await route.continue_()
    await picture.evaluate("async (one) => { await one.decode(); await new Promise(requestAnimationFrame); }")
    assert await picture.evaluate("(one) => one.clientHeight") == before
    assert await zoes.chat.evaluate(LEFT) <= 1


async def test_a_chat_that_grows_keeps_one_at_its_end(
    telegram: Sandbox, robot: Robot, zoe: Person, visit: Visit
) -> None:
    zoes = await (await visit(telegram.url)).takes("Zoé")
    await fill(robot, zoe)
    await zoes.sees("number 39")
    await zoes.chat.evaluate(
        """async (box) => {
            box.querySelector("li:last-child").style.paddingBottom = "200px";
            box.dispatchEvent(new Event("scroll")); // as one that was on its way
            await new Promise(requestAnimationFrame);
            await new Promise(requestAnimationFrame);
        }"""
    )
    assert await zoes.chat.evaluate(LEFT) <= 1


async def test_what_one_says_is_seen_and_what_is_new_below_is_counted(
    telegram: Sandbox, robot: Robot, zoe: Person, visit: Visit
) -> None:
    zoes = await (await visit(telegram.url)).takes("Zoé")
    await fill(robot, zoe)
    await zoes.sees("number 39")
    await goes_up(zoes)
    down = zoes.frame.get_by_role("button", name=UNSEEN)
    await expect(down).not_to_contain_text("unread")
    for text in ("one more", "and another"):
        await robot("sendMessage", chat_id=zoe.id, text=text)
    await expect(down).to_contain_text("2 unread")
    await zoes.says("Here I am")
    await expect(zoes.message("Here I am")).to_be_in_viewport()
    await expect(down).to_have_count(0)
