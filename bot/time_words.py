"""The words of `bot/times.py`, as patterns on folded text (lower case, no accents): French, Dutch, English."""

from __future__ import annotations

import re

from domain.availability import PartOfDay

_SPELLED_WEEKDAYS = {
    0: "monday lundi maandag montag",
    1: "tuesday mardi dinsdag dienstag",
    2: "wednesday mercredi woensdag mittwoch",
    3: "thursday jeudi donderdag donnerstag",
    4: "friday vendredi vrijdag freitag",
    5: "saturday samedi zaterdag samstag",
    6: "sunday dimanche zondag sonntag",
}
_SHORT_WEEKDAYS = {
    0: "mon lun ma",
    1: "tue tues mar di",
    2: "wed mer wo",
    3: "thu thur thurs jeu do",
    4: "fri ven vr",
    5: "sat sam za",
    6: "sun dim zo",
}
_MONTHS = {
    1: "january januari janvier jan janv",
    2: "february februari fevrier feb fev fevr",
    3: "march maart mars mrt",
    4: "april avril apr avr",
    5: "may mei mai",
    6: "june juni juin jun",
    7: "july juli juillet jul juil",
    8: "august augustus aout aug",
    9: "september septembre sep sept",
    10: "october oktober octobre oct okt",
    11: "november novembre nov",
    12: "december decembre dec",
}
_SPELLED_HOURS = {
    1: "een une one",
    2: "twee deux two",
    3: "drie trois three",
    4: "vier quatre four",
    5: "vijf cinq five",
    6: "zes six",
    7: "zeven sept seven",
    8: "acht huit eight",
    9: "negen neuf nine",
    10: "tien dix ten",
    11: "elf onze eleven",
    12: "twaalf douze twelve",
}


def _numbers(spellings: dict[int, str]) -> dict[str, int]:
    return {word: number for number, spelled in spellings.items() for word in spelled.split()}


def _any_of(spellings: dict[int, str]) -> str:
    return "|".join(sorted(_numbers(spellings), key=len, reverse=True))


NUMBER_OF_WEEKDAY = _numbers(_SPELLED_WEEKDAYS) | _numbers(_SHORT_WEEKDAYS)
NUMBER_OF_MONTH = _numbers(_MONTHS)
NUMBER_OF_HOUR = _numbers(_SPELLED_HOURS)
_DUTCH_HOURS = "|".join(spelled.split()[0] for spelled in _SPELLED_HOURS.values())

_START, _END = r"(?<![a-z0-9])", r"(?![a-z0-9])"


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(f"{_START}(?:{pattern}){_END}")


URGENT = _words(
    "urgent|urgently|asap|right now|now|as soon as possible"
    "|maintenant|tout de suite|immediatement|(?:en |d'?)?urgence"
    "|des que possible|(?:au|le) plus (?:vite|tot)(?: possible)?"
    "|nu|meteen|dringend|onmiddellijk|met spoed|zo (?:snel|vlug|gauw) mogelijk|zsm"
)


def _part(joined: str, english_and_french: str, whole: str) -> re.Pattern[str]:
    """`joined`: Dutch words that may be written as one with the day, as in vrijdagavond and morgenavond."""
    dutch = rf"(?:(?<=dag)|(?<=morgen)|{_START})(?:in de )?(?:{joined}){_END}"
    others = rf"{_START}(?:(?:this |in the |cet |cette |ce |le |l'|de l')?(?:{english_and_french})|{whole}){_END}"
    return re.compile(f"{others}|{dutch}")


PARTS: dict[PartOfDay, re.Pattern[str]] = {
    PartOfDay.AFTERNOON: _part(
        "namiddag|middag", "afternoon|apres[- ]?midi|aprem", "vannamiddag|vanmiddag|'s (?:na)?middags"
    ),
    PartOfDay.MORNING: _part(
        "ochtend|voormiddag|vroeg|(?<=dag)morgen",
        "morning|matin|matinee",
        "vanmorgen|vanochtend|vanvoormiddag|'s (?:morgens|ochtends|voormiddags)",
    ),
    PartOfDay.EVENING: _part("avond", "evening|night|soir|soiree", "tonight|vanavond|'s avonds"),
}
DUTCH_MORNING = _words("morgen")  # "tomorrow", but "morning" beside another day

DAYS: dict[int, re.Pattern[str]] = {
    2: _words("(?:the )?day after tomorrow|apres[- ]demain|overmorgen"),
    1: _words("tomorrow|demain|morgen"),
    0: _words("today|during the day|aujourd'? ?hui|dans la journee|en journee|vandaag|in de loop van de dag"),
}
NEXT_WEEK = _words("next week|(?:de )?la semaine prochaine|(?:de )?(?:volgende|komende) week")

_HALF_AN_HOUR = "half an hour|(?:une )?demi[- ]?heure|(?:een )?half ?uur"
FROM_NOW = _words(
    r"(?:in|dans|over|binnen)\s+(?:about |around |environ |ongeveer |zo'n )?"
    rf"(?:(?P<half>{_HALF_AN_HOUR})|(?P<count>\d{{1,3}}|an?|{_any_of(_SPELLED_HOURS)})\s*"
    "(?:(?P<minutes>minutes?|minuten|minuut|min)|(?P<hours>hours?|heures?|uur|uren|h|u)"
    "|(?P<days>days?|jours?|dagen|dag)|(?P<weeks>weeks?|semaines?|weken|week)))"
)

YESTERDAY = _words("yesterday|last night|hier|avant-hier|gisteren|gisteravond|eergisteren")

