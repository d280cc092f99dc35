"""What people say and tap, as thin handlers: parse, call one service, answer. Each file exposes `router()`."""

from __future__ import annotations

from aiogram import Router

from handlers import (
    callers,
    desk,
    errors,
    fallback,
    finding,
    intake,
    live,
    membership,
    missions,
    operators,
    privacy,
    profile,
    registration,
    reviews,
    staff,
    start,
)


def routers() -> list[Router]:
    """Fresh routers in the order in which they are asked."""
    files = (
        errors,
        membership,
        start,
        staff,
        operators,
        reviews,
        desk,
        callers,
        finding,
        intake,
        missions,
        privacy,
        profile,
        registration,
        live,
        fallback,
    )
    return [file.router() for file in files]
