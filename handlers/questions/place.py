"""From where somebody sets out, and how far they go."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

from aiogram.types import CallbackQuery, KeyboardButton, Message, ReplyKeyboardMarkup

from bot import phones
from bot.choices import Choice
from bot.flow import Data, Prompt
from bot.question import Question
from bot.settings import Settings
from bot.typed import numbered
from domain.network import COUNTRIES, MAX_RADIUS_M, RADII_KM, coarse
from i18n import _, current_language
from i18n.formats import country_name, distance, listing
from places import Place, Places, parse_coordinates

SMALLEST_RADIUS_M = 500
LENGTH = re.compile(r"(\d{1,5}(?:[.,]\d{1,2})?)\s*([a-zéè]*)")


def countries(settings: Settings) -> list[str]:
    """The countries of the network, this bot's own first."""
    return sorted(COUNTRIES, key=lambda code: code != settings.country)


class PlaceQuestion(Question, state="place"):
    """A place by the location button, a postcode, a town, or coordinates from a map."""

    async def ask(self, data: Data) -> Prompt:
        """The question; or, after a name with several meanings, which one it is."""
        if found := data.get("found"):
            several = len({one["country"] for one in found}) > 1
            rows = [[self.option(_label(one, several), f"{data['search']}-{at}")] for at, one in enumerate(found)]
            rows.append([self.option(_("None of these"), "none")])
            return Prompt(_("There are several. Which one do you mean?"), rows)
        text = _(
            "<b>Where do you set out from?</b> Share your location with the button at the bottom of the screen, or"
            " type your postcode or town. We keep it to within about 100 metres."
        )
        share = KeyboardButton(text=_("📍 Share my location"), request_location=True)
        keyboard = ReplyKeyboardMarkup(keyboard=[[share]], resize_keyboard=True, one_time_keyboard=True)
        return Prompt(text, reply=keyboard, reply_text=_("👇 Tap the button here below, or just type."))

    async def hear(self, message: Message, data: Data) -> None:
        """Take a location of one's own, or a text that names a place."""
        if message.location is not None:
            if message.forward_origin is not None:
                text = _(
                    "That location was forwarded. Please share your own with the button, or type your postcode or town."
                )
                await self.misunderstood(message, text)
                return
            await self._take_point(message, message.location.latitude, message.location.longitude)
        elif not message.text:
            await self.misunderstood(
                message, _("Please share your location with the button, or type your postcode or town.")
            )
        elif point := parse_coordinates(message.text):
            await self._take_point(message, *point)
        else:
            await self._look_up(message, data, message.text)

    async def tapped(self, query: CallbackQuery, value: str, data: Data) -> None:
        """Take one of several, or none of them."""
        await query.answer()
        search, _dash, chosen = value.partition("-")
        at = numbered(chosen)
        found = data.get("found") or []
        if value == "none":
            await self.show(await self.keep({"found": None}), query=query)
        elif search == str(data.get("search")) and at is not None and at < len(found):
            await self._take(found[at])

    async def _look_up(self, message: Message, data: Data, text: str) -> None:
        """Of places that share a name or postcode, those in the country of their telephone come into question."""
        settings, places = self._dependencies()
        found = places.find(text, countries(settings), current_language())
        home = phones.country_of(data.get("phone") or "") or settings.country
        matches = [place for place in found.places if place.country == home] or list(found.places)
        if not matches:
            await self.misunderstood(
                message,
                _(
                    "I don't know that place. Please type your postcode, or the nearest town; or share your location"
                    " with the button. You can also paste a link from a map."
                ),
            )
        elif found.too_coarse:
            await self.misunderstood(
                message,
                _(
                    "That postcode covers a large area. Please share your location with the button, or type the name of"
                    " your town or village."
                ),
            )
        elif len(matches) == 1:
            await self._take(_kept(matches[0]))
        else:
            choices = [_kept(place) for place in matches]
            await self.ask_again(await self.keep({"found": choices, "search": int(data.get("search") or 0) + 1}))

    async def _take_point(self, message: Message, latitude: float, longitude: float) -> None:
        settings, places = self._dependencies()
        near = places.nearest(latitude, longitude, current_language())
        if near is None or near.country not in countries(settings):
            names = listing(country_name(code) for code in countries(settings))
            text = _(
                "The network isn't active there yet. Please choose a place in one of these countries: {countries}."
            )
            await self.misunderstood(message, text.format(countries=names))
            return
        await self._take({**_kept(near), "latitude": latitude, "longitude": longitude})

    async def _take(self, place: Data) -> None:
        rounded = {key: coarse(place[key]) for key in ("latitude", "longitude")}
        await self.go_on({"place": {**place, **rounded}, "found": None}, said=f"📍 {html.escape(place['name'])}")

    def _dependencies(self) -> tuple[Settings, Places]:
        return self.dependency("settings"), self.dependency("places")


class RadiusQuestion(Choice, state="radius"):
    """How far somebody goes from their place."""

    key = "radius_m"
    width = 3

    def text(self, data: Data) -> str:
        """The question."""
        return _("<b>How far would you go</b> from there to help somebody? As the crow flies.")

    def options(self, data: Data) -> Mapping[str, str]:
        """The usual distances, in metres."""
        return {str(km * 1000): distance(km * 1000) for km in RADII_KM}

    def answer(self, value: str) -> Data:
        """Metres."""
        return {self.key: int(value)}

    async def hear(self, message: Message, data: Data) -> None:
        """Take a typed distance, in kilometres unless it says metres."""
        metres = metres_of(message.text or "")
        if metres is None:
            await self.misunderstood(message, _("Please tap a distance, or type it in kilometres, like 5 km."))
        elif not SMALLEST_RADIUS_M <= metres <= MAX_RADIUS_M:
            text = _("Please choose a distance between {shortest} and {longest}.")
            limits = {"shortest": distance(SMALLEST_RADIUS_M), "longest": distance(MAX_RADIUS_M)}
            await self.misunderstood(message, text.format(**limits))
        else:
            await self.go_on({self.key: metres}, said=f"↔️ {distance(metres)}")


def metres_of(text: str) -> int | None:
    """A typed distance ("5", "2,5 km", "800 m") in metres; None when it is none."""
    match = LENGTH.fullmatch(text.strip().lower().rstrip("."))
    if match is None:
        return None
    number, unit = float(match[1].replace(",", ".")), match[2]
    if unit in {"m", "meter", "meters", "metre", "metres", "mètre", "mètres"}:
        return round(number)
    known = unit == "" or unit.startswith(("km", "kilom"))
    return round(number * 1000) if known else None


def _kept(place: Place) -> Data:
    return {"latitude": place.latitude, "longitude": place.longitude, "name": place.name, "country": place.country}


def _label(place: Data, with_country: bool) -> str:
    return f"{COUNTRIES[place['country']].flag} {place['name']}" if with_country else str(place["name"])
