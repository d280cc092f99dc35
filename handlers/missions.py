"""A helper's missions: accept, decline, on my way, release, and what is in hand."""

from __future__ import annotations

import re
from functools import partial

from aiogram import Bot, F, Router
from aiogram.filters import Command, CommandObject
from aiogram.fsm.context import FSMContext
from aiogram.fsm.scene import SceneRegistry, ScenesManager
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from bot import said_first
from bot.alarms import in_danger
from bot.cards.offers import concern_button, details, hand_keyboard, headline, release_keyboard
from bot.filters import May
from bot.keyboards import MissionTap, keyboard, take_button_off
from bot.place_names import called
from bot.question import Question
from bot.rewriting import rewrite
from bot.said_first import number_and_words
from bot.settings import Settings
from domain.errors import AlreadyYours, ForColleague, NotFound, NotRegistered
from domain.helper import Helper
from domain.incident import Reporter
from domain.mission import MAP_STAYS, Mission
from domain.network import COUNTRIES, KINDS
from domain.people import Person
from domain.permissions import Action
from domain.words import written
from handlers.completion import FLOW, QUESTIONS
from handlers.registration import begin
from i18n import _
from i18n.formats import window
from services import begun, concerns, doors, missions
from services.registration import helper_of
from storage.unit_of_work import Store


def number_of(command: CommandObject | None) -> int | None:
    """The mission's number in `/accept 142` or `/accept #142`."""
    match = re.fullmatch(r"\s*#?(\d{1,9})\s*", (command.args or "") if command else "")
    return int(match[1]) if match else None


async def accept_by_tap(
    query: CallbackQuery, callback_data: MissionTap, store: Store, person: Person, bot: Bot
) -> None:
    """Accept, and hand over what is needed to the winner."""
    try:
        text = await _accept(callback_data.mission, store, person, bot)
    finally:
        await _adopt(query, callback_data, store, person)
    await query.answer(text)


async def take_by_tap(query: CallbackQuery, callback_data: MissionTap, store: Store, person: Person, bot: Bot) -> None:
    """Accept from a list; the others stay there to be accepted."""
    await query.answer(await _accept(callback_data.mission, store, person, bot))
    await take_button_off(query)


async def accept_by_command(message: Message, command: CommandObject, store: Store, person: Person, bot: Bot) -> None:
    """The same by `/accept 142`."""
    number = number_of(command)
    if number is None:
        await _ask_for_number(message, "/accept 142")
        return
    await message.answer(await _accept(number, store, person, bot))


async def decline_by_tap(query: CallbackQuery, callback_data: MissionTap, store: Store, person: Person) -> None:
    """Not this one."""
    try:
        await missions.decline(store, callback_data.mission, person.id)
    finally:
        await _adopt(query, callback_data, store, person)
    await query.answer(_("All right. There will be others."))


async def decline_by_command(message: Message, command: CommandObject, store: Store, person: Person) -> None:
    """The same by `/decline 142`."""
    number = number_of(command)
    if number is None:
        await _ask_for_number(message, "/decline 142")
        return
    await missions.decline(store, number, person.id)
    await message.answer(_("All right. There will be others."))


async def set_out(query: CallbackQuery, callback_data: MissionTap, store: Store, person: Person) -> None:
    """On my way."""
    await _keep(query, callback_data, store, person)
    await missions.set_out(store, callback_data.mission, person.id)
    await query.answer(_("Thank you! The operator knows that you are on your way."))
    await take_button_off(query)


async def confirm(query: CallbackQuery, callback_data: MissionTap, store: Store, person: Person) -> None:
    """Yes, I'm coming."""
    await missions.confirm(store, callback_data.mission, person.id)
    await query.answer(_("Thank you! That is good to know."))


async def ask_to_release(
    query: CallbackQuery, callback_data: MissionTap, store: Store, settings: Settings, person: Person
) -> None:
    """I can't make it: is it meant? Whether others are asked follows from what they have begun to say of it."""
    await _keep(query, callback_data, store, person)
    await begun.send_those_of(store, person.id, settings.administrators_by_address)
    text, markup = await _release_question(store, callback_data.mission, person)
    await query.answer()
    if isinstance(query.message, Message):
        await query.message.answer(text, reply_markup=markup)


async def _release_question(store: Store, number: int, person: Person) -> tuple[str, InlineKeyboardMarkup]:
    mission = await missions.held_by(store, number, person.id)
    mission.require_time_left(store.now())
    text = _("Do you want to hand it on? Somebody else will be asked at once.")
    waits = await doors.waits_if_left(store, mission.id, person.id)
    if waits:
        text = _("Do you want to hand it on? Our operators will phone before anybody else is asked.")
    return f"{headline(mission)}\n{text}", release_keyboard(mission, waits=waits)


async def release_by_tap(
    query: CallbackQuery, callback_data: MissionTap, store: Store, settings: Settings, person: Person
) -> None:
    """It is meant."""
    await begun.send_those_of(store, person.id, settings.administrators_by_address)
    mission = await missions.release(store, callback_data.mission, person.id)
    await query.answer()
    await rewrite(query, _released(mission))


