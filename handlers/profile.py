"""/profile: what a helper has said, changed line by line with the questions of the registration; pause and leave."""

from __future__ import annotations

from collections.abc import Callable

from aiogram import Bot, F, Router
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.fsm.scene import SceneRegistry, ScenesManager
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from bot.filters import May
from bot.flow import Data, Flow, put_away
from bot.keyboards import MenuTap
from bot.profile_screens import (
    MOST_PLACES,
    ProfileTap,
    break_screen,
    how_names_change,
    leave_screen,
    places_screen,
    profile_screen,
)
from bot.question import Question
from bot.rewriting import rewrite
from domain.errors import NotFound, NotRegistered
from domain.helper import Helper, HelperPlace, HelperStatus
from domain.network import COUNTRIES
from domain.people import Person
from domain.permissions import Action
from handlers.around import around_page
from handlers.desk import EDIT
from handlers.intake_questions import NAME as CALL
from handlers.questions import QUESTIONS
from handlers.questions.answers import answers_of, copies, place_from
from handlers.registration import begin
from i18n import _
from i18n.formats import when
from services import registration
from storage.unit_of_work import Store

LONGEST_BREAK_DAYS = 365
Screen = Callable[[Helper], tuple[str, InlineKeyboardMarkup]]


async def show_profile(event: Message | CallbackQuery, store: Store, person: Person, bot: Bot) -> None:
    """The profile, in a new message."""
    text, markup = profile_screen(await present(store, person), store.now())
    if isinstance(event, CallbackQuery):
        await event.answer()
    await bot.send_message(int(person.external_id), text, reply_markup=markup)


async def turn_to(query: CallbackQuery, callback_data: ProfileTap, store: Store, person: Person) -> None:
    """The profile, the places, or the question whether to leave, in place of what the message says."""
    screens: dict[str, Screen] = {
        "show": lambda helper: profile_screen(helper, store.now()),
        "places": places_screen,
        "leave": leave_screen,
        "break": lambda _helper: break_screen(),
    }
    helper = await present(store, person)
    await query.answer()
    await rewrite(query, *screens[callback_data.do](helper))


async def explain_name(query: CallbackQuery, store: Store, person: Person) -> None:
    """Names are not changed here."""
    await present(store, person)
    await query.answer(how_names_change(), show_alert=True)


async def change(
    query: CallbackQuery,
    callback_data: ProfileTap,
    store: Store,
    person: Person,
    state: FSMContext,
    scenes: ScenesManager,
) -> None:
    """Ask one question again, with what was answered before."""
    helper = await present(store, person)
    await query.answer()
    await begin(state, scenes, f"profile.{callback_data.do}", callback_data.do, answers_of(helper))


async def add_place(
    query: CallbackQuery, store: Store, person: Person, state: FSMContext, scenes: ScenesManager
) -> None:
    """Ask for one more place, and how far from there."""
    helper = await present(store, person)
    if len(helper.places) >= MOST_PLACES:
        await query.answer(_("You have as many places as possible. Remove one first."), show_alert=True)
        return
    await query.answer()
    await begin(state, scenes, "profile.place", "place", {"phone": helper.phone})


async def change_radius(
    query: CallbackQuery,
    callback_data: ProfileTap,
    store: Store,
    person: Person,
    state: FSMContext,
    scenes: ScenesManager,
) -> None:
    """Ask how far from one of the places."""
    helper = await present(store, person)
    if not any(place.id == callback_data.place for place in helper.places):
        await query.answer(_("That place is no longer in your profile."))
        await rewrite(query, *places_screen(helper))
        return
    await query.answer()
    await begin(state, scenes, "profile.radius", "radius", {"place_id": callback_data.place})


async def remove_place(query: CallbackQuery, callback_data: ProfileTap, store: Store, person: Person) -> None:
    """Remove a place; the last one stays."""
    helper = await present(store, person)
    left = [place for place in helper.places if place.id != callback_data.place]
    if left and len(left) < len(helper.places):
        helper = await registration.edit(store, person.id, places=copies(left))
        await query.answer(_("Removed."))
    else:
        await query.answer(_("That place is no longer in your profile.") if left else _("One place has to stay."))
    await rewrite(query, *places_screen(helper))


async def pause(query: CallbackQuery, callback_data: ProfileTap, store: Store, person: Person) -> None:
    """No missions for some days, or until further notice."""
    helper = await registration.pause(store, person.id, max(0, min(callback_data.days, LONGEST_BREAK_DAYS)) or None)
    text = _("Enjoy your break. I send you no missions until you resume.")
    if helper.paused_until is not None:
        until = when(helper.paused_until, COUNTRIES[helper.country].zone, store.now())
        text = _("Enjoy your break. I send you missions again from {time}.").format(time=until)
    await query.answer(text, show_alert=True)
    await rewrite(query, *profile_screen(helper, store.now()))


async def resume(query: CallbackQuery, store: Store, person: Person) -> None:
    """Missions again."""
    helper = await registration.resume(store, person.id)
    await query.answer(_("Good to have you back!"))
    await rewrite(query, *profile_screen(helper, store.now()))


async def be_free(query: CallbackQuery, store: Store, person: Person) -> None:
    """Missions for two hours, whatever hours were given."""
    before = await present(store, person)
    helper = await registration.be_free(store, person.id)
    await query.answer(_thanks_for_time(before), show_alert=True)
    await rewrite(query, *profile_screen(helper, store.now()))


