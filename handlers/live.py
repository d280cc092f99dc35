"""A helper who is out shares where they are: for an hour, missions around there are theirs to have as well."""

from __future__ import annotations

import html
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from aiogram import F, Router
from aiogram.filters import StateFilter
from aiogram.types import CallbackQuery, Location, Message

from bot.alarms import in_danger
from bot.filters import May
from bot.keyboards import LiveTap, button, keyboard
from bot.place_names import called
from bot.rewriting import rewrite
from bot.said_later import wordless
from bot.settings import Settings
from domain.availability import LIVE_FOR
from domain.errors import NotRegistered
from domain.network import COUNTRIES, coarse
from domain.people import Person
from domain.permissions import Action
from handlers.around import around_page
from handlers.profile import break_ends
from handlers.questions.place import countries
from i18n import _, current_language
from i18n.formats import clock, country_name, distance, listing
from places import Place, Places
from services import incidents, live, missions
from services.registration import helper_of
from storage.unit_of_work import Store

DISTANCES_M = (1_000, 2_000, 5_000)
LONGEST_M = DISTANCES_M[-1]


async def ask_how_far(
    message: Message, location: Location, store: Store, settings: Settings, places: Places, person: Person
) -> None:
    """They share their live location: shall it count, and how far from there?"""
    await _say_whom_to_call(message, store, person)
    if message.forward_origin is not None:
        await message.answer(_("That location was forwarded. Please share your own."))
        return
    here = _place(places, location)
    if here is None or here.country not in countries(settings):
        names = listing(country_name(code) for code in countries(settings))
        await message.answer(
            _("The network isn't active where you are. It is in: {countries}.").format(countries=names)
        )
        return
    until = clock(_until(message.date, location, store.now()), COUNTRIES[here.country].zone)
    text = _(
        "📡 <b>Are you out near {place}?</b> Until {time} I can also offer you what is wanted soon around you, whatever"
        " hours you gave. I keep where you are to within about 100 metres, and no longer than that.\n"
        "How far would you go?"
    ).format(place=html.escape(called(here.name, here.country)), time=until)
    near = [button(distance(metres), LiveTap(do="near", metres=metres), "success") for metres in DISTANCES_M]
    # button
    no = button(_("No, thank you"), LiveTap(do="no"))
    await message.reply(text, reply_markup=keyboard(near, [no]))


async def share(
    query: CallbackQuery, callback_data: LiveTap, store: Store, settings: Settings, places: Places, person: Person
) -> None:
    """It shall count; with what is open around there."""
    shared = query.message.reply_to_message if isinstance(query.message, Message) else None
    location = shared.location if shared else None
    until = _until(shared.date, location, store.now()) if shared and location else store.now()
    here = _place(places, location) if location else None
    if here is None or here.country not in countries(settings) or until <= store.now():
        # alert
        await query.answer(_("That location is not shared any more. Please share it once more."), show_alert=True)
        return
    metres = max(DISTANCES_M[0], min(callback_data.metres, LONGEST_M))
    before = await helper_of(store, person.id)
    helper = await live.share(store, person.id, here, metres, until)
    on_break = before is not None and before.paused_at is not None
    await query.answer(break_ends() if on_break else None, show_alert=on_break)
    text = _(
        "📡 Until {time} I also offer you what is wanted soon within {distance} of where you are. When you move, I"
        " follow; when you stop sharing, it ends."
    )
    time = clock(until, COUNTRIES[helper.country].zone)
    # button
    stop = button(_("Stop it now"), LiveTap(do="stop"))
    await rewrite(query, text.format(time=time, distance=distance(metres)), keyboard([stop]))
    if isinstance(query.message, Message):
        around, markup = await around_page(store, person, 0)
        await query.message.answer(around, reply_markup=markup)


async def decline(query: CallbackQuery) -> None:
    """It shall not count."""
    await query.answer(_("All right, I only go by your own places."))
    await rewrite(query, _("All right, I only go by your own places."))


async def stop(query: CallbackQuery, store: Store, person: Person) -> None:
    """It shall not count any more, though Telegram may go on showing it."""
    if await live.stop(store, person.id):
        await query.answer()
    else:
        # alert
        await query.answer(_("That is over already: I go by your own places."))
    await rewrite(query, _over())


async def follow(message: Message, location: Location, store: Store, places: Places, person: Person) -> None:
    """They have moved, or stopped sharing; Telegram tells both as a change of the message. It also ends far away."""
    here = _place(places, location) if location.live_period else None
    if here is not None:
        await live.move(store, person.id, here)
        return
    with suppress(NotRegistered):  # nobody who shares anything
        if await live.stop(store, person.id):
            await message.answer(_over())


async def explain_live(message: Message, store: Store, person: Person) -> None:
    """A place that is sent once means nothing to a helper whose places are known; but somebody may be looking for help
    who has a mission in hand.
    """
    in_hand = await missions.in_hand(store, person.id)
    if not await _say_whom_to_call(message, store, person) and in_hand:
        unseen = _("Nobody sees that place here. Please say on the phone where you are.")
        await message.answer(f"{in_danger(in_hand[0].country)}\n\n{unseen}")
    await message.answer(
        _(
            "📍 To be offered what is around you while you are out, share your <b>live</b> location: 📎 → Location →"
            " Share my live location. The places from which you usually set out are in /profile."
        )
    )


async def _say_whom_to_call(message: Message, store: Store, person: Person) -> bool:
    """To whoever raised a concern lately; whether they did."""
    raised = await incidents.lately_raised(store, person.id)
    if raised is None:
        return False
    await message.answer(f"{in_danger(raised.country)}\n\n{wordless(message)}")
    return True


def _place(places: Places, location: Location) -> Place | None:
    latitude, longitude = coarse(location.latitude), coarse(location.longitude)
    near = places.nearest(latitude, longitude, current_language())
    return replace(near, latitude=latitude, longitude=longitude) if near else None


def _until(shared_at: datetime, location: Location, now: datetime) -> datetime:
    return min(shared_at + timedelta(seconds=location.live_period or 0), now + LIVE_FOR)


def _over() -> str:
    return _("📡 I go by your own places again. Thank you for having been there!")


def router() -> Router:
    """Live locations of helpers who are asked nothing else, and the buttons below them."""
    router = Router(name="live")
    located = (F.location.as_("location"), StateFilter(None), May(Action.SHARE_PLACE))
    router.message.register(ask_how_far, F.location.live_period, *located)
    router.message.register(explain_live, *located)
    router.edited_message.register(follow, F.location.as_("location"), May(Action.END_SHARING))
    taps = router.callback_query
    taps.register(share, LiveTap.filter(F.do == "near"), May(Action.SHARE_PLACE))
    taps.register(decline, LiveTap.filter(F.do == "no"), May(Action.END_SHARING))
    taps.register(stop, LiveTap.filter(F.do == "stop"), May(Action.END_SHARING))
    return router
