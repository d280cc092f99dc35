"""What moderators read of other accounts on the card of an identity check."""

from __future__ import annotations

import pytest

from bot.cards.findings import lines
from domain.helper import HelperStatus
from i18n import use_language
from services.duplicates import Finding, Sign


@pytest.mark.parametrize(
    ("language", "said"), [("en", "banned for good"), ("fr", "exclu définitivement"), ("nl", "voorgoed uitgesloten")]
)
def test_where_another_account_stands_is_said_in_their_language(language: str, said: str) -> None:
    with use_language(language):
        (line,) = lines([Finding(Sign.SAME_PHONE, ((12, HelperStatus.BANNED), (13, HelperStatus.LEFT)))])
    assert f"#12 ({said})" in line
    assert "banned)" not in line
