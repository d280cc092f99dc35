"""The open missions around a helper, page by page, each with a button to accept it."""

from __future__ import annotations

from aiogram import Bot, F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from bot.cards.offers import outline
from bot.filters import May
from bot.keyboards import MenuTap, MissionTap, PageTap, button, keyboard, pager, within
from bot.profile_screens import resume_button
from bot.rewriting import rewrite
from bot.texts import explain
from domain.errors import NotOffered
from domain.matching import Exclusion
from domain.network import COUNTRIES, KINDS
from domain.people import Person
from domain.permissions import Action
from i18n import _, ngettext
from i18n.formats import distance
from services import missions, registration
from storage.unit_of_work import Store

PAGE = 5


async def list_around(message: Message, store: Store, person: Person) -> None:
    """The open missions around the helper, nearest first."""
    text, markup = await around_page(store, person, 0)
    await message.answer(text, reply_markup=markup)


async def turn_page(query: CallbackQuery, callback_data: PageTap, store: Store, person: Person) -> None:
    """Another page of them."""
    text, markup = await around_page(store, person, callback_data.page)
    await query.answer()
    await rewrite(query, text, markup)


async def open_around(query: CallbackQuery, store: Store, person: Person, bot: Bot) -> None:
    """The same from a menu's button."""
    text, markup = await around_page(store, person, 0)
    await query.answer()
    await bot.send_message(int(person.external_id), text, reply_markup=markup)


async def end_break(query: CallbackQuery, store: Store, person: Person) -> None:
    """Missions again, and which there are."""
    await registration.resume(store, person.id)
    text, markup = await around_page(store, person, 0)
    await query.answer(_("Good to have you back!"))
    await rewrite(query, text, markup)


async def around_page(store: Store, person: Person, page: int) -> tuple[str, InlineKeyboardMarkup]:
    """One page of open missions with a button to accept each."""
    found = await missions.around(store, person.id, limit=PAGE, offset=max(0, page) * PAGE)
    if found.on_break:
        text = _("You are on a break, so I show you no missions. End it whenever you like.")
        return text, keyboard([resume_button(MenuTap(to="resume"))])
    if page != (there := within(page, found.total, PAGE)):
        return await around_page(store, person, there)
    helper = await registration.helper_of(store, person.id)
    assert helper is not None  # noqa: S101 - `around` has raised otherwise
    enough = explain(NotOffered(Exclusion.SEEN_ENOUGH), COUNTRIES[helper.country].hotline)
    if not found.missions:
        nothing = _("Nothing is open around you right now. When somebody near you needs help, you will hear it here.")
        return enough if found.seen_enough else nothing, keyboard()
    title = ngettext("{count} open mission around you", "{count} open missions around you", found.total)
    blocks = [f"<b>{title.format(count=found.total)}</b>"]
    rows = []
    for mission, metres in found.missions:
        blocks.append(outline(mission, metres, helper, store.now(), in_list=True))
        label = _("Accept #{number}").format(number=mission.id)
        where = "" if metres is None else f" · {distance(metres)}"
        icon = KINDS[mission.kind].icon
        rows.append([button(f"{icon} {label}{where}", MissionTap(do="take", mission=mission.id), "success")])
    if found.seen_enough:
        blocks.append(enough)
    return "\n\n".join(blocks), keyboard(*rows, pager("around", page, found.total, PAGE))


def router() -> Router:
    """The command, its pages, and the menus' buttons that lead to them."""
    router = Router(name="around")
    browsing, taps = May(Action.BROWSE_MISSIONS), router.callback_query
    router.message.register(list_around, Command("missions"), browsing)
    taps.register(turn_page, PageTap.filter(F.list == "around"), browsing)
    taps.register(end_break, MenuTap.filter(F.to == "resume"), May(Action.TAKE_BREAK))
    taps.register(open_around, MenuTap.filter(F.to == "around"), browsing)
    return router
