"""The end of a registration: everything at a glance, each line with a way to change it, and sending."""

from __future__ import annotations

import html

from aiogram.types import CallbackQuery, Message

from bot import describe, phones
from bot.flow import Data, Prompt
from bot.keyboards import in_rows
from bot.pictures import discard, reference_of
from bot.question import Question
from domain.errors import AlreadyDecided, NotFound, PicturesMissing
from domain.identity import CheckStatus, IdentityCheck, Side
from handlers.questions.answers import application_from, other_places_from, place_from
from i18n import _
from services import registration, review

SEND = "send"


class SummaryQuestion(Question, state="summary"):
    """Read it all once more, then send it. From here on every answer leads back here."""

    sees_to_pictures = True

    async def ask(self, data: Data) -> Prompt:
        """All answers, and what can be done."""
        await self.keep({"changing": True})
        check = await review.latest(self.store, self.person.id)
        lines = [_("<b>Is everything right?</b>"), "", *_lines(data), _pictures_line(check)]
        buttons = [self.option(f"✏️ {name}", state) for state, name in changeable().items()]
        send = self.option(_("Send my application"), SEND, "success")
        return Prompt("\n".join(lines), [*in_rows(buttons, 2), [send]])

    async def tapped(self, query: CallbackQuery, value: str, data: Data) -> None:
        """Change a line, or send."""
        await query.answer()
        if value in changeable():
            await self.close(data, None)
            await self.goto(value)
        elif value == SEND:
            await self._send(data)

    async def hear(self, message: Message, data: Data) -> None:
        """Nothing is asked here; a late picture is pointed to its place."""
        if reference_of(message):
            text = _("I have both pictures already. To send others, tap “Pictures” above. If all is right, tap “Send”.")
        else:
            text = _("If everything is right, tap “Send my application” above. To change something, tap its line.")
        await discard(message)
        await self.misunderstood(message, text)

    async def _send(self, data: Data) -> None:
        try:
            await registration.apply(self.store, self.person.id, application_from(data))
        except (PicturesMissing, AlreadyDecided, NotFound):
            await self.close(data, None)
            await self.say(_("Only the two pictures for the identity check are missing."))
            await self.goto("card")
            return
        await self.close(data, _("Sent"))
        await self.leave()
        await self.say(sent())


def changeable() -> dict[str, str]:
    """Questions by state, with the names of their lines."""
    return {
        "name": _("Name"),
        "phone": _("Phone number"),
        "place": _("Place"),
        "radius": _("Distance"),
        "kinds": _("Kinds of help"),
        "spoken": _("Languages"),
        "slots": _("Days and hours"),
        "card": _("Pictures"),
    }


def sent() -> str:
    """What happens next, once pictures are with the moderators."""
    return _(
        "🎉 <b>Thank you!</b> Our moderators now check your identity, usually within a day, and I'll write to you as"
        " soon as they have decided. There is nothing you need to do until then. With /profile you can change your"
        " answers."
    )


def _lines(data: Data) -> list[str]:
    names = changeable()
    values = {
        "name": html.escape(data["name"]),
        "phone": html.escape(phones.shown(data["phone"], data["place"]["country"])),
        "place": "\n📍 ".join(
            describe.place(one.name, one.country, one.radius_m) for one in (place_from(data), *other_places_from(data))
        ),
        "kinds": html.escape(describe.kinds(data["kinds"])),
        "spoken": html.escape(describe.languages(data["spoken"])),
        "slots": html.escape(describe.availability(data["slots"])),
    }
    return [describe.line(names[state], value) for state, value in values.items()]


def _pictures_line(check: IdentityCheck | None) -> str:
    if check is None or check.status is not CheckStatus.COLLECTING:
        return describe.line(_("Pictures"), _("not sent yet"))
    complete = check.picture(Side.CARD) and check.picture(Side.NOTE)
    return describe.line(_("Pictures"), _("both received") if complete else _("not complete yet"))