async def stay(query: CallbackQuery, callback_data: MissionTap, store: Store, person: Person) -> None:
    """It is not meant."""
    await missions.held_by(store, callback_data.mission, person.id)
    await query.answer()
    await rewrite(query, _("Good, it stays yours. Thank you!"))


async def release_by_command(
    message: Message, command: CommandObject, store: Store, settings: Settings, person: Person, state: FSMContext
) -> None:
    """The same by `/release 142`, or `/release` alone when there is just one in hand. Whoever writes more is asked, as
    by the button: it may be what nobody else should meet with.
    """
    number = await _number_in_hand(message, command, store, person, state, "/release 142")
    if number is None:
        return
    await begun.send_those_of(store, person.id, settings.administrators_by_address)
    if number_of(command) is None and command.args:
        text, markup = await _release_question(store, number, person)
        await message.answer(text, reply_markup=markup)
        return
    await message.answer(_released(await missions.release(store, number, person.id)))


async def show_details(query: CallbackQuery, callback_data: MissionTap, store: Store, person: Person, bot: Bot) -> None:
    """Everything again, to whoever has it in hand."""
    mission = await missions.held_by(store, callback_data.mission, person.id)
    await query.answer()
    await hand_over(mission, store, person, bot)


async def complete_by_tap(
    query: CallbackQuery,
    callback_data: MissionTap,
    store: Store,
    person: Person,
    state: FSMContext,
    scenes: ScenesManager,
) -> None:
    """Ask how it went."""
    await _keep(query, callback_data, store, person)
    mission = await missions.held_by(store, callback_data.mission, person.id)
    await query.answer()
    await _begin_completion(mission, store, state, scenes)


async def complete_by_command(
    message: Message, command: CommandObject, store: Store, person: Person, state: FSMContext, scenes: ScenesManager
) -> None:
    """The same by `/complete 142`, or `/complete` alone when there is just one in hand."""
    number = await _number_in_hand(message, command, store, person, state, "/complete 142")
    if number is None:
        return
    await _begin_completion(await missions.held_by(store, number, person.id), store, state, scenes)


async def list_in_hand(message: Message, store: Store, person: Person) -> None:
    """`/mine`: what the helper has accepted, a message each, so that its buttons stand below it."""
    held = await missions.in_hand(store, person.id)
    if not held:
        await message.answer(nothing_in_hand())
        return
    now = store.now()
    for mission in held:
        when = window(mission.starts_at, mission.ends_at, COUNTRIES[mission.country].zone, now)
        await message.answer(f"{headline(mission)}\n🕒 {when}", reply_markup=hand_keyboard(mission))


async def show_in_hand(message: Message, store: Store, helper: Helper) -> bool:
    """To somebody who writes what means nothing here, as "I'm late" does, or "help": whom to call first, what they have
    in hand, with its buttons, and whom to phone. False if there is nothing.
    """
    held = await missions.in_hand(store, helper.id)
    if not held:
        return False
    hotline, number = COUNTRIES[helper.country].hotline, held[0].id
    text = _("Nobody reads here what you write, but the buttons below each mission do what they say.")
    if hotline:
        late = _("If you are late, or something is in the way, please phone {hotline} and say #{number}.")
        text += " " + late.format(hotline=hotline, number=number)
    markup = keyboard([concern_button(held[0])])
    await message.answer(f"{in_danger(held[0].country)}\n\n{text}", reply_markup=markup)
    await list_in_hand(message, store, helper.person)
    return True


def _released(mission: Mission) -> str:
    if mission.is_held:
        return _("Thank you for saying so. Our operators will phone before anybody else is asked.")
    return _("Thank you for saying so. Somebody else is being asked.")


def nothing_in_hand() -> str:
    """What there is to say to somebody who has no mission now."""
    return _("You have no mission in hand. /missions shows what is open around you.")


async def hand_over(mission: Mission, store: Store, person: Person, bot: Bot) -> None:
    """Send the winner everything they need, the place as a venue. Both are deleted when the mission is over, also where
    the second could not be sent; the venue within two days, since later it could be neither deleted nor emptied.
    """
    notes = await missions.notes_for_next(store, mission)
    now = store.now()
    text, markup = details(mission, notes, now)
    chat = int(person.external_id)
    keep = partial(missions.keep_details, store, mission.id, person.id, str(chat))
    if mission.point is not None and not KINDS[mission.kind].by_phone:
        venue = await bot.send_venue(
            chat,
            *mission.point,
            called(mission.neighbourhood, mission.country) or "·",
            mission.address or "·",
            protect_content=True,
        )
        await keep(str(venue.message_id), until=now + MAP_STAYS)
    sent = await bot.send_message(chat, text, reply_markup=markup, protect_content=True)
    await keep(str(sent.message_id))


async def _accept(number: int, store: Store, person: Person, bot: Bot) -> str:
    try:
        mission = await missions.accept(store, number, person.id)
        text = _("It is yours, thank you! Everything you need is here in our chat.")
    except AlreadyYours:
        mission = await missions.held_by(store, number, person.id)
        text = _("You have this one already. Here is everything again.")
    await hand_over(mission, store, person, bot)
    return text


