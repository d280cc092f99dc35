"""The moderators' chat: incidents and helpers' files. Every tap is authorised as in `reviews.py`."""

from __future__ import annotations

import html

from aiogram import Bot, F, Router
from aiogram.filters import Command, CommandObject
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from bot.cards.incidents import standing_text
from bot.filters import May
from bot.keyboards import PageTap, button, keyboard, pager, within
from bot.rewriting import html_of, rewrite, turn
from bot.safeguarding import (
    HelperTap,
    IncidentTap,
    ban_keyboard,
    causes_keyboard,
    days_keyboard,
    found_keyboard,
    incident_days_keyboard,
    outcomes_keyboard,
    reinstate_keyboard,
)
from bot.settings import Settings
from bot.texts import explain, short_name
from bot.theirs import conversation_of, end
from domain.errors import NotFound, StillLookedInto
from domain.helper import Helper
from domain.incident import OUTCOMES, Incident, IncidentStatus
from domain.people import StaffChat
from domain.permissions import Action
from domain.sanction import CAUSES, DAYS
from handlers.desk import EDIT
from handlers.intake_questions import NAME as CALL
from i18n import _, ngettext, use_language
from services import helper_files, incidents, phone_first, sanctions
from services.moderator import Moderator, require_not_about
from services.registration import helper_of
from storage.unit_of_work import Store

KEPT_OPEN = frozenset({CALL, EDIT, "concern"})
"""What somebody goes on with although they are suspended: a call that they take, a concern that they have."""
LISTED = 20


async def see_to_it(query: CallbackQuery, callback_data: IncidentTap, store: Store, moderator: Moderator) -> None:
    """Take it, leave it, reopen it, let the two meet again or never, let an operator phone first."""
    services = {
        "take": incidents.take,
        "give_back": incidents.give_back,
        "reopen": incidents.reopen,
        "unfreeze": incidents.unfreeze,
        "apart": incidents.keep_apart,
        "hold": phone_first.hold,
    }
    await services[callback_data.do](store, callback_data.incident, moderator)
    texts = {
        # alert
        "take": _("Thank you! Your colleagues see that it is yours."),
        # alert
        "give_back": _("All right: your colleagues can take it now."),
        # alert
        "reopen": _("Reopened. It is yours."),
        # alert
        "unfreeze": _("They may meet again."),
        # alert
        "apart": _("They don't meet again. What the helper had in hand there is with others."),
        # alert
        "hold": _("Nobody else is sent there before an operator has phoned."),
    }
    await query.answer(texts[callback_data.do])


async def close(query: CallbackQuery, callback_data: IncidentTap, store: Store, moderator: Moderator) -> None:
    """With this outcome."""
    if callback_data.value not in OUTCOMES:
        raise NotFound
    await incidents.close(store, callback_data.incident, moderator, callback_data.value)
    # alert
    await query.answer(_("Closed, thank you! Names and numbers go from the card."))


async def choose(
    query: CallbackQuery, callback_data: IncidentTap, store: Store, moderator: Moderator, staff_chat: StaffChat
) -> None:
    """Show what can be chosen on the card, if there is still something to do."""
    number = callback_data.incident
    await require_not_about(store, moderator, (await incidents.find(store, number)).helper_id)
    outcomes = await incidents.outcomes(store, number)
    await query.answer()
    with use_language(staff_chat.language):
        markup = outcomes_keyboard(number, outcomes)
        if callback_data.do == "suspend":
            markup = incident_days_keyboard(number)
    await turn(query, markup)


async def go_back(query: CallbackQuery, callback_data: IncidentTap, store: Store, moderator: Moderator) -> None:
    """The card as it is now."""
    await incidents.rewrite(store, callback_data.incident)
    await query.answer()


async def suspend_from_incident(
    query: CallbackQuery,
    callback_data: IncidentTap,
    store: Store,
    moderator: Moderator,
    bot: Bot,
    state: FSMContext,
    settings: Settings,
) -> None:
    """The helper it is about, while it is looked into."""
    if callback_data.value not in {str(days) for days in DAYS}:
        raise NotFound
    administrators, days = settings.administrators_by_address, int(callback_data.value)
    number = callback_data.incident
    helper = await incidents.suspend_helper(store, number, moderator, days, administrators=administrators)
    await _end_wizard(helper.id, store, bot, state)
    await query.answer(_suspended(helper))


