"""`/staff`: who works for the network, since when and by whose invitation; open invitations; how either ends."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import tzinfo
from html import escape

from aiogram import Bot, F, Router
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

from bot import menus
from bot.filters import May, moderator_address
from bot.joining import may_invite, take_out
from bot.keyboards import OperatorTap, PageTap, StaffTap, button, in_rows, keyboard, pager, within
from bot.middlewares import APP
from bot.rewriting import rewrite
from bot.rights import Presence, presence_of, present
from bot.settings import Settings
from bot.texts import short_name
from bot.theirs import conversation_of, end
from domain.errors import NotFound
from domain.network import COUNTRIES
from domain.people import Invitation, Person, StaffRole
from domain.permissions import Action
from domain.words import name_shown
from handlers.intake_questions.base import forget_draft
from handlers.operators import hand_out
from handlers.start import OF_OPERATORS
from i18n import _
from i18n.formats import when
from services import people, staff
from services.staff import Holder
from storage.unit_of_work import Store

Screen = tuple[str, InlineKeyboardMarkup]
Address = str
PAGE = 8


async def list_staff(message: Message, bot: Bot, store: Store, person: Person, settings: Settings) -> None:
    """`/staff`."""
    text, markup = await _screen(bot, store, settings, message.chat.id)
    sent = await message.answer(text, reply_markup=markup)
    await staff.keep_list(store, person, (str(sent.chat.id), str(sent.message_id)))


async def turn_page(query: CallbackQuery, callback_data: PageTap, bot: Bot, store: Store, settings: Settings) -> None:
    """Others of them."""
    await query.answer()
    await rewrite(query, *await _screen(bot, store, settings, query.from_user.id, callback_data.page))


async def go_back(query: CallbackQuery, bot: Bot, store: Store, settings: Settings) -> None:
    """The list again."""
    await query.answer()
    await rewrite(query, *await _screen(bot, store, settings, query.from_user.id))


async def invite_moderator(query: CallbackQuery, bot: Bot, store: Store, settings: Settings) -> None:
    """A link for a moderator, if the bot can let anybody in; the buttons go, so that a second tap makes none."""
    chat = await people.staff_chat(store, StaffRole.MODERATORS)
    await query.answer()
    if chat is None:
        await rewrite(query, _("There is no moderators' chat yet: make a private group, and send /moderators there."))
    elif not await may_invite(bot, chat):
        text = _(
            "I may not invite anybody to the moderators' chat. Please open the group's settings, Administrators, the"
            " bot, switch on Invite users via link, and send /invite again."
        )
        await rewrite(query, text)
    elif isinstance(query.message, Message):
        if not await rewrite(query, _("A moderator:")):
            return
        invitation = await people.invite(store, "", moderator_address(query.from_user.id), StaffRole.MODERATORS)
        text = _(
            "You are invited to become a moderator of the solidarity network. Open this link and press Start:"
            "\n{link}\n\nIt is for you alone and works until {until}."
        )
        await hand_out(query.message, invitation, text, _zone(settings), store, bot)


async def withdraw(query: CallbackQuery, callback_data: StaffTap, bot: Bot, store: Store, settings: Settings) -> None:
    """Nobody comes by this invitation any more."""
    await staff.withdraw(store, _number(callback_data), moderator_address(query.from_user.id))
    # alert
    await query.answer(_("Withdrawn: that link lets nobody in any more."))
    await rewrite(query, *await _screen(bot, store, settings, query.from_user.id))


async def confirm_removal(query: CallbackQuery, callback_data: StaffTap, bot: Bot, store: Store) -> None:
    """Really?"""
    chat = await people.staff_chat(store, StaffRole.MODERATORS)
    user = await present(bot, int(chat.external_id), _number(callback_data)) if chat is not None else None
    if user is None:
        raise NotFound
    await query.answer()
    text = _("Take <b>{name}</b> out of the moderators' chat? Their buttons stop at once; they can be invited again.")
    markup = keyboard(
        [
            # button
            button(_("Take out"), StaffTap(do="remove_yes", which=callback_data.which), "danger"),
            # button
            button(_("Keep"), StaffTap(do="back")),
        ]
    )
    await rewrite(query, text.format(name=escape(name_shown(user.full_name))), markup)


async def remove(query: CallbackQuery, callback_data: StaffTap, bot: Bot, store: Store, settings: Settings) -> None:
    """Take a moderator out of their chat."""
    chat, number = await people.staff_chat(store, StaffRole.MODERATORS), _number(callback_data)
    if chat is None or await present(bot, int(chat.external_id), number) is None:
        raise NotFound
    if not await take_out(bot, chat, number):
        # alert
        text = _("I can't do that: the bot needs the right to ban users there, and owners and administrators stay.")
        await query.answer(text, show_alert=True)
        return
    await staff.lose_moderator(store, moderator_address(number), moderator_address(query.from_user.id))
    # alert
    await query.answer(_("Done. They are out of the chat."))
    await rewrite(query, *await _screen(bot, store, settings, query.from_user.id))


async def confirm_dismissal(query: CallbackQuery, callback_data: OperatorTap, store: Store) -> None:
    """Really?"""
    person = await _operator(store, callback_data.person)
    await query.answer()
    text = _(
        "Dismiss <b>{name}</b>? Their commands and buttons stop at once, they leave the operators' chat, and they are "
        "told."
    )
    markup = keyboard(
        [
            # button
            button(_("Dismiss"), OperatorTap(do="dismiss_yes", person=person.id), "danger"),
            # button
            button(_("Keep"), StaffTap(do="back")),
        ]
    )
    await rewrite(query, text.format(name=escape(person.operator_name or "?")), markup)


async def dismiss(
    query: CallbackQuery, callback_data: OperatorTap, bot: Bot, store: Store, settings: Settings, state: FSMContext
) -> None:
    """End somebody's time as an operator, and take them out of the operators' chat, unless they are an administrator:
    those confirm things there.
    """
    person = await people.dismiss_operator(store, callback_data.person, f"{APP}:{query.from_user.id}")
    number = int(person.external_id)
    await _end_call(bot, state, number)
    # alert
    text, out = _("Done. They are told."), number in settings.administrators or await _leave(bot, store, number)
    if not out:
        # alert
        text = _(
            "Done, they are told. But I may not take them out of the operators' chat: please do that there by hand, "
            "or they go on reading along."
        )
    await query.answer(text, show_alert=not out)
    await rewrite(query, *await _screen(bot, store, settings, query.from_user.id))
    await menus.show_to(bot, person, settings)


async def _leave(bot: Bot, store: Store, number: int) -> bool:
    """Whether somebody is not in the operators' chat any more."""
    chat = await people.staff_chat(store, StaffRole.OPERATORS)
    if chat is None or await presence_of(bot, int(chat.external_id), number) is Presence.GONE:
        return True
    return await take_out(bot, chat, number)


