"""Use cases: each is one transaction that writes a fact together with the notices it causes. None knows Telegram."""
