"""The story: one mission, from the first phone call to the thank you, with people in three languages."""

from __future__ import annotations

from dataclasses import dataclass

from demo import acts
from demo.calls import JOSEE
from demo.people import ADA, LEA, MIEKE, OLIVIA, TOM
from demo.seeding import create
from demo.stage import Player, Stage
from sandbox.groups import Group


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
    ada, mieke, olivia, lea, tom = (create(stage.sandbox, one) for one in (ADA, MIEKE, OLIVIA, LEA, TOM))
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
    ada = cast.ada
    staff = ((cast.moderators, cast.mieke, "/moderators"), (cast.operators, cast.olivia, "/operators"))
    for group, member, command in staff:
        group.add(member.person)
        await acts.register_chat(ada, group, command)
    await ada.says("/language", to=cast.moderators)
    await ada.taps("g:nl", in_=cast.moderators)
    await ada.waits(lambda: not ada.finds("g:nl", cast.moderators), "the new language", in_=cast.moderators)


async def appoint(cast: Cast) -> None:
    """An administrator's link makes an operator."""
    cast.stage.begin(
        "2. Olivia becomes an operator",
        "Operators answer the phone. Ada invites Olivia by a link that works once.",
    )
    await acts.appoint(cast.ada, cast.olivia, "BE")


async def register(cast: Cast) -> None:
    """A helper from /start to the application that is sent."""
    cast.stage.begin(
        "3. Léa becomes a helper",
        "Léa has heard of the network and writes to the bot. Tom Testman, who reads Dutch, did the same a little "
        "earlier and is a helper by now.",
    )
    tom, lea = cast.tom, cast.lea
    cast.stage.script.silent = True
    await acts.apply(tom, "nl", town="1060")
    await acts.approve(cast.mieke, cast.moderators, tom)
    cast.stage.script.silent = False
    await acts.apply(lea, "fr", spoken=("nl",))


async def review(cast: Cast) -> None:
    """A moderator looks at the pictures, which are gone afterwards."""
    cast.stage.begin(
        "4. Mieke checks who Léa is",
        "Nobody meets people in need before a moderator has compared the face with the card. All moderators see "
        "the same request; the first decision counts. Then the pictures are deleted in both chats.",
    )
    await acts.approve(cast.mieke, cast.moderators, cast.lea)


async def publish(cast: Cast) -> None:
    """A call comes in."""
    cast.stage.begin(
        "5. The phone rings",
        "Josée Modèle is ill, alone, and has no internet. She phones the hotline; Olivia types while they talk.",
    )
    await acts.take_call(cast.olivia, JOSEE)


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
    told, operators = olivia.newest(), olivia.newest_event(cast.operators)
    await acts.answer_completion(lea, "14,30", "Elle entend mal : sonner deux fois.")
    await lea.waits(lambda: not lea.finds("m:show:"), "the mission to be closed")
    await olivia.hears(after=told)
    await olivia.waits(lambda: not olivia.still(card, "d:edit:"), "the card to say that it is completed")
    await olivia.notices(cast.operators, operators)
