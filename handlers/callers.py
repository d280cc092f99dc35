"""What a caller asks for about themselves: who came, who is coming, stop it, what is stored, forget me."""

from __future__ import annotations

from datetime import datetime

from aiogram import Bot, F, Router
from aiogram.exceptions import TelegramForbiddenError
from aiogram.filters import Command, CommandObject
from aiogram.types import (
    BufferedInputFile,
    CallbackQuery,
    InlineKeyboardMarkup,
    InputMediaDocument,
    MediaUnion,
    Message,
)

from bot import phones
from bot.caller_file import as_file
from bot.caller_page import CallerPage
from bot.caller_screens import (
    CallerTap,
    caller_screen,
    caller_text,
    export_screen,
    forget_screen,
    stop_screen,
)
from bot.cards.approvals import ApprovalTap, asked_keyboard, sure_keyboard
from bot.filters import May
from bot.rewriting import rewrite, turn
from bot.settings import Settings
from bot.tidy import take_away
from domain.approval import FILE_STAYS, Deed
from domain.errors import ForColleague, NotAllowed, NotStarted
from domain.network import COUNTRIES
from domain.people import Person, StaffChat, StaffRole
from domain.permissions import Action
from handlers.desk import number_of_operator
from handlers.finding import phoned_text
from i18n import _, ngettext, use_language
from i18n.formats import when
from services import approvals, callers, people, safety
from services.approvals import CallerRecord
from services.callers import Caller
from storage.unit_of_work import Store

Screen = tuple[str, InlineKeyboardMarkup]


async def show(message: Message, command: CommandObject, store: Store, person: Person, settings: Settings) -> None:
    """`/caller 0470 12 34 56`: who is coming and who came."""
    caller = await _found(message, command, store, person, settings)
    if caller is not None:
        await _send(message, store, person, caller, caller_screen(caller, store.now()))


async def stop(message: Message, command: CommandObject, store: Store, person: Person, settings: Settings) -> None:
    """`/stop 0470 12 34 56`: nobody is to come any more."""
    caller = await _found(message, command, store, person, settings)
    if caller is not None:
        await _send(message, store, person, caller, stop_screen(caller))


async def forget(message: Message, command: CommandObject, store: Store, person: Person, settings: Settings) -> None:
    """`/forget 0470 12 34 56`: the caller wishes to be forgotten."""
    caller = await _found(message, command, store, person, settings)
    if caller is not None:
        await _send(message, store, person, caller, forget_screen(caller))


async def turn_to(query: CallbackQuery, callback_data: CallerTap, store: Store, person: Person | None) -> None:
    """To the file, or to a question about it."""
    caller = await callers.look_at(store, number_of_operator(person), callback_data.helpee)
    if callback_data.do == "forget":
        await approvals.require_forgettable(store, callback_data.helpee)
    await query.answer()
    match callback_data.do:
        case "stop":
            screen = stop_screen(caller)
        case "export":
            screen = export_screen(caller)
        case "forget":
            screen = forget_screen(caller)
        case _:
            screen = caller_screen(caller, store.now())
    await rewrite(query, *screen)


async def stop_everything(query: CallbackQuery, callback_data: CallerTap, store: Store, person: Person | None) -> None:
    """It is meant."""
    number = number_of_operator(person)
    count = await callers.stop_everything(store, number, callback_data.helpee)
    # alert
    text = ngettext(
        "Stopped: {count} mission is cancelled. Everybody concerned is told.",
        "Stopped: {count} missions are cancelled. Everybody concerned is told.",
        count,
    )
    # alert
    nothing = _("Nothing repeats any more. No mission was open.")
    await query.answer(text.format(count=count) if count else nothing, show_alert=True)
    caller = await callers.look_at(store, number, callback_data.helpee)
    await rewrite(query, *caller_screen(caller, store.now()))


