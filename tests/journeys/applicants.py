"""People who wait for their identity check, for stories about what comes after."""

from __future__ import annotations

from typing import Any

from bot.pictures import AS_FILE
from domain.identity import IdentityCheck, Side
from sandbox import Person
from sandbox.view import Message
from services import review
from storage.unit_of_work import Store
from tests.journeys.network import Network


async def applicant(
    network: Network, name: str = "Zoé", language: str = "en", *, as_file: bool = False
) -> tuple[Person, IdentityCheck]:
    """Somebody whose two pictures have just been sent to the moderators; `as_file`: the card's one as a file."""
    person = await network.helper(name, language, validated=False)
    number = await network.id_of(person)
    await review.start(network.store, number)
    for side in Side:
        if as_file and side is Side.CARD:
            sent = await person.sends_file(PNG, name="card.png", mime_type="image/png")
            reference = AS_FILE + _wire(network, sent)["document"]["file_id"]
        else:
            sent = await person.sends_photo()
            reference = _wire(network, sent)["photo"][-1]["file_id"]
        await review.receive(network.store, number, side, reference, str(sent.message_id))
    return person, await review.submit(network.store, number)


async def status_of(store: Store, check: IdentityCheck) -> str:
    """What has become of a check."""
    found = await review.find(store, check.id)
    assert not found.pictures or found.status == "submitted", "references outlive the decision"
    return found.status


def _wire(network: Network, message: Message) -> dict[str, Any]:
    """The message as the bot gets it: file ids are the bot's own."""
    return network.telegram.world.wire_for(network.bot, message.chat.messages[message.message_id])


PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 64