_BEFORE_WEEKDAY = r"(?:(?P<next>next|volgende|komende|op)\s+)?"
_WEEK_LATER = "en huit|dans (?:une semaine|huit jours)|over een week|in a week|a week later|week"
_AFTER_WEEKDAY = rf"(?:\s+(?P<prochain>prochain)|\s+(?P<week_later>{_WEEK_LATER}){_END})?"
WEEKDAY = re.compile(
    rf"{_START}{_BEFORE_WEEKDAY}(?P<day>{_any_of(_SPELLED_WEEKDAYS)})(?:{_END}|(?=\0)){_AFTER_WEEKDAY}"
)
WEEKDAY_SHORT = re.compile(rf"{_START}{_BEFORE_WEEKDAY}(?P<day>{_any_of(_SHORT_WEEKDAYS)})\.?{_END}{_AFTER_WEEKDAY}")

_YEAR = r"(?P<year>\d{4}|\d{2})"
DATES = (
    re.compile(rf"{_START}(?P<year>\d{{4}})-(?P<month>\d\d)-(?P<day>\d\d){_END}"),
    re.compile(r"(?<![\d/.-])(?P<day>\d{1,2})-(?P<month>\d{1,2})-(?P<year>\d{4})(?!\d)"),
    re.compile(rf"(?<![\d/.])(?P<day>\d{{1,2}})[/.](?P<month>\d{{1,2}})(?:[/.]{_YEAR})?(?![\d/:]|\s*[hu]\b)"),
    re.compile(
        rf"{_START}(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|e|de)?\s+(?:of\s+)?(?P<month>{_any_of(_MONTHS)})\.?"
        r"(?:\s+(?P<year>\d{4}))?(?![a-z0-9])"
    ),
    re.compile(
        rf"{_START}(?P<month>{_any_of(_MONTHS)})\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s+(?P<year>\d{{4}}))?{_END}"
    ),
)


NOON, MIDNIGHT = "noon|midi", "midnight|minuit|middernacht"
MINUTES = {
    "half": -30,
    "kwart over": 15,
    "kwart voor": -15,
    "half past": 30,
    "quarter past": 15,
    "quarter to": -15,
    "et demi": 30,
    "et demie": 30,
    "et quart": 15,
    "moins le quart": -15,
    "moins quart": -15,
}
"""How people say parts of an hour: half drie is 14:30, dix heures et demie 10:30."""


SPOKEN_UNITS = frozenset({"uur", "heure", "heures", "hour", "hours"})


def _clock(number: int, *, needs_unit: bool = False, words: bool = False) -> str:
    """A time of day. `needs_unit`: a number alone is none. `words`: the number may be spelled, with its unit."""
    n = number
    unit = rf"(?:\s*(?P<unit{n}>uur|heures?|hours?|h|u|:|\.)\s*(?P<minute{n}>[0-5]\d)?(?!\d))"
    half = rf"(?:\s*(?P<half{n}>[ap])\.?m\b\.?)"
    ahead = r"(?=\s*(?:uur|heure|hour|[hu:.]|[ap]\.?m\b))" if needs_unit else ""
    before = "|".join(
        rf"(?P<{name}{n}>{said})\s+(?P<{name}_of{n}>1[0-2]|[1-9]|{spelled})(?![\d:.,/])(?:\s*(?:uur|u|h)\b)?"
        for name, said, spelled in (
            ("dutch", "half|kwart over|kwart voor", _DUTCH_HOURS),
            ("english", "half past|quarter past|quarter to", _any_of(_SPELLED_HOURS)),
        )
    )
    after = rf"(?:\s+(?P<after{n}>et demie?|et quart|moins (?:le )?quart)\b)?"
    then = after.replace("after", "then")
    spelled = rf"|(?P<word{n}>{_any_of(_SPELLED_HOURS)})\s+(?:uur|heures?|o'?clock)\b{then}"
    return (
        rf"(?:{before}|(?:(?P<noon{n}>{NOON}|{MIDNIGHT})\b|(?P<hour{n}>[01]?\d|2[0-4])(?![\d/]){ahead}{unit}?{half}?"
        rf"(?:\s*o'?clock)?){after}{spelled if words else ''})"
    )


_CLEAR = r"(?<![a-z0-9:.,/€$£+\-])"
_FROM = r"(?P<from>(?:from|between|de|entre|van|tussen|a partir de)\s+)?"
RANGE = re.compile(
    rf"{_CLEAR}{_FROM}{_clock(1)}\s*(?:-|–|—|to|till|until|a|tot|jusqu'?\s?a|(?(from)(?:and|et|en)|(?!)))\s*{_clock(2)}(?![a-z0-9€$£/:])"
)
BEFORE = re.compile(
    rf"{_START}(?:(?:before|by|until|avant|jusqu'a|(?<!kwart )voor|tot|tegen)"
    r"|(?:at the latest|au plus tard|uiterlijk|ten laatste)(?: by| a| avant| om| tegen)?)"
    rf"\s+{_clock(1)}(?![a-z0-9€$£/:])"
)
AFTER = re.compile(rf"{_START}(?:after|from|apres|a partir de|des|na|vanaf)\s+{_clock(1)}(?![a-z0-9€$£/:])")
AT = re.compile(rf"{_START}(?:at|@|around|about|a|vers|om|rond|tegen)\s*{_clock(1, words=True)}(?![a-z0-9€$£/:])")
CLOCK = re.compile(rf"{_CLEAR}{_clock(1, needs_unit=True)}(?![a-z0-9€$£/:])")
BARE_HOUR = re.compile(rf"{_CLEAR}{_clock(1)}(?![a-z0-9€$£/:])")
