"""The identity check: the front of a card, and its owner with a note of the four digits given just now.

The pictures stay with Telegram; the service keeps references, and nothing of them stands in the conversation's data.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar

from aiogram.types import CallbackQuery, Message

from bot.flow import Data, Prompt
from bot.pictures import Unfit, discard, mark_of, reference_of, unfit
from bot.question import Question
from domain.errors import NotFound, SamePicture
from domain.identity import CheckStatus, IdentityCheck, Side
from i18n import _
from services import review


class PictureQuestion(Question):
    """Base of the two: takes a picture of one side. A later one counts instead of an earlier one."""

    side: ClassVar[Side]
    sees_to_pictures = True

    @abstractmethod
    def text(self, check: IdentityCheck) -> str:
        """The question, as HTML."""

    async def ask(self, data: Data) -> Prompt:
        """The question; when there is a picture already, with a way to keep it."""
        check = await review.start(self.store, self.person.id)
        kept = check.picture(self.side) is not None
        return Prompt(self.text(check), [[self.option(_("Keep the picture I sent"), "keep")]] if kept else [])

    async def hear(self, message: Message, data: Data) -> None:
        """Take a picture, sent as a photo or as a file; what is written under it says nothing here."""
        reference, problem = reference_of(message), unfit(message)
        if reference is None or problem is not None:
            await discard(message)
            await self.misunderstood(message, _what_instead(problem or Unfit.NOTHING))
            return
        number = str(message.message_id)
        try:
            await review.receive(self.store, self.person.id, self.side, reference, number, mark_of(message))
        except SamePicture:
            await discard(message)
            await self.misunderstood(message, _same_picture())
            return
        except NotFound:
            await discard(message)
            await self.begin_again()
            return
        await self.go_on()

    async def tapped(self, query: CallbackQuery, value: str, data: Data) -> None:
        """Keep the picture that is there."""
        await query.answer()
        check = await review.start(self.store, self.person.id)
        if value == "keep" and check.picture(self.side) is not None:
            await self.go_on()

    async def begin_again(self) -> None:
        """The check was closed meanwhile (the digits have lapsed, or it was sent from elsewhere): fresh digits."""
        check = await review.start(self.store, self.person.id)
        await self.close(await self.wizard.get_data(), None)
        if check.status is CheckStatus.SUBMITTED:
            await self.leave()
            await self.say(
                _("Your pictures are with our moderators already. I'll write to you as soon as they've decided.")
            )
            return
        await self.say(
            _(
                "It has been a while: the digits from then no longer count, and I keep no pictures for long. Here are"
                " new digits. Please send both again."
            )
        )
        await self.goto("card")


def _what_instead(problem: Unfit) -> str:
    """Why something can't be used, and what to send instead."""
    match problem:
        case Unfit.FORWARDED:
            return _(
                "That picture was forwarded, so I have deleted it. Please take a new photo yourself and send it to me."
            )
        case Unfit.MOVING:
            return _(
                "I can't use videos, so I have deleted it. Please send a photo: tap the paper clip 📎, then the camera."
            )
        case Unfit.OTHER_FORMAT:
            return _(
                "Not every telephone can show that kind of file, so I have deleted it. Please send the same picture as"
                " a photo instead of a file."
            )
        case Unfit.TOO_LARGE:
            return _(
                "That file is too large, so I have deleted it. Please send the same picture as a photo instead of a"
                " file."
            )
        case Unfit.NO_PICTURE:
            return _("I can only use photos, so I have deleted that file. Please take a photo of it and send that.")
    return _("Please send a photo: tap the paper clip 📎 beside the text field, then the camera.")


def _same_picture() -> str:
    return _(
        "You have sent me the same picture for both, so I have deleted the second one. I need two different ones: the"
        " front of your card, and you holding the note."
    )


class CardQuestion(PictureQuestion, state="card"):
    """The front of the card. The digits are given here, for those who send both pictures at once."""

    side = Side.CARD

    def text(self, check: IdentityCheck) -> str:
        """The question."""
        return _(
            "🪪 <b>Identity check: picture 1 of 2</b>\nSo that everybody can trust who is at their door, our"
            " moderators check who you are.\n\nPlease send a photo of the <b>front of your identity card</b> (or"
            " passport, or residence permit). Before you take it, <b>cover the national register number</b> and"
            " everything else except your name, your picture, your date of birth and the date until which it is"
            " valid. A strip of paper will do.\n\nIn the second picture you will hold a sheet of paper with these"
            " digits: <b>{digits}</b>. You may send both together."
        ).format(digits=check.code)

    def _next(self, data: Data) -> str:
        return self._flow(data).after(self.state, data)  # both pictures are gone through, also when they are changed


class NoteQuestion(PictureQuestion, state="note"):
    """The person with a note that shows the four digits, so that an old or borrowed picture does not pass."""

    side = Side.NOTE

    def text(self, check: IdentityCheck) -> str:
        """The question."""
        return _(
            "🪪 <b>Identity check: picture 2 of 2</b>\nThank you, I have the first one.\n\nNow please write"
            " <b>{digits}</b> on a sheet of paper and send a photo of <b>yourself holding it</b>, with your face and"
            " the digits well visible.\n\nBoth pictures are deleted when the moderators have decided."
        ).format(digits=check.code)

    async def hear(self, message: Message, data: Data) -> None:
        """Take the picture, unless it was sent before this was asked and not together with the first."""
        asked = data.get("asked")
        if (
            reference_of(message)
            and message.media_group_id is None
            and isinstance(asked, int)
            and message.message_id < asked
        ):
            text = _(
                "You sent that before I asked for it. Please send the second picture now: you, holding the digits."
            )
            await discard(message)
            await self.misunderstood(message, text)
            return
        check = await review.start(self.store, self.person.id)
        if check.picture(Side.CARD) is None:
            await discard(message)
            await self.begin_again()
            return
        await super().hear(message, data)
