"""Which of a bot's command lists a person is shown."""

from __future__ import annotations

from sandbox.accounts import Account
from sandbox.bots import Bot
from sandbox.chats import Chat
from sandbox.wire import Json
from sandbox.world import World


def commands_for(world: World, chat: Chat, person: Account) -> list[Json]:
    """The menu: the narrowest scope that has a list wins, and within a scope the person's language."""
    found: list[Json] = []
    for bot in world.bots_in(chat):
        found += _of_bot(bot, chat, person)
    return found


def _of_bot(bot: Bot, chat: Chat, person: Account) -> list[Json]:
    language = (person.language or "").split("-")[0]
    for scope in _scopes(chat, person):
        for code in (language, ""):
            commands = bot.profile.commands.get((scope, code))
            if commands:
                return commands
    return []


def _scopes(chat: Chat, person: Account) -> list[str]:
    """core.telegram.org/bots/api#determining-list-of-commands."""
    if chat.private:
        return [f"chat {chat.id}", "all_private_chats", "default"]
    member = chat.member(person.id)
    administers = member is not None and member.administers
    return [
        f"chat_member {chat.id} {person.id}",
        *([f"chat_administrators {chat.id}"] if administers else []),
        f"chat {chat.id}",
        *(["all_chat_administrators"] if administers else []),
        "all_group_chats",
        "default",
    ]