async def bring_up(query: CallbackQuery, callback_data: IncidentTap, store: Store, moderator: Moderator) -> None:
    """An incident, or the file of its helper, at the end of the chat."""
    if callback_data.do == "file":
        incident = await incidents.find(store, callback_data.incident)
        await helper_files.bring_up(store, incident.helper_id or 0, moderator.address)
    else:
        await incidents.bring_up(store, callback_data.incident, moderator)
    # alert
    await query.answer(_("Here it comes: see the end of this chat."))


async def show_file(query: CallbackQuery, callback_data: HelperTap, store: Store, moderator: Moderator) -> None:
    """A helper's file at the end of the chat."""
    await helper_files.bring_up(store, callback_data.helper, moderator.address)
    # alert
    await query.answer(_("Here it comes: see the end of this chat."))


async def choose_cause(
    query: CallbackQuery, callback_data: HelperTap, store: Store, moderator: Moderator, staff_chat: StaffChat
) -> None:
    """Why, and for how long."""
    await require_not_about(store, moderator, callback_data.helper)
    await query.answer()
    with use_language(staff_chat.language):
        if callback_data.do == "suspend_as":
            markup = days_keyboard(callback_data.helper, callback_data.cause)
        else:
            markup = causes_keyboard(callback_data.helper, "ban_as" if callback_data.do == "ban" else "suspend_as")
    await turn(query, markup)


async def ask_to_ban(
    query: CallbackQuery, callback_data: HelperTap, store: Store, moderator: Moderator, staff_chat: StaffChat
) -> None:
    """Is it meant? It is for good."""
    await require_not_about(store, moderator, callback_data.helper)
    helper = await helper_of(store, callback_data.helper)
    if helper is None or callback_data.cause not in CAUSES:
        raise NotFound
    await query.answer()
    with use_language(staff_chat.language):
        text = _("Ban <b>{name}</b> for good? Reason: {reason}. They can't apply again, and hear it at once.")
        question = text.format(name=html.escape(helper.name), reason=_(CAUSES[callback_data.cause].name))
        await _ask(query, question, ban_keyboard(helper.id, callback_data.cause))


async def decide(
    query: CallbackQuery,
    callback_data: HelperTap,
    store: Store,
    moderator: Moderator,
    bot: Bot,
    state: FSMContext,
    settings: Settings,
) -> None:
    """Suspend or ban."""
    tap, administrators = callback_data, settings.administrators_by_address
    if tap.cause not in CAUSES or tap.days not in DAYS:
        raise NotFound
    if tap.do == "ban_yes":
        await sanctions.ban(store, tap.helper, moderator, tap.cause, administrators=administrators)
        # alert
        text = _("Banned for good. The helper is told; anything they had in hand goes on to others.")
    else:
        found = await sanctions.suspend(
            store, tap.helper, moderator, tap.cause, tap.days, administrators=administrators
        )
        text = _suspended(found)
    await _end_wizard(tap.helper, store, bot, state)
    await query.answer(text)


async def reinstate(
    query: CallbackQuery, callback_data: HelperTap, store: Store, moderator: Moderator, staff_chat: StaffChat
) -> None:
    """They are back; while something about them is looked into, only if that is meant."""
    meant = callback_data.do == "reinstate_yes"
    despite = range(1, callback_data.incident + 1) if meant else ()  # those that there were when it was asked
    try:
        await sanctions.reinstate(store, callback_data.helper, moderator, despite=despite)
    except StillLookedInto as found:
        await query.answer()
        with use_language(staff_chat.language):
            text = explain(found) + " " + _("Reinstate the helper all the same?")
            await _ask(query, text, reinstate_keyboard(callback_data.helper, max(found.numbers)))
        return
    # alert
    await query.answer(_("Reinstated. The helper is told."))


async def file_back(query: CallbackQuery, callback_data: HelperTap, store: Store, moderator: Moderator) -> None:
    """The file as it is now."""
    await helper_files.show_again(store, callback_data.helper)
    await query.answer()


async def find_helper(message: Message, command: CommandObject, store: Store, moderator: Moderator) -> None:
    """`/helper NAME` or `/helper 12`: the file of whoever is meant."""
    wanted = (command.args or "").strip()
    if not wanted:
        await message.answer(_("Whose file? Add how the name begins, or the number, like /helper 12."))
        return
    found = await helper_files.find(store, wanted, moderator.address)
    if not found:
        await message.answer(_("I know no helper of that name or number."))
    elif len(found) == 1:
        await helper_files.bring_up(store, found[0].id, moderator.address)
    else:
        await message.answer(_("Which of them?"), reply_markup=found_keyboard((one.id, _told(one)) for one in found))


