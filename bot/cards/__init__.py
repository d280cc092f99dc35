"""Cards: what a notice looks like, in the reader's language. One file a subject."""

from __future__ import annotations

from bot.cards import approvals, desk, offers, reviews, staff
from bot.cards.card import Renderer
from domain.notices import Notice

RENDERERS: dict[type[Notice], Renderer] = {
    **offers.RENDERERS,
    **desk.RENDERERS,
    **reviews.RENDERERS,
    **staff.RENDERERS,
    **approvals.RENDERERS,
}
"""Every kind of notice that is written to somebody, and how it is read."""
