"""What the methods share: how they are found, and how they read the parameters that many of them take."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sandbox import entities, keyboards
from sandbox.bots import Bot
from sandbox.chats import Chat, Entry
from sandbox.request import Call
from sandbox.wire import ApiError, Json, bad_request, forbidden, too_many_requests
from sandbox.world import World

MAX_TEXT = 4096
MAX_CAPTION = 1024
MAX_RAW_TEXT = 32768

Method = Callable[["Api", Call], Any]
METHODS: dict[str, Method] = {}


def method(name: str) -> Callable[[Method], Method]:
    """Register a method of the Bot API. Names are looked up regardless of case, as Telegram does."""

    def register(function: Method) -> Method:
        METHODS[name.lower()] = function
        return function

    return register


class Api:
    """The world, as seen by a call."""

    def __init__(self, world: World) -> None:
        self.world = world

    def chat(self, call: Call) -> Chat:
        """The chat that `chat_id` names: it may be read.

        Raises Telegram's refusals of chats that are unknown, have moved or are closed to the bot.
        """
        chat = self._named(call.bot, call.text("chat_id"))
        if chat.private:
            return chat
        if chat.moved_to is not None:
            raise ApiError(
                400,
                "Bad Request: group chat was upgraded to a supergroup chat",
                {"migrate_to_chat_id": chat.moved_to},
            )
        member = chat.member(call.bot.id)
        if member is None:
            raise bad_request("chat not found")
        kind = "supergroup" if chat.supergroup else "group"
        if member.status == "kicked":
            raise forbidden(f"bot was kicked from the {kind} chat")
        if member.status == "left":
            raise forbidden(f"bot is not a member of the {kind} chat")
        return chat

    def chat_to_write(self, call: Call) -> Chat:
        """The chat that `chat_id` names: the bot may write there. Raises Telegram's refusals."""
        chat = self.chat(call)
        if chat.private:
            if chat.person and chat.person.deactivated:
                raise forbidden("user is deactivated")
            if chat.blocked:
                raise forbidden("bot was blocked by the user")
            if not chat.started:
                raise forbidden("bot can't initiate conversation with a user")
        return chat

    def _named(self, bot: Bot, name: str) -> Chat:
        if not name:
            raise bad_request("chat_id is empty")
        if name.startswith("@"):
            for chat in self.world.groups.values():
                if chat.username and chat.username.lower() == name[1:].lower():
                    return chat
            raise bad_request("chat not found")
        try:
            chat_id = int(name)
        except ValueError:
            raise bad_request("chat not found") from None
        if chat_id < 0:
            group = self.world.groups.get(chat_id)
            if group is None:
                raise bad_request("chat not found")
            return group
        if any(other.id == chat_id for other in self.world.bots.values()):
            raise forbidden("bot can't send messages to bots")
        person = self.world.people.get(chat_id)
        if person is None or not bot.knows(chat_id, self.world.groups):
            raise bad_request("chat not found")
        return self.world.private_chat(person, bot)

    def message(self, call: Call, chat: Chat, what: str, name: str = "message_id") -> Entry:
        """The message a parameter names. Raises Telegram's "`what` not found"."""
        if not call.text(name):
            raise bad_request("message identifier is not specified")
        entry = chat.messages.get(call.integer(name))
        if entry is None:
            raise bad_request(f"{what} not found")
        return entry

    def formatted(self, text: str, mode: str | None, given: Any, bot: Bot) -> tuple[str, list[Json]]:
        """Text and entities as Telegram keeps them. Raises Telegram's refusals."""
        if len(text.encode(errors="surrogatepass")) > MAX_RAW_TEXT:
            raise bad_request("text is too long")
        try:
            parsed, found = entities.parse(text, mode, given if isinstance(given, list) else None)
        except entities.BadEntities as refusal:
            raise bad_request(refusal.description) from None
        if any(entity["type"] == "text_mention" for entity in found):
            found = [entity for entity in found if self._known_mention(entity, bot)]
        return parsed, found

    def text(self, call: Call) -> Json:
        """`text` and `entities` of a message. Raises Telegram's refusals."""
        raw = call.text("text")
        if not raw:
            raise bad_request("message text is empty")
        text, found = self.formatted(raw, call.text("parse_mode"), call.data("entities", "entities"), call.bot)
        if not text or entities.is_empty(text):
            raise bad_request("text must be non-empty")
        if entities.length(text) > MAX_TEXT:
            raise bad_request("message is too long")
        return {"text": text, "entities": found} if found else {"text": text}

    def caption(self, source: Json, bot: Bot) -> Json:
        """`caption` and `caption_entities`, from a call's parameters or an InputMedia. Raises Telegram's refusals."""
        raw = source.get("caption")
        if not raw:
            return {}
        given = source.get("caption_entities")
        if isinstance(given, str):
            given = Call(bot, "", source, {}).data("caption_entities", "caption entities")
        text, found = self.formatted(str(raw), source.get("parse_mode"), given, bot)
        if entities.length(text) > MAX_CAPTION:
            raise bad_request("message caption is too long")
        if not text:
            return {}
        return {"caption": text, "caption_entities": found} if found else {"caption": text}

    def _known_mention(self, entity: Json, bot: Bot) -> bool:
        if entity["type"] != "text_mention":
            return True
        person = self.world.people.get(entity["user"]["id"])
        if person is None or not bot.knows(person.id, self.world.groups):
            return False
        entity["user"] = person.user()
        return True

    def markup(self, call: Call, chat: Chat) -> Json | None:
        """The reply markup. Raises Telegram's refusals."""
        return keyboards.checked(call.params.get("reply_markup"), private=chat.private)

    def placed(self, call: Call, chat: Chat) -> Json:
        """What the message answers, its topic and its protection: fields of `Message`. Raises Telegram's refusals."""
        fields: Json = {}
        thread = call.integer("message_thread_id")
        if thread:
            if not chat.forum or thread not in chat.topics:
                raise bad_request("message thread not found")
            fields = {"message_thread_id": thread, "is_topic_message": True}
        replied = self._replied(call, chat)
        if replied:
            fields["reply_to_message"] = {key: value for key, value in replied.items() if key != "reply_to_message"}
        if call.flag("protect_content"):
            fields["has_protected_content"] = True
        return fields

    def _replied(self, call: Call, chat: Chat) -> Json | None:
        asked = call.data("reply_parameters", "reply parameters")
        if asked is None:
            asked = call.params | {"message_id": call.params.get("reply_to_message_id"), "chat_id": None}
        elif not isinstance(asked, dict):
            raise bad_request("object expected as reply parameters")
        parameters = Call(call.bot, call.method, asked, {})
        message_id = parameters.integer("message_id")
        if not message_id:
            return None
        here = parameters.integer("chat_id", chat.id) == chat.id
        entry = chat.messages.get(message_id) if here else None
        if entry is None and not (here and parameters.flag("allow_sending_without_reply")):
            raise bad_request("message to be replied not found")
        return entry.wire if entry else None

    def pace(self, bot: Bot, chat: Chat, messages: int = 1) -> None:
        """Count what is about to be sent. Raises ApiError 429 if it is too much."""
        if bot.limits is None:
            return
        for _ in range(messages):
            wait = bot.limits.check(chat.id, is_group=not chat.private, now=self.world.now().timestamp())
            if wait is not None:
                raise too_many_requests(wait)

    def sent(self, call: Call, chat: Chat, content: Json, fields: Json, markup: Json | None) -> Json:
        """Send it, and return the `Message`."""
        entry = self.world.post(chat, call.bot, content, markup=markup, files_for=call.bot.id, **fields)
        return entry.wire

    def needs(self, chat: Chat, bot: Bot, right: str, refusal: str) -> None:
        """Raise the refusal unless the bot has this administrator's right in the group."""
        member = chat.member(bot.id)
        if not (member and member.may(right)):
            raise bad_request(refusal)
