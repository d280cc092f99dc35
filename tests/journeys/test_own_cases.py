"""A moderator taps on a card about themselves: nothing is asked, and the card stays as it is for their colleagues."""

from __future__ import annotations

from sandbox import Group, Message, Person
from services import helper_files, incidents
from services.incidents import Report
from tests.journeys.applicants import applicant
from tests.journeys.network import Network
from tests.journeys.test_concerns import in_hand


async def is_left_to_colleagues(who: Person, group: Group, card: Message, buttons: tuple[str, ...]) -> None:
    """Each of these buttons says that it is about whoever taps, and does nothing else."""
    shown, said = card.button_texts, len(group.messages)
    for text in buttons:
        answer = await who.taps(text, on=card)
        assert answer is not None
        assert answer.alert
        assert "about yourself" in (answer.text or ""), text
    (now,) = [one for one in who.messages(group) if one.message_id == card.message_id]
    assert now.button_texts == shown
    assert len(group.messages) == said


async def test_a_card_about_oneself_asks_nothing(network: Network) -> None:
    group, olive, zoe, mission = await in_hand(network)
    group.add(zoe)
    zoe_id = await network.id_of(zoe)
    said = Report("k", mission.id, "conduct", helper_id=zoe_id)
    await incidents.report(network.store, await network.id_of(olive), said)
    card = await zoe.sees("Incident #1", in_=group)
    await network.all_delivered()
    await is_left_to_colleagues(zoe, group, card, ("Close it…", "Suspend the helper…", "Add a note"))

    await helper_files.bring_up(network.store, zoe_id, "telegram:1")
    file = await zoe.sees("Applied:", in_=group)
    await network.all_delivered()
    await is_left_to_colleagues(zoe, group, file, ("Suspend…", "Ban for good…", "Add a note"))
    answer = await network.mo.taps("Close it…", on=card)
    assert answer is not None
    assert not answer.alert


async def test_one_s_own_identity_check_is_left_to_colleagues(network: Network) -> None:
    group = await network.moderators()
    zoe, _check = await applicant(network)
    card = await network.mo.sees("The note must show", in_=group)
    group.add(zoe)
    await network.all_delivered()
    await is_left_to_colleagues(zoe, group, card, ("Reject…", "Ask for new pictures…"))
