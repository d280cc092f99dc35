"""What the courier needs of a messaging app, and how an app says what came of a notice."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol

from domain.notices.notice import Notice
from storage.outbox import Letter, SentCard


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom a notice goes to: `key` as the outbox names them, their address in `app`, the language they read."""

    key: str
    app: str
    external_id: str
    language: str


class Later(Exception):
    """The app can't take it now, and wants it back after `seconds`. None: it failed, for whatever reason."""

    def __init__(self, seconds: float | None = None) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class NoChat(Exception):
    """The staff's chat is not registered."""


class Unreachable(Exception):
    """The recipient has blocked the bot, or is gone."""


class Refused(Exception):
    """The app will never take this message; `why` is for the log."""


class Messenger(Protocol):
    """A messaging app that notices can be delivered by."""

    def turn(self, recipient: Recipient, letter: Letter) -> AbstractAsyncContextManager[None]:
        """Wait until something may be sent to this recipient, the most urgent letter first. What a letter says is read
        and delivered in here, so that it is not out of date when it leaves. Raises Later where that is not soon.
        """

    async def deliver(self, recipient: Recipient, notice: Notice, cards: list[SentCard]) -> list[SentCard] | None:
        """Send, rewrite or delete what the notice says, `cards` being what the recipient has of it.

        Return the cards that the recipient has now, or None when nothing changed, also when it became pointless.
        Raises Later, Unreachable or Refused.
        """

    def share(self, couriers: int) -> None:
        """So many couriers, each in a process of its own, share from now on what the app lets the bot send."""