async def be_free_by_command(message: Message, store: Store, person: Person) -> None:
    """The same by `/free`, with what is open around."""
    thanks = _thanks_for_time(await present(store, person))
    await registration.be_free(store, person.id)
    out = _("Are you out? Share your live location, and I ask you around there, too.")
    await message.answer(f"{thanks} {out}")
    text, markup = await around_page(store, person, 0)
    await message.answer(text, reply_markup=markup)


def _thanks_for_time(before: Helper) -> str:
    # alert
    thanks = _("Thank you! For two hours I also ask you at other times than you gave.")
    return f"{thanks} {break_ends()}" if before.paused_at is not None else thanks


def break_ends() -> str:
    """Somebody on a break has time now."""
    # alert
    return _("Your break is over with that; /profile gives you another one.")


async def leave(query: CallbackQuery, store: Store, person: Person, state: FSMContext, bot: Bot) -> None:
    """Stop helping; what is being asked ends as well, unless it is asked of an operator."""
    helper = await registration.helper_of(store, person.id)
    if helper is not None:
        helper.require_not_barred()
    await registration.leave(store, person.id)
    if (await state.get_data()).get("flow") not in {CALL, EDIT}:
        await put_away(state, bot, int(person.external_id))
    await query.answer()
    text = _(
        "You have stopped helping. Thank you for all you have done! With /start you can come back, with /privacy"
        " delete what is stored about you."
    )
    await rewrite(query, text)


async def save(question: Question) -> None:
    """The end of each question asked from the profile: kept at once."""
    data = await question.wizard.get_data()
    helper = await present(question.store, question.person)
    changed = await registration.edit(question.store, question.person.id, **changes(data, helper))
    await question.leave()
    text, markup = profile_screen(changed, question.store.now())
    await question.say("✅ " + _("Saved.") + "\n\n" + text, reply_markup=markup)


def changes(data: Data, helper: Helper) -> dict[str, object]:
    """What a finished question changes of a helper. The same answer twice is one change."""
    match data["flow"]:
        case "profile.phone":
            return {"phone": data["phone"]}
        case "profile.kinds":
            return {"kinds": frozenset(data["kinds"])}
        case "profile.spoken":
            return {"languages": frozenset(data["spoken"])}
        case "profile.slots":
            return {"slots": data["slots"]}
        case "profile.place":
            places = {one.point: one for one in [*copies(helper.places), place_from(data)]}
            return {"places": list(places.values())[-MOST_PLACES:]}
        case _:
            return {"places": _with_radius(helper, data["place_id"], data["radius_m"])}


async def present(store: Store, person: Person) -> Helper:
    """The helper that this person is. Raises NotRegistered for somebody who is none (any more)."""
    helper = await registration.helper_of(store, person.id)
    if helper is None or helper.status is HelperStatus.LEFT:
        raise NotRegistered
    return helper


def _with_radius(helper: Helper, place_id: int, radius_m: int) -> list[HelperPlace]:
    if not any(place.id == place_id for place in helper.places):
        raise NotFound
    places = copies(helper.places)
    for old, new in zip(helper.places, places, strict=True):
        if old.id == place_id:
            new.radius_m = radius_m
    return places


async def _kept_as_it_was(question: Question) -> str:
    return _("Cancelled. Nothing was changed. /profile shows your profile.")


def router() -> Router:
    """The command, its buttons, and the flows that ask one question each."""
    router = Router(name="profile")
    orders: dict[str, tuple[str, ...]] = {one: (one,) for one in ("phone", "kinds", "spoken", "slots", "radius")}
    for name, order in {**orders, "place": ("place", "radius")}.items():
        Question.flows[f"profile.{name}"] = Flow(
            order, action=Action.CHANGE_PROFILE, finish=save, cancelled=_kept_as_it_was
        )
    SceneRegistry(router, register_on_add=False).add(*QUESTIONS)
    changing, resting = May(Action.CHANGE_PROFILE), May(Action.TAKE_BREAK)
    router.message.register(show_profile, Command("profile"), changing)
    router.message.register(be_free_by_command, Command("free"), resting)
    taps = router.callback_query
    taps.register(show_profile, MenuTap.filter(F.to == "profile"), changing)
    taps.register(explain_name, ProfileTap.filter(F.do == "name"), changing)
    taps.register(add_place, ProfileTap.filter(F.do == "add"), changing)
    taps.register(change_radius, ProfileTap.filter(F.do == "radius"), changing)
    taps.register(remove_place, ProfileTap.filter(F.do == "remove"), changing)
    taps.register(pause, ProfileTap.filter(F.do == "pause"), resting)
    taps.register(resume, ProfileTap.filter(F.do == "resume"), resting)
    taps.register(be_free, ProfileTap.filter(F.do == "free"), resting)
    taps.register(leave, ProfileTap.filter(F.do == "leave_yes"), May(Action.STOP_HELPING))
    taps.register(turn_to, ProfileTap.filter(F.do.in_({"show", "places", "leave", "break"})), changing)
    taps.register(change, ProfileTap.filter(F.do.in_({"phone", "kinds", "spoken", "slots"})), changing)
    return router
