"""How the outbox names recipients, and the cards that notices write and rewrite."""

from __future__ import annotations

from domain.people import StaffRole

OPERATORS = f"staff:{StaffRole.OPERATORS}"
MODERATORS = f"staff:{StaffRole.MODERATORS}"
WAITING_CARD = "reviews waiting"
UNHEARD_CARD = "concerns unheard"
DOORS_CARD = "doors unheard"
STAFF_CARD = "staff"
"""The messages in which administrators have the list of whoever works for the network."""
NOBODY = "nobody"
FORMER = "former"


def to_person(person_id: int) -> str:
    """How the outbox and the journal name a person."""
    return f"person:{person_id}"


def to_chat_of_nobody(app: str, check_id: int) -> str:
    """How the outbox names the chat of somebody who is forgotten, where pictures of a check still stand."""
    return f"{NOBODY}:{app}:{check_id}"


def to_former_chat(app: str, external_id: str, language: str) -> str:
    """How the outbox names a group that is, or was until just now, a staff's chat, whichever is it by then."""
    return f"{FORMER}:{app}:{external_id}:{language}"


def review_card(check_id: int) -> str:
    """The name of the card on which the moderators decide on a check."""
    return f"review:{check_id}"


def offer_card(mission_id: int) -> str:
    """The name of the card on which a mission is offered to a helper."""
    return f"offer:{mission_id}"


def mission_card(mission_id: int) -> str:
    """The name of the card on which staff follow a mission."""
    return f"mission:{mission_id}"


def call_card(mission_id: int) -> str:
    """The name of the message that asks an operator to call the helpee back."""
    return f"call:{mission_id}"


def door_card(mission_id: int) -> str:
    """The name of the message that asks an operator to phone before anybody goes to the door of a mission."""
    return f"door:{mission_id}"


def nudge_card(mission_id: int) -> str:
    """The name of the message that asks a helper whether they are coming, or how it went."""
    return f"nudge:{mission_id}"


def incident_card(incident_id: int) -> str:
    """The name of the card on which the moderators see to an incident."""
    return f"incident:{incident_id}"


def file_card(helper_id: int) -> str:
    """The name of the card that shows the moderators a helper's file."""
    return f"file:{helper_id}"


def details_card(mission_id: int) -> str:
    """The name of the messages in which a helper has a helpee's name, number and door."""
    return f"details:{mission_id}"


def about_card(mission_id: int) -> str:
    """The name of all other messages about a mission, which stay as they are until it is erased."""
    return f"about:{mission_id}"


def approval_card(approval_id: int) -> str:
    """The name of the card on which a second person confirms something."""
    return f"approval:{approval_id}"


def caller_card(helpee_id: int) -> str:
    """The name of the messages in which an operator has a helpee's file."""
    return f"caller:{helpee_id}"


def barred_card(person_id: int) -> str:
    """The name of the message that tells an administrator that somebody who is shut out tried to come."""
    return f"barred:{person_id}"


def named_card(person_id: int) -> str:
    """The name of all messages in which administrators read of somebody who works for the network, or did."""
    return f"named:{person_id}"


def pictures_card(check_id: int) -> str:
    """The name of the card that holds the pictures of a check in the moderators' chat."""
    return f"pictures:{check_id}"


def talk_card(talk_id: int) -> str:
    """The name of the card on which the moderators see to a helper whose checks failed too often."""
    return f"talk:{talk_id}"


def said_card(message_id: int) -> str:
    """The name of the message that passes on what was said in a talk."""
    return f"said:{message_id}"


def check_of_pictures(card: str) -> int | None:
    """The check whose pictures a card of this name holds; None for every other card."""
    kind, _, number = card.partition(":")
    return int(number) if kind == "pictures" else None
