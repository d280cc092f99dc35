"""Why moderators let two people meet again who were parted, where no incident says it."""

from __future__ import annotations

from collections.abc import Mapping

from domain.network import N_

LIFTED_FOR: Mapping[str, str] = {
    # button
    "somebody_else": N_("The number is somebody else's now"),
    # button
    "settled": N_("Looked into, and settled"),
    # button
    "wanted": N_("Both would like to"),
}
"""Codes, for the journal, and what moderators tap."""
