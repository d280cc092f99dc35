"""What happens in the chats, written down as the script of a play: who says what to whom."""

from __future__ import annotations

import io
import json
import os
import textwrap
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, TextIO

from sandbox.wire import Json
from sandbox.world import is_service

if TYPE_CHECKING:
    from sandbox.sandbox import Sandbox

WIDTH = 100
MARGIN = "  "
INDENT = "      "
COLOURS = {"heading": "1", "direction": "3;2", "bot": "36", "person": "32", "button": "33", "wrong": "31"}

Line = tuple[str, str]  # a style of COLOURS or "", and the text


class Script:
    """Writes to `out` what the sandbox tells of messages, edits, deletions and answers to taps.

    Of an edit only what has changed is written. Buttons that merely vanish are passed over.
    """

    def __init__(self, sandbox: Sandbox, out: TextIO) -> None:
        self._sandbox = sandbox
        self._out = out
        self._colours = out.isatty() and "NO_COLOR" not in os.environ
        self._shown: dict[tuple[int, int], Json] = {}
        self._short: bool | None = None  # nothing is written yet
        self.silent = False

    def heading(self, text: str) -> None:
        """A scene begins."""
        rule = "─" * (WIDTH - len(text) - 4)
        self._write([("", ""), ("heading", f"── {text} {rule}")], short=False)

    def direction(self, text: str) -> None:
        """What happens beside the chats, in parentheses."""
        lines = textwrap.wrap(f"({text})", WIDTH - len(MARGIN))
        self._write([("direction", MARGIN + line) for line in lines], short=False)

    def says(self, text: str, style: str = "") -> None:
        """What is no part of the play; its lines stay as they are."""
        self._write([(style, line) for line in text.split("\n")], short=False)

    def taps(self, name: str, button: str) -> None:
        """Somebody taps a button."""
        self._speech(f"{name} taps", [("button", f"[{button}]")], "person", between=" ")

    def event(self, kind: str, body: str) -> None:
        """Something has happened: an event of the sandbox's stream."""
        if kind not in {"message", "edited_message", "deleted", "answer"}:
            return
        told: Json = json.loads(body)
        chat = self._chat(told["chat"])
        if kind == "answer":
            if told["text"]:
                by = "in a window" if told["alert"] else "for a moment"
                person = self._name(told["person"])
                self._speech(f"the bot → {person}, {by}", [("", told["text"])], "bot")
            return
        key = (told["chat"]["id"], told["message_id"] if kind == "deleted" else told["message"]["message_id"])
        before = self._shown.get(key)
        if kind == "deleted":
            if before is not None:
                self._speech(f"the bot deletes, in {chat}", _content(before)[:1], "bot")
            self._shown.pop(key, None)
            return
        wire: Json = told["message"]
        self._shown[key] = wire
        if is_service(wire):
            self._joined(wire, chat)
            return
        sender = wire["from"]
        who = "the bot" if sender["is_bot"] else sender["first_name"]
        whom = chat if wire["chat"]["type"] != "private" else "the bot" if who != "the bot" else self._name(key[0])
        style = "bot" if who == "the bot" else "person"
        if before is None or kind == "message":
            self._speech(f"{who} → {whom}", [*_content(wire), *_keyboard(told.get("markup"))], style)
        elif added := _added(before, wire):
            self._speech(f"{who} → {whom}, adding", added, style)
        elif changed := _changes(before, wire):
            self._speech(f"{who} → {whom}, changing what it wrote", changed, style)

    def _joined(self, wire: Json, chat: str) -> None:
        for user in wire.get("new_chat_members", ()):
            who = "the bot" if user["is_bot"] else user["first_name"]
            self._speech(f"{wire['from']['first_name']} adds {who} to {chat}", [], "person")

    def _chat(self, address: Json) -> str:
        if address["bot"]:
            return f"the chat with {self._name(address['id'])}"
        return f"the {self._sandbox.group(address['id']).title.lower()}"

    def _name(self, person_id: int) -> str:
        return next((one.first_name for one in self._sandbox.people if one.id == person_id), "?")

    def _speech(self, who: str, content: list[Line], style: str, between: str = ": ") -> None:
        """One line, if it all fits into one."""
        if len(content) == 1 and "\n" not in content[0][1]:
            (kind, text), head = content[0], f"{MARGIN}{who}{between}"
            if len(head) + len(text) <= WIDTH:
                self._write([(style, head, kind, text)], short=True)
                return
        lines: list[tuple[str, ...]] = []
        for kind, text in content:
            width = WIDTH - len(INDENT)
            for part in text.split("\n"):
                hanging = "  " if part.startswith("• ") else ""
                wrapped = textwrap.wrap(part, width, subsequent_indent=hanging, break_on_hyphens=False) or [""]
                lines += [(kind, INDENT + one) for one in wrapped]
        self._write([(style, MARGIN + who), *lines], short=not lines)

    def _write(self, lines: Sequence[tuple[str, ...]], *, short: bool) -> None:
        """Lines of styles and texts by turns. A blank one comes before, except between short ones."""
        if self.silent:
            return
        written = ["" if self._short is None or (short and self._short) else "\n"]
        for line in lines:
            pairs = zip(line[::2], line[1::2], strict=True)
            written.append("".join(self._coloured(style, text) for style, text in pairs).rstrip() + "\n")
        self._short = short
        self._out.write("".join(written))
        self._out.flush()

    def _coloured(self, style: str, text: str) -> str:
        return f"\x1b[{COLOURS[style]}m{text}\x1b[0m" if self._colours and style and text else text


