"""Cards: what a notice looks like, in the reader's language. One file a subject."""

from __future__ import annotations

from bot.cards import (
    approvals,
    desk,
    erased,
    incidents,
    nudges,
    offers,
    purges,
    reviews,
    safety,
    staff,
    talks,
    unheard,
    validity,
)
from bot.cards.card import Renderer
from domain.notices.notice import Notice

RENDERERS: dict[type[Notice], Renderer] = {
    **offers.RENDERERS,
    **nudges.RENDERERS,
    **desk.RENDERERS,
    **reviews.RENDERERS,
    **purges.RENDERERS,
    **staff.RENDERERS,
    **safety.RENDERERS,
    **incidents.RENDERERS,
    **talks.RENDERERS,
    **unheard.RENDERERS,
    **validity.RENDERERS,
    **erased.RENDERERS,
    **approvals.RENDERERS,
}
"""Every kind of notice that is written to somebody, and how it is read."""
