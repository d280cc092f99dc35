"""The story: one mission, from the first phone call to the thank you, with people in three languages."""

from __future__ import annotations

import re
from dataclasses import dataclass

from demo.stage import Player, Stage
from sandbox.groups import Group
from sandbox.view import Message

FLAGEY = (50.8275, 4.3722)  # where Léa lives, in degrees
THE_DOOR = (50.8301, 4.3668)
CALLER = "0470 00 01 42"
ADDRESS = "Rue de l'Exemple 12, 1050 Ixelles"
SYRUP = "Un sirop sur ordonnance et une boîte de paracétamol, à la pharmacie de la place Flagey"


@dataclass(frozen=True, slots=True)
class Cast:
    """Who plays, and where. All of them are invented."""

    stage: Stage
    ada: Player
    mieke: Player
    olivia: Player
    lea: Player
    tom: Player
    moderators: Group
    operators: Group


def cast(stage: Stage) -> Cast:
    """Create the people, and the two groups of the first scene."""
    create = stage.sandbox.create_person
    ada = create("Ada", last_name="Ministrator", language="en", phone="32470000001")
    mieke = create("Mieke", last_name="Voorbeeld", language="nl", phone="32470000002")
    olivia = create("Olivia", last_name="Sample", language="en", phone="32470000003")
    lea = create("Léa", last_name="Exemple", language="fr", phone="32470000004", location=FLAGEY)
    tom = create("Tom", last_name="Testman", language="nl", phone="32470000005")
    moderators = stage.sandbox.create_group("Moderators' chat", owner=ada)
    operators = stage.sandbox.create_group("Operators' chat", owner=ada)
    return Cast(
        stage,
        ada=Player(ada, stage),
        mieke=Player(mieke, stage),
        olivia=Player(olivia, stage),
        lea=Player(lea, stage),
        tom=Player(tom, stage),
        moderators=moderators,
        operators=operators,
    )


async def play_all(cast: Cast) -> None:
    """All scenes. Raises AssertionError, with the chat so far, when something doesn't happen in time."""
    await set_up(cast)
    await appoint(cast)
    await register(cast)
    await review(cast)
    await publish(cast)
    await accept(cast)
    await call_back(cast)
    await complete(cast)
    cast.stage.catch_up()


async def set_up(cast: Cast) -> None:
    """Two groups become the staff's chats."""
    cast.stage.begin(
        "1. Ada sets the network up",
        "Ada runs the bot. She makes two private groups, one for moderators, who read Dutch, and one for operators, "
        "and says in each what it is to be.",
    )
    ada, bot = cast.ada, cast.stage.sandbox.bots[0]
    staff = ((cast.moderators, cast.mieke, "/moderators"), (cast.operators, cast.olivia, "/operators"))
    for group, member, command in staff:
        group.add(member.person)
        group.add(bot, administrator=True)
        before = (await ada.hears(in_=group, after=0)).message_id
        await ada.says(command, to=group)
        await ada.hears(in_=group, after=before)
    await ada.says("/language", to=cast.moderators)
    await ada.taps("g:nl", in_=cast.moderators)
    await ada.waits(lambda: not ada.finds("g:nl", cast.moderators), "the new language", in_=cast.moderators)


async def appoint(cast: Cast) -> None:
    """An administrator's link makes an operator."""
    cast.stage.begin(
        "2. Olivia becomes an operator",
        "Operators answer the phone. Ada invites Olivia by a link that works once.",
    )
    ada, olivia = cast.ada, cast.olivia
    await ada.says("/invite")
    await ada.taps("i:BE")
    link = await cast.stage.until(lambda: _link(ada.person.messages()), ada, "a link for the operator")
    cast.stage.script.direction("Ada sends the link to Olivia, who opens it.")
    await olivia.person.opens(link)
    await olivia.hears(after=1)


async def register(cast: Cast) -> None:
    """A helper from /start to the application that is sent."""
    cast.stage.begin(
        "3. Léa becomes a helper",
        "Léa has heard of the network and writes to the bot. Tom Testman, who reads Dutch, did the same a little "
        "earlier and is a helper by now.",
    )
    tom, lea = cast.tom, cast.lea
    cast.stage.script.silent = True
    await _apply(tom, "nl", town="1060", spoken=())
    await _approve(cast, tom)
    cast.stage.script.silent = False
    await _apply(lea, "fr", town=None, spoken=("nl",))


async def review(cast: Cast) -> None:
    """A moderator looks at the pictures, which are gone afterwards."""
    cast.stage.begin(
        "4. Mieke checks who Léa is",
        "Nobody meets people in need before a moderator has compared the face with the card. All moderators see "
        "the same request; the first decision counts. Then the pictures are deleted in both chats.",
    )
    await _approve(cast, cast.lea)


async def publish(cast: Cast) -> None:
    """A call comes in."""
    cast.stage.begin(
        "5. The phone rings",
        "Josée Modèle is ill, alone, and has no internet. She phones the hotline; Olivia types while they talk.",
    )
    olivia = cast.olivia
    await olivia.says("/new")
    await olivia.sees("v:new_phone:")
    await olivia.says(CALLER)
    await olivia.sees("v:new_name:")
    await olivia.says("Josée Modèle")
    await olivia.taps("a:new_kind:pharmacy")
    await olivia.taps("a:new_language:fr")
    await olivia.sees("v:new_address:")
    await olivia.says(ADDRESS)
    await olivia.sees("a:new_pin:yes")
    cast.stage.script.direction("Olivia moves the pin to the door, as she is asked to.")
    await olivia.person.shares_location(*THE_DOOR)
    await olivia.sees("a:new_access:skip")
    await olivia.says("Deuxième étage, sonnette du milieu")
    await olivia.taps("a:new_when:now")
    await olivia.sees("a:new_details:skip")
    await olivia.says(SYRUP)
    await olivia.taps("a:new_limit:2000")
    await olivia.sees("a:new_ready:publish")
    cast.stage.script.direction("Olivia reads it all back to Josée, who says yes. They hang up.")


