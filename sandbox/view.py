"""What a person sees: messages, buttons, the keyboard under the text field, and a chat as a readable transcript."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from sandbox import entities
from sandbox.accounts import Account
from sandbox.chats import Chat, Entry
from sandbox.wire import Json


@dataclass(frozen=True, slots=True)
class Button:
    """An inline button. `wire` is Telegram's `InlineKeyboardButton`."""

    text: str
    wire: Json

    @property
    def data(self) -> str | None:
        """Its callback data."""
        return self.wire.get("callback_data")

    @property
    def style(self) -> str | None:
        """danger, success or primary."""
        return self.wire.get("style")

    @property
    def url(self) -> str | None:
        """Where it leads."""
        return self.wire.get("url")

    @property
    def copies(self) -> str | None:
        """The text it puts on the clipboard."""
        copy_text: Json | None = self.wire.get("copy_text")
        return copy_text["text"] if copy_text else None

    @property
    def disabled(self) -> bool:
        """Whether it does nothing."""
        return "disabled" in self.wire


@dataclass(frozen=True, slots=True)
class CallbackAnswer:
    """What the bot answered to a tap. `alert`: to be confirmed, not merely shown for a moment."""

    text: str | None
    alert: bool
    url: str | None = None


@dataclass(frozen=True, slots=True)
class ReplyKeyboard:
    """The keyboard under the text field. Cells of `wire` are Telegram's `KeyboardButton`."""

    wire: Json

    @property
    def rows(self) -> list[list[str]]:
        """The texts of the buttons."""
        return [[button["text"] for button in row] for row in self.wire["keyboard"]]

    @property
    def placeholder(self) -> str:
        """What stands in the empty text field."""
        text: str = self.wire.get("input_field_placeholder", "")
        return text

    def button(self, text: str) -> Json | None:
        """The button with this text, or else the first that contains it."""
        buttons = [button for row in self.wire["keyboard"] for button in row]
        exact = [button for button in buttons if button["text"] == text]
        return next(iter(exact or [button for button in buttons if text in button["text"]]), None)


@dataclass(frozen=True, slots=True)
class Message:
    """A message as it looked when it was looked at: it doesn't change when the message is edited."""

    wire: Json
    chat: Chat
    author: Account
    event: int

    @classmethod
    def of(cls, chat: Chat, entry: Entry) -> Message:
        """The message as it is now."""
        return cls(entry.wire, chat, entry.author, entry.event)

    @property
    def message_id(self) -> int:
        """Its number in the chat."""
        number: int = self.wire["message_id"]
        return number

    @property
    def text(self) -> str | None:
        """The text, without formatting."""
        return self.wire.get("text")

    @property
    def caption(self) -> str | None:
        """The caption, without formatting."""
        return self.wire.get("caption")

    @property
    def entities(self) -> list[Json]:
        """Formatting of the text or caption, offsets in UTF-16 units."""
        found: list[Json] = self.wire.get("entities") or self.wire.get("caption_entities") or []
        return found

    @property
    def html(self) -> str:
        """Text or caption with its formatting as Telegram's HTML."""
        return entities.to_html(self.text or self.caption or "", self.entities)

    @property
    def buttons(self) -> list[list[Button]]:
        """The inline keyboard, row by row."""
        markup: Json = self.wire.get("reply_markup") or {}
        return [[Button(button["text"], button) for button in row] for row in markup.get("inline_keyboard", ())]

    @property
    def button_texts(self) -> list[str]:
        """The texts of all inline buttons."""
        return [button.text for row in self.buttons for button in row]

    @property
    def photo(self) -> list[Json] | None:
        """The sizes of the picture."""
        return self.wire.get("photo")

    @property
    def document(self) -> Json | None:
        """The file."""
        return self.wire.get("document")

    @property
    def has_spoiler(self) -> bool:
        """Whether the picture is covered until it is tapped."""
        return bool(self.wire.get("has_media_spoiler"))

    @property
    def protected(self) -> bool:
        """Whether it can be neither forwarded nor saved."""
        return bool(self.wire.get("has_protected_content"))

    @property
    def venue(self) -> Json | None:
        """A place with name and address."""
        return self.wire.get("venue")

    @property
    def location(self) -> Json | None:
        """A point on the map."""
        return self.wire.get("location")

    @property
    def contact(self) -> Json | None:
        """A telephone number."""
        return self.wire.get("contact")

    @property
    def date(self) -> datetime:
        """When it was sent, in UTC."""
        return datetime.fromtimestamp(self.wire["date"], UTC)

    @property
    def edited(self) -> bool:
        """Whether it is marked as edited."""
        return "edit_date" in self.wire

    @property
    def media_group_id(self) -> str | None:
        """The album it belongs to."""
        return self.wire.get("media_group_id")

    @property
    def reply_to(self) -> int | None:
        """The number of the message it answers."""
        replied: Json | None = self.wire.get("reply_to_message")
        return replied["message_id"] if replied else None

    @property
    def topic(self) -> int | None:
        """The topic it stands in."""
        return self.wire.get("message_thread_id")

    @property
    def by_bot(self) -> bool:
        """Whether a bot wrote it."""
        return self.author.is_bot

    def contains(self, fragment: str) -> bool:
        """Whether it shows this text: in itself, a caption, a venue, a contact or a button."""
        return any(fragment in text for text in self.texts())

    def texts(self) -> Iterable[str]:
        """All texts it shows."""
        yield self.text or self.caption or ""
        if self.venue:
            yield self.venue["title"]
            yield self.venue["address"]
        if self.contact:
            yield self.contact["phone_number"]
            yield f"{self.contact['first_name']} {self.contact.get('last_name', '')}".strip()
        yield from self.button_texts

    def button(self, text: str) -> Button | None:
        """The button with this text, or else the first that contains it."""
        buttons = [button for row in self.buttons for button in row]
        exact = [button for button in buttons if button.text == text]
        return next(iter(exact or [button for button in buttons if text in button.text]), None)


