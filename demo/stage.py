"""People on stage: what they do, and how the story waits for what comes of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from demo.script import Script, Silence
from sandbox.groups import Group
from sandbox.people import Person
from sandbox.view import Button, CallbackAnswer, Message, transcript

if TYPE_CHECKING:
    from sandbox.sandbox import Sandbox

PATIENCE = 60.0  # seconds that any single step may take on a slow machine

Found = TypeVar("Found")


class Stage:
    """The sandbox as the story sees it: everything that happens is written down in its order, while it happens.

    `pace`: seconds that people take to read before they write or tap; `patience`: how many any single step may take.
    What goes on at the same time needs a stage of its own.
    """

    def __init__(
        self, sandbox: Sandbox, script: Script | None = None, *, pace: float = 0.0, patience: float | None = None
    ) -> None:
        self.sandbox = sandbox
        self.script = script or Silence(sandbox)
        self.pace = pace
        self.patience = PATIENCE if patience is None else patience
        self.scene = "the beginning"
        self._events = sandbox.world.events.listen()
        self._hurried = asyncio.Event()

    def begin(self, scene: str, direction: str) -> None:
        """A new scene."""
        self.catch_up()
        self.scene = scene
        self.script.heading(scene)
        self.script.direction(direction)

    def catch_up(self) -> None:
        """Write down what has happened by now."""
        while not self._events.empty():
            self._write(self._events.get_nowait())

    def close(self) -> None:
        """Stop listening."""
        self.catch_up()
        self.sandbox.world.events.leave(self._events)

    async def until(
        self, look: Callable[[], Found | None], who: Player, hope: str, where: Group | None = None
    ) -> Found:
        """Wait until `look` gives something; it is tried again whenever anything happens.

        Raises AssertionError with the chat so far.
        """
        try:
            async with asyncio.timeout(self.patience):
                while True:
                    self.catch_up()
                    found = look()
                    if found is not None:
                        return found
                    self._write(await self._events.get())
        except TimeoutError:
            chat = transcript(who.person.chat(where))
            raise AssertionError(f"{who.person.name} waited {self.patience:g} s for {hope}.\n\n{chat}") from None

    async def stirs(self, seconds: float) -> None:
        """Wait until anything happens. Raises TimeoutError after so many seconds."""
        async with asyncio.timeout(seconds):
            self._write(await self._events.get())
        self.catch_up()

    async def breathe(self) -> None:
        """Take the time that people take, unless they are to hurry."""
        if self.pace:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._hurried.wait(), self.pace)
        self.catch_up()

    def hurry(self) -> None:
        """Let people take no time any more, beginning with who is at it, until they are told to `relax`."""
        self._hurried.set()

    def relax(self) -> None:
        """Let people take their time again."""
        self._hurried.clear()

    def _write(self, event: tuple[int, str, str] | None) -> None:
        if event is None:
            raise AssertionError("So much happened at once that the story lost its thread.")
        _number, kind, body = event
        self.script.event(kind, body)


@dataclass(frozen=True, slots=True)
class Player:
    """A person in the story. Buttons are found by their callback data, all or a part of it, whatever they say.

    `in_` and `to`: a group; None is the chat with the bot. There they look for no button on messages up to number
    `after`: what stands on older ones may be left over.
    """

    person: Person
    stage: Stage
    after: int = 0

    def from_here(self) -> Player:
        """The same person, who looks at nothing that stands in the chat by now."""
        return replace(self, after=self.newest())

    async def says(self, text: str, *, to: Group | None = None) -> None:
        """Write something."""
        await self.stage.breathe()
        await self.person.says(text, to=to)
        self.stage.catch_up()

    async def sees(self, data: str, *, in_: Group | None = None) -> Message:
        """Wait for the newest message that has this button."""

        def look() -> Message | None:
            messages = reversed(self.person.messages(in_))
            return next((one for one in messages if self._looks_at(one, in_) and _button_of(one, data)), None)

        return await self.stage.until(look, self, f"a button {data}", in_)

    async def sees_any(self, *data: str, after: int) -> str:
        """Wait for one of these buttons on a message after the one with this number; which one it is."""

        def look() -> str | None:
            newer = [one for one in self.person.messages() if one.by_bot and one.message_id > after]
            return next((one for one in data if any(_button_of(message, one) for message in newer)), None)

        return await self.stage.until(look, self, f"a button {' or '.join(data)}")

    async def taps(self, data: str, *, in_: Group | None = None, on: Message | None = None) -> CallbackAnswer:
        """Tap the button, on the newest message that has it or as it was `on` this one; wait for the bot's answer."""
        message = on or await self.sees(data, in_=in_)
        button = _button_of(message, data)
        if button is None or button.data is None:
            raise AssertionError(f"{self.person.name} finds no button {data} on “{message.text}”.")
        await self.stage.breathe()
        self.stage.script.taps(self.person.first_name, button.text)
        answered = self.person.presses(message, button.data)
        return await self.stage.until(
            lambda: answered.result() if answered.done() else None, self, f"an answer to [{button.text}]", in_
        )

    async def turns(self, data: str, *, in_: Group | None = None) -> None:
        """Tap the button, and wait until the message it is on has changed."""
        before = await self.sees(data, in_=in_)

        def changed() -> bool:
            same = (one for one in self.person.messages(in_) if one.message_id == before.message_id)
            return any(one.event > before.event for one in same)

        await self.taps(data, in_=in_)
        await self.waits(changed, "a change of the message", in_=in_)

    async def taps_key(self, request: str) -> None:
        """Tap the key under the text field that makes this request, such as `request_contact`."""

        def look() -> str | None:
            keyboard = self.person.reply_keyboard
            keys = [key for row in keyboard.wire["keyboard"] for key in row] if keyboard else []
            return next((key["text"] for key in keys if key.get(request)), None)

        await self.person.taps(await self.stage.until(look, self, f"a key that makes the {request}"))
        self.stage.catch_up()

    async def shows(self, what: str, picture: bytes) -> None:
        """Send a picture; `what` says what is on it."""
        self.stage.catch_up()
        self.stage.script.direction(f"{self.person.first_name} photographs {what}.")
        await self.person.sends_photo(picture)
        self.stage.catch_up()

    async def hears(self, *, in_: Group | None = None, after: int, times: int = 1) -> Message:
        """Wait for so many messages of the bot after the one with this number; the last of them."""

        def look() -> Message | None:
            newer = [one for one in self.person.messages(in_) if one.by_bot and one.message_id > after]
            return newer[times - 1] if len(newer) >= times else None

        return await self.stage.until(look, self, "the bot to write", in_)

    async def waits(self, look: Callable[[], bool], hope: str, *, in_: Group | None = None) -> None:
        """Wait until something is so."""
        await self.stage.until(lambda: look() or None, self, hope, in_)

    def newest(self, in_: Group | None = None) -> int:
        """The number of the last message that stands in the chat."""
        return max((one.message_id for one in self.person.messages(in_)), default=0)

    def finds(self, data: str, in_: Group | None = None) -> bool:
        """Whether a message has this button now."""
        return any(_button_of(one, data) for one in self.person.messages(in_))

    def buttons(self, in_: Group | None = None) -> list[str]:
        """The callback data of all buttons that can be tapped now."""
        rows = (row for one in self.person.messages(in_) if one.by_bot for row in one.buttons)
        return [button.data for row in rows for button in row if button.data]

    def with_button(self, data: str) -> Message | None:
        """The newest message that has a button whose callback data begins like this."""
        for one in reversed(self.person.messages()):
            if self._looks_at(one) and _beginning(one, data):
                return one
        return None

    def _looks_at(self, message: Message, in_: Group | None = None) -> bool:
        return message.by_bot and (in_ is not None or message.message_id > self.after)

    def oldest(self, data: str) -> Message:
        """The first message that has this button now."""
        found = next((one for one in self.person.messages() if _button_of(one, data)), None)
        if found is None:
            raise AssertionError(f"{self.person.name} finds no button {data}.")
        return found

    def still(self, message: Message, data: str) -> bool:
        """Whether this message has the button now."""
        now = (one for one in self.person.messages() if one.message_id == message.message_id)
        return any(_button_of(one, data) for one in now)

    def newest_event(self, in_: Group) -> int:
        """Where the group's story stands: the number of its last message or edit."""
        self.stage.catch_up()
        return max((one.event for one in self.person.messages(in_) if one.by_bot), default=0)

    async def notices(self, in_: Group, since: int) -> None:
        """Wait until the bot has written or changed something in the group after `since`, a `newest_event`."""
        await self.waits(
            lambda: any(one.by_bot and one.event > since for one in self.person.messages(in_)), "news", in_=in_
        )


def _button_of(message: Message, data: str) -> Button | None:
    buttons = [one for row in message.buttons for one in row if data in (one.data or "")]
    return next((one for one in buttons if one.data == data), buttons[0] if buttons else None)


def _beginning(message: Message, data: str) -> bool:
    return any((button.data or "").startswith(data) for row in message.buttons for button in row)
