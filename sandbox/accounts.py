"""Who has an account: people and bots share id, names and the way they appear on the wire."""

from __future__ import annotations

from sandbox.wire import Json

GROUP_ANONYMOUS_BOT = 1087968824  # whom Telegram names as the sender of an anonymous administrator's message


class Account:
    """A user of this Telegram."""

    deactivated = False

    def __init__(
        self,
        account_id: int,
        first_name: str,
        *,
        last_name: str | None = None,
        username: str | None = None,
        language: str | None = None,
        is_bot: bool = False,
    ) -> None:
        self.id = account_id
        self.first_name = first_name
        self.last_name = last_name
        self.username = username
        self.language = language
        self.is_bot = is_bot

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}" if self.last_name else self.first_name

    def user(self) -> Json:
        """Telegram's `User`."""
        wire: Json = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        if self.last_name:
            wire["last_name"] = self.last_name
        if self.username:
            wire["username"] = self.username
        if self.language and not self.is_bot:
            wire["language_code"] = self.language
        return wire

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.id} {self.name}>"


ANONYMOUS = Account(GROUP_ANONYMOUS_BOT, "Group", username="GroupAnonymousBot", is_bot=True)
