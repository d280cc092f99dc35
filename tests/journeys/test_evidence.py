"""What a helper met with they may show somebody later: no picture of it is deleted, and whom to call comes first."""

from __future__ import annotations

import pytest

from domain.identity import CheckStatus, IdentityCheck
from sandbox import Message, Person
from tests.journeys.network import Network
from tests.journeys.test_concerns import in_hand
from tests.journeys.test_cries import expires, raised


def stays(who: Person, sent: Message) -> bool:
    """Whether a message is still there."""
    return any(one.message_id == sent.message_id for one in who.messages())


async def is_kept(who: Person, sent: Message, said: str) -> None:
    """They read whom to call, then what to do; and what they sent stays."""
    told = await who.sees(said, since=sent)
    assert told.text is not None
    assert told.text.index("appelez le 112") < told.text.index(said)
    assert told.contains("/concern le dit à nos modérateurs")
    assert stays(who, sent)


async def test_a_picture_with_a_mission_in_hand_stays(network: Network) -> None:
    _group, _olive, zoe, mission = await in_hand(network, "fr")
    await is_kept(zoe, await zoe.sends_photo(caption="regardez ce qu’il m’a fait"), "Gardez-les")
    await zoe.says(f"/complete {mission.id}")
    await zoe.sees("comment cela")
    await is_kept(zoe, await zoe.sends_photo(caption="il m’a frappée"), "Gardez-les")
    await is_kept(zoe, await zoe.sends_file(name="film.pdf"), "Gardez-les")
    await zoe.taps("Tout est fait")
    await zoe.sees("ticket")
    for words in ("il m’a frappée", "il m’a frappée 2 fois"):
        shown = await zoe.sends_photo(caption=words)
        await is_kept(zoe, shown, "Gardez-les")
        await zoe.sees("Quel est le montant du ticket", since=shown)  # who meant the receipt reads what to type
    receipt = await zoe.sends_photo()
    await zoe.sees("je ne garde pas de photos", since=receipt)
    assert not stays(zoe, receipt)


@pytest.mark.parametrize("after", ["a concern", "a mission"])
async def test_a_picture_while_something_else_is_asked_stays(network: Network, after: str) -> None:
    if after == "a concern":
        group, zoe = await raised(network)
    else:
        group, _olive, zoe, _mission = await in_hand(network)
    await zoe.says("/profile")
    await zoe.taps("✏️ Kinds of help")
    await network.quiet()
    sent = await zoe.sends_photo(caption="his car")
    told = await zoe.sees("Please keep it", since=sent)
    assert told.contains("call 112")
    assert stays(zoe, sent)
    if after == "a concern":
        await network.mo.sees("his car", group)


async def checked(network: Network, who: Person, status: CheckStatus) -> None:
    """Let the newest identity check of a helper, who stays what they are, stand so."""
    async with network.store.writing() as work:
        check = IdentityCheck.start(await network.id_of(who), work.now)
        check.status = status
        work.identity.add(check)


RENEWING = (
    CheckStatus.SUBMITTED,
    CheckStatus.ASKED_AGAIN,
    CheckStatus.PURGED,
    CheckStatus.LAPSED,
    CheckStatus.REJECTED,
)


@pytest.mark.parametrize("who", ["expired", "no mission", *RENEWING])
async def test_what_may_be_an_identity_card_is_deleted(network: Network, who: str | CheckStatus) -> None:
    if who == "no mission":
        zoe = await network.helper("Zoé", "en")
    else:
        _group, _olive, zoe, _mission = await in_hand(network)
        if isinstance(who, CheckStatus):
            await checked(network, zoe, who)
        else:
            await expires(network, zoe)
    sent = await zoe.sends_photo()
    await zoe.sees("I have deleted yours", since=sent)
    assert not stays(zoe, sent)


@pytest.mark.parametrize("status", [CheckStatus.APPROVED, CheckStatus.WITHDRAWN])
async def test_whose_check_is_over_sends_no_more_of_a_card(network: Network, status: CheckStatus) -> None:
    _group, _olive, zoe, _mission = await in_hand(network, "fr")
    await checked(network, zoe, status)
    await is_kept(zoe, await zoe.sends_photo(caption="il m’a frappée"), "Gardez-les")
