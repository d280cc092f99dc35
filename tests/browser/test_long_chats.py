"""A chat with more in it than anybody reads at once."""

from __future__ import annotations

from playwright.async_api import Locator, expect

from sandbox import Person, Sandbox
from tests.browser.conftest import Visit
from tests.browser.robot import Robot

MESSAGES = 500
AT_MOST = 700  # elements of one chat, with their day lines
SCROLL = """async (box) => {
    const frames = [];
    let last = performance.now();
    const frame = () => new Promise(requestAnimationFrame);
    const first = () => Number(/number (\\d+)/.exec(box.querySelector("li:not(.service)").textContent)?.[1] ?? 0);
    const place = () => `${first()} ${box.scrollTop}`;
    for (let still = 0; (first() > 0 || box.scrollTop > 0) && still < 600;) {
        const before = place();
        box.scrollTop -= 90;
        await frame();
        still = place() === before ? still + 1 : 0;
        const now = performance.now();
        frames.push(now - last);
        last = now;
    }
    frames.sort((a, b) => a - b);
    return { frames: frames.length, median: frames[frames.length >> 1], p95: frames[Math.floor(frames.length * 0.95)],
             worst: frames.at(-1), rows: box.querySelectorAll("li").length, first: first() };
}"""
TOP_ROW = """async (box) => {
    let last = -1;
    for (let still = 0; still < 10; still = box.scrollTop === last ? still + 1 : 0) {
        last = box.scrollTop;
        await new Promise(requestAnimationFrame);
    }
    const top = box.getBoundingClientRect().top;
    const row = [...box.querySelectorAll("li")].find((one) => one.getBoundingClientRect().bottom > top);
    return [row.textContent, Math.round(row.getBoundingClientRect().top - top)];
}"""


async def fill(zoe: Person) -> None:
    """Let her say a lot."""
    for number in range(MESSAGES):
        await zoe.says(f"number {number}\n{'bread and milk, ' * (number % 7)}")


async def rows(chat: Locator) -> int:
    """How many elements the messages take."""
    return await chat.get_by_role("listitem").count()


async def test_it_scrolls_to_its_beginning(telegram: Sandbox, robot: Robot, zoe: Person, visit: Visit) -> None:
    await fill(zoe)
    visitor = await visit(telegram.url)
    zoes = await visitor.takes("Zoé")
    await expect(zoes.message(f"number {MESSAGES - 1}")).to_be_in_viewport()
    assert await rows(zoes.chat) < 130
    found = await zoes.chat.evaluate(SCROLL)
    print({key: round(value, 1) for key, value in found.items()})  # noqa: T201 - for who wants to know: pytest -rP
    assert found["first"] == 0
    assert found["rows"] < AT_MOST
    await zoes.frame.get_by_role("button", name="To the newest message").click()
    await expect(zoes.message(f"number {MESSAGES - 1}")).to_be_in_viewport()
    await expect(zoes.frame.get_by_role("button", name="To the newest message")).to_have_count(0)


async def test_who_reads_further_up_stays_there(telegram: Sandbox, robot: Robot, zoe: Person, visit: Visit) -> None:
    for number in range(60):
        await robot("sendMessage", chat_id=zoe.id, text=f"number {number}")
    zoes = await (await visit(telegram.url)).takes("Zoé")
    await zoes.sees("number 59")
    await zoes.chat.hover()
    await zoes.page.mouse.wheel(0, -1200)
    await expect(zoes.frame.get_by_role("button", name="To the newest message")).to_be_visible()
    before = await zoes.chat.evaluate(TOP_ROW)
    for number in range(60, 100):
        await robot("sendMessage", chat_id=zoe.id, text=f"number {number}")
    await expect(zoes.message("number 99")).to_have_count(1)
    assert await zoes.chat.evaluate(TOP_ROW) == before
    await zoes.frame.get_by_role("button", name="To the newest message").click()
    await expect(zoes.message("number 99")).to_be_in_viewport()
    await robot("sendMessage", chat_id=zoe.id, text="the newest")
    await expect(zoes.message("the newest")).to_be_in_viewport()