async def list_incidents(message: Message, store: Store) -> None:
    """`/incidents`: those that are not closed."""
    text, markup = await _list(store)
    await message.answer(text, reply_markup=markup)


async def turn_page(query: CallbackQuery, callback_data: PageTap, store: Store, staff_chat: StaffChat) -> None:
    """Others of them."""
    await query.answer()
    with use_language(staff_chat.language):
        await rewrite(query, *await _list(store, callback_data.page))


async def _list(store: Store, page: int = 0) -> tuple[str, InlineKeyboardMarkup]:
    """First those in danger that nobody sees to, then the oldest."""
    active = sorted(await incidents.active(store), key=_can_wait)
    if not active:
        return _("No incident is open."), keyboard()
    text = ngettext(
        "<b>{count} incident is open.</b> Tap it to bring it up.",
        "<b>{count} incidents are open.</b> Tap one to bring it up.",
        len(active),
    )
    page = within(page, len(active), LISTED)
    shown = active[page * LISTED : (page + 1) * LISTED]
    rows = [[button(_listed(one), IncidentTap(do="show", incident=one.id))] for one in shown]
    return text.format(count=len(active)), keyboard(*rows, pager("incidents", page, len(active), LISTED))


def _can_wait(incident: Incident) -> bool:
    return not incident.danger or incident.status is not IncidentStatus.OPEN


async def _end_wizard(helper_id: int, store: Store, bot: Bot, state: FSMContext) -> None:
    """What a helper was being asked ends, unless they take a call or raise a concern."""
    person = await helper_files.person_of(store, helper_id)
    if person is None:
        return
    async with conversation_of(int(person.external_id), state) as theirs:
        if (await theirs.get_data()).get("flow", CALL) not in KEPT_OPEN:
            with use_language(person.language):
                await end(theirs, bot)


def _suspended(helper: Helper) -> str:
    """Until when, since it may be later than what was tapped: what was decided before is never made shorter."""
    # alert
    told = _("The helper is told kindly; anything they had in hand goes on to others.")
    return f"{standing_text(helper)}. {told}"


async def _ask(query: CallbackQuery, question: str, markup: InlineKeyboardMarkup) -> None:
    """Ask below what the card says; whatever rewrites it takes the question away."""
    if isinstance(query.message, Message):
        await rewrite(query, f"{html_of(query.message)}\n\n❓ {question}", markup)


def _listed(incident: Incident) -> str:
    sign = "🔴" if incident.status is IncidentStatus.OPEN else "🟠"
    sign = sign if _can_wait(incident) else "🆘"
    return f"{sign} #{incident.id}" + (f" · {short_name(incident.owner_name)}" if incident.owner_name else "")


def _told(helper: Helper) -> str:
    return f"{short_name(helper.name)} · #{helper.id} · {standing_text(helper)}"


def router() -> Router:
    """The moderators' buttons and commands."""
    router = Router(name="incidents")
    taps = router.callback_query
    handling, looking, deciding = May(Action.HANDLE_INCIDENT), May(Action.SEE_HELPER), May(Action.SANCTION)
    at_once = {"take", "give_back", "reopen", "unfreeze", "apart", "hold"}
    taps.register(see_to_it, IncidentTap.filter(F.do.in_(at_once)), handling)
    taps.register(close, IncidentTap.filter(F.do == "close_as"), handling)
    taps.register(choose, IncidentTap.filter(F.do.in_({"close", "suspend"})), handling)
    taps.register(go_back, IncidentTap.filter(F.do == "back"), handling)
    taps.register(suspend_from_incident, IncidentTap.filter(F.do == "suspend_for"), deciding)
    taps.register(bring_up, IncidentTap.filter(F.do.in_({"show", "file"})), handling)
    taps.register(show_file, HelperTap.filter(F.do == "show"), looking)
    taps.register(choose_cause, HelperTap.filter(F.do.in_({"suspend", "ban", "suspend_as"})), deciding)
    taps.register(decide, HelperTap.filter(F.do.in_({"suspend_for", "ban_yes"})), deciding)
    taps.register(ask_to_ban, HelperTap.filter(F.do == "ban_as"), deciding)
    taps.register(reinstate, HelperTap.filter(F.do.in_({"reinstate", "reinstate_yes"})), deciding)
    taps.register(file_back, HelperTap.filter(F.do == "back"), looking)
    router.message.register(find_helper, Command("helper"), looking)
    router.message.register(list_incidents, Command("incidents"), May(Action.SEE_INCIDENTS))
    taps.register(turn_page, PageTap.filter(F.list == "incidents"), May(Action.SEE_INCIDENTS))
    return router
