"""The world: who exists, which chats there are, and how a message gets into one and out to those who may see it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from typing import Any

from sandbox.accounts import ANONYMOUS, Account
from sandbox.bots import Bot
from sandbox.chats import Chat, Entry, Member, numbering
from sandbox.events import Events
from sandbox.files import FileStore
from sandbox.keyboards import inline
from sandbox.wire import Json

Clock = Callable[[], datetime]
FILE_FIELDS = ("document", "voice", "sticker", "video", "audio", "animation")


def real_time() -> datetime:
    """Now, in UTC."""
    return datetime.now(UTC)


class World:
    """Everything there is. All changes go through here, so that people, bots and the page see the same."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.bots: dict[str, Bot] = {}
        self.people: dict[int, Account] = {}
        self.groups: dict[int, Chat] = {}
        self.files = FileStore()
        self.events = Events()
        self.webhook_changed: Callable[[Bot], None] = lambda _: None
        self.next_event = count(1).__next__
        self.next_person_id = count(500_000_001).__next__
        self.next_group_number = count(4_000_000_001).__next__

    def now(self) -> datetime:
        """By the sandbox's clock."""
        return self.clock()

    def timestamp(self) -> int:
        """Seconds since 1970, by the sandbox's clock."""
        return int(self.clock().timestamp())

    def private_chat(self, person: Account, bot: Bot) -> Chat:
        """The chat of the two, begun or not."""
        chat = bot.chats.get(person.id)
        if chat is None:
            chat = Chat(person.id, "private", bot.number, person=person, bot=bot)
            bot.chats[person.id] = chat
        return chat

    def new_group(self, title: str, *, supergroup: bool, forum: bool, username: str | None = None) -> Chat:
        """A group without members."""
        number = self.next_group_number()
        chat_id = -1_000_000_000_000 - number if supergroup else -number
        chat = Chat(
            chat_id, "supergroup" if supergroup else "group", numbering(), title=title, username=username, forum=forum
        )
        self.groups[chat.id] = chat
        return chat

    def bots_in(self, chat: Chat) -> list[Bot]:
        """The bots in this chat."""
        if chat.private:
            return [chat.bot] if isinstance(chat.bot, Bot) else []
        return [bot for bot in self.bots.values() if chat.has(bot.id)]

    def post(
        self,
        chat: Chat,
        author: Account,
        content: Json,
        *,
        markup: Json | None = None,
        files_for: int = 0,
        **more: Any,
    ) -> Entry:
        """Put a message into the chat and tell everybody who may see it. `more` are further fields of `Message`."""
        wire: Json = {"message_id": chat.number(), **self._sender(chat, author), "chat": chat.wire()}
        wire["date"] = self.timestamp()
        wire |= more
        wire |= content
        if "forum_topic_created" in content:
            wire["message_thread_id"] = wire["message_id"]
        shown = inline(markup)
        if shown:
            wire["reply_markup"] = shown
        event = self.next_event()
        entry = Entry(wire, author, markup, event, files_for, event)
        chat.messages[entry.message_id] = entry
        if markup and not shown:
            self._keyboard(chat, entry, markup)
        chat.typing.pop(author.id, None)
        self._tell(chat, entry, "message")
        return entry

    def edit(self, chat: Chat, entry: Entry, wire: Json, *, silent: bool = False) -> None:
        """Replace a message's content. A change of the buttons alone (`silent`) isn't marked as an edit."""
        if not silent:
            wire["edit_date"] = self.timestamp()
        entry.wire = wire
        entry.event = self.next_event()
        self._tell(chat, entry, "edited_message")

    def delete(self, chat: Chat, message_id: int) -> bool:
        """Take a message away for everybody in the chat."""
        entry = chat.messages.pop(message_id, None)
        if entry is None:
            return False
        if message_id in chat.pinned:
            chat.pinned.remove(message_id)
        for user_id, (_, shown_by) in list(chat.keyboards.items()):
            if shown_by == message_id:
                self.show_keyboard(chat, user_id, None)
        missed = [reader for reader in chat.readers if chat.is_news(entry, reader)]
        self.events.publish(
            "deleted", lambda: {"chat": self.address(chat), "message_id": message_id, "missed_by": missed}
        )
        chat.changed()
        return True

    def show_keyboard(self, chat: Chat, user_id: int, shown: tuple[Json, int] | None) -> None:
        """Put a keyboard, by the number of its message, under somebody's text field, or take it away."""
        if shown:
            chat.keyboards[user_id] = shown
        elif chat.keyboards.pop(user_id, None) is None:
            return
        markup = shown[0] if shown and "keyboard" in shown[0] else None
        self.events.publish(
            "keyboard", lambda: {"chat": self.address(chat), "person": user_id, "reply_keyboard": markup}
        )

    def acted(self, chat: Chat, person: Account) -> None:
        """Remember that the person did something in the chat: what comes after it is news to them."""
        chat.last_action[person.id] = self.next_event()
        self._tell_read(chat, person)

    def read(self, chat: Chat, person: Account, up_to: int | None = None) -> None:
        """Remember that what stands in the chat by now is no news to the person, or what stood there when the message
        whose `event` is `up_to` was the last to change.
        """
        now = self.next_event()
        read = now if up_to is None else min(up_to, now)
        chat.last_read[person.id] = max(chat.last_read.get(person.id, 0), read)
        self._tell_read(chat, person)

    def _tell_read(self, chat: Chat, person: Account) -> None:
        self.events.publish(
            "read", lambda: {"chat": self.address(chat), "person": person.id, "news": chat.news(person.id)}
        )

    def service(self, chat: Chat, author: Account, **content: Any) -> Entry:
        """A service message, such as `new_chat_members`."""
        return self.post(chat, author, content)

    def address(self, chat: Chat) -> Json:
        """The chat as the page names it: its id, and for a private chat the bot's."""
        return {"id": chat.id, "bot": chat.bot.id if chat.bot else None, "type": chat.kind}

    def tell_member_changed(self, chat: Chat, by: Account, old: Json, new: Json, link: Json | None = None) -> None:
        """Send my_chat_member to the bot it is about, chat_member to bots that administer the group."""
        payload: Json = {
            "chat": chat.wire(),
            "from": by.user(),
            "date": self.timestamp(),
            "old_chat_member": old,
            "new_chat_member": new,
        }
        if link:
            payload["invite_link"] = link
        user_id = new["user"]["id"]
        for bot in self.bots.values():
            if bot.id == user_id:
                bot.updates.push("my_chat_member", payload, f"chat {chat.id}")
                continue
            member = chat.member(bot.id)
            if member and member.administers:
                bot.updates.push("chat_member", payload, f"chat {chat.id}")
        self.events.publish("member", lambda: payload)
        chat.changed()

    def wire_for(self, bot: Bot, entry: Entry) -> Json:
        """The message as this bot gets it: file ids are its own."""
        wire = entry.wire
        if entry.files_for in {0, bot.id}:
            return wire
        changed: Json = {}
        for name in FILE_FIELDS:
            if name in wire:
                changed[name] = wire[name] | {"file_id": self._own_id(bot, wire[name])}
        if "photo" in wire:
            changed["photo"] = [size | {"file_id": self._own_id(bot, size)} for size in wire["photo"]]
        return wire | changed if changed else wire

    def _own_id(self, bot: Bot, wire: Json) -> str:
        stored = self.files.by_unique_id(wire["file_unique_id"])
        if stored is None:
            raise LookupError(wire["file_unique_id"])
        return self.files.id_for(bot.id, stored)

    def _sender(self, chat: Chat, author: Account) -> Json:
        member = chat.members.get(author.id)
        if member and member.anonymous:
            return {"from": ANONYMOUS.user(), "sender_chat": chat.wire()}
        return {"from": author.user()}

    def _keyboard(self, chat: Chat, entry: Entry, markup: Json) -> None:
        """A reply keyboard shows with everybody, or with those a selective one is for."""
        for user_id in [chat.id] if chat.private else [member.account.id for member in chat.members.values()]:
            if markup.get("selective") and not chat.private and not _addressed(entry.wire, user_id):
                continue
            shown = None if "remove_keyboard" in markup else (markup, entry.message_id)
            self.show_keyboard(chat, user_id, shown)

    def _tell(self, chat: Chat, entry: Entry, kind: str) -> None:
        if not entry.author.is_bot or is_service(entry.wire):
            for bot in self.bots_in(chat):
                if self._reaches(bot, chat, entry):
                    bot.updates.push(kind, self.wire_for(bot, entry), f"chat {chat.id}")
        self.events.publish(
            kind,
            lambda: {
                "chat": self.address(chat),
                "message": entry.wire,
                "markup": entry.markup,
                "author": entry.author.id,
                "event": entry.event,
            },
        )
        chat.changed()

    def _reaches(self, bot: Bot, chat: Chat, entry: Entry) -> bool:
        """Telegram's group privacy mode: commands, replies to the bot and service messages, unless it administers."""
        if chat.private:
            return not chat.blocked
        member = chat.members[bot.id]
        if not bot.privacy or member.administers or is_service(entry.wire):
            return True
        replied = entry.wire.get("reply_to_message")
        if replied and replied.get("from", {}).get("id") == bot.id:
            return True
        return _is_command_for(bot, entry.wire)

    def member(self, chat: Chat, account: Account) -> Member:
        """Their place in the group; somebody who never was there has left."""
        return chat.members.get(account.id) or Member(account, "left")


_SERVICE = frozenset(
    {
        "new_chat_members",
        "left_chat_member",
        "new_chat_title",
        "pinned_message",
        "migrate_to_chat_id",
        "migrate_from_chat_id",
        "forum_topic_created",
        "group_chat_created",
        "supergroup_chat_created",
    }
)


def is_service(wire: Json) -> bool:
    """Whether the message tells of something that happened in the chat, such as somebody joining."""
    return not _SERVICE.isdisjoint(wire)


def _addressed(wire: Json, user_id: int) -> bool:
    replied = wire.get("reply_to_message")
    if replied and replied.get("from", {}).get("id") == user_id:
        return True
    return any(entity.get("user", {}).get("id") == user_id for entity in wire.get("entities", ()))


def _is_command_for(bot: Bot, wire: Json) -> bool:
    text: str = wire.get("text", "")
    if not text.startswith("/"):
        return False
    _, at, name = text.split(None, 1)[0].partition("@")
    return not at or name.lower() == (bot.username or "").lower()
