"""Where it is: an address, the point on the map that the operator confirms, and how to get in."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from aiogram.types import CallbackQuery, Location, Message

from bot.flow import Data, Prompt
from bot.typed import is_nothing, numbered
from domain.limits import Costly, Verdict
from domain.words import on_one_line, written
from handlers.intake_questions.base import NOWHERE, IntakeQuestion, look_up, placed
from i18n import _, current_language
from i18n.formats import country_name, distance
from places import parse_coordinates

SHORTEST_ADDRESS = 4
COARSE_M = 250


class PlaceQuestion(IntakeQuestion):
    """What the two questions about the place have in common: an address may be typed at either, and a pin sent."""

    key = "address"

    async def hear(self, message: Message, data: Data) -> None:
        """Take a pin, coordinates, or an address."""
        pin = _pin_of(message)
        address = on_one_line(message.text or "")
        if pin is not None:
            await self._take_pin(message, pin, data)
        elif self.is_too_long(address):
            await self.too_long()
        elif len(address) < SHORTEST_ADDRESS:
            text = _("Please type the address: street, number, postcode and town. Or send a pin: 📎 → Location.")
            await self.misunderstood(message, text)
        elif data.get("pin"):
            await self._take_pin(message, data["pin"], data | {"address": address})
        elif (verdict := self.dependency("limiter").count(self.chat_id, Costly.LOOK_UPS)) is Verdict.FINE:
            found = await look_up(self.places, address, data["country"], current_language())
            await self._go_where(found, data)
        else:
            if verdict is Verdict.TOO_MANY:
                await self.say(_("That was a lot of addresses at once, so I look up no more for some minutes."))
            await self._go_where({**NOWHERE, "address": address, "found": []}, data)

    async def _take_pin(self, message: Message, pin: Sequence[float], data: Data) -> None:
        """The operator's own pin needs no confirmation, but an address: the helper has to find the door."""
        latitude, longitude = pin
        near = self.places.nearest(latitude, longitude, current_language())
        country = self.country(data)
        if near is None or near.country != country.code:
            text = _("That pin is not in {country}. Please move it, or type the address.")
            await self.misunderstood(message, text.format(country=country_name(country.code)))
        elif not data.get("address"):
            await self.keep({"pin": [latitude, longitude]})
            text = _(
                "Thank you, the pin is near {place}. Please type the address too: the helper has to find the door."
            )
            await self.say(text.format(place=escape(near.name)))
        else:
            point = placed(latitude, longitude, near.name, 0, near.name)
            changes = {**point, "address": data["address"], "pinned": True, "pin": None}
            said = _("📍 The pin is kept, near {place}.").format(place=escape(near.name))
            await self.go_on(changes, said=said)

    async def _go_where(self, found: Data, data: Data) -> None:
        """To the map where there is one answer; otherwise back to the address, with what was found."""
        if found.get("located"):
            await self.go_on({**found, "pinned": None})
            return
        data = await self.keep(found)
        await self.close(data, None)
        await self.goto("new_address")


class AddressQuestion(PlaceQuestion, state="new_address"):
    """Street, number, postcode and town; several matches are to be chosen from."""

    async def ask(self, data: Data) -> Prompt:
        """The question, what was found, or how to go on where nothing was."""
        address = escape(data.get("address") or "")
        found = data.get("found")
        if found:
            text = _("I know several places for “{address}”. Which one is it? You can also send a pin: 📎 → Location.")
            rows = [[self.option(name[:60], str(number))] for number, (*_point, name) in enumerate(found)]
            return Prompt(text.format(address=address), rows)
        if found is not None:
            text = _(
                "I can't find “{address}” in {country}, the only country where I look. Please check the spelling "
                "and add the postcode and town, or send a pin (📎 → Location): the address stays as you typed it."
            )
            return Prompt(text.format(address=address, country=country_name(data["country"])))
        return Prompt(_("🏠 Where is it? Type street, number, postcode and town."))

    async def tapped(self, query: CallbackQuery, value: str, data: Data) -> None:
        """Take one of several."""
        await query.answer()
        found = data.get("found") or []
        at = numbered(value)
        if at is None or at >= len(found):
            return
        latitude, longitude, precision, name = found[at]
        near = self.places.nearest(latitude, longitude, current_language())
        if near is not None:
            await self.go_on(placed(latitude, longitude, near.name, precision, name), said=escape(name))


class PinQuestion(PlaceQuestion, state="new_pin"):
    """The point on the map: is it the right one?"""

    async def show(self, data: Data, *, query: CallbackQuery | None = None) -> None:
        """Send the map, and ask."""
        if query is None:
            await self.bot.send_venue(
                self.chat_id, data["latitude"], data["longitude"], data["shown"][:100], data["address"][:200]
            )
        await super().show(data, query=query)

    async def ask(self, data: Data) -> Prompt:
        """The question; where the map knows only the town, that is said."""
        lines = [_("📍 Is this the right spot for “{address}”?").format(address=escape(data["address"]))]
        if data.get("precision", 0) > COARSE_M:
            text = _(
                "The map is only exact to about {distance} here. If you can, send a pin where the door is "
                "(📎 → Location)."
            )
            lines.append(text.format(distance=distance(data["precision"])))
        else:
            lines.append(_("If it is a little off, send a pin where the door is (📎 → Location)."))
        # button
        yes = self.option(_("Yes, that is it"), "yes", "success")
        # button
        return Prompt("\n".join(lines), [[yes], [self.option(_("Another address"), "other")]])

    async def tapped(self, query: CallbackQuery, value: str, data: Data) -> None:
        """Confirm it, or type another address."""
        await query.answer()
        if value == "yes":
            await self.go_on({"pinned": True}, said=_("Yes, that is it"))
        elif value == "other":
            await self.close(await self.keep(NOWHERE), None)
            await self.goto("new_address")


class AccessQuestion(IntakeQuestion, state="new_access"):
    """How to get in; only the helper who takes the mission reads it."""

    key = "access_notes"

    async def ask(self, data: Data) -> Prompt:
        """The question."""
        text = _("🚪 Is there anything about getting in? Bell, floor, code, a dog… Only the helper who comes reads it.")
        # button
        return Prompt(text, [[self.option(_("Nothing to add"), "skip")]])

    async def tapped(self, query: CallbackQuery, value: str, data: Data) -> None:
        """No notes."""
        await query.answer()
        await self.go_on({"access_notes": ""}, said=_("Nothing to add"))

    async def hear(self, message: Message, data: Data) -> None:
        """Take them."""
        notes = written(message.text or "")
        if is_nothing(notes):
            await self.go_on({"access_notes": ""}, said=_("Nothing to add"))
        elif not notes:
            await self.misunderstood(message, _("Please type it as text, or tap “Nothing to add”."))
        elif self.is_too_long(notes):
            await self.too_long()
        else:
            await self.go_on({"access_notes": notes})


def _pin_of(message: Message) -> tuple[float, float] | None:
    """A shared or picked location, a venue, or coordinates and map links as text."""
    location: Location | None = message.venue.location if message.venue else message.location
    if location is not None:
        return location.latitude, location.longitude
    return parse_coordinates(message.text or "")
