"""A question is open, and the world goes on: what ends it, how it is left, in which language it is asked."""

from __future__ import annotations

from sandbox import Message, Person
from services import people
from tests.journeys.network import Network


def buttons_under(who: Person, message: Message) -> list[str]:
    """The buttons that a message has now."""
    return [text for one in who.messages() if one.message_id == message.message_id for text in one.button_texts]


async def test_leaving_ends_the_question_that_was_open(network: Network) -> None:
    zoe = await network.helper("Zoé", "en")
    await zoe.says("/profile")
    await zoe.taps("✏️ Phone number")
    asked = await zoe.sees("What is your phone number?")
    await zoe.waits_for(lambda: zoe.reply_keyboard)
    await zoe.taps("Stop helping")
    await zoe.taps("Yes, stop helping")
    await zoe.sees("You have stopped helping")
    await zoe.waits_for(lambda: zoe.reply_keyboard is None or None)
    assert not buttons_under(zoe, asked)
    await zoe.says("hello?")
    await zoe.sees("I don't understand that")


async def test_an_operator_who_stops_helping_goes_on_with_the_call(network: Network) -> None:
    zoe = await network.helper("Zoé", "en")
    invitation = await people.invite(network.store, "BE", "telegram:0")
    await people.accept_invitation(network.store, await network.id_of(zoe), invitation.token, "Zoé")
    await zoe.says("/new +3225551234")
    await zoe.sees("What is the caller's name?")
    await zoe.says("/profile")
    await zoe.taps("Stop helping")
    await zoe.taps("Yes, stop helping")
    await zoe.sees("You have stopped helping")
    await zoe.says("Josée Voorbeeld")
    await zoe.sees("What kind of help is needed?")
