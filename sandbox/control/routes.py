"""The addresses of the control API.

```
GET    /sandbox/state                        bots, people, groups, faults, the time
POST   /sandbox/bots                         username, token, first_name, privacy
POST   /sandbox/bots/{id}/updates            do: resend, hold, release, release_backwards
POST   /sandbox/people                       first_name, last_name, username, language, phone, location
GET    /sandbox/people/{id}/chats            the chats they are in, with the last message
GET    /sandbox/people/{id}/chat?in=         one chat as they see it: messages (last= so many, before= one), keyboard …
POST   /sandbox/people/{id}/{action}         says, taps, shares_contact …: see `sandbox.control.actions`
POST   /sandbox/groups                       title, owner, supergroup, forum, username
POST   /sandbox/groups/{id}/{action}         add, promote, demote, remove (user_id …), become_supergroup, open_topic
GET    /sandbox/transcript?person=&in=       a chat as text
GET    /sandbox/calls?last=                  the latest calls of the bots
GET    /sandbox/files/{unique_id}            a file's bytes
GET    /sandbox/faults                       the faults that are switched on
POST   /sandbox/faults                       kind, methods, chats, times (0: always), seconds, status, wait …
DELETE /sandbox/faults                       let everything go well again
GET    /sandbox/events?after=                server-sent events: message, edited_message, deleted, read, update …
```

What the page asks besides stands in `sandbox.control.backstage`.

`in` is the id of a group or a bot; without it, the private chat with the only bot. Refusals come as
`{"ok": false, "error_code": …, "description": …}`: 400 for what is malformed, 404 for who doesn't exist, 409 for what a
person can't do.
"""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

from aiohttp import web

from sandbox.control.actions import ACTIONS, person_of, place_of
from sandbox.control.backstage import Backstage
from sandbox.control.body import Body, Handler, body_of, guarded
from sandbox.control.shapes import (
    bot_shape,
    call_shape,
    chat_shape,
    chat_summary,
    fault_shape,
    group_shape,
    person_shape,
)
from sandbox.control.stream import stream
from sandbox.faults import fault_kind
from sandbox.people import Person
from sandbox.view import transcript
from sandbox.wire import ApiError, Json

if TYPE_CHECKING:
    from sandbox.sandbox import Sandbox

_PICTURES = {"image/png", "image/jpeg", "image/gif", "image/webp"}