async def accept(cast: Cast) -> None:
    """Two are asked, one has it."""
    cast.stage.begin(
        "6. Two helpers are asked, and Léa takes it",
        "Both live near enough. They see what is needed and about where, but neither name, nor number, nor door. Those "
        "are for the one who accepts first.",
    )
    olivia, lea, tom = cast.olivia, cast.lea, cast.tom
    before, operators = olivia.newest(), olivia.newest_event(cast.operators)
    await olivia.turns("a:new_ready:publish")
    card = await olivia.hears(after=before)
    await olivia.notices(cast.operators, operators)
    await lea.sees("m:accept:")
    offer = await tom.sees("m:accept:")
    operators = olivia.newest_event(cast.operators)
    await lea.taps("m:accept:")
    await lea.waits(lambda: any(one.venue for one in lea.person.messages()), "the address on the map")
    await tom.taps("m:accept:", on=offer)
    await tom.waits(lambda: not tom.finds("m:accept:"), "the offer to be withdrawn")
    await lea.waits(lambda: not lea.finds("m:accept:"), "the offer to become hers")
    await olivia.hears(after=card.message_id)
    await olivia.sees("d:called:")
    await olivia.notices(cast.operators, operators)


async def call_back(cast: Cast) -> None:
    """The person in need learns who is coming."""
    cast.stage.begin(
        "7. Olivia calls back",
        "She tells Josée on the phone who is coming, about when, and which code word they will say at the door.",
    )
    olivia = cast.olivia
    card, operators = olivia.oldest("d:edit:"), olivia.newest_event(cast.operators)
    await olivia.taps("d:called:")
    await olivia.waits(lambda: not olivia.still(card, "d:called:"), "the card to be ticked")
    await olivia.notices(cast.operators, operators)


async def complete(cast: Cast) -> None:
    """It is done."""
    cast.stage.begin(
        "8. Léa helps",
        "She sets out, fetches the medicines, says the code word at the door, is paid back against the receipt, and "
        "tells the bot how it went.",
    )
    olivia, lea = cast.olivia, cast.lea
    card, operators = olivia.oldest("d:edit:"), olivia.newest_event(cast.operators)
    await lea.taps("m:way:")
    await olivia.notices(cast.operators, operators)
    cast.stage.script.direction("Half an hour later …")
    await lea.taps("m:complete:")
    await lea.taps("a:complete.outcome:well")
    await lea.sees("a:complete.receipt:")
    await lea.says("14,30")
    await lea.sees("a:complete.note:")
    before, told, operators = lea.newest(), olivia.newest(), olivia.newest_event(cast.operators)
    await lea.says("Elle entend mal : sonner deux fois.")
    await lea.hears(after=before)
    await lea.waits(lambda: not lea.finds("m:show:"), "the mission to be closed")
    await olivia.hears(after=told)
    await olivia.waits(lambda: not olivia.still(card, "d:edit:"), "the card to say that it is completed")
    await olivia.notices(cast.operators, operators)


async def _apply(who: Player, language: str, *, town: str | None, spoken: tuple[str, ...]) -> None:
    """All questions of a registration; without a `town` the place is where they are."""
    await who.says("/start")
    await who.taps(f"a:language:{language}")
    await who.taps("a:consent:agree")
    await who.sees("v:name:")
    await who.says(who.person.name)
    await who.taps_key("request_contact")
    if town is None:
        await who.taps_key("request_location")
    else:
        await who.sees("v:place:")
        await who.says(town)
    await who.taps("a:radius:5000")
    for kind in ("groceries", "pharmacy"):
        await who.turns(f"a:kinds:{kind}")
    await who.taps("a:kinds:")
    for one in spoken:
        await who.turns(f"a:spoken:{one}")
    await who.taps("a:spoken:")
    await who.taps("a:slots:always")
    asked = await who.sees("v:card:")
    await who.shows("the front of the identity card, everything covered but name, picture and validity")
    await who.sees("v:note:")
    await who.shows(f"a face beside a sheet of paper that says {_digits(asked)}")
    before = (await who.sees("a:summary:send")).message_id
    await who.taps("a:summary:send")
    await who.hears(after=before)
    await who.waits(lambda: not who.finds("a:summary:"), "the application to be closed")


async def _approve(cast: Cast, who: Player) -> None:
    """Claim and approve; the helper is welcomed, and no picture is left anywhere."""
    mieke, chat = cast.mieke, cast.moderators
    await mieke.turns("r:claim:", in_=chat)
    await mieke.taps("r:approve:", in_=chat)
    await mieke.waits(lambda: not mieke.finds("r:", chat), "the card to say who decided", in_=chat)
    await who.sees("n:around")
    await who.waits(lambda: not cast.stage.sandbox.files, "the pictures to be deleted")


def _link(messages: list[Message]) -> str | None:
    found = (re.search(r"https://t\.me/\S+\?start=\S+", message.text or "") for message in messages)
    return next((one.group() for one in found if one), None)


def _digits(message: Message) -> str:
    found = re.findall(r"\b\d{4}\b", message.text or "")
    return found[-1] if found else "the four digits"
