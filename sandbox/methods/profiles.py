"""The bot's name, descriptions and commands, by language and scope."""

from __future__ import annotations

import re
from typing import Any

from sandbox import entities
from sandbox.methods.scope import Api, method
from sandbox.request import Call
from sandbox.wire import Json, bad_request

MOST_COMMANDS = 100
_LIMITS = {"name": 64, "description": 512, "short_description": 120}
_PLAIN_SCOPES = ("default", "all_private_chats", "all_group_chats", "all_chat_administrators")
_CHAT_SCOPES = ("chat", "chat_administrators", "chat_member")


@method("setMyCommands")
def set_my_commands(api: Api, call: Call) -> bool:
    """Set the commands of one scope and language."""
    commands = call.data("commands", "commands")
    if not isinstance(commands, list):
        raise bad_request("expected an Array of BotCommand")
    if len(commands) > MOST_COMMANDS:
        raise bad_request("too many commands specified")
    key = _scope(api, call), _language(call)
    kept = [_command(command) for command in commands]
    if kept:
        call.bot.profile.commands[key] = kept
    else:
        call.bot.profile.commands.pop(key, None)
    api.world.events.publish("commands", lambda: {"bot": call.bot.id})
    return True


@method("getMyCommands")
def get_my_commands(api: Api, call: Call) -> list[Json]:
    """The commands set for exactly this scope and language."""
    return call.bot.profile.commands.get((_scope(api, call), _language(call)), [])


@method("deleteMyCommands")
def delete_my_commands(api: Api, call: Call) -> bool:
    """Remove the commands of one scope and language."""
    call.bot.profile.commands.pop((_scope(api, call), _language(call)), None)
    return True


@method("setMyName")
def set_my_name(api: Api, call: Call) -> bool:
    """Set the name."""
    return _set(call, call.bot.profile.names, "name")


@method("setMyDescription")
def set_my_description(api: Api, call: Call) -> bool:
    """Set what a person reads before they start the bot."""
    return _set(call, call.bot.profile.descriptions, "description")


@method("setMyShortDescription")
def set_my_short_description(api: Api, call: Call) -> bool:
    """Set what stands on the bot's profile."""
    return _set(call, call.bot.profile.short_descriptions, "short_description")


@method("getMyName")
def get_my_name(api: Api, call: Call) -> Json:
    """The name in this language, or everybody's."""
    return {"name": _get(call, call.bot.profile.names) or call.bot.first_name}


@method("getMyDescription")
def get_my_description(api: Api, call: Call) -> Json:
    """The description in this language, or everybody's."""
    return {"description": _get(call, call.bot.profile.descriptions)}


@method("getMyShortDescription")
def get_my_short_description(api: Api, call: Call) -> Json:
    """The short description in this language, or everybody's."""
    return {"short_description": _get(call, call.bot.profile.short_descriptions)}


def _set(call: Call, texts: dict[str, str], name: str) -> bool:
    text, language = call.text(name).strip(), _language(call)
    if entities.length(text) > _LIMITS[name]:
        raise bad_request(f"{name.replace('_', ' ')} is too long")
    if text:
        texts[language] = text
    else:
        texts.pop(language, None)
    return True


def _get(call: Call, texts: dict[str, str]) -> str:
    return texts.get(_language(call)) or texts.get("", "")


def _language(call: Call) -> str:
    code = call.text("language_code")
    if code and not re.fullmatch("[a-z]{2}", code):
        raise bad_request("invalid language code specified")
    return code


def _scope(api: Api, call: Call) -> str:
    """The scope as a key: its type, and the chat and user it is for."""
    scope = call.data("scope", "BotCommandScope")
    if scope is None:
        return "default"
    if not isinstance(scope, dict):
        raise bad_request("BotCommandScope must be an Object")
    kind = scope.get("type")
    if kind in _PLAIN_SCOPES:
        return str(kind)
    if kind not in _CHAT_SCOPES:
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    if not scope.get("chat_id"):
        raise bad_request("can't parse BotCommandScope: Empty chat_id specified")
    chat = api.chat(Call(call.bot, call.method, {"chat_id": scope["chat_id"]}, {}))
    if kind == "chat":
        return f"chat {chat.id}"
    if chat.private:
        raise bad_request("can't change commands of administrators or members in a private chat")
    if kind == "chat_administrators":
        return f"chat_administrators {chat.id}"
    user_id = scope.get("user_id")
    if not isinstance(user_id, int) or user_id <= 0:
        raise bad_request("can't parse BotCommandScope: Invalid user_id specified")
    return f"chat_member {chat.id} {user_id}"


def _command(command: Any) -> Json:
    if not isinstance(command, dict):
        raise bad_request("can't parse BotCommand: expected an Object")
    name, text = str(command.get("command", "")).removeprefix("/"), str(command.get("description", "")).strip()
    if not name:
        raise bad_request("command must be non-empty")
    if len(name) > 32:
        raise bad_request("command length must not exceed 32")
    if not re.fullmatch("[a-z0-9_]+", name):
        raise bad_request("BOT_COMMAND_INVALID")
    if not text:
        raise bad_request("command description must be non-empty")
    if entities.length(text) > 256:
        raise bad_request("command description length must not exceed 256")
    kept: Json = {"command": name, "description": text}
    if command.get("is_ephemeral"):
        kept["is_ephemeral"] = True
    return kept