async def _end_call(bot: Bot, state: FSMContext, number: int) -> None:
    """What a dismissed operator was being asked, and a caller's data in a draft, go at once."""
    async with conversation_of(number, state) as theirs:
        await forget_draft(theirs)
        if await theirs.get_state() in {question.__scene_config__.state for question in OF_OPERATORS}:
            await end(theirs, bot)


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody who holds a role, or an invitation (`said`): what stands in its line, and its button."""

    button: InlineKeyboardButton
    holder: Holder | None = None
    said: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Part of the list; `note` stands below the last of its entries, or where it has none."""

    title: str
    entries: Sequence[Entry]
    note: str = ""


async def _screen(
    bot: Bot, store: Store, settings: Settings, viewer: int, page: int = 0
) -> tuple[str, InlineKeyboardMarkup]:
    """A page of all who work for the network and of all invitations."""
    sections = await _sections(bot, store, settings, viewer)
    total = sum(len(section.entries) for section in sections)
    page = within(page, total, PAGE)
    lines, rows, before = [], [], 0
    for section in sections:
        start, end = page * PAGE - before, (page + 1) * PAGE - before
        shown, before = section.entries[max(0, start) : max(0, end)], before + len(section.entries)
        ends_here = (start if page else -1) < len(section.entries) <= end
        if not shown and (section.entries or not ends_here):
            continue
        lines += ["", f"<b>{section.title}</b>"]
        lines += [await _line(one, bot, store, settings, viewer) for one in shown]
        lines += [section.note] if section.note and ends_here else []
        rows += [one.button for one in shown]
    lines += ["", _("/invite makes a link for another one.")]
    return "\n".join(lines[1:]), keyboard(*in_rows(rows, 1), pager("staff", page, total, PAGE))


async def _sections(bot: Bot, store: Store, settings: Settings, viewer: int) -> list[Section]:
    team = await staff.team(store, moderator_address(viewer))
    found = await _look_for(bot, store, [one.address for one, _holder in team.moderators])
    operators = [
        Entry(
            # button
            _button(_("Dismiss {name}"), holder, OperatorTap(do="dismiss", person=person.id)),
            holder,
            " " + COUNTRIES[person.operator_country or settings.country].flag,
        )
        for person, holder in team.operators
    ]
    moderators = [
        Entry(
            # button
            _button(_("Take out {name}"), holder, StaffTap(do="remove", which=moderator.address.partition(":")[2])),
            holder,
            " · " + _("whether they are there, I can't see now")
            if found[moderator.address] is Presence.UNKNOWN
            else "",
        )
        for moderator, holder in team.moderators
        if found[moderator.address] is not Presence.GONE
    ]
    zone = _zone(settings)
    invitations = [Entry(_withdraw_button(one), said=_of(one, zone, store)) for one in team.invitations]
    nobody = "" if operators else _("Nobody takes calls yet. /invite makes a link for an operator.")
    before = _("Whoever was in the moderators' chat before the bot appears here once they do something there.")
    sections = [Section(_("Operators"), operators, nobody), Section(_("Moderators"), moderators, before)]
    return [*sections, Section(_("Open invitations"), invitations)] if invitations else sections


