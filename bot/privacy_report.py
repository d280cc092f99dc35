"""The record of processing: who answers for it, what is kept, why, on what ground, for how long, where, who sees it,
who gets it, what leaves for third countries, and how it is protected.

It is made of the tables by which the bot itself goes, and of the settings, so that it can't say anything else.
"""

from __future__ import annotations

import json
from urllib.parse import urlsplit

from bot.controller import record_of
from bot.part_words import NAMES
from bot.protection_words import measures, transfers
from bot.retention_words import how_long, who_sees
from bot.settings import Settings
from domain.retention import TABLE
from i18n import _
from storage.record import PARTS
from storage.withheld import NOT_TOLD, ROWS_NOT_TOLD

Content = dict[str, list[dict[str, str]]]


def content_of(settings: Settings) -> Content:
    """All of it, in the current language."""
    kept = [
        {
            "code": one.code,
            "what": _(one.what),
            "why": _(one.why),
            "legal_ground": _(one.ground),
            "how_long": how_long(one, settings.periods),
            "setting": f"KEEP_{one.period.upper()}_DAYS" if one.period else "",
            "where": ", ".join(one.where),
            "columns": "; ".join(f"{table}: {columns}" for table, columns in one.columns.items()),
            "who_sees": who_sees(one),
        }
        for one in TABLE
    ]
    withheld = [
        {"column": f"{table}.{column}", "why": _(why)}
        for table, columns in NOT_TOLD.items()
        for column, why in columns.items()
    ]
    withheld += [{"column": f"{table}.*", "why": _(why)} for table, why in ROWS_NOT_TOLD.items()]
    told = [
        {"code": part.name, "what": _(NAMES[part.name]), "columns": f"{part.table.name}: {part.columns}"}
        for part in PARTS
    ]
    return {
        "controller": [{"name": name, "value": value} for name, value in record_of(settings)],
        "kept": kept,
        "recipients": _recipients(settings),
        "transfers": [{"what": one} for one in transfers(_host(settings.telegram_api_url), _geocoder(settings))],
        "security": [{"what": one} for one in measures()],
        "handed_over": told,
        "withheld": withheld,
    }


def as_json(settings: Settings) -> str:
    """For another program."""
    return json.dumps(content_of(settings), ensure_ascii=False, indent=2)


def as_markdown(settings: Settings) -> str:
    """To be read, checked with a lawyer, and put on record."""
    content = content_of(settings)
    opening = _("Printed by the bot, from its own tables and settings. Legal grounds are suggestions: ask a lawyer.")
    database = _("the database")
    label = _("**{name}:** {value}")
    lines = ["# " + _("Record of processing"), "", opening, ""]
    lines += ["- " + label.format(**one) for one in content["controller"]]
    lines += ["", "## " + _("What is kept")]
    for one in content["kept"]:
        named = [
            (_("Why"), one["why"]),
            (_("Legal ground, to be checked"), one["legal_ground"]),
            (_("For how long"), one["how_long"] + (f" (`{one['setting']}`)" if one["setting"] else "")),
            (_("Where"), f"{database}, `{one['columns'] or one['where']}`"),
            (_("Who sees it"), one["who_sees"]),
        ]
        lines += ["", f"### {one['what']}", "", *("- " + label.format(name=name, value=value) for name, value in named)]
    lines += ["", "## " + _("Who gets it"), ""]
    lines += ["- " + label.format(name=one["who"], value=one["what"]) for one in content["recipients"]]
    for title, part in ((_("What leaves for third countries"), "transfers"), (_("How it is protected"), "security")):
        lines += ["", f"## {title}", "", *(f"- {one['what']}" for one in content[part])]
    lines += ["", "## " + _("What somebody gets who asks for their own"), ""]
    lines += ["- " + label.format(name=one["what"], value=f"`{one['columns']}`") for one in content["handed_over"]]
    lines += ["", "## " + _("What they do not get, and why"), ""]
    reasons: dict[str, list[str]] = {}
    for one in content["withheld"]:
        reasons.setdefault(one["why"], []).append(one["column"])
    lines += ["- " + label.format(name=why, value=f"`{', '.join(columns)}`") for why, columns in reasons.items()]
    return "\n".join(lines) + "\n"


def _recipients(settings: Settings) -> list[dict[str, str]]:
    what = _("every message of the bot, and what people send it, identity pictures included")
    found = [{"who": f"Telegram ({_host(settings.telegram_api_url)})", "what": what}]
    if (geocoder := _geocoder(settings)) is not None:
        what = _("addresses as operators and helpers type them, without a name or a number")
        found.append({"who": geocoder, "what": what})
    kind = settings.database_url.get_secret_value().partition(":")[0].partition("+")[0]
    who = _("Whoever runs the database ({kind}) and its backups").format(kind=kind)
    found.append({"who": who, "what": _("everything that is kept")})
    return found


def _geocoder(settings: Settings) -> str | None:
    if settings.geocoder == "none" or not settings.geocoder_url:
        return None
    return f"{settings.geocoder.capitalize()} ({_host(settings.geocoder_url)})"


def _host(address: str) -> str:
    return urlsplit(address).hostname or ""