def messages_of(chat: Chat) -> list[Message]:
    """All messages of the chat, oldest first."""
    return [Message.of(where, entry) for where, entry in chat.history()]


def heading(chat: Chat) -> str:
    """What the chat is called by somebody who sees all of them."""
    if chat.person and chat.bot:
        return f"{chat.person.name} with {chat.bot.name}"
    return chat.title


def transcript(chat: Chat) -> str:
    """The chat as text, for people to read."""
    lines = [f"──── {heading(chat)} ────"]
    for message in messages_of(chat):
        lines += _lines(message)
    if len(lines) == 1:
        lines.append("(nothing was said)")
    return "\n".join(lines)


def _lines(message: Message) -> list[str]:
    prefix = f"{message.date:%H:%M} {message.author.name}: "
    margin = " " * 8
    body = (_described(message) + (message.text or message.caption or "")).split("\n")
    lines = [prefix + body[0], *(margin + line for line in body[1:])]
    if message.edited:
        lines[-1] += "  (edited)"
    lines += [margin + " ".join(f"[{button.text}]" for button in row) for row in message.buttons]
    return lines


def _described(message: Message) -> str:
    marks = [
        mark
        for mark, there in (
            ("forwarded", "forward_origin" in message.wire),
            ("photo", message.photo),
            ("under a spoiler", message.has_spoiler),
            ("protected", message.protected),
            ("sticker", "sticker" in message.wire),
            ("voice message", "voice" in message.wire),
            ("pinned a message", "pinned_message" in message.wire),
        )
        if there
    ]
    if message.document:
        marks.append(f"file {message.document.get('file_name', '')}")
    if message.contact:
        marks.append(f"contact {message.contact['first_name']} {message.contact['phone_number']}")
    if message.venue:
        marks.append(f"venue {message.venue['title']}, {message.venue['address']}")
    elif message.location:
        marks.append(f"location {message.location['latitude']:.5f}, {message.location['longitude']:.5f}")
    for field, verb in (("new_chat_members", "joined"), ("left_chat_member", "left")):
        users = message.wire.get(field)
        if users:
            marks.append(
                f"{', '.join(user['first_name'] for user in (users if isinstance(users, list) else [users]))} {verb}"
            )
    if "forum_topic_created" in message.wire:
        marks.append(f"opened the topic {message.wire['forum_topic_created']['name']}")
    return f"«{', '.join(marks)}» " if marks else ""
