"""A bot: its account, what BotFather keeps about it, and its private chats."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from sandbox.accounts import Account
from sandbox.chats import Chat, numbering
from sandbox.limits import SendingLimits
from sandbox.updates import UpdateQueue
from sandbox.wire import Json


@dataclass(eq=False, slots=True)
class Query:
    """A tap on an inline button, and the answer that the person saw. `twice`: the tap reached the bot twice."""

    person_id: int
    at: datetime
    deliver: Callable[[Json], None]
    twice: bool = False
    answer: Json | None = None


@dataclass(slots=True)
class Profile:
    """Texts and commands; by language, "" being everybody's."""

    names: dict[str, str] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    short_descriptions: dict[str, str] = field(default_factory=dict)
    commands: dict[tuple[str, str], list[Json]] = field(default_factory=dict)


class Bot(Account):
    """A bot that a program runs by this token."""

    def __init__(
        self, token: str, username: str, first_name: str, *, now: Callable[[], datetime], privacy: bool = True
    ) -> None:
        super().__init__(int(token.split(":", 1)[0]), first_name, username=username, is_bot=True)
        self.token = token
        self.privacy = privacy
        self.profile = Profile()
        self.updates = UpdateQueue(now)
        self.chats: dict[int, Chat] = {}
        self.queries: dict[str, Query] = {}
        self.unseen_answers: list[str] = []
        self.webhook: Json | None = None
        self.logged_out = False
        self.number = numbering()
        self.limits: SendingLimits | None = None

    def me(self) -> Json:
        """Telegram's `User`, as getMe returns it."""
        return self.user() | {
            "can_join_groups": True,
            "can_read_all_group_messages": not self.privacy,
            "supports_inline_queries": False,
            "can_connect_to_business": False,
            "has_main_web_app": False,
        }

    def knows(self, user_id: int, groups: dict[int, Chat]) -> bool:
        """Whether the bot has met this user, so that Telegram lets it name them."""
        return user_id in self.chats or any(
            chat.has(user_id) and chat.has(self.id) for chat in groups.values() if chat.moved_to is None
        )
