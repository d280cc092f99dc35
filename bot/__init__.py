"""Telegram plumbing: settings, dispatcher, middlewares, keyboards, cards, messenger. Never imports handlers."""
