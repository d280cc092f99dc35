"""What a person sees in their chats, and how a test waits for it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from sandbox.accounts import Account
from sandbox.bots import Bot
from sandbox.chats import Chat
from sandbox.commands import commands_for
from sandbox.view import Message, ReplyKeyboard, messages_of, transcript
from sandbox.wire import Json
from sandbox.world import World

if TYPE_CHECKING:
    from sandbox.groups import Group

Found = TypeVar("Found")
TIMEOUT = 30.0  # seconds: of a machine that is busy


class Reader(Account):
    """A person who looks at their telephone. `in_`: a group or a bot; None is the private chat with the only bot."""

    def __init__(
        self,
        world: World,
        person_id: int,
        first_name: str,
        *,
        last_name: str | None = None,
        username: str | None = None,
        language: str | None = None,
    ) -> None:
        super().__init__(person_id, first_name, last_name=last_name, username=username, language=language)
        self.world = world

    def chat(self, where: Group | Bot | None = None) -> Chat:
        """The chat in question. Raises AssertionError if there are several bots and none is named."""
        if where is None:
            if len(self.world.bots) != 1:
                raise AssertionError(f"there are {len(self.world.bots)} bots: say which")
            where = next(iter(self.world.bots.values()))
        return self.world.private_chat(self, where) if isinstance(where, Bot) else where.chat

    def reads(self, in_: Group | Bot | None = None, *, up_to: int | None = None) -> None:
        """What stands in the chat now, or stood there at a message's event `up_to`, is no news to them any more."""
        self.world.read(self.chat(in_), self, up_to)

    def messages(self, in_: Group | Bot | None = None) -> list[Message]:
        """What stands in the chat now, oldest first; nothing if they aren't in it."""
        chat = self.chat(in_)
        return messages_of(chat) if chat.has(self.id) else []

    async def sees(
        self,
        fragment: str,
        in_: Group | Bot | None = None,
        *,
        timeout: float = TIMEOUT,  # noqa: ASYNC109
        since: Message | int | None = None,
    ) -> Message:
        """Wait for a bot's message that shows `fragment`, and return the newest.

        It counts if it was sent or edited after the person's own last action in that chat, or after `since`: a message,
        or the `event` of one (0: whenever). Raises AssertionError with the whole chat when `timeout` seconds are over.
        """
        chat = self.chat(in_)

        def look() -> Message | None:
            after = chat.last_action.get(self.id, 0) if since is None else since
            after = after.event if isinstance(after, Message) else after
            news = [
                Message.of(where, entry)
                for where, entry in chat.history()
                if entry.event > after and entry.author.is_bot and chat.has(self.id)
            ]
            found = [message for message in news if message.contains(fragment)]
            return max(found, key=lambda message: message.event, default=None)

        return await self._wait(chat, look, timeout, f"{self.name} doesn't see {fragment!r}")

    async def no_longer_sees(
        self,
        fragment: str,
        in_: Group | Bot | None = None,
        *,
        timeout: float = TIMEOUT,  # noqa: ASYNC109
    ) -> None:
        """Wait until nothing that others wrote shows `fragment`. Raises AssertionError when time is over."""
        await self._wait(
            self.chat(in_),
            lambda: not self._showing(fragment, in_) or None,
            timeout,
            f"{self.name} still sees {fragment!r}",
        )

    def does_not_see(self, fragment: str, in_: Group | Bot | None = None) -> None:
        """Raises AssertionError if something that others wrote shows `fragment` now."""
        if self._showing(fragment, in_):
            raise AssertionError(f"{self.name} sees {fragment!r}\n{transcript(self.chat(in_))}")

    @property
    def reply_keyboard(self) -> ReplyKeyboard | None:
        """The keyboard under the text field in the private chat with the only bot."""
        return self.keyboard_in(None)

    def keyboard_in(self, in_: Group | Bot | None) -> ReplyKeyboard | None:
        """The keyboard under the text field."""
        shown = self.chat(in_).keyboards.get(self.id)
        return ReplyKeyboard(shown[0]) if shown and "keyboard" in shown[0] else None

    @property
    def commands(self) -> list[Json]:
        """The command menu in the private chat with the only bot."""
        return self.commands_in(None)

    def commands_in(self, in_: Group | Bot | None) -> list[Json]:
        """The command menu, by scope and language as Telegram chooses it."""
        return commands_for(self.world, self.chat(in_), self)

    async def waits_for(
        self,
        condition: Callable[[], Found | None],
        in_: Group | Bot | None = None,
        *,
        timeout: float = TIMEOUT,  # noqa: ASYNC109
    ) -> Found:
        """Wait until `condition` gives something, tried again whenever the chat changes. Raises AssertionError."""
        return await self._wait(self.chat(in_), condition, timeout, f"{self.name} waited in vain")

    def _showing(self, fragment: str, in_: Group | Bot | None) -> bool:
        return any(message.author is not self and message.contains(fragment) for message in self.messages(in_))

    async def _wait(self, chat: Chat, look: Callable[[], Found | None], seconds: float, complaint: str) -> Found:
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        while True:
            found = look()
            if found is not None:
                return found
            try:
                await chat.change(end - loop.time())
            except TimeoutError:
                raise AssertionError(f"{complaint} within {seconds:g} s\n{transcript(chat)}") from None
