"""The methods of the Bot API, by subject."""

from __future__ import annotations

from sandbox.methods import (
    administering,
    albums,
    answering,
    chatting,
    deleting,
    editing,
    forwarding,
    members,
    profiles,
    receiving,
    sending,
)
from sandbox.methods.scope import METHODS

__all__ = [
    "METHODS",
    "administering",
    "albums",
    "answering",
    "chatting",
    "deleting",
    "editing",
    "forwarding",
    "members",
    "profiles",
    "receiving",
    "sending",
]
