"""Operators and moderators are invited with a link. By administrators, in private."""

from __future__ import annotations

from datetime import tzinfo

from aiogram import Bot, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from bot.filters import May
from bot.keyboards import InviteTap, StaffTap, button, in_rows, keyboard
from bot.middlewares import APP
from bot.rewriting import rewrite
from domain.errors import NotFound
from domain.network import COUNTRIES
from domain.people import Invitation
from domain.permissions import Action
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
        text = _("An operator for {country}:").format(country=f"{country.flag} {country_name(country.code)}")
        if not await rewrite(query, text):
            return
        await _invite(query.message, callback_data.country, store, bot, by=query.from_user.id)


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


def router() -> Router:
    """Commands and buttons of administrators; others are told kindly."""
    router = Router(name="operators")
    router.message.register(ask_country, Command("invite"), May(Action.INVITE_STAFF))
    router.callback_query.register(invite, InviteTap.filter(), May(Action.INVITE_STAFF))
    return router
