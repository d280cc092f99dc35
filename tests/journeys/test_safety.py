"""How two people who have never met know each other at the door, and what protects both."""

from __future__ import annotations

import pytest

from domain.mission import Outcome
from domain.network import COUNTRIES, DANGER, KINDS
from i18n import _, use_language
from services import finding, missions
from storage.unit_of_work import Store
from tests.journeys.network import Network, until


async def answers(store: Store, phone: str) -> bool:
    """Whether a helpee answers the code word with another one."""
    async with store.reading() as work:
        helpee = await work.people.helpee_by_phone(phone)
    assert helpee is not None
    return helpee.answers


async def test_each_of_the_two_says_a_word_and_both_know_which(network: Network) -> None:
    olive, zoe = await network.operator(), await network.helper("Zoé", "en")
    mission = await network.publish(olive)
    await zoe.sees(f"#{mission.id}")
    assert mission.answer_word is not None
    assert mission.answer_word != mission.code_word

    await zoe.taps("Accept")
    told = await zoe.sees(mission.code_word)
    assert told.contains(f"They answer: {mission.answer_word}")
    assert told.contains("don't go in")
    assert told.contains(COUNTRIES["BE"].hotline)

    call = await olive.sees("Please call")
    with use_language("fr"):  # the caller's: it is read out to them
        sentence = _("Whoever says another word, or none, is not ours: please don't open.")
    for part in ("Zoé viendra chez vous", mission.code_word, f"Vous répondez {mission.answer_word}", sentence):
        assert call.contains(part), part
    await olive.says(f"/mission {mission.id}")
    await olive.sees(f"answer: {mission.answer_word}")


async def test_both_words_are_others_once_it_is_handed_on(network: Network) -> None:
    olive, zoe = await network.operator(), await network.helper("Zoé", "en")
    mission = await network.publish(olive)
    await zoe.sees(f"#{mission.id}")
    await zoe.taps("Accept")
    await zoe.sees(f"They answer: {mission.answer_word}")
    await missions.release(network.store, mission.id, await network.id_of(zoe))
    again = await finding.give(network.store, await network.id_of(olive), mission.id, await network.id_of(zoe))
    words = {again.code_word, again.answer_word, mission.code_word, mission.answer_word}
    assert len(words) == 4


async def test_whoever_can_t_keep_a_word_in_mind_is_not_asked_for_one(network: Network) -> None:
    olive, zoe = await network.operator(), await network.helper("Zoé", "en")
    mission = await network.publish(olive)
    await zoe.sees(f"#{mission.id}")
    await zoe.taps("Accept")
    door = await zoe.sees("They answer")
    await olive.sees("Please call")
    answer = await olive.taps("Only the helper says a word")
    assert answer is not None
    assert "only the helper" in (answer.text or "")
    await zoe.sees("Only you say a code word here")
    await until(lambda: not any(one.contains("don't go in") for one in zoe.messages()))
    shown = next(one for one in zoe.messages() if one.message_id == door.message_id)
    for known in (mission.code_word, "Rue de l'Exemple 12", "Safety first"):
        assert shown.contains(known), known
    call = await olive.sees("They can answer with a word")
    assert call.contains(mission.code_word)
    assert not call.contains(f"Vous répondez {mission.answer_word}")
    await olive.taps("I called back", on=call)
    await olive.no_longer_sees("Please call")

    again = await network.publish(olive, phone=mission.helpee.phone)
    assert not await answers(network.store, mission.helpee.phone)
    await missions.complete(network.store, mission.id, await network.id_of(zoe), Outcome.WELL)
    await zoe.says(f"/accept {again.id}")
    told = await zoe.sees(again.code_word)
    assert not told.contains("They answer")

    call = await olive.sees("They can answer with a word")
    await olive.taps("They can answer with a word", on=call)
    await zoe.sees("They answer your code word with another one now")
    await olive.sees(f"Vous répondez {again.answer_word}")
    assert await answers(network.store, mission.helpee.phone)


@pytest.mark.parametrize("kind", KINDS)
async def test_whoever_accepts_reads_the_rules_of_that_kind_of_help(network: Network, kind: str) -> None:
    olive, tom = await network.operator(), await network.helper("Tom", "nl")
    limit = 4000 if KINDS[kind].money else None
    mission = await network.publish(olive, kind=kind, phone="+3225551111", limit_cents=limit)
    await tom.sees(f"#{mission.id}")
    await tom.taps("Aannemen")
    told = await tom.sees(mission.code_word)
    with use_language("nl"):
        for rule in (*KINDS[kind].rules, DANGER):
            assert told.contains(_(rule).format(number="112")), rule
    assert told.contains("40") == KINDS[kind].money


async def test_more_than_the_limit_is_confirmed_and_the_operator_hears_it(network: Network) -> None:
    olive, zoe = await network.operator(), await network.helper("Zoé", "en")
    mission = await network.publish(olive)
    await zoe.sees(f"#{mission.id}")
    await zoe.taps("Accept")
    await zoe.sees("Spend at most €40")
    await zoe.says(f"/complete {mission.id}")
    await zoe.taps("All done")
    await zoe.sees("How much is on the receipt?")
    await zoe.says("405")
    await zoe.sees("Is €405.00 right?")
    await zoe.taps("No, I type it again")
    await zoe.sees("How much is on the receipt?")
    await zoe.says("45,50")
    await zoe.sees("Is €45.50 right?")
    await zoe.taps("Yes, tell the operator")
    await zoe.taps("Skip")
    await zoe.sees("Thank you! Somebody's day is better")
    told = await olive.sees("That is €5.50 more than was agreed")
    assert any(one.copies == mission.helpee.phone for row in told.buttons for one in row)


async def test_within_the_limit_nothing_more_is_asked(network: Network) -> None:
    olive, zoe = await network.operator(), await network.helper("Zoé", "en")
    mission = await network.publish(olive)
    await zoe.sees(f"#{mission.id}")
    await zoe.taps("Accept")
    await zoe.says(f"/complete {mission.id}")
    await zoe.taps("All done")
    await zoe.says("40")
    await zoe.taps("Skip")
    await zoe.sees("Thank you! Somebody's day is better")
    done = await olive.sees("Receipt: €40")
    assert not done.contains("more than was agreed")


async def test_a_picture_of_a_receipt_is_neither_wanted_nor_kept(network: Network) -> None:
    olive, zoe = await network.operator(), await network.helper("Zoé", "en")
    mission = await network.publish(olive)
    await zoe.sees(f"#{mission.id}")
    await zoe.taps("Accept")
    await zoe.says(f"/complete {mission.id}")
    await zoe.taps("All done")
    await zoe.sees("How much is on the receipt?")
    await zoe.sends_photo()
    await zoe.sees("I keep no pictures")
    assert not [one for one in zoe.messages() if one.photo]
    await zoe.sends_photo(caption="18,45 €")
    await zoe.sees("🧾 €18.45")
    await zoe.sees("the next helper should know")
    assert not [one for one in zoe.messages() if one.photo]
    zoe.does_not_see("tell us in words what happened")