def _button(text: str, holder: Holder, tap: OperatorTap | StaffTap) -> InlineKeyboardButton:
    return button(text.format(name=short_name(holder.name or "?")), tap)


async def _line(entry: Entry, bot: Bot, store: Store, settings: Settings, viewer: int) -> str:
    holder, zone, now = entry.holder, _zone(settings), store.now()
    if holder is None:
        return entry.said
    text = _("{name}, since {moment}").format(name=escape(holder.name or "?"), moment=when(holder.since, zone, now))
    if holder.invited_by is not None:
        text += " · " + _("invited by {name}").format(name=escape(await _name_of(bot, holder.invited_by, viewer)))
    if holder.seen_at is not None:
        text += " · " + _("last active {moment}").format(moment=when(holder.seen_at, zone, now))
    return f"• {text}{entry.said}"


def _of(one: Invitation, zone: tzinfo, store: Store) -> str:
    until = when(one.expires_at, zone, store.now())
    if one.role is StaffRole.MODERATORS:
        text = "• " + _("#{number}: a moderator, until {until}").format(number=one.id, until=until)
        return text if one.used_at is None else f"{text} · " + _("somebody has opened it, and may still come")
    text = _("#{number}: an operator for {country}, until {until}")
    return "• " + text.format(number=one.id, country=COUNTRIES[one.country].flag, until=until)


def _withdraw_button(one: Invitation) -> InlineKeyboardButton:
    # button
    return button(_("Withdraw #{number}").format(number=one.id), StaffTap(do="withdraw", which=str(one.id)))


async def _operator(store: Store, person_id: int) -> Person:
    for person in await people.operators(store):
        if person.id == person_id:
            return person
    raise NotFound


async def _look_for(bot: Bot, store: Store, moderators: Sequence[Address]) -> dict[Address, Presence]:
    """Where these are now. Of whoever has left their chat, by Telegram's own word, that is noted."""
    chat = await people.staff_chat(store, StaffRole.MODERATORS)
    found = {}
    for address in moderators:
        user_id = int(address.partition(":")[2])
        found[address] = Presence.UNKNOWN if chat is None else await presence_of(bot, int(chat.external_id), user_id)
        if found[address] is Presence.GONE:
            await staff.lose_moderator(store, address, staff.SYSTEM)
    return found


async def _name_of(bot: Bot, address: str, viewer: int) -> str:
    app, _colon, number = address.partition(":")
    if number == str(viewer):
        return _("you")
    with suppress(TelegramBadRequest, TelegramForbiddenError, ValueError):
        if app == APP:
            return name_shown((await bot.get_chat(int(number))).full_name)
    return address


def _number(tap: StaffTap) -> int:
    """Raises NotFound for what is no number."""
    if not (tap.which.isascii() and tap.which.isdigit() and len(tap.which) < 16):
        raise NotFound
    return int(tap.which)


def _zone(settings: Settings) -> tzinfo:
    return COUNTRIES[settings.country].zone


def router() -> Router:
    """Commands and buttons of administrators."""
    router = Router(name="team")
    router.message.register(list_staff, Command("staff"), May(Action.SEE_STAFF))
    taps, dismissing = router.callback_query, May(Action.DISMISS_STAFF)
    taps.register(turn_page, PageTap.filter(F.list == "staff"), May(Action.SEE_STAFF))
    taps.register(go_back, StaffTap.filter(F.do == "back"), May(Action.SEE_STAFF))
    taps.register(invite_moderator, StaffTap.filter(F.do == "moderator"), May(Action.INVITE_STAFF))
    taps.register(withdraw, StaffTap.filter(F.do == "withdraw"), dismissing)
    taps.register(confirm_removal, StaffTap.filter(F.do == "remove"), dismissing)
    taps.register(confirm_dismissal, OperatorTap.filter(F.do == "dismiss"), dismissing)
    taps.register(dismiss, OperatorTap.filter(F.do == "dismiss_yes"), dismissing)
    taps.register(remove, StaffTap.filter(F.do == "remove_yes"), dismissing)
    return router