async def say_phoned(query: CallbackQuery, callback_data: CallerTap, store: Store, person: Person | None) -> None:
    """The caller was phoned, and all is well at their door: others may be asked for whatever is open there."""
    number = number_of_operator(person)
    asked = await safety.has_phoned(store, number, callback_data.helpee)
    await query.answer(phoned_text(asked))
    await rewrite(query, *caller_screen(await callers.look_at(store, number, callback_data.helpee), store.now()))


async def ask_colleague(query: CallbackQuery, callback_data: CallerTap, store: Store, person: Person | None) -> None:
    """To forget a caller, or to hand over what is stored, takes two."""
    deed = Deed.EXPORT_CALLER if callback_data.do == "export_yes" else Deed.FORGET_CALLER
    number = number_of_operator(person)
    asked = await approvals.ask(store, number, deed, callback_data.helpee)
    chat = await people.staff_chat(store, StaffRole.OPERATORS)
    # alert
    text = _("A colleague is asked in the operators' chat. You hear from me once it is confirmed.")
    if asked.asked_by_id != number:
        # alert
        text = _("A colleague has asked for that already: you can confirm it in the operators' chat.")
    elif chat is None or chat.lost_at is not None:
        # alert
        text = _("Noted. I can't write to the operators' chat, so nobody can confirm it: please tell an administrator.")
    await query.answer(text, show_alert=True)
    # it is asked: the question is done with
    await rewrite(query, *caller_screen(await callers.look_at(store, number, callback_data.helpee), store.now()))


async def look(
    query: CallbackQuery, callback_data: ApprovalTap, store: Store, person: Person | None, administrator: bool, bot: Bot
) -> None:
    """Who is it? In private, to whoever may confirm."""
    if person is None:
        raise NotStarted
    caller = await approvals.look(store, callback_data.approval, person, administrator=administrator)
    until = store.now() + FILE_STAYS
    with use_language(person.language):
        text = f"{caller_text(caller, store.now())}\n\n🧹 {_stays(caller, store, until)}"
        try:
            sent = await bot.send_message(query.from_user.id, text, protect_content=True)
        except TelegramForbiddenError as error:
            raise NotStarted from error
    await callers.keep_card(store, person, caller.helpee.id, _where(sent), until=until)
    # alert
    await query.answer(_("I have sent it to you in our private chat."))


async def answer(
    query: CallbackQuery,
    callback_data: ApprovalTap,
    store: Store,
    person: Person | None,
    administrator: bool,
    staff_chat: StaffChat,
) -> None:
    """Confirm, or say no. The card and whoever asked hear it through the outbox."""
    if person is None:
        raise NotStarted
    number = callback_data.approval
    if callback_data.do == "confirm":
        approval, concern = await approvals.confirmable(store, number, person, administrator=administrator)
        await query.answer(_are_you_sure(approval.deed, concern=concern), show_alert=concern)
        with use_language(staff_chat.language):  # the card is everybody's
            await turn(query, sure_keyboard(number, approval.deed))
    elif callback_data.do == "back":
        await query.answer()
        with use_language(staff_chat.language):
            await turn(query, asked_keyboard(number))
    elif callback_data.do != "refuse":
        await approvals.confirm(store, callback_data.approval, person, administrator=administrator)
        # alert
        await query.answer(_("Confirmed. It is done."))
    else:
        await approvals.refuse(store, callback_data.approval, person, administrator=administrator)
        # alert
        await query.answer(_("All right, nothing is done."))


def _are_you_sure(deed: Deed, *, concern: bool) -> str:
    """That there is a concern is read by whoever confirms alone: the card is everybody's, also of whom it is about."""
    if deed is Deed.FORGET_CALLER:
        # alert
        return _("It is for good, and nobody can bring it back. Are you sure?")
    if concern:
        # alert
        return _(
            "A concern about this caller's missions is looked into, or was lately. Might it be about whoever asks for"
            " this? Then please say no, and ask the moderators."
        )
    # alert
    return _("Whoever asked gets all that is stored about this caller. Are you sure?")


