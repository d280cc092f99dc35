"""People: what they do on their telephone."""

from __future__ import annotations

import asyncio
import re
import secrets
from urllib.parse import parse_qs, urlsplit

from sandbox.bots import Bot, Query
from sandbox.chats import Chat
from sandbox.groups import Group, join, leave
from sandbox.reading import TIMEOUT
from sandbox.view import Button, CallbackAnswer, Message, transcript
from sandbox.wire import Json
from sandbox.writing import Place, Writer

_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{0,64}")


class Person(Writer):
    """Somebody with a telephone: they read, write, tap, block, join and leave.

    `in_` and `to`: a group or a bot; None is the private chat with the only bot. Only `taps` waits for the bot. What
    the app wouldn't let a person do raises AssertionError. `clipboard` and `opened` are what buttons copied and opened.
    """

    clipboard: str | None = None
    opened: str | None = None

    async def taps(
        self,
        button: str,
        *,
        in_: Place = None,
        on: Message | None = None,
        wait: bool = True,
        timeout: float = TIMEOUT,  # noqa: ASYNC109
        twice: bool = False,
    ) -> CallbackAnswer | None:
        """Tap a button: inline, or else on the keyboard under the text field.

        The newest message that has one with this text, or with this text in it, is taken; if none has, one is waited
        for. `on`: this message's button, as it was when the message was looked at, also if it has been edited away
        since. Returns the bot's answer; None if the button needs no answer, or with `wait=False`. `twice`: the same tap
        reaches the bot twice, with different update ids. Raises AssertionError if there is no such button, or no answer
        comes.
        """
        where = on.chat if on else self._open(in_)

        def look() -> tuple[Message, Button] | Json | None:
            for message in [on] if on else reversed(self.messages(in_)):
                found = message.button(button)
                if found:
                    return message, found
            keyboard = None if on else self.keyboard_in(in_)
            return keyboard.button(button) if keyboard else None

        target: tuple[Message, Button] | Json = await self._wait(
            where, look, 0.0 if on else timeout, f"{self.name} finds no button {button!r}"
        )
        if isinstance(target, dict):
            await self._tap_key(target, in_)
            return None
        message, pressed = target
        if pressed.data is None:
            self._use(pressed)
            return None
        answered = self.presses(message, pressed.data, twice=twice)
        if not wait:
            return None
        try:
            async with asyncio.timeout(timeout):
                return await answered
        except TimeoutError:
            complaint = f"{self.name} tapped {button!r} and got no answer within {timeout:g} s"
            raise AssertionError(f"{complaint}\n{transcript(where)}") from None

    def presses(self, message: Message, data: str, *, twice: bool = False) -> asyncio.Future[CallbackAnswer]:
        """Send callback data from a message, whatever its buttons are now. The future is the bot's answer."""
        chat = message.chat
        bot = self._bot_of(message)
        self._check_may_write(chat)
        self.world.acted(chat, self)
        answered: asyncio.Future[CallbackAnswer] = asyncio.get_running_loop().create_future()

        def deliver(answer: Json) -> None:
            self.world.events.publish("answer", lambda: {"chat": self.world.address(chat), "person": self.id} | answer)
            if not answered.done():
                answered.set_result(CallbackAnswer(**answer))

        query_id = str(secrets.randbits(62))
        bot.queries[query_id] = Query(self.id, self.world.now(), deliver, twice)
        entry = chat.messages.get(message.message_id)
        payload = {
            "id": query_id,
            "from": self.user(),
            "message": self.world.wire_for(bot, entry) if entry else _inaccessible(message),
            "chat_instance": str(chat.id * 7919),
            "data": data,
        }
        for _ in range(2 if twice else 1):
            bot.updates.push("callback_query", payload, f"user {self.id}")
        return answered

    async def blocks(self, bot: Bot | None = None) -> None:
        """Block the bot."""
        self._set_blocked(self.chat(bot), blocked=True)

    async def unblocks(self, bot: Bot | None = None) -> None:
        """Unblock the bot."""
        self._set_blocked(self.chat(bot), blocked=False)

    async def joins(self, group: Group) -> None:
        """Join a group."""
        join(self.world, group.chat, self, by=self)

    async def leaves(self, group: Group) -> None:
        """Leave a group."""
        leave(self.world, group.chat, self, by=self, status="left")

    async def opens(self, link: str) -> None:
        """Open a t.me link: an invitation to a group, or one that starts a bot."""
        parts = urlsplit(link)
        if parts.path.startswith("/+"):
            for chat in self.world.groups.values():
                if link in chat.links:
                    self._join_by(chat, chat.links[link])
                    return
            raise AssertionError(f"{link} invites to nothing")
        for bot in self.world.bots.values():
            if parts.path == f"/{bot.username}":
                start = parse_qs(parts.query).get("start", [""])[0]
                if not _PAYLOAD.fullmatch(start):
                    raise AssertionError(f"{link} says more after start= than Telegram lets a link say")
                await self.says(f"/start {start}".strip(), to=bot)
                return
        raise AssertionError(f"{link} leads nowhere here")

    def _join_by(self, chat: Chat, link: Json) -> None:
        """Raises AssertionError for a link that lets nobody in any more, with what the app says."""
        expired = "expire_date" in link and link["expire_date"] <= self.world.timestamp()
        came = sum(one.present and one.link == link["invite_link"] for one in chat.members.values())
        if link["is_revoked"] or expired or came >= link.get("member_limit", came + 1):
            raise AssertionError("the app says that this invite link has expired")
        if not link["creates_join_request"]:
            join(self.world, chat, self, by=self, link=link)
            return
        old = self.world.member(chat, self)
        if old.present or old.status == "kicked":
            raise AssertionError(f"{self.name} can't ask to join {chat.title}: they are {old.status}")
        chat.requests[self.id] = link
        payload = {
            "chat": chat.wire(),
            "from": self.user(),
            "user_chat_id": self.id,
            "date": self.world.timestamp(),
            "invite_link": link,
        }
        for bot in self.world.bots.values():
            member = chat.member(bot.id)
            if member and member.may("can_invite_users"):
                bot.updates.push("chat_join_request", payload, f"chat {chat.id}")

    def _bot_of(self, message: Message) -> Bot:
        for bot in self.world.bots.values():
            if bot is message.author:
                return bot
        raise AssertionError(f"message {message.message_id} isn't a bot's")

    def _set_blocked(self, chat: Chat, *, blocked: bool) -> None:
        if not isinstance(chat.bot, Bot) or chat.blocked == blocked:
            return
        chat.blocked = blocked
        chat.started = True
        user = chat.bot.user()
        member: Json = {"user": user, "status": "member"}
        kicked: Json = {"user": user, "status": "kicked", "until_date": 0}
        old, new = (member, kicked) if blocked else (kicked, member)
        self.world.tell_member_changed(chat, self, old, new)

    async def _tap_key(self, key: Json, in_: Place) -> None:
        if key.get("request_contact"):
            await self.shares_contact(to=in_)
        elif key.get("request_location"):
            if self.location is None:
                raise AssertionError(f"{self.name} has no location: create_person(location=…) or shares_location(…)")
            await self.shares_location(*self.location, to=in_)
        else:
            await self.says(key["text"], to=in_)
        self.puts_keyboard_away(in_)

    def puts_keyboard_away(self, in_: Place = None) -> None:
        """What the app does after a key was tapped on a keyboard that is shown once."""
        chat = self.chat(in_)
        markup, _ = chat.keyboards.get(self.id, ({}, 0))
        if markup.get("one_time_keyboard"):
            self.world.show_keyboard(chat, self.id, None)

    def _use(self, button: Button) -> None:
        if button.copies is not None:
            self.clipboard = button.copies
        elif button.url is not None:
            self.opened = button.url
        else:
            raise AssertionError(f"the button {button.text!r} can't be tapped: {button.wire}")


def _inaccessible(message: Message) -> Json:
    return {"chat": message.chat.wire(), "message_id": message.message_id, "date": 0}
