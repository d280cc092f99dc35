"""Sums of money as people type them."""

import pytest

from handlers.completion import cents_of, is_sum_alone, sum_said


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("12,50", 12_50),
        ("€ 12.5", 12_50),
        ("20 €", 20_00),
        ("20 euros max.", 20_00),
        ("CHF 40.-", 40_00),
        ("Fr. 40", 40_00),
        ("fr. 40.50", 40_50),
        ("40 Fr.", 40_00),
        ("1 000", 1000_00),
        ("1.000", 1000_00),
        ("1'000.-", 1000_00),
        ("1,000.00", 1000_00),
        ("0.50", 50),
        ("2€50", 2_50),
        ("2 euro 50", 2_50),
        ("5 ou 6", None),
        ("2 x 10", None),
        ("20-30", None),
        ("-5", None),
        ("12.500", None),
        ("none", None),
    ],
)
def test_a_sum_is_read_or_asked_again(text: str, cents: int | None) -> None:
    assert cents_of(text) == cents


@pytest.mark.parametrize(
    "text", ["18,45", "18,45 €", "EUR 18.45", "CHF 40.-", "Fr. 40", "2 euro 50", "🧾 18,45!", "112,00", "112 €"]
)
def test_a_sum_alone_says_nothing_else(text: str) -> None:
    assert is_sum_alone(text)


@pytest.mark.parametrize(
    "text", ["", "he hit me", "il m’a frappée 2 fois", "18,45 and 3 stitches", "5 ou 6", "€", "🆘 112"]
)
def test_whoever_writes_more_than_a_sum_may_mean_something_else(text: str) -> None:
    assert not is_sum_alone(text)


@pytest.mark.parametrize("text", ["112", "112!", "🆘 112", "999", "112,", "aidez-moi 112", "il m’a frappée, 112"])
def test_a_number_that_is_called_in_danger_is_no_sum(text: str) -> None:
    assert sum_said(text) is None


@pytest.mark.parametrize(
    ("text", "cents"), [("112,00", 112_00), ("112 €", 112_00), ("CHF 112.-", 112_00), ("113", 113_00)]
)
def test_a_sum_as_large_as_such_a_number_is_one(text: str, cents: int) -> None:
    assert sum_said(text) == cents
