"""Getting updates: by long polling or by webhook. Getting files."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from sandbox.files import MAX_DOWNLOAD
from sandbox.methods.scope import Api, method
from sandbox.request import Call
from sandbox.wire import ApiError, Json, Raw, bad_request

MAX_WAIT = 50  # seconds
_ACTIVE = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"


@method("getMe")
def get_me(api: Api, call: Call) -> Json:
    """Who the bot is."""
    return call.bot.me()


@method("getUpdates")
async def get_updates(api: Api, call: Call) -> Raw:
    """Wait for updates, and confirm those before `offset`."""
    if call.bot.webhook:
        raise ApiError(409, _ACTIVE)
    updates = call.bot.updates
    updates.allow(_kinds(call))
    limit = call.integer("limit", 100)
    found = await updates.poll(
        call.integer("offset"),
        limit if 1 <= limit <= 100 else 100,
        min(max(call.integer("timeout"), 0), MAX_WAIT),
    )
    return Raw(f"[{','.join([update.body for update in found])}]")


@method("setWebhook")
def set_webhook(api: Api, call: Call) -> bool:
    """Have updates delivered to an address; an empty one ends it."""
    url, secret = call.text("url"), call.text("secret_token")
    if not url:
        return _without_webhook(api, call)
    if len(secret) > 256:
        raise bad_request("secret token is too long")
    if not re.fullmatch(r"[A-Za-z0-9_-]*", secret):
        raise bad_request("secret token contains unallowed characters")
    _check_address(url)
    bot = call.bot
    bot.updates.allow(_kinds(call))
    bot.updates.interrupt("Conflict: terminated by setWebhook request")
    if call.flag("drop_pending_updates"):
        bot.updates.clear()
    connections = call.integer("max_connections", 40)
    bot.webhook = {"url": url, "secret": secret, "max_connections": min(max(connections, 1), 100)}
    api.world.webhook_changed(bot)
    return True


@method("deleteWebhook")
def delete_webhook(api: Api, call: Call) -> bool:
    """Go back to polling."""
    return _without_webhook(api, call)


@method("getWebhookInfo")
def get_webhook_info(api: Api, call: Call) -> Json:
    """The address, and how delivery goes."""
    bot = call.bot
    webhook = bot.webhook or {}
    info: Json = {
        "url": webhook.get("url", ""),
        "has_custom_certificate": False,
        "pending_update_count": len(bot.updates.pending()),
    }
    for name in ("max_connections", "last_error_date", "last_error_message"):
        if name in webhook:
            info[name] = webhook[name]
    if bot.updates.restricted:
        info["allowed_updates"] = sorted(bot.updates.allowed)
    return info


@method("getFile")
def get_file(api: Api, call: Call) -> Json:
    """A link for an hour."""
    named = call.text("file_id")
    if not named:
        raise bad_request("file_id not specified")
    stored = api.world.files.named(call.bot.id, named)
    if stored is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    if stored.size > MAX_DOWNLOAD:
        raise bad_request("file is too big")
    return {
        "file_id": named,
        "file_unique_id": stored.unique_id,
        "file_size": stored.size,
        "file_path": api.world.files.link(call.bot.id, stored, api.world.now()),
    }


@method("logOut")
def log_out(api: Api, call: Call) -> bool:
    """Leave this server: the token is refused from now on."""
    call.bot.logged_out = True
    return True


@method("close")
def close(api: Api, call: Call) -> bool:
    """Nothing to close here."""
    return True


def _without_webhook(api: Api, call: Call) -> bool:
    if call.flag("drop_pending_updates"):
        call.bot.updates.clear()
    if call.bot.webhook:
        call.bot.webhook = None
        api.world.webhook_changed(call.bot)
    return True


def _kinds(call: Call) -> list[str] | None:
    kinds: Any = call.data("allowed_updates", "allowed updates")
    if kinds is None:
        return None
    if not isinstance(kinds, list):
        raise bad_request("expected an Array of allowed updates")
    return [str(kind).lower() for kind in kinds]


def _check_address(url: str) -> None:
    """As Telegram's own server for local use: any port, and HTTP as well."""
    try:
        parts = urlsplit(url)
        known = parts.scheme in {"http", "https"} and parts.hostname and (parts.port or 443)
    except ValueError:
        known = False
    if not known:
        raise bad_request("invalid webhook URL specified")
