"""Which files still show somewhere."""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.chats import Chat
from sandbox.files import StoredFile
from sandbox.world import FILE_FIELDS, World


@dataclass(frozen=True, slots=True)
class FileSeen:
    """A file that a message shows."""

    kind: str
    data: bytes
    unique_id: str
    chat: Chat
    message_id: int

    def __repr__(self) -> str:
        where = self.chat.title or (self.chat.person.name if self.chat.person else "")
        return f"<{self.kind} {self.unique_id} in message {self.message_id} of {where}>"


def files_seen(world: World) -> list[FileSeen]:
    """All files that messages show; of a photo its largest size, once for each message."""
    chats = [chat for bot in world.bots.values() for chat in bot.chats.values()] + list(world.groups.values())
    return [
        FileSeen(stored.kind, stored.data, stored.unique_id, chat, entry.message_id)
        for chat in chats
        for entry in chat.messages.values()
        for stored in _files_of(world, entry.wire)
    ]


def _files_of(world: World, wire: dict[str, object]) -> list[StoredFile]:
    shown = [wire[name] for name in FILE_FIELDS if name in wire]
    photo = wire.get("photo")
    if isinstance(photo, list):
        shown.append(photo[-1])
    ids = [part["file_unique_id"] for part in shown if isinstance(part, dict)]
    return [stored for unique_id in ids if (stored := world.files.by_unique_id(unique_id))]
