"""The record of processing: what is kept, why, on what ground, for how long, where, who sees it, and who gets it.

It is made of the tables by which the bot itself goes, and of the settings, so that it can't say anything else.
"""

from __future__ import annotations

import json
from urllib.parse import urlsplit

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
    told = [{"name": part.name, "columns": f"{part.table.name}: {part.columns}"} for part in PARTS]
    return {"kept": kept, "recipients": _recipients(settings), "handed_over": told, "withheld": withheld}


def as_json(settings: Settings) -> str:
    """For another program."""
    return json.dumps(content_of(settings), ensure_ascii=False, indent=2)


def as_markdown(settings: Settings) -> str:
    """To be read, checked with a lawyer, and put on record."""
    content = content_of(settings)
    opening = _("Printed by the bot, from its own tables and settings. Legal grounds are suggestions: ask a lawyer.")
    database = _("the database")
    lines = ["# " + _("Record of processing"), "", opening, "", "## " + _("What is kept")]
    for one in content["kept"]:
        named = [
            (_("Why"), one["why"]),
            (_("Legal ground, to be checked"), one["legal_ground"]),
            (_("For how long"), one["how_long"] + (f" (`{one['setting']}`)" if one["setting"] else "")),
            (_("Where"), f"{database}, `{one['columns'] or one['where']}`"),
            (_("Who sees it"), one["who_sees"]),
        ]
        lines += ["", f"### {one['what']}", "", *(f"- **{name}:** {value}" for name, value in named)]
    lines += ["", "## " + _("Who gets it"), ""]
    lines += [f"- **{one['who']}:** {one['what']}" for one in content["recipients"]]
    lines += ["", "## " + _("What somebody gets who asks for their own"), ""]
    lines += [f"- {one['name']}: `{one['columns']}`" for one in content["handed_over"]]
    lines += ["", "## " + _("What they do not get, and why"), ""]
    reasons: dict[str, list[str]] = {}
    for one in content["withheld"]:
        reasons.setdefault(one["why"], []).append(one["column"])
    lines += [f"- **{why}:** `{', '.join(columns)}`" for why, columns in reasons.items()]
    return "\n".join(lines) + "\n"


def _recipients(settings: Settings) -> list[dict[str, str]]:
    api = urlsplit(settings.telegram_api_url).hostname or ""
    what = _("every message of the bot, and what people send it, identity pictures included")
    found = [{"who": f"Telegram ({api})", "what": what}]
    if settings.geocoder != "none" and settings.geocoder_url:
        where = urlsplit(settings.geocoder_url).hostname or ""
        what = _("addresses as operators and helpers type them, without a name or a number")
        found.append({"who": f"{settings.geocoder.capitalize()} ({where})", "what": what})
    kind = settings.database_url.get_secret_value().partition(":")[0].partition("+")[0]
    who = _("Whoever runs the database ({kind}) and its backups").format(kind=kind)
    found.append({"who": who, "what": _("everything that is kept")})
    return found
