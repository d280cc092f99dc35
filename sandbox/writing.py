"""What a person sends, changes and takes back."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from sandbox import entities
from sandbox.bots import Bot
from sandbox.chats import Chat, Entry
from sandbox.files import drawn_picture
from sandbox.groups import Group
from sandbox.methods.forwarding import forward_content
from sandbox.methods.scope import MAX_TEXT
from sandbox.reading import Reader
from sandbox.view import Message
from sandbox.wire import Json
from sandbox.world import World

Place = Group | Bot | None


class Writer(Reader):
    """A person who writes. `to`: a group or a bot; None is the private chat with the only bot.

    Nothing here waits for the bot. What the app wouldn't let a person do raises AssertionError.
    """

    def __init__(
        self,
        world: World,
        person_id: int,
        first_name: str,
        *,
        last_name: str | None = None,
        username: str | None = None,
        language: str | None = None,
        phone: str | None = None,
        location: tuple[float, float] | None = None,
    ) -> None:
        super().__init__(world, person_id, first_name, last_name=last_name, username=username, language=language)
        self.phone = phone
        self.location = location

    async def says(
        self, text: str, *, to: Place = None, reply_to: Message | None = None, topic: int | None = None
    ) -> Message:
        """Send a text."""
        parsed, found = entities.parse(text, None)
        if entities.is_empty(parsed) or entities.length(parsed) > MAX_TEXT:
            raise AssertionError(f"the app sends 1 to {MAX_TEXT} characters")
        return self._send(to, {"text": parsed, "entities": found} if found else {"text": parsed}, reply_to, topic)

    async def shares_contact(
        self, *, of: Writer | None = None, phone: str | None = None, name: str | None = None, to: Place = None
    ) -> Message:
        """Share their own number, somebody else's (`of`), or one that belongs to no account (`phone`, `name`)."""
        contact: Json
        if of is None and phone is not None:
            contact = {"phone_number": phone, "first_name": name or "Somebody"}
        else:
            owner = of or self
            number = phone or owner.phone
            if number is None:
                raise AssertionError(f"{owner.name} has no telephone number")
            contact = {"phone_number": number, "first_name": name or owner.first_name, "user_id": owner.id}
            if owner.last_name and not name:
                contact["last_name"] = owner.last_name
        return self._send(to, {"contact": contact})

    async def shares_location(
        self,
        latitude: float,
        longitude: float,
        *,
        to: Place = None,
        forwarded_from: Writer | None = None,
        live_period: int | None = None,
        accuracy: float | None = None,
        reply_to: Message | None = None,
    ) -> Message:
        """Share a place in degrees; `live_period` in seconds, `accuracy` in metres."""
        location: Json = {"latitude": latitude, "longitude": longitude}
        if live_period:
            location["live_period"] = live_period
        if accuracy:
            location["horizontal_accuracy"] = accuracy
        content: Json = {"location": location}
        if forwarded_from:
            origin = {"type": "user", "date": self.world.timestamp(), "sender_user": forwarded_from.user()}
            content["forward_origin"] = origin
        return self._send(to, content, reply_to)

    async def sends_photo(
        self,
        data: bytes | None = None,
        caption: str | None = None,
        *,
        to: Place = None,
        spoiler: bool = False,
        reply_to: Message | None = None,
    ) -> Message:
        """Send a picture; without `data`, one that is drawn. Raises ApiError for what is no picture."""
        content = self._photo(self.chat(to), data) | _caption(caption)
        return self._send(to, content | ({"has_media_spoiler": True} if spoiler else {}), reply_to)

    async def sends_album(
        self, pictures: Sequence[bytes | None] = (None, None), caption: str | None = None, *, to: Place = None
    ) -> list[Message]:
        """Send pictures that belong together, two to ten; the caption stands under the first."""
        if not 2 <= len(pictures) <= 10:
            raise AssertionError("an album has two to ten pictures")
        chat = self.chat(to)
        group = {"media_group_id": str(secrets.randbits(56))}
        contents = [group | self._photo(chat, data) for data in pictures]
        contents[0] |= _caption(caption)
        return [self._send(to, content) for content in contents]

    async def sends_file(
        self,
        data: bytes = b"%PDF-1.4\n%%EOF\n",
        *,
        name: str = "document.pdf",
        mime_type: str = "application/pdf",
        caption: str | None = None,
        to: Place = None,
    ) -> Message:
        """Send a file."""
        return self._send(to, self._file(self.chat(to), data, "document", name, mime_type) | _caption(caption))

    async def sends_sticker(self, *, to: Place = None) -> Message:
        """Send a sticker."""
        return self._send(to, self._file(self.chat(to), b"RIFF\x04\x00\x00\x00WEBP", "sticker", None, "image/webp"))

    async def sends_voice(self, *, to: Place = None, reply_to: Message | None = None) -> Message:
        """Send a voice message."""
        return self._send(to, self._file(self.chat(to), b"OggS\x00", "voice", None, "audio/ogg"), reply_to)

    async def forwards(self, message: Message, *, to: Place = None) -> Message:
        """Forward a message from any of their chats."""
        entry = self._entry(message)
        if message.protected:
            raise AssertionError("the message is protected: it can't be forwarded")
        content = forward_content(entry)
        return self._send(to, content, files_for=entry.files_for)

    async def edits(self, message: Message, text: str) -> Message:
        """Change the text or caption of their own message."""
        entry = self._own(message)
        parsed, found = entities.parse(text, None)
        prefix, name = ("", "text") if "text" in entry.wire else ("caption_", "caption")
        wire = {key: value for key, value in entry.wire.items() if key != f"{prefix}entities"} | {name: parsed}
        if found:
            wire[f"{prefix}entities"] = found
        return self._edit(message.chat, entry, wire)

    async def moves(self, message: Message, latitude: float, longitude: float) -> Message:
        """Be somewhere else while sharing a live location."""
        entry = self._own(message)
        if not entry.wire.get("location", {}).get("live_period"):
            raise AssertionError("the message shares no live location")
        location = entry.wire["location"] | {"latitude": latitude, "longitude": longitude}
        return self._edit(message.chat, entry, entry.wire | {"location": location})

    async def stops_sharing(self, message: Message) -> Message:
        """End a live location before its time."""
        entry = self._own(message)
        if not entry.wire.get("location", {}).get("live_period"):
            raise AssertionError("the message shares no live location")
        location = {key: value for key, value in entry.wire["location"].items() if key != "live_period"}
        return self._edit(message.chat, entry, entry.wire | {"location": location})

    async def deletes(self, message: Message) -> None:
        """Delete a message for everybody: their own, anyone's in a private chat or with the right in a group."""
        chat = message.chat
        entry = self._entry(message)
        member = chat.member(self.id)
        if not (entry.author is self or chat.private or (member and member.may("can_delete_messages"))):
            raise AssertionError(f"{self.name} may not delete message {message.message_id}")
        self.world.acted(chat, self)
        self.world.delete(chat, message.message_id)

    def _send(
        self,
        to: Place,
        content: Json,
        reply_to: Message | None = None,
        topic: int | None = None,
        *,
        files_for: int | None = None,
    ) -> Message:
        chat = self._open(to)
        more: Json = {}
        if topic is not None:
            if topic not in chat.topics:
                raise AssertionError(f"there is no topic {topic}")
            more = {"message_thread_id": topic, "is_topic_message": True}
        if reply_to is not None:
            replied = self._entry(reply_to).wire
            more["reply_to_message"] = {key: value for key, value in replied.items() if key != "reply_to_message"}
        self.world.acted(chat, self)
        chat.started = True
        entry = self.world.post(
            chat, self, content, files_for=self._bot_id(chat) if files_for is None else files_for, **more
        )
        return Message.of(chat, entry)

    def _open(self, where: Place) -> Chat:
        chat = self.chat(where)
        self._check_may_write(chat)
        return chat

    def _check_may_write(self, chat: Chat) -> None:
        if not chat.has(self.id):
            raise AssertionError(f"{self.name} isn't in {chat.title}")
        if chat.blocked:
            raise AssertionError(f"{self.name} has blocked the bot")

    def _bot_id(self, chat: Chat) -> int:
        bots = self.world.bots_in(chat)
        return bots[0].id if bots else next((bot.id for bot in self.world.bots.values()), 0)

    def _photo(self, chat: Chat, data: bytes | None) -> Json:
        files, bot_id = self.world.files, self._bot_id(chat)
        sizes = files.add_photo(drawn_picture(self.world.next_event()) if data is None else data)
        return {"photo": [files.wire(bot_id, size) for size in sizes]}

    def _file(self, chat: Chat, data: bytes, kind: str, name: str | None, mime_type: str) -> Json:
        files = self.world.files
        return {kind: files.wire(self._bot_id(chat), files.add(data, kind, name=name, mime_type=mime_type))}

    def _entry(self, message: Message) -> Entry:
        entry = message.chat.messages.get(message.message_id)
        if entry is None:
            raise AssertionError(f"message {message.message_id} is gone")
        return entry

    def _own(self, message: Message) -> Entry:
        entry = self._entry(message)
        if entry.author is not self:
            raise AssertionError(f"{self.name} didn't write message {message.message_id}")
        return entry

    def _edit(self, chat: Chat, entry: Entry, wire: Json) -> Message:
        self._check_may_write(chat)
        self.world.acted(chat, self)
        self.world.edit(chat, entry, wire)
        return Message.of(chat, entry)


def _caption(text: str | None) -> Json:
    if not text:
        return {}
    parsed, found = entities.parse(text, None)
    return {"caption": parsed, "caption_entities": found} if found else {"caption": parsed}
