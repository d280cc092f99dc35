"""Somebody who sends a great deal is told so once, politely; nobody else notices."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.limits import LIMITS, STAFF_TIMES, Costly, Limit
from i18n import _, use_language
from tests.journeys.network import Network, until

MINUTE = timedelta(minutes=1)
FEW = {
    **LIMITS,
    Costly.MESSAGES: Limit(6, MINUTE, timedelta(seconds=30)),
    Costly.PICTURES: Limit(2, MINUTE, timedelta(seconds=30)),
    Costly.LOOK_UPS: Limit(1, MINUTE, timedelta(seconds=30)),
}


async def within(network: Network, limits: dict[Costly, Limit]) -> None:
    network.limits = limits
    await network.restart()


async def test_whoever_floods_is_told_once_and_others_are_answered(
    network: Network, capsys: pytest.CaptureFixture[str]
) -> None:
    await within(network, FEW)
    eve, zoe = await network.helper("Eve", "fr"), await network.helper("Zoé", "en")
    with use_language("fr"):
        text = _(
            "That was a lot at once, so I take a short break. This and what you send in the next {n} seconds is not"
            " read: please send it again after that."
        ).format(n=30)
    for _time in range(40):
        await eve.says("/help")
    await eve.sees(text)
    await zoe.says("/help")
    await zoe.sees("/privacy")
    for _time in range(10):
        await eve.says("/profile")
    await zoe.says("/language")
    await zoe.sees("Which language do you prefer?")
    said = [one for one in eve.messages() if one.by_bot]
    assert sum(one.contains(text) for one in said) == 1
    assert len(said) == FEW[Costly.MESSAGES].many + 1
    network.clock.advance(timedelta(seconds=31))
    await eve.says("/language")
    await until(lambda: len([one for one in eve.messages() if one.by_bot]) == FEW[Costly.MESSAGES].many + 2)
    logged = capsys.readouterr().out
    assert "too many" in logged
    assert "Eve" not in logged


async def test_what_was_answered_before_stays_and_the_wizard_goes_on(network: Network) -> None:
    await within(network, FEW)
    olive = await network.operator()
    await olive.says("/new +3225559876")
    await olive.sees("What is the caller's name?")
    for _time in range(FEW[Costly.MESSAGES].many * STAFF_TIMES):
        await olive.says("?")
    told = await olive.sees("please send it again after that")
    network.clock.advance(MINUTE)
    await olive.says("Josée Voorbeeld", reply_to=told)
    await olive.sees("What kind of help is needed?", since=told)


async def test_too_many_pictures_are_left_unread(network: Network) -> None:
    await within(network, FEW)
    eve = await network.person("Eve")
    for _time in range(4):
        await eve.sends_photo()
    await eve.sees("That was a lot of pictures at once")
    await eve.says("/help")
    await eve.sees("/privacy")


async def test_too_many_addresses_are_kept_but_not_looked_up(network: Network) -> None:
    few = {**FEW, Costly.LOOK_UPS: Limit(0, MINUTE, timedelta(seconds=30)), Costly.MESSAGES: LIMITS[Costly.MESSAGES]}
    await within(network, few)
    olive = await network.operator()
    await olive.says("/new +3225559876 groceries")
    await olive.sees("What is the caller's name?")
    await olive.says("Josée Voorbeeld")
    await olive.taps("Français")
    await olive.sees("Where is it?")
    await olive.says("Rue de l'Exemple 12, 1050 Ixelles")
    await olive.sees("That was a lot of addresses at once")
    await olive.sees("the address stays as you typed it")
