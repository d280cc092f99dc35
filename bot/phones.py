"""Telephone numbers as people type them, and as they are stored (E.164) and shown."""

from __future__ import annotations

import phonenumbers


def parse(text: str, country: str) -> str | None:
    """The number in E.164, read as somebody in `country` writes it; None when it can't be a number."""
    try:
        number = phonenumbers.parse(text.strip(), country)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return _only_one(text, country)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _only_one(text: str, country: str) -> str | None:
    """The number among other words, as in "0470 12 34 56 (her son)"."""
    found = list(phonenumbers.PhoneNumberMatcher(text, country))
    if len(found) != 1:
        return None
    return phonenumbers.format_number(found[0].number, phonenumbers.PhoneNumberFormat.E164)


def example(country: str) -> str:
    """A number as people in `country` write it."""
    number = phonenumbers.example_number(country)
    return shown(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164), country) if number else ""


def country_of(phone: str) -> str | None:
    """The country (ISO code) of a number in E.164, if it tells."""
    try:
        return phonenumbers.region_code_for_number(phonenumbers.parse(phone, None))
    except phonenumbers.NumberParseException:
        return None


def shown(phone: str, country: str | None = None) -> str:
    """A number in E.164 as people in `country` read it: national form at home, international form elsewhere."""
    try:
        number = phonenumbers.parse(phone, None)
    except phonenumbers.NumberParseException:
        return phone
    home = country is not None and phonenumbers.region_code_for_number(number) == country
    form = phonenumbers.PhoneNumberFormat.NATIONAL if home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, form)