class Control:
    """Handlers of `/sandbox`."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        sandbox.faults.struck = self._faults_changed

    def routes(self) -> list[web.RouteDef]:
        """What the application serves."""
        table: list[tuple[str, str, Handler]] = [
            ("GET", "/state", self._state),
            ("POST", "/bots", self._new_bot),
            ("POST", "/bots/{id}/updates", self._updates),
            ("POST", "/people", self._new_person),
            ("GET", "/people/{id}/chats", self._chats),
            ("GET", "/people/{id}/chat", self._chat),
            ("POST", "/people/{id}/{action}", self._act),
            ("POST", "/groups", self._new_group),
            ("POST", "/groups/{id}/{action}", self._change_group),
            ("GET", "/transcript", self._transcript),
            ("GET", "/calls", self._calls),
            ("GET", "/files/{unique_id}", self._file),
            ("GET", "/faults", self._faults),
            ("POST", "/faults", self._new_fault),
            ("DELETE", "/faults", self._no_faults),
            ("GET", "/events", self._events),
        ]
        table += Backstage(self._sandbox).table()
        return [web.route(verb, f"/sandbox{path}", guarded(each, self._sandbox.host)) for verb, path, each in table]

    async def _state(self, request: web.Request) -> Json:
        sandbox = self._sandbox
        return {
            "now": sandbox.world.now().isoformat(),
            "bots": [bot_shape(bot) for bot in sandbox.bots],
            "people": [person_shape(person) for person in sandbox.people],
            "groups": [group_shape(group) for group in sandbox.groups],
            "faults": await self._faults(request),
            "unknown_methods": sandbox.unknown_methods,
        }

    async def _new_bot(self, request: web.Request) -> Json:
        body = await body_of(request)
        return bot_shape(
            self._sandbox.create_bot(
                body.text("username", longest=32),
                body.optional("token", longest=128),
                body.optional("first_name", longest=64),
                privacy=body.flag("privacy", missing=True),
            )
        )

    async def _updates(self, request: web.Request) -> bool:
        body, bot_id = await body_of(request), _id(request)
        bot = next((bot for bot in self._sandbox.bots if bot.id == bot_id), None)
        if bot is None:
            raise ApiError(404, f"there is no bot {bot_id}")
        what = body.text("do")
        if what == "resend":
            self._sandbox.resend_last_update(bot)
        elif what == "hold":
            self._sandbox.hold_updates(bot)
        elif what in {"release", "release_backwards"}:
            self._sandbox.release_updates(bot, backwards=what == "release_backwards")
        else:
            raise ApiError(400, "do must be resend, hold, release or release_backwards")
        return True

    async def _new_person(self, request: web.Request) -> Json:
        body = await body_of(request)
        person = self._sandbox.create_person(
            body.text("first_name", longest=64),
            last_name=body.optional("last_name", longest=64),
            username=body.optional("username", longest=32),
            language=body.optional("language", longest=16),
            phone=body.optional("phone", longest=32),
            location=body.place("location"),
        )
        return person_shape(person)

    async def _chats(self, request: web.Request) -> list[Json]:
        person = self._person(request)
        chats = [bot.chats[person.id] for bot in self._sandbox.bots if person.id in bot.chats]
        chats += [group.chat for group in self._sandbox.groups if group.chat.has(person.id)]
        return [chat_summary(chat) for chat in chats]

    async def _chat(self, request: web.Request) -> Json:
        last, before = request.query.get("last"), request.query.get("before")
        return chat_shape(
            self._person(request),
            place_of(self._sandbox, _place_id(request)),
            last=_number(last) if last else None,
            before=_number(before) if before else None,
        )

    async def _act(self, request: web.Request) -> Any:
        action = ACTIONS.get(request.match_info["action"])
        if action is None:
            raise ApiError(404, f"people can't do that; they can: {', '.join(ACTIONS)}")
        return await action(self._sandbox, self._person(request), await body_of(request))

    async def _new_group(self, request: web.Request) -> Json:
        body = await body_of(request)
        group = self._sandbox.create_group(
            body.text("title", longest=128),
            owner=person_of(self._sandbox, body.integer("owner")),
            supergroup=body.flag("supergroup", missing=True),
            forum=body.flag("forum"),
            username=body.optional("username", longest=32),
        )
        return group_shape(group)

    async def _change_group(self, request: web.Request) -> Json:
        group, body = self._sandbox.group(_id(request)), await body_of(request)
        action = request.match_info["action"]
        if action == "become_supergroup":
            group.become_supergroup()
        elif action == "open_topic":
            group.open_topic(body.text("name", longest=128))
        elif action == "add":
            group.add(self._account(body), **_role(body), administrator=body.flag("administrator"))
        elif action == "promote":
            group.promote(self._account(body), **_role(body))
        elif action == "demote":
            group.demote(self._account(body))
        elif action == "remove":
            group.remove(self._account(body))
        else:
            raise ApiError(404, "groups can't do that")
        return group_shape(group)

    async def _transcript(self, request: web.Request) -> web.Response:
        sandbox, asked = self._sandbox, request.query.get("person", "")
        place = place_of(sandbox, _place_id(request))
        if asked:
            written = transcript(person_of(sandbox, _number(asked)).chat(place))
        else:
            written = sandbox.transcript(sandbox.group(_place_id(request) or 0))
        return web.Response(body=written.encode(errors="replace"), content_type="text/plain", charset="utf-8")

    async def _calls(self, request: web.Request) -> list[Json]:
        last = _number(request.query.get("last", "200"))
        return [call_shape(call) for call in list(self._sandbox.calls)[-last:]]

    async def _file(self, request: web.Request) -> web.Response:
        stored = self._sandbox.world.files.by_unique_id(request.match_info["unique_id"])
        if stored is None:
            raise ApiError(404, "there is no such file")
        kind = stored.mime_type if stored.mime_type in _PICTURES else "application/octet-stream"
        return web.Response(
            body=stored.data,
            headers={"Content-Type": kind, "X-Content-Type-Options": "nosniff", "Cache-Control": "private"},
        )

    async def _faults(self, request: web.Request) -> list[Json]:
        return [fault_shape(fault) for fault in self._sandbox.faults]

    async def _new_fault(self, request: web.Request) -> Json:
        body = await body_of(request)
        fault = self._sandbox.faults.add(
            fault_kind(body.text("kind")),
            methods=body.texts("methods"),
            chats=body.integers("chats"),
            times=body.integer("times", 0) or None if "times" in body else 1,
            seconds=body.number("seconds") if "seconds" in body else None,
            status=body.integer("status", 502),
            description=body.text("description", "Bad Gateway"),
            wait=body.number("wait", 1.0),
        )
        self._faults_changed()
        if fault.until is not None:
            remaining = fault.until - time.monotonic()
            asyncio.get_running_loop().call_later(remaining + 0.1, self._faults_changed)
        return fault_shape(fault)

    async def _no_faults(self, request: web.Request) -> bool:
        self._sandbox.faults.clear()
        self._faults_changed()
        return True

    def _faults_changed(self) -> None:
        faults = self._sandbox.faults.lately
        self._sandbox.world.events.publish("faults", lambda: {"faults": [fault_shape(fault) for fault in faults]})

    async def _events(self, request: web.Request) -> web.StreamResponse:
        return await stream(request, self._sandbox.world.events)

    def _person(self, request: web.Request) -> Person:
        return person_of(self._sandbox, _id(request))

    def _account(self, body: Body) -> Any:
        user_id = body.integer("user_id")
        bot = next((bot for bot in self._sandbox.bots if bot.id == user_id), None)
        return bot or person_of(self._sandbox, user_id)


def _role(body: Body) -> Json:
    return {
        "rights": body.rights("rights"),
        "anonymous": body.flag("anonymous"),
        "title": body.optional("title", longest=16),
    }


def _id(request: web.Request) -> int:
    return _number(request.match_info["id"])


def _place_id(request: web.Request) -> int | None:
    asked = request.query.get("in")
    return _number(asked) if asked else None


def _number(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise ApiError(400, f"{text} is no number") from None