class Silence(Script):
    """Writes nothing: for what is played to be seen in the chats alone."""

    def __init__(self, sandbox: Sandbox) -> None:
        super().__init__(sandbox, io.StringIO())
        self.silent = True

    def event(self, kind: str, body: str) -> None:
        """Pass it over."""


def _content(wire: Json) -> list[Line]:
    """A message: what is in it besides text, the text, the buttons."""
    things = [("", f"«{', '.join(marks)}»")] if (marks := [*_marks(wire)]) else []
    text = _text(wire)
    return [*things, *([("", text)] if text else []), *_in_brackets(_buttons(wire))]


def _marks(wire: Json) -> Iterator[str]:
    if "photo" in wire:
        yield "a picture"
    if wire.get("has_media_spoiler"):
        yield "covered until it is tapped"
    if contact := wire.get("contact"):
        yield f"contact: {contact['first_name']} {contact.get('last_name', '')}".strip()
        yield f"+{contact['phone_number'].removeprefix('+')}"
    if venue := wire.get("venue"):
        yield f"place on the map: {venue['title']}"
        yield venue["address"]
    elif location := wire.get("location"):
        yield f"point on the map: {location['latitude']:.4f}, {location['longitude']:.4f}"
    if wire.get("has_protected_content"):
        yield "can't be forwarded"


def _text(wire: Json) -> str:
    text: str = wire.get("text") or wire.get("caption") or ""
    return text


def _buttons(wire: Json) -> list[str]:
    markup: Json = wire.get("reply_markup") or {}
    return [button["text"] for row in markup.get("inline_keyboard", ()) for button in row]


def _keyboard(markup: Json | None) -> list[Line]:
    keys = [key["text"] for row in (markup or {}).get("keyboard", ()) for key in row]
    return _in_brackets(keys, "below the text field: ")


def _in_brackets(buttons: list[str], before: str = "") -> list[Line]:
    """Buttons, as many in a line as fit."""
    lines: list[str] = []
    for button in buttons:
        shown = f"[{button}]"
        if lines and len(lines[-1]) + 1 + len(shown) <= WIDTH - len(INDENT):
            lines[-1] += f" {shown}"
        else:
            lines.append(before + shown)
    return [("button", line) for line in lines]


def _added(before: Json, after: Json) -> list[Line]:
    """What was written below, if nothing else has changed."""
    old, new = _text(before), _text(after)
    return [("", new[len(old) :].strip())] if old and new.startswith(f"{old}\n") and not _buttons(after) else []


def _changes(before: Json, after: Json) -> list[Line]:
    """Lines and buttons that are new; the first line stays, so that one sees what it is about."""
    old, new = _text(before).split("\n"), _text(after).split("\n")
    known, buttons = _buttons(before), _buttons(after)
    if old == new:
        return _in_brackets([button for button in buttons if button not in known])
    shown: list[str] = []
    for what, _start, _end, first, last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        lines = new[first:last]
        if what == "equal" and len(lines) > 2:
            lines = [lines[0], "…"] if first == 0 else ["…"]
        shown += lines
    return [*(("", line) for line in shown), *_in_brackets(buttons)]
