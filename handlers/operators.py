"""Operators: invited with a link, listed, dismissed. By administrators, in private."""

from __future__ import annotations

from datetime import tzinfo
from html import escape

from aiogram import Bot, F, Router
from aiogram.exceptions import TelegramBadRequest
from aiogram.filters import Command, CommandObject
from aiogram.fsm.context import FSMContext
from aiogram.fsm.storage.base import StorageKey
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from bot import menus
from bot.filters import May
from bot.flow import put_away
from bot.keyboards import InviteTap, OperatorTap, StaffTap, button, in_rows, keyboard
from bot.middlewares import APP
from bot.settings import Settings
from domain.errors import NotFound
from domain.network import COUNTRIES
from domain.people import Invitation, Person
from domain.permissions import Action
from handlers.desk import NewDetailsQuestion
from handlers.intake_questions import ALL
from handlers.intake_questions.base import forget_draft
from i18n import _
from i18n.formats import country_name, when
from services import people
from storage.unit_of_work import Store


async def ask_country(message: Message, command: CommandObject, store: Store, bot: Bot) -> None:
    """`/invite`, or `/invite BE`."""
    code = (command.args or "").strip().upper()
    if code in COUNTRIES:
        await _invite(message, code, store, bot, by=message.chat.id)
        return
    buttons = [
        button(f"{country.flag} {country_name(country.code)}", InviteTap(country=country.code))
        for country in COUNTRIES.values()
    ]
    # button
    moderator = button(_("A moderator"), StaffTap(do="moderator"))
    text = _(
        "Whom would you like to invite? An operator takes calls for one country, a moderator decides on identity"
        " checks."
    )
    await message.answer(text, reply_markup=keyboard(*in_rows(buttons, 1), [moderator]))


async def invite(query: CallbackQuery, callback_data: InviteTap, store: Store, bot: Bot) -> None:
    """A link for an operator of that country; the buttons go, so that a second tap makes no second one."""
    if callback_data.country not in COUNTRIES:
        raise NotFound
    await query.answer()
    if isinstance(query.message, Message):
        country = COUNTRIES[callback_data.country]
        try:
            await query.message.edit_text(
                _("An operator for {country}:").format(country=f"{country.flag} {country_name(country.code)}")
            )
        except TelegramBadRequest:
            return
        await _invite(query.message, callback_data.country, store, bot, by=query.from_user.id)


async def list_operators(message: Message, store: Store, settings: Settings) -> None:
    """`/operators` in private: who takes calls, with a button to dismiss each."""
    text, markup = await _operators(store, settings)
    await message.answer(text, reply_markup=markup)


async def confirm_dismissal(query: CallbackQuery, callback_data: OperatorTap, store: Store) -> None:
    """Really?"""
    person = await _operator(store, callback_data.person)
    await query.answer()
    text = _("Dismiss <b>{name}</b>? Their commands and buttons stop at once, and they are told.")
    markup = keyboard(
        [
            # button
            button(_("Dismiss"), OperatorTap(do="dismiss_yes", person=person.id), "danger"),
            # button
            button(_("Keep"), OperatorTap(do="keep", person=person.id)),
        ]
    )
    await _rewrite(query, text.format(name=escape(person.operator_name or "?")), markup)


async def dismiss(
    query: CallbackQuery, callback_data: OperatorTap, bot: Bot, store: Store, settings: Settings, state: FSMContext
) -> None:
    """End somebody's time as an operator."""
    person = await people.dismiss_operator(store, callback_data.person, f"{APP}:{query.from_user.id}")
    # alert
    await query.answer(_("Done. They are told."))
    await _rewrite(query, *await _operators(store, settings))
    await menus.show_to(bot, person, settings)
    await _end_call(bot, state, int(person.external_id))


async def _end_call(bot: Bot, state: FSMContext, chat: int) -> None:
    """What a dismissed operator was being asked, and a caller's data in a draft, go at once."""
    theirs = FSMContext(state.storage, StorageKey(bot_id=bot.id, chat_id=chat, user_id=chat))
    await forget_draft(theirs)
    if await theirs.get_state() in {question.__scene_config__.state for question in (*ALL, NewDetailsQuestion)}:
        await put_away(theirs, bot, chat)


async def keep(query: CallbackQuery, store: Store, settings: Settings) -> None:
    """Back to the list."""
    await query.answer()
    await _rewrite(query, *await _operators(store, settings))


async def _invite(message: Message, country: str, store: Store, bot: Bot, *, by: int) -> None:
    invitation = await people.invite(store, country, f"{APP}:{by}")
    text = _(
        "You are invited to take calls for the solidarity network. Open this link and press Start:\n{link}\n\n"
        "It is for you alone and works until {until}."
    )
    await hand_out(message, invitation, text, COUNTRIES[country].zone, store, bot)


async def hand_out(message: Message, invitation: Invitation, text: str, zone: tzinfo, store: Store, bot: Bot) -> None:
    """Give an administrator the link, in a message fit to be forwarded."""
    me = await bot.me()
    until = when(invitation.expires_at, zone, store.now())
    await message.answer(
        _("Please forward the next message to the person you invite. It works once, until {until}.").format(until=until)
    )
    await message.answer(text.format(link=f"https://t.me/{me.username}?start={invitation.token}", until=until))


async def _operators(store: Store, settings: Settings) -> tuple[str, InlineKeyboardMarkup | None]:
    found = await people.operators(store)
    if not found:
        return _("Nobody takes calls yet. /invite makes a link for an operator."), None
    title = _("Operators")
    lines = [f"<b>{title}</b>"]
    for person in found:
        country = COUNTRIES[person.operator_country or settings.country]
        since = when(person.operator_since or store.now(), country.zone, store.now())
        text = _("{name}, since {moment}").format(name=escape(person.operator_name or "?"), moment=since)
        lines.append(f"{country.flag} {text}")
    lines += ["", _("/invite makes a link for another one.")]
    buttons = [
        button(
            _("Dismiss {name}").format(name=person.operator_name or "?"), OperatorTap(do="dismiss", person=person.id)
        )
        for person in found
    ]
    return "\n".join(lines), keyboard(*in_rows(buttons, 1))


async def _operator(store: Store, person_id: int) -> Person:
    for person in await people.operators(store):
        if person.id == person_id:
            return person
    raise NotFound


async def _rewrite(query: CallbackQuery, text: str, markup: InlineKeyboardMarkup | None = None) -> None:
    if isinstance(query.message, Message):
        await query.message.edit_text(text, reply_markup=markup)


def router() -> Router:
    """Commands and buttons of administrators; others are told kindly."""
    router = Router(name="operators")
    router.message.register(list_operators, Command("operators"), May(Action.SEE_STAFF))
    router.message.register(ask_country, Command("invite"), May(Action.INVITE_STAFF))
    taps, dismissing = router.callback_query, May(Action.DISMISS_STAFF)
    taps.register(invite, InviteTap.filter(), May(Action.INVITE_STAFF))
    taps.register(confirm_dismissal, OperatorTap.filter(F.do == "dismiss"), dismissing)
    taps.register(dismiss, OperatorTap.filter(F.do == "dismiss_yes"), dismissing)
    taps.register(keep, OperatorTap.filter(F.do == "keep"), dismissing)
    return router
