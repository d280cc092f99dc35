"""Chats: members and their rights, messages, topics and pins."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Literal

from sandbox.accounts import Account
from sandbox.wire import Json

Kind = Literal["private", "group", "supergroup"]

RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_send_welcome_messages",
)
GROUP_RIGHTS = ("can_pin_messages", "can_manage_topics", "can_manage_tags")
DEFAULT_RIGHTS = frozenset({*RIGHTS, *GROUP_RIGHTS} - {"can_promote_members", "can_manage_tags"})


@dataclass(eq=False, slots=True)
class Member:
    """Somebody's place in a group. `status` as in the Bot API: creator, administrator, member, left or kicked."""

    account: Account
    status: str = "member"
    rights: frozenset[str] = frozenset()
    anonymous: bool = False
    title: str | None = None
    link: str | None = None

    @property
    def present(self) -> bool:
        """Whether they are in the group now."""
        return self.status not in {"left", "kicked"}

    @property
    def administers(self) -> bool:
        """Whether they are its owner or an administrator."""
        return self.status in {"creator", "administrator"}

    def may(self, right: str) -> bool:
        """Whether they have this administrator's right."""
        return self.status == "creator" or (self.status == "administrator" and right in self.rights)

    def wire(self, *, supergroup: bool) -> Json:
        """Telegram's `ChatMember`."""
        wire: Json = {"user": self.account.user(), "status": self.status}
        if self.status == "kicked":
            wire["until_date"] = 0
        if self.administers:
            wire["is_anonymous"] = self.anonymous
            if self.title:
                wire["custom_title"] = self.title
        if self.status == "administrator":
            names = RIGHTS + (GROUP_RIGHTS if supergroup else GROUP_RIGHTS[:1])
            wire["can_be_edited"] = False
            wire |= {name: name in self.rights for name in names}
        return wire


@dataclass(eq=False, slots=True)
class Entry:
    """A message as the chat keeps it. `wire` is replaced, never changed, when the message is edited.

    `event` is of its last change, `posted` of when it was sent.
    """

    wire: Json
    author: Account
    markup: Json | None
    event: int
    files_for: int
    posted: int = 0

    @property
    def message_id(self) -> int:
        """Its number in this chat."""
        number: int = self.wire["message_id"]
        return number


@dataclass(eq=False, slots=True)
class Chat:
    """A private chat of one person with one bot, or a group."""

    id: int
    kind: Kind
    number: Callable[[], int]
    title: str = ""
    username: str | None = None
    person: Account | None = None
    bot: Account | None = None
    forum: bool = False
    started: bool = False
    blocked: bool = False
    moved_to: int | None = None
    former: Chat | None = None
    members: dict[int, Member] = field(default_factory=dict)
    messages: dict[int, Entry] = field(default_factory=dict)
    pinned: list[int] = field(default_factory=list)
    topics: dict[int, Json] = field(default_factory=dict)
    links: dict[str, Json] = field(default_factory=dict)
    requests: dict[int, Json] = field(default_factory=dict)
    keyboards: dict[int, tuple[Json, int]] = field(default_factory=dict)
    last_action: dict[int, int] = field(default_factory=dict)
    last_read: dict[int, int] = field(default_factory=dict)
    typing: dict[int, str] = field(default_factory=dict)
    _waiting: list[asyncio.Future[None]] = field(default_factory=list)

    @property
    def private(self) -> bool:
        """Whether it is a person's chat with a bot."""
        return self.kind == "private"

    @property
    def supergroup(self) -> bool:
        """Whether it is a supergroup."""
        return self.kind == "supergroup"

    def wire(self) -> Json:
        """Telegram's `Chat`."""
        wire: Json = {"id": self.id, "type": self.kind}
        if self.person is not None:
            wire |= {
                key: value
                for key, value in (
                    ("first_name", self.person.first_name),
                    ("last_name", self.person.last_name),
                    ("username", self.person.username),
                )
                if value
            }
        else:
            wire["title"] = self.title
        if self.username:
            wire["username"] = self.username
        if self.forum:
            wire["is_forum"] = True
        return wire

    def member(self, user_id: int) -> Member | None:
        """Who is, or was, in the group."""
        return self.members.get(user_id)

    def has(self, user_id: int) -> bool:
        """Whether they are in this chat now."""
        if self.private:
            return user_id in {self.id, self.bot.id if self.bot else 0}
        member = self.members.get(user_id)
        return member is not None and member.present

    @property
    def readers(self) -> list[int]:
        """Who reads it, by id: whose private chat it is, or everybody in the group."""
        return [self.id] if self.private else [one.account.id for one in self.members.values() if one.present]

    def is_news(self, entry: Entry, reader: int) -> bool:
        """Whether the message came since they last read the chat, or did something there."""
        known = max(self.last_action.get(reader, 0), self.last_read.get(reader, 0))
        return entry.author.id != reader and entry.posted > known

    def news(self, reader: int) -> int:
        """How many messages are news to them."""
        return sum(self.is_news(entry, reader) for entry in self.messages.values())

    def history(self) -> list[tuple[Chat, Entry]]:
        """What people see, oldest first: also what was written before the group became a supergroup."""
        before = self.former.history() if self.former else []
        return before + [(self, entry) for entry in self.messages.values()]

    def changed(self) -> None:
        """Wake everybody who waits for something in this chat."""
        waiting, self._waiting = self._waiting, []
        for future in waiting:
            if not future.done():
                future.set_result(None)

    async def change(self, seconds: float) -> None:
        """Wait until something changes here, at most so many seconds. Raises TimeoutError."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(future)
        async with asyncio.timeout(seconds):
            await future


def numbering(start: int = 1) -> Callable[[], int]:
    """Message ids: one after the other."""
    return count(start).__next__
