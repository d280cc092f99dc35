"""The sandbox goes, and comes again: the page says so, and finds it by itself."""

from __future__ import annotations

from contextlib import AsyncExitStack

from playwright.async_api import expect

from sandbox import Sandbox
from tests.browser.conftest import Visit
from tests.browser.network import PageClock

LOST = "The sandbox does not answer"


async def people(sandbox: Sandbox, *names: str) -> None:
    """Somebody of each name, who has begun to talk to a bot."""
    sandbox.create_bot("test_bot", first_name="Robot")
    for name in names:
        await sandbox.create_person(name, language="en").says(f"I am {name}")


async def test_the_page_finds_a_sandbox_that_was_started_anew(visit: Visit) -> None:
    async with AsyncExitStack() as running:
        first = await running.enter_async_context(Sandbox(PageClock()))
        await people(first, "Zoé", "Tom")
        visitor = await visit(first.url)
        visitor.expects("ERR_CONNECTION_REFUSED", "ERR_INCOMPLETE_CHUNKED_ENCODING", "ERR_EMPTY_RESPONSE")
        zoes = await visitor.takes("Zoé")
        await zoes.sees("I am Zoé")
        await running.aclose()
        await expect(visitor.page.get_by_role("alert")).to_contain_text(LOST)
        second = await running.enter_async_context(Sandbox(PageClock(), port=first.port))
        await people(second, "Mia", "Zoé")
        await expect(visitor.page.get_by_role("alert")).to_have_count(0)
        await visitor.is_live()
        await visitor.is_told("this is a new network")
        mias = await visitor.takes("Mia")
        await mias.sees("I am Mia")
        await expect(visitor.page.get_by_text("I am Tom")).to_have_count(0)
        await expect(visitor.roster.get_by_role("button", name="Tom")).to_have_count(0)
        await mias.says("Still there?")
        await mias.sees("Still there?")


async def test_a_page_that_was_cut_off_has_missed_nothing(visit: Visit) -> None:
    async with Sandbox(PageClock()) as sandbox:
        await people(sandbox, "Zoé")
        (zoe,) = sandbox.people
        visitor = await visit(sandbox.url)
        zoes = await visitor.takes("Zoé")
        visitor.expects("ERR_INTERNET_DISCONNECTED", "ERR_INCOMPLETE_CHUNKED_ENCODING", "ERR_NETWORK_CHANGED")
        await visitor.page.context.set_offline(True)
        await visitor.page.evaluate("() => fetch('/sandbox/state').catch(() => null)")
        await zoe.says("said meanwhile")
        await visitor.page.context.set_offline(False)
        await zoes.sees("said meanwhile")
        await expect(visitor.page.get_by_role("alert")).to_have_count(0)


async def test_a_phone_that_was_put_away_has_missed_nothing_either(visit: Visit) -> None:
    async with Sandbox(PageClock()) as sandbox:
        await people(sandbox, "Zoé", "Tom")
        zoe, tom = sandbox.people
        visitor = await visit(sandbox.url)
        visitor.expects("ERR_INCOMPLETE_CHUNKED_ENCODING")
        toms = await visitor.takes("Tom")
        await toms.sees("I am Tom")
        await toms.puts_away()
        zoes = await visitor.takes("Zoé")
        await zoes.sees("I am Zoé")
        sandbox.world.events.close()  # every page loses its stream, and comes back a second later
        await tom.says("said meanwhile")
        await zoe.says("so did I")
        await zoes.sees("so did I")
        await visitor.takes("Tom")
        await toms.sees("said meanwhile")


async def test_the_phones_stay_on_the_table_when_the_page_is_loaded_anew(visit: Visit) -> None:
    async with Sandbox(PageClock()) as sandbox:
        await people(sandbox, "Ann", "Bob", "Cem", "Dan")
        visitor = await visit(sandbox.url)
        await visitor.takes("Dan")
        await visitor.takes("Cem")
        shown = visitor.page.get_by_role("main").get_by_role("region")
        before = await shown.evaluate_all("(all) => all.map((one) => one.ariaLabel)")
        await visitor.opens(sandbox.url)
        await expect(visitor.phone("Cem").frame).to_be_visible()
        assert await shown.evaluate_all("(all) => all.map((one) => one.ariaLabel)") == before


async def test_of_each_message_the_newer_wins_that_was_on_its_way_or_told_meanwhile(visit: Visit) -> None:
    """Which comes first is the network's choice, so the rule is asked by itself."""
    merge = """async ({came, told}) => {
        const { withMeanwhile } = await import("/web/js/loading.js");
        const chat = { meanwhile: new Map(told) };
        return withMeanwhile(chat, came).map((one) => `${one.id}@${one.event}`);
    }"""
    came = [{"id": number, "event": event} for number, event in ((3, 10), (4, 30), (5, 12))]
    told = [
        (2, {"id": 2, "event": 20}),  # older than what was asked for: comes when somebody scrolls
        (3, {"id": 3, "event": 21}),  # changed after it had been sent
        (4, {"id": 4, "event": 11}),  # what came was newer
        (5, None),  # deleted
        (6, {"id": 6, "event": 22}),  # new
    ]
    async with Sandbox(PageClock()) as sandbox:
        visitor = await visit(sandbox.url)
        assert await visitor.page.evaluate(merge, {"came": came, "told": told}) == ["3@21", "4@30", "6@22"]
