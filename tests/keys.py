"""The key of every database in tests."""

from __future__ import annotations

from storage.encryption import Key, Keys

KEY = Key(b"an invented key for all tests ..")
KEYS = Keys(KEY)
