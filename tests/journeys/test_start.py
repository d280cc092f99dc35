"""The door: who is greeted how, languages, help, and what nobody understands."""

from __future__ import annotations

from services import people
from tests.journeys.network import Network


async def test_an_invitation_makes_an_operator(network: Network) -> None:
    invitation = await people.invite(network.store, "BE", "telegram:0")
    olive = await network.person("Olive", last_name="Peeters")
    await olive.says(f"/start {invitation.token}")
    await olive.sees("Welcome to the team!")
    await olive.sees("Hello Olive Peeters, you take calls")
    await olive.says(f"/start {invitation.token}")
    await olive.sees("Welcome to the team!")
    marc = await network.person("Marc")
    await marc.says(f"/start {invitation.token}")
    await marc.sees("used already")
    await marc.says("/start anything-else")
    await marc.sees("Which language do you prefer?")


async def test_each_role_has_its_own_start_and_help(network: Network) -> None:
    ada, olive, zoe = network.administrator, await network.operator(), await network.helper("Zoé", "en")
    marc = await network.person("Marc")
    for who, words, command in (
        (ada, "You are an administrator", "/invite"),
        (olive, "you take calls for this network", "/new"),
        (zoe, "You are a helper", "/mine"),
        (marc, "Which language do you prefer?", "/start"),
    ):
        await who.says("/start")
        await who.sees(words)
        await who.says("/help")
        await who.sees(command)
    assert not any(one.contains("/invite") for one in zoe.messages() + olive.messages())


async def test_what_nobody_understands(network: Network) -> None:
    ada, olive, zoe = network.administrator, await network.operator(), await network.helper("Zoé", "en")
    marc = await network.person("Marc")
    for who in (ada, olive, zoe, marc):
        await who.says("what now?")
        await who.sees("/help")
        await who.says("/frobnicate")
        await who.sees("/help")
        await who.sends_sticker()
        await who.sees("/help")
        await who.says("/cancel")
        await who.sees("There is nothing to cancel")


async def test_unknown_callback_data_is_answered(network: Network) -> None:
    zoe = await network.helper("Zoé", "en")
    await zoe.says("/start")
    screen = await zoe.sees("You are a helper")
    for data in ("nonsense", "a:kinds:groceries", "v:name:back", "n:nowhere", "o:show", "l:xx", "a:", "y:delete_yes:1"):
        answer = await zoe.presses(screen, data)
        assert answer.text


async def test_groups_are_left_alone(network: Network) -> None:
    zoe = await network.helper("Zoé", "en")
    group = network.telegram.create_group("Neighbours", owner=zoe)
    group.add(network.bot, administrator=True)
    for text in ("/start", "/profile", "/privacy", "/cancel", "hello"):
        await zoe.says(text, to=group)
    await zoe.says("/help")
    await zoe.sees("/mine")
    assert not any(one.by_bot and one.text for one in zoe.messages(group))


async def test_the_language_changes_for_everything(network: Network) -> None:
    zoe = await network.helper("Zoé", "en")
    await zoe.says("/language")
    await zoe.taps("Nederlands", twice=True)
    person = await people.find(network.store, "telegram", str(zoe.id))
    assert person is not None
    assert person.language == "nl"
    await zoe.says("/language")
    await zoe.taps("English")
    await zoe.sees("From now on I write to you in English")
