"""All that is stored about a caller, to be printed and handed over, or read out: one page in their language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot import phones
from bot.journal_words import done
from bot.page import facts, page, table
from bot.privacy_safety import concern
from bot.privacy_staff import kind_of
from bot.repeats import repeats
from bot.retention_words import how_long, who_sees
from bot.standing_words import approval_status, deed, incident_status, mission_status
from domain.incident import Reporter
from domain.keeping import Periods
from domain.network import COUNTRIES
from domain.offer import OfferStatus
from domain.retention import TABLE
from i18n import _, current_language, use_language
from i18n.formats import in_full, language_name, money
from services.approvals import CallerRecord
from storage.caller_record import HELPER

ABOUT: Mapping[str, tuple[str, ...]] = {
    "helpees": ("caller",),
    "missions": ("missions",),
    "incidents": ("concerns_raised_for_them",),
    "words": ("concerns_raised_for_them",),
    "approvals": ("asked_about_them",),
    "cards": ("missions",),
    "journal": ("journal",),
}
"""What is said of how long things are kept, by the parts of the record of which there is something."""


class CallerPage:
    """`now`: the instant it is made; times are those of the caller's country."""

    def __init__(self, record: CallerRecord, now: datetime) -> None:
        self._record = record
        self._now = now
        self._zone = COUNTRIES[record.helpee.country].zone

    def html(self, periods: Periods) -> bytes:
        """The page, in the caller's language where the bot speaks it; if not, in English."""
        with use_language(self._record.helpee.language):
            opening = [
                _("As of {moment}. The other file holds the same for a computer, to the last detail.").format(
                    moment=self._at(self._now)
                ),
                _(
                    "Is something wrong, or is it to be deleted? Please call us: we can put it right, and forget you"
                    " altogether."
                ),
            ]
            sections = [
                self._caller(),
                self._missions(),
                self._helpers(),
                self._known(),
                self._concerns(),
                self._asked(),
                self._journal(),
                self._how_long(periods),
            ]
            return page(current_language(), _("What is stored about you"), opening, sections).encode()

    def _rows(self, name: str) -> Sequence[Mapping[str, Any]]:
        return self._record.rows.get(name, ())

    def _at(self, instant: datetime | None) -> str:
        return "–" if instant is None else in_full(instant, self._zone)

    def _caller(self) -> str:
        helpee = self._record.helpee
        pairs = [
            (_("Name"), helpee.name),
            (_("Phone number"), phones.shown(helpee.phone, helpee.country)),
            (_("Language"), language_name(helpee.language)),
            (_("Address"), helpee.address),
            (_("How to get in"), helpee.access_notes),
            (_("Neighbourhood"), helpee.neighbourhood),
            (_("Your door on the map"), "" if helpee.point is None else "{:.5f}, {:.5f}".format(*helpee.point)),
            (_("You answer the code word with one of yours"), _("yes") if helpee.answers else _("no")),
            (_("Your first call"), self._at(helpee.created_at)),
        ]
        return facts(_("You"), [(name, value) for name, value in pairs if value])

    def _missions(self) -> str:
        rows = [
            (
                f"#{one['id']}",
                kind_of(one),
                self._when(one),
                mission_status(one["status"], one["outcome"]),
                one["details"],
                one["code_word"],
                "" if one["receipt_cents"] is None else money(one["receipt_cents"], COUNTRIES[one["country"]].currency),
                one["note"],
            )
            for one in reversed(self._rows("missions"))
        ]
        head = [_("Number"), _("Kind of help"), _("When"), _("How it went"), _("Details"), _("Code word"), _("Receipt"),
                _("What the helper noted")]  # fmt: skip
        return table(_("What you asked for"), head, rows)

    def _when(self, mission: Mapping[str, Any]) -> str:
        when, recurrence = self._at(mission["starts_at"]), mission["recurrence"]
        return when if recurrence is None else f"{when}, {repeats(recurrence, self._zone, self._now)}"

    def _helpers(self) -> str:
        rows = [
            (
                f"#{one['mission_id']}",
                one[HELPER],
                self._at(one["answered_at"]),
                _("took it") if one["status"] is OfferStatus.ACCEPTED else _("had it for a while"),
            )
            for one in self._rows("helpers_who_had_them")
        ]
        return table(_("Who had it in hand"), [_("Number"), _("Helper"), _("Last change"), _("What came of it")], rows)

    def _known(self) -> str:
        rows = [
            (one[HELPER], _("yes") if one["liked"] else _("no"), self._at(one["last_at"]))
            for one in self._rows("helpers_known")
        ]
        head = [_("Helper"), _("It went well: they are asked first"), _("Last time")]
        return table(_("Helpers you know"), head, rows)

    def _concerns(self) -> str:
        rows = [
            (
                f"#{one['mission_id']}",
                concern(one["concern"], Reporter.OPERATOR),
                one.get("words", ""),
                self._at(one["reported_at"]),
                incident_status(one["status"]),
            )
            for one in self._rows("concerns_raised_for_them")
        ]
        head = [_("Mission"), _("Concern"), _("Your words"), _("Raised"), _("Where it stands")]
        return table(_("Concerns you raised"), head, rows)

    def _asked(self) -> str:
        rows = [
            (self._at(one["asked_at"]), deed(one["deed"]), approval_status(one["status"]), self._at(one["answered_at"]))
            for one in self._rows("asked_about_them")
        ]
        head = [_("When"), _("What"), _("Where it stands"), _("Since")]
        return table(_("What takes two of our operators"), head, rows)

    def _journal(self) -> str:
        rows = [(self._at(one["at"]), done(one["action"])) for one in self._rows("journal")]
        note = _("The journal names people and things by number. It stays when the rest is deleted, to find misuse.")
        return table(_("In the journal"), [_("When"), _("What")], rows, note)

    def _how_long(self, periods: Periods) -> str:
        shown = {code for code, parts in ABOUT.items() if any(map(self._rows, parts))}
        rows = [(_(one.what), _(one.why), how_long(one, periods), who_sees(one)) for one in TABLE if one.code in shown]
        return table(
            _("Why, for how long, and who sees it"), [_("What"), _("Why"), _("For how long"), _("Who sees it")], rows
        )
