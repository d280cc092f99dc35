"""What people say and tap, as thin handlers: parse, call one service, answer. Each file exposes `router()`."""

from __future__ import annotations

from aiogram import Router

from handlers import (
    around,
    callers,
    concern,
    desk,
    errors,
    fallback,
    finding,
    incidents,
    intake,
    live,
    membership,
    missions,
    notes,
    operators,
    partings,
    privacy,
    profile,
    purges,
    registration,
    retention,
    reviews,
    safety,
    staff,
    start,
    talks,
    team,
    who_it_was,
)


def routers() -> list[Router]:
    """Fresh routers in the order in which they are asked."""
    files = (
        errors,
        membership,
        start,
        staff,
        operators,
        team,
        retention,
        reviews,
        purges,
        desk,
        callers,
        finding,
        safety,
        concern,
        incidents,
        who_it_was,
        partings,
        notes,
        intake,
        missions,
        around,
        privacy,
        profile,
        registration,
        live,
        talks,
        fallback,
    )
    return [file.router() for file in files]