async def _adopt(query: CallbackQuery, tap: MissionTap, store: Store, person: Person) -> None:
    """See to the tapped card. After the deed: by then a card that was only just sent is on record by itself."""
    if query.message is not None:
        chat, message = str(query.message.chat.id), str(query.message.message_id)
        await missions.adopt_card(store, tap.mission, person.id, chat, message)


async def _keep(query: CallbackQuery, tap: MissionTap, store: Store, person: Person) -> None:
    """Know a copy of the details that is not on record, since a crash came between sending it and noting it."""
    if isinstance(query.message, Message) and query.message.has_protected_content:
        chat, message = str(query.message.chat.id), str(query.message.message_id)
        await missions.keep_details(store, tap.mission, person.id, chat, message)


async def _begin_completion(mission: Mission, store: Store, state: FSMContext, scenes: ScenesManager) -> None:
    early = mission.is_early(store.now())
    answers = {
        "mission": mission.id,
        "money": KINDS[mission.kind].money,
        "limit": mission.limit_cents,
        "country": mission.country,
        "begins": mission.starts_at.isoformat() if early else None,
    }
    await begin(state, scenes, "complete", "complete.early" if early else "complete.outcome", answers)


async def _number_in_hand(
    message: Message, command: CommandObject, store: Store, person: Person, state: FSMContext, example: str
) -> int | None:
    """The number that was sent, or that of the only mission in hand; None when something was said about it instead.
    Words after it may be a cry for help: they are kept for a concern of theirs about it.
    """
    number = number_of(command)
    if number is not None:
        return number
    held = await missions.in_hand(store, person.id)
    number, words = number_and_words(command)
    only = held[0] if len(held) == 1 else None
    meant = next((one for one in held if one.id == number), only if number is None else None)
    if words:
        words = words if meant is not None else written(command.args or "")  # the number may be one of the words
        about = meant or await _had(store, person, number)
        await said_first.keep(state, words, store.now(), about.id if about is not None else None, Reporter.HELPER)
        await _say_whom_to_tell(message, store, person, about or only)
    if meant is None:
        await (_ask_for_number(message, example) if held else message.answer(nothing_in_hand()))
    return None if meant is None else meant.id


async def _had(store: Store, person: Person, number: int | None) -> Mission | None:
    """The mission with this number, if they had it."""
    if number is None:
        return None
    try:
        return (await concerns.concerned(store, person.id, number, Reporter.HELPER)).mission
    except (NotFound, ForColleague):
        return None


async def _say_whom_to_tell(message: Message, store: Store, person: Person, mission: Mission | None) -> None:
    """To whoever writes more than a command: whom to call first, and how it reaches the moderators."""
    helper = await helper_of(store, person.id)
    if helper is None:
        raise NotRegistered
    text = _("If something is not right, send it to our moderators with /concern.")
    await message.answer(
        f"{in_danger(helper.country)}\n\n{said_first.not_sent_yet()} {text}",
        reply_markup=keyboard([concern_button(mission)]) if mission is not None else None,
    )


async def _ask_for_number(message: Message, example: str) -> None:
    text = _("Which one? Add its number, like {example}. /missions shows what is open, /mine what you have in hand.")
    await message.answer(text.format(example=example))


def router() -> Router:
    """Commands and buttons of helpers."""
    router = Router(name="missions")
    Question.flows["complete"] = FLOW
    accepting, declining, doing = May(Action.ACCEPT_MISSION), May(Action.DECLINE_MISSION), May(Action.DO_MISSION)
    finishing = May(Action.FINISH_MISSION)
    router.message.register(accept_by_command, Command("accept"), accepting)
    router.message.register(decline_by_command, Command("decline"), declining)
    router.message.register(release_by_command, Command("release"), finishing)
    router.message.register(complete_by_command, Command("complete"), finishing)
    router.message.register(list_in_hand, Command("mine"), finishing)
    taps = router.callback_query
    taps.register(accept_by_tap, MissionTap.filter(F.do == "accept"), accepting)
    taps.register(take_by_tap, MissionTap.filter(F.do == "take"), accepting)
    taps.register(decline_by_tap, MissionTap.filter(F.do == "decline"), declining)
    taps.register(set_out, MissionTap.filter(F.do == "way"), doing)
    taps.register(confirm, MissionTap.filter(F.do == "sure"), doing)
    taps.register(ask_to_release, MissionTap.filter(F.do == "release"), finishing)
    taps.register(release_by_tap, MissionTap.filter(F.do == "release_yes"), finishing)
    taps.register(stay, MissionTap.filter(F.do == "stay"), finishing)
    taps.register(show_details, MissionTap.filter(F.do == "show"), May(Action.SEE_DOOR))
    taps.register(complete_by_tap, MissionTap.filter(F.do == "complete"), finishing)
    SceneRegistry(router).add(*QUESTIONS)
    return router
