"""The sandbox's page in a browser: what its first view costs, and how it bears a thousand messages at once."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from statistics import median

import aiohttp
from aiohttp import web
from playwright.async_api import Browser, Page

from benchmarks.report import Figures, Run, Runs, percentile
from sandbox import Person, Sandbox
from sandbox.clock import Clock
from sandbox.page import FOLDER
from sandbox.page import Page as Served
from tests.browser.chromium import launched

ROUNDS, QUICK_ROUNDS = 7, 1
PEOPLE, MESSAGES, QUICK_MESSAGES = 50, 1_000, 200
AT_ONCE = 20  # calls that the bot has under way
EMPTY = "<!doctype html><html lang=en><meta charset=utf-8><title>Empty</title>{styles}<p>Empty</p></html>"

WATCH = """() => {
    window.seen = { tasks: [], phone: null };
    new PerformanceObserver((list) => window.seen.tasks.push(...list.getEntries().map((one) => one.duration)))
        .observe({ type: "longtask", buffered: true });
    const look = () => {
        if (document.querySelector("section.phone ol li")) window.seen.phone = performance.now();
        else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
}"""
FIRST_VIEW = """() => {
    const paint = Object.fromEntries(performance.getEntriesByType("paint").map((one) => [one.name, one.startTime]));
    const loaded = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
    return { paint: paint["first-paint"], content: paint["first-contentful-paint"], phone: window.seen?.phone ?? 0,
             bytes: loaded.reduce((sum, one) => sum + one.transferSize, 0), requests: loaded.length };
}"""
TAKE_PHONES = """async ({ names, times }) => {
    const frame = () => new Promise(requestAnimationFrame);
    const taken = [];
    window.seen.looking = true;
    for (let turn = 0; turn < times && window.seen.looking; turn += 1) {
        const name = names[turn % names.length];
        const entries = [...document.querySelectorAll("nav.roster button.person")];
        const started = performance.now();
        entries.find((one) => one.textContent.includes(name)).click();
        while (!document.querySelector(`section.phone[aria-label^="${name} "] ol li`)) await frame();
        await frame();
        taken.push((performance.now() - started) / 1000);
        document.querySelector(`section.phone[aria-label^="${name} "] .owner button`).click();
        await new Promise((done) => setTimeout(done, 50));
    }
    return taken;
}"""  # of a phone to take until its chat is drawn; then it is put away
SHOWN = """(text) =>
    [...document.querySelectorAll("section.phone .messages")].some((one) => one.textContent.includes(text))"""


@dataclass
class Load:
    """What was measured while messages came."""

    clicks: list[float] = field(default_factory=list)
    tasks: list[float] = field(default_factory=list)
    sending: float = 0.0
    shown_after: float = 0.0


async def run(*, quick: bool) -> Runs:
    """The first view of a page with fifty people, then the same load in fifty chats and in a single one."""
    count = QUICK_MESSAGES if quick else MESSAGES
    async with launched() as browser:
        return {
            "first_view": await _first_view(browser, QUICK_ROUNDS if quick else ROUNDS),
            "fifty_chats": await _loaded(browser, count, PEOPLE),
            "one_chat": await _loaded(browser, count, 1),
        }


async def _first_view(browser: Browser, rounds: int) -> Run:
    """Each view in a browser that has never been there, by turns with an empty page that has the same styles."""
    ours: list[dict[str, float]] = []
    empty: list[dict[str, float]] = []
    async with _peopled() as (sandbox, _people), _empty_page() as address:
        for _ in range(rounds):
            ours.append(await _view(browser, sandbox.url, "section.phone ol li"))
            empty.append(await _view(browser, address, "p"))
    figures: Figures = {
        "bytes": int(median(one["bytes"] for one in ours)),
        "requests": int(median(one["requests"] for one in ours)),
        "first_paint_ms": _median(ours, "paint"),
        "first_contentful_paint_ms": _median(ours, "content"),
        "first_phone_ms": _median(ours, "phone"),
    }
    baseline: Figures = {
        "empty_bytes": int(median(one["bytes"] for one in empty)),
        "empty_first_paint_ms": _median(empty, "paint"),
        "empty_first_contentful_paint_ms": _median(empty, "content"),
    }
    ratio = median(one["content"] / other["content"] for one, other in zip(ours, empty, strict=True))
    return Run(figures, baseline, {"first_contentful_paint": round(ratio, 2)})


def _median(views: list[dict[str, float]], what: str) -> float:
    return round(median(one[what] for one in views), 1)


async def _view(browser: Browser, address: str, until: str) -> dict[str, float]:
    async with _page(browser) as page:
        await page.goto(address, wait_until="load")
        await page.locator(until).first.wait_for()
        await page.wait_for_function("() => performance.getEntriesByName('first-contentful-paint').length")
        await page.wait_for_load_state("load")
        await page.wait_for_function("() => window.seen.phone !== null || !document.querySelector('section.phone')")
        found: dict[str, float] = await page.evaluate(FIRST_VIEW)
        return found


async def _loaded(browser: Browser, count: int, chats: int) -> Run:
    """The bot says `count` things in `chats` chats as fast as it can, while somebody takes one phone after another."""
    async with _peopled() as (sandbox, people):
        alone = await _send(sandbox, people[:chats], count, "unseen")
        async with _page(browser) as page:
            await page.goto(sandbox.url)
            await page.locator("section.phone ol li").first.wait_for()
            reader = people[0].first_name
            await page.locator("nav.roster button.person").filter(has_text=f"{reader} ").click()
            idle = await page.evaluate(TAKE_PHONES, {"names": _names(people), "times": 30})
            load = await _under_load(page, sandbox, people, chats, count)
    figures: Figures = {
        "messages": count,
        "chats": chats,
        "messages_per_s": round(count / load.sending, 1),
        "last_shown_after_ms": round(load.shown_after * 1000, 1),
        "long_tasks": len(load.tasks),
        "longest_task_ms": round(max(load.tasks, default=0.0), 1),
        "long_tasks_ms": round(sum(load.tasks), 1),
        "clicks": len(load.clicks),
        "click_p50_ms": percentile(load.clicks, 50),
        "click_worst_ms": percentile(load.clicks, 100),
    }
    baseline: Figures = {
        "no_page_messages_per_s": round(count / alone, 1),
        "idle_click_p50_ms": percentile(idle, 50),
        "idle_click_worst_ms": percentile(idle, 100),
    }
    ratio = {
        "click_p50": round(figures["click_p50_ms"] / baseline["idle_click_p50_ms"], 2),
        "messages_per_s": round(alone / load.sending, 2),
    }
    return Run(figures, baseline, ratio)


def _names(people: list[Person]) -> list[str]:
    """Whose phones are taken, one after another."""
    return [one.first_name for one in people[10:]]


async def _under_load(page: Page, sandbox: Sandbox, people: list[Person], chats: int, count: int) -> Load:
    load = Load()
    await page.evaluate("() => { window.seen.tasks = []; }")
    sending = asyncio.create_task(_send(sandbox, people[:chats], count, "seen"))
    looking = asyncio.create_task(page.evaluate(TAKE_PHONES, {"names": _names(people), "times": 10_000}))
    load.sending = await sending
    started = time.perf_counter()
    async with aiohttp.ClientSession() as session:
        await _say(session, sandbox, people[0], "the very last")
    await page.wait_for_function(SHOWN, arg="the very last")
    load.shown_after = time.perf_counter() - started
    await page.evaluate("() => { window.seen.looking = false; }")
    load.clicks = await looking
    load.tasks = await page.evaluate("() => window.seen.tasks")
    return load


async def _send(sandbox: Sandbox, people: list[Person], count: int, word: str) -> float:
    """Seconds that it took."""
    turns = iter(range(count))
    started = time.perf_counter()
    async with aiohttp.ClientSession() as session:

        async def sender() -> None:
            for number in turns:
                await _say(session, sandbox, people[number % len(people)], f"{word} {number}: bread, milk, six eggs")

        await asyncio.gather(*(sender() for _ in range(AT_ONCE)))
    return time.perf_counter() - started


async def _say(session: aiohttp.ClientSession, sandbox: Sandbox, person: Person, text: str) -> None:
    call = {"chat_id": person.id, "text": text}
    async with session.post(f"{sandbox.url}/bot{sandbox.bots[0].token}/sendMessage", json=call) as response:
        response.raise_for_status()
        await response.read()


@asynccontextmanager
async def _peopled() -> AsyncIterator[tuple[Sandbox, list[Person]]]:
    """A sandbox with people who have started its bot."""
    async with Sandbox(Clock()) as sandbox:
        sandbox.create_bot("bench_bot", first_name="Bench")
        people = [
            sandbox.create_person(f"Helper{number}", last_name="Invented", language="en") for number in range(PEOPLE)
        ]
        for person in people:
            await person.says("/start")
        yield sandbox, people


@asynccontextmanager
async def _empty_page() -> AsyncIterator[str]:
    """The address of a page that has the styles of ours, and nothing else."""
    links = "".join(f"<link rel=stylesheet href=/web/css/{one.name}>" for one in sorted(FOLDER.glob("css/*.css")))

    async def empty(request: web.Request) -> web.Response:
        return web.Response(text=EMPTY.format(styles=links), content_type="text/html")

    app = web.Application()
    app.add_routes([web.get("/empty", empty), *Served("127.0.0.1").routes()])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/empty"
    await runner.cleanup()


@asynccontextmanager
async def _page(browser: Browser) -> AsyncIterator[Page]:
    """A page in a browser that remembers nothing."""
    context = await browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB")
    await context.add_init_script(f"({WATCH})()")
    yield await context.new_page()
    await context.close()
