"""Telegram as a Messenger: sends, rewrites and deletes; turns Telegram's errors into later, unreachable, refused."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress

import structlog
from aiogram import Bot
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.types import BufferedInputFile, InputMediaDocument, InputMediaPhoto, MediaUnion, Message

from bot.cards.card import Card, Renderer
from bot.cards.erased import erased, moved_on
from bot.cards.reviews import lost_pictures
from bot.pace import NotSoon, Pace
from bot.pictures import media
from bot.rewriting import NO_TEXT, is_gone, is_unchanged
from bot.session import acknowledged
from bot.wording import said_by_telegram
from domain.notices.identity import PicturesGone, PicturesToReview, PurgeDue
from domain.notices.missions import DetailsChanged, MissionOffered, OfferChanged
from domain.notices.names import check_of_pictures
from domain.notices.notice import CardErased, CardGone, Notice, remembered_as
from i18n import use_language
from services import people, purges
from services.messenger import Later, Recipient, Refused, Unreachable
from services.purges import Failed
from storage.outbox import UNKNOWN, Letter, SentCard
from storage.unit_of_work import Store

TOO_OLD = "message can't be deleted"
UNREACHABLE = ("chat not found", "user is deactivated", "peer_id_invalid", "have no access to the user")

# What is said of the bot itself, whatever it asks.
LOGGED_OUT = ("logged out", "bot has already been closed")

# What is said of a group where the bot may not write for now: its letters wait until somebody mends that.
SILENCED = ("not enough rights", "no rights to send", "_forbidden", "topic_closed")

LOOK_AGAIN_SECONDS = 5.0
"""A letter that would have to wait for longer may find room earlier, with another courier."""

log = structlog.get_logger("messenger")


class TelegramMessenger:
    """Delivers notices to Telegram chats. `renderers` say what each kind of notice looks like."""

    def __init__(self, bot: Bot, store: Store, pace: Pace, renderers: Mapping[type[Notice], Renderer]) -> None:
        self._bot = bot
        self._store = store
        self._pace = pace
        self._renderers = renderers

    @asynccontextmanager
    async def turn(self, recipient: Recipient, letter: Letter) -> AsyncIterator[None]:
        """See `services.messenger.Messenger`."""
        async with AsyncExitStack() as stack:
            try:
                await stack.enter_async_context(
                    self._pace.letter(int(recipient.external_id), letter.priority, letter.id)
                )
            except NotSoon as error:
                raise Later(min(error.seconds, LOOK_AGAIN_SECONDS)) from error
            yield

    def share(self, couriers: int) -> None:
        """See `services.messenger.Messenger`."""
        self._pace.share(couriers)

    async def deliver(self, recipient: Recipient, notice: Notice, cards: list[SentCard]) -> list[SentCard] | None:
        """See `services.messenger.Messenger`."""
        try:
            with use_language(recipient.language):
                return await self._deliver(recipient, notice, cards)
        except TelegramRetryAfter as error:
            raise Later(error.retry_after) from error
        except TelegramMigrateToChat as error:
            await people.migrate_chat(self._store, recipient.app, recipient.external_id, str(error.migrate_to_chat_id))
            raise Later(0.1) from error
        except TelegramForbiddenError as error:
            raise Unreachable from error
        except TelegramBadRequest as error:
            if any(text in error.message.lower() for text in LOGGED_OUT):
                raise Later from error
            gone = UNREACHABLE if recipient.key.startswith("person:") else (*UNREACHABLE, *SILENCED)
            if any(text in error.message.lower() for text in gone):
                raise Unreachable from error
            raise Refused(said_by_telegram(error.message)) from error
        except (TelegramAPIError, ClientDecodeError) as error:  # Telegram, the way there or the bot: not the letter
            raise Later from error

    async def _deliver(self, recipient: Recipient, notice: Notice, cards: list[SentCard]) -> list[SentCard] | None:
        cards, lost = [one for one in cards if not one.is_lost], [one for one in cards if one.is_lost]
        if lost:
            await self._warn(recipient, notice, cards, lost)
        if isinstance(notice, CardErased):
            await self._erase(recipient, notice, cards)
            return []
        if isinstance(notice, CardGone):
            shown = [(card.chat, card.message) for card in cards]
            check_id = check_of_pictures(notice.name)
            if check_id is None:
                await self._delete(shown, until_done_in=recipient)
            else:
                await self._purge(recipient, check_id, shown)
            return []
        if isinstance(notice, PicturesGone):
            chat = recipient.external_id
            await self._purge(recipient, notice.check_id, [(chat, message) for message in notice.messages])
            return None
        if isinstance(notice, PurgeDue):
            left = await purges.left_of(self._store, notice.check_id, recipient.key)
            await self._purge(recipient, notice.check_id, left)
            return None
        card = await self._rendered(recipient, notice)
        if card is None:
            return None
        here = [one for one in cards if one.chat == recipient.external_id and not notice.afresh]
        instead = moved_on() if notice.afresh else None
        await self._delete([(one.chat, one.message) for one in cards if one not in here], left=instead)
        if isinstance(notice, PicturesToReview):
            return None if here else await self._send_album(recipient, notice, card)
        if isinstance(notice, OfferChanged | DetailsChanged):
            for one in here:
                await self._rewrite(one, card)
            return None
        if not isinstance(notice, MissionOffered) and any([await self._rewrite(one, card) for one in here]):
            return None
        return await self._send(recipient, notice, card)

    async def _rendered(self, recipient: Recipient, notice: Notice) -> Card | None:
        async with self._store.reading() as work:
            with use_language(recipient.language):
                return await self._renderers[type(notice)](work, recipient, notice)

    async def _send(self, recipient: Recipient, notice: Notice, card: Card) -> list[SentCard]:
        try:
            sent = await self._bot.send_message(
                int(recipient.external_id),
                card.text,
                reply_markup=card.keyboard,
                disable_notification=card.quiet,
                protect_content=card.protected or None,
            )
        except ClientDecodeError as error:
            if not acknowledged(error):
                raise
            log.warning("sent, but nobody knows under which number", notice=type(notice).__name__)
            return []
        return [SentCard(recipient.key, remembered_as(notice), str(sent.chat.id), str(sent.message_id))]

    async def _erase(self, recipient: Recipient, notice: CardErased, cards: list[SentCard]) -> None:
        """Let messages say nothing any more. In a chat that the bot is not in they stay: nobody can change them."""
        card = await self._rendered(recipient, notice)
        for one in cards:
            with suppress(TelegramForbiddenError):
                await self._rewrite(one, card or Card(erased()))

    async def _send_album(self, recipient: Recipient, notice: Notice, card: Card) -> list[SentCard]:
        """Send pictures so that nobody can forward them. Of a part that was sent in vain, nothing stays.

        That they are about to be sent is noted first, since nobody else would ever delete those that a crash or a
        broken connection left without a record: see `_warn`.
        """
        pictures = [media(file, caption) for file, caption in card.photos]
        sent: list[Message] = []
        async with self._store.writing() as work:
            await work.outbox.keep_card(SentCard(recipient.key, notice.card or "", recipient.external_id, UNKNOWN))
        try:
            for kind in (InputMediaPhoto, InputMediaDocument):
                sent += await self._send_media(recipient, [one for one in pictures if isinstance(one, kind)])
        except TelegramAPIError as error:
            await self._delete([(str(one.chat.id), str(one.message_id)) for one in sent])
            if not isinstance(error, TelegramNetworkError | TelegramServerError):  # they say not what was done
                await self._record(recipient.key, notice.card or "", [])
            raise
        return [SentCard(recipient.key, notice.card or "", str(one.chat.id), str(one.message_id)) for one in sent]

    async def _warn(self, recipient: Recipient, notice: Notice, cards: list[SentCard], lost: list[SentCard]) -> None:
        """Tell the people in the chat that pictures may stand there of which no number is known."""
        for one in lost:
            with use_language(recipient.language), suppress(TelegramBadRequest, TelegramForbiddenError):
                await self._bot.send_message(int(one.chat), lost_pictures(one.name))
        await self._record(recipient.key, notice.card or "", cards)

    async def _record(self, recipient: str, name: str, cards: list[SentCard]) -> None:
        """Note that these messages show the card, and no others."""
        async with self._store.writing() as work:
            await work.outbox.forget_cards(recipient, name)
            for card in cards:
                await work.outbox.keep_card(card)

    async def _send_media(
        self, recipient: Recipient, pictures: Sequence[InputMediaPhoto | InputMediaDocument]
    ) -> list[Message]:
        chat = int(recipient.external_id)
        match pictures:
            case []:
                return []
            case [InputMediaPhoto() as one]:
                return [
                    await self._bot.send_photo(
                        chat, one.media, caption=one.caption, has_spoiler=True, protect_content=True
                    )
                ]
            case [one]:
                return [await self._bot.send_document(chat, one.media, caption=one.caption, protect_content=True)]
        return await self._bot.send_media_group(chat, list[MediaUnion](pictures), protect_content=True)

    async def _empty(self, chat: str, message: str, text: str) -> None:
        """Let a message of the bot's own say nothing but this, be it a text or a file: pins can't be made one."""
        try:
            await self._bot.edit_message_text(text, chat_id=int(chat), message_id=int(message))
        except TelegramBadRequest as error:
            if NO_TEXT in error.message:
                file = BufferedInputFile(text.encode(), filename="-.txt")
                instead = InputMediaDocument(media=file, caption=text)
                with suppress(TelegramBadRequest):
                    await self._bot.edit_message_media(instead, chat_id=int(chat), message_id=int(message))

    async def _rewrite(self, sent: SentCard, card: Card) -> bool:
        """Whether the card's message now shows `card`; not when it can't be edited any more."""
        try:
            await self._bot.edit_message_text(
                card.text, chat_id=int(sent.chat), message_id=int(sent.message), reply_markup=card.keyboard
            )
        except TelegramBadRequest as error:
            if is_unchanged(error):
                return True
            if is_gone(error):
                return False
            raise
        return True

    async def _purge(self, recipient: Recipient, check_id: int, messages: Sequence[tuple[str, str]]) -> None:
        """Delete messages with pictures, and report which are gone: the others are tried again later. What is the fault
        of the way to Telegram is raised, so that nothing that says "deleted" passes by.
        """
        gone: list[tuple[str, str]] = []
        failed: list[Failed] = []
        try:
            for chat, message in messages:
                refusal = await self._refusal(recipient, chat, message)
                if refusal is None:
                    gone.append((chat, message))
                else:
                    failed.append(refusal)
        finally:
            if gone or failed:
                await purges.report(self._store, check_id, recipient.key, gone, failed)

    async def _refusal(self, recipient: Recipient, chat: str, message: str) -> Failed | None:
        """Delete one message; why that is not possible now. None: it is gone."""
        try:
            await self._bot.delete_message(int(chat), int(message))
        except TelegramBadRequest as error:
            if any(text in error.message.lower() for text in LOGGED_OUT):
                raise
            if "message to delete not found" in error.message.lower():
                return None
            too_old = "can't be deleted" in error.message.lower()
            return Failed(chat, message, "too old" if too_old else "refused", for_good=too_old)
        except TelegramForbiddenError:
            if recipient.key.startswith("staff:") and chat == recipient.external_id:
                raise
            return Failed(chat, message, "not in the chat")
        except TelegramMigrateToChat:
            return Failed(chat, message, "chat has moved", for_good=True)
        return None

    async def _delete(
        self, messages: list[tuple[str, str]], until_done_in: Recipient | None = None, left: str | None = None
    ) -> None:
        """Delete messages; those that are gone already are passed over, and those that are too old to be deleted say
        nothing any more, or what is `left` to say. In a chat that the bot is not in they stay, unless it is the staff
        chat `until_done_in`: there it is tried until the bot is back.
        """
        insisted = until_done_in is not None and until_done_in.key.startswith("staff:")
        for chat, message in messages:
            try:
                await self._bot.delete_message(int(chat), int(message))
            except TelegramBadRequest as error:
                if "delete" not in error.message and "chat not found" not in error.message:
                    raise
                if TOO_OLD in error.message:
                    await self._empty(chat, message, left or erased())
            except TelegramForbiddenError:
                if insisted and until_done_in is not None and chat == until_done_in.external_id:
                    raise
            except TelegramMigrateToChat:
                continue