async def take(
    query: CallbackQuery, callback_data: ApprovalTap, store: Store, settings: Settings, person: Person | None, bot: Bot
) -> None:
    """What was confirmed, as two files that come together: one to be read, and one for another program."""
    if person is None:
        raise NotAllowed
    caller = await approvals.take(store, callback_data.approval, person)
    await query.answer()
    until = store.now() + FILE_STAYS
    page = CallerPage(caller, store.now()).html(settings.periods)
    # caption
    what = _(
        "Everything that is stored about the caller, for them and nobody else: a page to print or read out, in their"
        " language, and the same for a computer."
    )
    caption = f"{what} {_stays(caller, store, until)}"
    files = [
        InputMediaDocument(media=BufferedInputFile(page, filename="caller.html")),
        InputMediaDocument(media=BufferedInputFile(as_file(caller), filename="caller.json"), caption=caption),
    ]
    for sent in await bot.send_media_group(query.from_user.id, list[MediaUnion](files)):
        await callers.keep_card(store, person, caller.helpee.id, _where(sent), until=until)


async def _found(
    message: Message, command: CommandObject, store: Store, person: Person, settings: Settings
) -> Caller | None:
    country = person.operator_country or settings.country
    phone = phones.parse(command.args or "", country)
    if phone is None:
        text = _("Whom is it about? Add the caller's phone number, like /{command} {example}.")
        if command.args:
            text = _(
                "That is not a phone number I can read. Please send it once more, like /{command} {example}; a number "
                "of another country begins with + and the country code."
            )
        await message.answer(text.format(command=command.command, example=phones.example(country)))
        return None
    try:
        caller = await callers.look_up(store, person.id, phone)
    except ForColleague:
        await take_away(message)
        raise
    if caller is None:
        text = _("Nobody has called from {phone}: nothing is stored about this number. /new begins a call.")
        await message.answer(text.format(phone=phones.shown(phone, country)))
        await take_away(message)
    return caller


async def _send(message: Message, store: Store, person: Person, caller: Caller, screen: Screen) -> None:
    text, markup = screen
    until = store.now() + FILE_STAYS
    sent = await message.answer(text, reply_markup=markup, protect_content=True)
    await callers.keep_card(store, person, caller.helpee.id, _where(sent), until=until)
    await take_away(message)


def _stays(caller: Caller | CallerRecord, store: Store, until: datetime) -> str:
    # caption
    text = _("I delete this message: {time}.")
    return text.format(time=when(until, COUNTRIES[caller.helpee.country].zone, store.now()))


def _where(sent: Message) -> tuple[str, str]:
    return str(sent.chat.id), str(sent.message_id)


def router() -> Router:
    """Commands and buttons of operators; what a second person confirms stands in the operators' chat."""
    router = Router(name="callers")
    router.message.register(show, Command("caller"), May(Action.SEE_CALLER))
    router.message.register(stop, Command("stop"), May(Action.SEE_CALLER))
    router.message.register(forget, Command("forget"), May(Action.SEE_CALLER))
    taps = router.callback_query
    taps.register(turn_to, CallerTap.filter(F.do.in_({"show", "stop", "export", "forget"})), May(Action.SEE_CALLER))
    taps.register(stop_everything, CallerTap.filter(F.do == "stop_yes"), May(Action.STOP_CALLER))
    taps.register(say_phoned, CallerTap.filter(F.do == "phoned"), May(Action.FIND_HELPER))
    taps.register(ask_colleague, CallerTap.filter(F.do.in_({"export_yes", "forget_yes"})), May(Action.ASK_COLLEAGUE))
    taps.register(take, ApprovalTap.filter(F.do == "take"), May(Action.TAKE_FILE))
    taps.register(look, ApprovalTap.filter(F.do == "look"), May(Action.CONFIRM))
    taps.register(
        answer, ApprovalTap.filter(F.do.in_({"confirm", "confirm_yes", "back", "refuse"})), May(Action.CONFIRM)
    )
    return router
