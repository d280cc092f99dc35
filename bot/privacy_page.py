"""All that is stored about somebody, to be read: one page in their language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot import describe, phones
from bot.journal_words import about, done
from bot.page import facts, page, table
from bot.privacy_file import answers_in
from bot.privacy_safety import of_safety
from bot.privacy_staff import kind_of, of_staff
from bot.retention_words import how_long, who_sees
from bot.standing_words import check_status, helper_status, mission_status, offer_status
from domain.helper import Helper
from domain.keeping import Periods
from domain.network import COUNTRIES, LANGUAGES
from domain.notices.names import to_person
from domain.retention import TABLE
from i18n import _, current_language
from i18n.formats import distance, in_full, money
from services.privacy import Record

Row = Mapping[str, Any]
ABOUT: Mapping[str, tuple[str, ...]] = {
    "people": (),
    "conversations": (),
    "missions": ("missions", "offers"),
    "helpers": ("helper",),
    "banned": ("helper",),
    "live": ("helper",),
    "pictures": ("pictures",),
    "checks": ("identity_checks",),
    "purges": ("pictures_not_deleted_yet",),
    "talks": ("talks",),
    "said": ("said_in_talks",),
    "incidents": ("missions", "concerns_raised"),  # of one that others raised nobody learns here
    "words": ("missions", "concerns_raised"),
    "partings": ("missions",),
    "sanctions": ("sanctions",),
    "refusals": ("helper",),
    "codes": ("codes_tried",),
    "journal": ("journal",),
    "operators": ("missions_published", "invitation_used"),
    "moderators": ("moderator",),
    "invitations": ("invitation_used", "invitations_made", "moderators_invited"),
    "approvals": ("approvals_asked", "approvals_answered"),
}
"""What is said of how long things are kept, by the parts of the record of which there is something; none: to all."""


class Page:
    """`zone` and `now`: how times are read. `unfinished`: the data of the conversation that is going on; `unread`: what
    they wrote after a command (`bot.said_first`).
    """

    def __init__(
        self, record: Record, unfinished: Mapping[str, Any], zone: ZoneInfo, now: datetime, *, unread: str = ""
    ) -> None:
        self._record = record
        self._unfinished = unfinished
        self._unread = unread
        self._zone = zone
        self._now = now

    def html(self, periods: Periods) -> bytes:
        """The page, in the current language."""
        opening = [
            _("As of {moment}. The other file holds the same for a computer, to the last detail.").format(
                moment=self._at(self._now)
            ),
            _("In the chat, /privacy shows this again at any time, and lets you delete it."),
        ]
        sections = [
            self._person(),
            self._helper(),
            self._missions(),
            self._offers(),
            self._callers(),
            self._checks(),
            self._pictures(),
            *of_safety(self._record.rows, self._at),
            *of_staff(self._record.person, self._record.rows, self._at),
            self._letters(),
            self._journal(),
            self._answers(),
            self._how_long(periods),
        ]
        return page(current_language(), _("What is stored about you"), opening, sections).encode()

    def _rows(self, name: str) -> list[dict[str, Any]]:
        return self._record.rows.get(name, [])

    def _at(self, instant: datetime | None) -> str:
        return "–" if instant is None else in_full(instant, self._zone)

    def _person(self) -> str:
        person = self._record.person
        shown = [one["message"] for one in self._rows("messages_shown")]
        pairs = [
            (_("Your number in the app"), f"{person.external_id} ({person.app})"),
            (_("The language I write in"), LANGUAGES[person.language].name),
            (_("You write with me since"), self._at(person.created_at)),
            (_("Last seen, to the week"), self._at(person.seen_at)),
            (_("Can be written to"), _yes(person.reachable)),
        ]
        if shown:
            pairs.append((_("Messages here that I may still change"), str(len(shown))))
        return facts(_("You"), pairs)

    def _helper(self) -> str:
        helper = self._record.helper
        if helper is None:
            return ""
        pairs = [
            (_("Name"), helper.name),
            (_("Phone number"), phones.shown(helper.phone, helper.country)),
            (_("Where it stands"), helper_status(helper.status)),
            *((_("You set out from"), self._place(one)) for one in self._rows("places")),
            (_("How you help"), describe.kinds(helper.kinds)),
            (_("Languages you speak"), describe.languages(helper.languages)),
            (_("When you can help"), describe.availability(helper.slots)),
            (_("Missions completed"), str(helper.completed)),
            *self._moments(helper),
        ]
        return facts(_("As a helper"), pairs)

    def _moments(self, helper: Helper) -> list[tuple[str, str]]:
        agreed = _("Version {version}, {moment}")
        consent = agreed.format(version=helper.consent_version, moment=self._at(helper.consent_at))
        moments = [
            (_("Applied"), helper.applied_at),
            (_("Validated"), helper.validated_at),
            (_("Validated until"), helper.valid_until),
            (_("Suspended until"), helper.suspended_until),
            (_("On a break since"), helper.paused_at),
            (_("On a break until"), helper.paused_until),
            (_("Free until"), helper.free_until),
            (_("Last asked"), helper.last_offered_at),
        ]
        known = [(name, self._at(instant)) for name, instant in moments if instant is not None]
        return [(_("You agreed to the privacy notice"), consent), *known]

    def _place(self, place: Row) -> str:
        where = describe.place_plain(place["name"], place["country"], place["radius_m"])
        point = f"{place['latitude']:.5f}, {place['longitude']:.5f}"
        if place["live_until"] is None:
            return f"{where} ({point})"
        until = _("where you are now, until {moment}").format(moment=self._at(place["live_until"]))
        return f"{where} ({point}; {until})"

    def _missions(self) -> str:
        rows = [
            (
                f"#{one['id']}",
                kind_of(one),
                self._at(one["starts_at"]),
                mission_status(one["status"], one["outcome"]),
                "" if one["receipt_cents"] is None else money(one["receipt_cents"], _currency(one)),
                one["note"],
            )
            for one in reversed(self._rows("missions"))
        ]
        head = [_("Number"), _("Kind of help"), _("When"), _("How it went"), _("Receipt"), _("Your note")]
        note = _("Who a caller is, and where they live, is theirs to see, and is not shown here.")
        return table(_("Missions you took"), head, rows, note)

    def _offers(self) -> str:
        rows = [
            (
                f"#{one['mission_id']}",
                self._at(one["offered_at"]),
                "" if one["distance_m"] is None else distance(one["distance_m"]),
                offer_status(one["status"]),
                self._at(one["answered_at"]),
            )
            for one in reversed(self._rows("offers"))
        ]
        head = [_("Number"), _("Asked"), _("How far away"), _("What came of it"), _("Since")]
        return table(_("Missions you were asked for"), head, rows)

    def _callers(self) -> str:
        rows = [
            (str(one["helpee_id"]), _yes(one["liked"]), self._at(one["last_at"]))
            for one in self._rows("callers_helped")
        ]
        head = [_("Caller, by number"), _("It went well: you are asked first"), _("Last time")]
        return table(_("Callers you have helped"), head, rows)

    def _checks(self) -> str:
        rows = [
            (f"#{one['id']}", self._at(one["started_at"]), self._at(one["submitted_at"]), check_status(one["status"]),
             self._at(one["decided_at"]))
            for one in self._rows("identity_checks")
        ]  # fmt: skip
        head = [_("Number"), _("Begun"), _("Sent"), _("Where it stands"), _("Closed")]
        return table(_("Identity checks"), head, rows)

    def _pictures(self) -> str:
        rows = [(f"#{one['check_id']}", one["message"], self._at(one["received_at"])) for one in self._rows("pictures")]
        note = _("The pictures themselves are in our chat alone, and are deleted with the decision.")
        return table(_("Pictures"), [_("Check"), _("Message"), _("Received")], rows, note)

    def _letters(self) -> str:
        waiting, aside = self._rows("messages_on_their_way"), self._rows("messages_put_aside")
        rows = [(one["kind"], self._at(one["created_at"]), _("on its way")) for one in waiting]
        rows += [(one["kind"], self._at(one["created_at"]), _("could not be delivered")) for one in aside]
        return table(_("Messages to you"), [_("Kind"), _("Written"), _("Where it stands")], rows)

    def _journal(self) -> str:
        you, person = _("you"), self._record.person
        own = frozenset({to_person(person.id), person.address, f"moderator:{person.address}"})
        rows = [
            (self._at(one["at"]), you if one["actor"] else _("somebody else"), done(one["action"]),
             about(one["subject"], own))
            for one in self._rows("journal")
        ]  # fmt: skip
        note = _("The journal names people and things by number. It stays when the rest is deleted, to find misuse.")
        withheld = _("Whether moderators looked at your file or noted something is not shown. You may ask them.")
        head = [_("When"), _("Who"), _("What"), _("About")]
        return table(_("In the journal"), head, rows, f"{note} {withheld}")

    def _answers(self) -> str:
        pairs = [(name, str(value)) for name, value in answers_in(self._unfinished).items()]
        if self._unread:
            pairs.append((_("What you wrote after a command"), self._unread))
        return facts(_("Answers you have not sent yet"), pairs)

    def _how_long(self, periods: Periods) -> str:
        shown = {code for code, parts in ABOUT.items() if not parts or any(map(self._rows, parts))}
        if answers_in(self._unfinished):
            shown.add("applications")
        rows = [(_(one.what), _(one.why), how_long(one, periods), who_sees(one)) for one in TABLE if one.code in shown]
        return table(
            _("Why, for how long, and who sees it"), [_("What"), _("Why"), _("For how long"), _("Who sees it")], rows
        )


def _currency(row: Row) -> str:
    return COUNTRIES[row["country"]].currency


def _yes(value: bool) -> str:
    return _("yes") if value else _("no")
