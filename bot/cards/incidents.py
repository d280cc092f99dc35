"""What moderators are shown of a concern, and of a helper. Names and numbers stand here alone, where nobody forwards
them, and go from an incident's card once it is closed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from functools import partial
from html import escape
from zoneinfo import ZoneInfo

from bot.cards import findings
from bot.cards.card import Card, Renderer
from bot.cards.offers import headline
from bot.cards.reviews import moment
from bot.keyboards import keyboard
from bot.phones import shown
from bot.room import fitting
from bot.safeguarding import file_button, file_keyboard, incident_keyboard
from bot.texts import reason_name
from domain.helper import BARRED, Helper, HelperStatus
from domain.identity import IdentityCheck
from domain.incident import CONCERNS, NOT_PASSED_ON, OUTCOMES, Incident, IncidentStatus, Reporter
from domain.mission import Mission
from domain.network import COUNTRIES
from domain.notices.notice import Notice
from domain.notices.safeguarding import (
    HelperFile,
    HelperFileAgain,
    IncidentAgain,
    IncidentCard,
    IncidentInDanger,
    ManyDoors,
    NumberShared,
)
from domain.people import Helpee, StaffRole
from domain.sanction import CAUSES, Decision, Note, Sanction, of_incident
from domain.turnover import A_DAY, MOST_DOORS_A_DAY, Turnover
from i18n import _, ngettext
from i18n.formats import Named, listing
from services import duplicates
from services.barred_staff import works_as
from services.concerns import Had, had_by
from services.helper_files import Apart, File, file_of
from services.messenger import Recipient
from services.sanctions import TIME
from storage.unit_of_work import UnitOfWork

At = Callable[[datetime], Named]
"""Says when something was."""

LAST_NOTES, LAST_DECISIONS, LAST_INCIDENTS, LAST_CHECKS, LAST_APART, LAST_HAD = 4, 8, 8, 3, 8, 8
ASKED_BELOW = 400
"""Characters that a question may have which stands on a helper's file until it is answered."""


async def render_incident(work: UnitOfWork, recipient: Recipient, notice: Notice) -> Card | None:
    """Everything there is to know while it is open; afterwards what came of it, and nobody's name but moderators'."""
    assert isinstance(notice, IncidentCard)  # noqa: S101 - registered for these only
    incident = await work.incidents.read(notice.incident_id)
    if incident is None:
        return None
    zone = COUNTRIES[incident.country].zone
    at: At = partial(moment, zone=zone, now=work.now)
    lines = [_title(incident), _state(incident, at)]
    helper_id = incident.helper_id
    frozen = await work.people.are_apart(incident.helpee_id, helper_id)
    if incident.status is IncidentStatus.CLOSED:
        if frozen:
            lines += [_parted(), _("To let them meet again, reopen it.")]
        return Card("\n".join(lines), incident_keyboard(incident, helper=None, frozen=False), protected=True)
    mission = await work.missions.get(incident.mission_id)
    helpee = await work.people.helpee(incident.helpee_id)
    helper = None if helper_id is None else await work.helpers.get(helper_id)
    lines += ["", *_about(incident, mission, helpee, helper, at)]
    had: Sequence[Had] = ()
    if incident.helper_id is None and mission is not None:
        had = await had_by(work, mission)
        lines += _whoever(had, zone)
    if helper is not None:
        lines.append(_parted() if frozen else _("These two may meet again."))
        lines += _standing(helper, await works_as(work, helper.id), waits=await work.sanctions.waits(helper.id))
        kept = _("They may delete their profile, and their name goes then. If you will need it, note it now.")
        lines.append(f"📝 {kept}")
        if frozen and mission is not None and mission.is_in_hands_of(helper.id):
            lines.append("⚠️ " + _("This one mission is still in the helper's hands."))
    if helpee is not None and helpee.is_held:
        lines.append("✋ " + _("Nobody is sent there before an operator has phoned."))
    if incident.also:
        also = listing(f"{CONCERNS[one].icon} {_(CONCERNS[one].read_of(incident.reporter))}" for one in incident.also)
        lines.append("➕ " + _("Also: {concerns}").format(concerns=also))
    if not incident.finished:
        lines.append("✂️ " + _("Not finished: whoever says it has not answered everything yet."))
    if await work.journal.has_since(work.now - A_DAY, NOT_PASSED_ON, of_incident(incident.id)):
        more = _("The helper writes more than is passed on to you: please call them.")
        if incident.reporter is Reporter.OPERATOR:
            more = _("The operator writes more than is passed on to you: please ask in their chat what else was said.")
        lines.append("📵 " + more)
    if incident.words:
        lines += ["", f"💬 <blockquote>{escape(incident.words)}</blockquote>"]
    lines += ["", *_times(incident, at)]
    number = COUNTRIES[incident.country].emergency
    below = ["", "🆘 " + _("If somebody is in danger now: call {number} first.").format(number=number)]
    below.append("✍️ " + _("A reply to this message is a note: moderators alone read it."))
    notes = _notes(await work.sanctions.notes(of_incident(incident.id)), at, [*lines, *below])
    whoever = [(one.helper_id, one.name) for one in had]
    name = None if helper is None else helper.name
    door = helpee is not None and helpee.erased_at is None and not helpee.is_held
    markup = incident_keyboard(incident, helper=name, frozen=frozen, had=whoever, door=door)
    return Card("\n".join([*lines, *notes, *below]), markup, protected=True)


def _parted() -> str:
    return _("🧊 These two are not brought together any more.")


def _title(incident: Incident) -> str:
    concern = CONCERNS[incident.concern]
    name = _("Incident #{number}").format(number=incident.id)
    return f"🚨 <b>{name}</b> · {concern.icon} {_(concern.read_of(incident.reporter))}"


def _state(incident: Incident, at: At) -> str:
    if incident.status is IncidentStatus.OPEN:
        return "🔴 " + _("Nobody sees to it yet.")
    if incident.status is IncidentStatus.TAKEN:
        since = at(incident.taken_at or incident.reported_at)
        text = _("<b>{name}</b> sees to it, since {moment}.")
        return "🟠 " + text.format(name=escape(incident.owner_name or "?"), moment=since)
    closed = at(incident.closed_at or incident.reported_at)
    text = _("Closed by {name}, {moment}: {outcome}.")
    outcome = OUTCOMES.get(incident.outcome or "", "?")
    return "✅ " + text.format(name=escape(incident.closed_by_name or "?"), moment=closed, outcome=_(outcome))


def _about(
    incident: Incident, mission: Mission | None, helpee: Helpee | None, helper: Helper | None, at: At
) -> list[str]:
    by = _("Said by the helper, {moment}.")
    if incident.reporter is Reporter.OPERATOR:
        by = _("Said by an operator for the caller, {moment}.")
    lines = [by.format(moment=at(incident.reported_at))]
    if mission is not None:
        lines.insert(0, headline(mission))
    if helper is not None:
        text = _("Helper: {name}, phone {phone}")
        phone = escape(shown(helper.phone, helper.country))
        lines.append("🙋 " + text.format(name=escape(helper.name), phone=phone))
    elif incident.helper_id is not None:
        lines.append("🙋 " + _("The helper had their data deleted."))
    if helpee is not None and helpee.erased_at is not None:
        lines.append("👤 " + _("The caller was forgotten: nothing is kept of who they were."))
    elif helpee is not None:
        text = _("Caller: {name}, phone {phone}")
        phone = escape(shown(helpee.phone, helpee.country))
        lines.append("👤 " + text.format(name=escape(helpee.name), phone=phone))
    return lines


def _standing(helper: Helper, roles: Collection[StaffRole], *, waits: bool) -> list[str]:
    """What else moderators should know of whom they decide about."""
    lines = [standing_text(helper)] if helper.status in BARRED else []
    if waits:
        lines.append("⏳ " + _("The time of the suspension is over: it ends once the incident is closed."))
    if StaffRole.OPERATORS in roles:
        lines.append("☎️ " + _("The helper also takes calls as an operator. An administrator can end that."))
    if StaffRole.MODERATORS in roles:
        lines.append("🛡 " + _("The helper is also in the moderators' chat. An administrator can end that."))
    return lines


def _whoever(had: Sequence[Had], zone: ZoneInfo) -> list[str]:
    if not had:
        return []
    ask = _("Once you know who it was, tap their name: they don't go there again, and you can decide about them.")
    lines = ["🙋 " + _("It isn't known who it was. Who had the mission:")]
    lines += [f"• {had_line(one, zone)}" for one in had[:LAST_HAD]]
    if len(had) > LAST_HAD:
        lines.append(_more(len(had) - LAST_HAD))
    return [*lines, ask]


def _more(count: int) -> str:
    return _("… and {count} more").format(count=count)


def had_line(one: Had, zone: ZoneInfo) -> str:
    """A helper among several who had a mission, told apart by when."""
    text = _("{name} had it until {moment}") if one.until_then else _("{name} has it, or did it: since {moment}")
    return text.format(name=f"<b>{escape(one.name)}</b>", moment=moment(one.at, zone))


def _times(incident: Incident, at: At) -> list[str]:
    """What had happened by then; the mission itself may have forgotten it."""
    texts = {
        "published": _("Published: {time}"),
        "offered": _("Offered to the helper: {time}"),
        "accepted": _("Accepted: {time}"),
        "called_back": _("Called back: {time}"),
        "on_my_way": _("On the way: {time}"),
        "released": _("Had it until: {time}"),
        "closed": _("Closed: {time}"),
    }
    return [
        f"• {text.format(time=at(datetime.fromisoformat(incident.times[name])))}"
        for name, text in texts.items()
        if name in incident.times
    ]


def _notes(notes: list[Note], at: At, around: Sequence[str], *, spare: int = 0) -> list[str]:
    """The last ones, as many as fit with what stands `around` them."""
    if not notes:
        return []
    latest = [
        f"🗒 {escape(one.by_name or '?')}, {at(one.at)}: {escape(one.text)}" for one in reversed(notes[-LAST_NOTES:])
    ]
    count = fitting(latest, *around, "", _earlier(len(notes)), spare=spare)
    more = len(notes) - count
    return ["", *([_earlier(more)] if more else []), *reversed(latest[:count])]


def _earlier(count: int) -> str:
    text = ngettext(
        "… and {count} earlier note: look further up in this chat",
        "… and {count} earlier notes: look further up in this chat",
        count,
    )
    return text.format(count=count)


async def render_file(work: UnitOfWork, recipient: Recipient, notice: Notice) -> Card | None:
    """A helper as moderators know them; nothing once they are forgotten."""
    assert isinstance(notice, HelperFile)  # noqa: S101
    found = await file_of(work, notice.helper_id)
    if found is None:
        return None
    apart = [(one.helpee_id, _missions(one)) for one in found.apart[:LAST_APART]]
    at: At = partial(moment, zone=COUNTRIES[found.helper.country].zone, now=work.now)
    return Card(_file(found, at), file_keyboard(found.helper, notes=bool(found.notes), apart=apart), protected=True)


async def render_number(work: UnitOfWork, recipient: Recipient, notice: Notice) -> Card | None:
    """That a helper has given another number, of which something is known; by numbers, and a button to the file."""
    assert isinstance(notice, NumberShared)  # noqa: S101
    helper = await work.helpers.get(notice.helper_id)
    known = [] if helper is None else findings.lines(await duplicates.of_number(work, helper))
    if helper is None or not known:
        return None
    text = _("Helper #{number} has given another phone number.").format(number=helper.id)
    return Card("\n".join([f"📱 <b>{text}</b>", *known]), keyboard([file_button(helper.id)]))


async def render_many_doors(work: UnitOfWork, recipient: Recipient, notice: Notice) -> Card | None:
    """That a helper gets to know many doors; by numbers, and a button to the file, unless they are forgotten."""
    assert isinstance(notice, ManyDoors)  # noqa: S101
    today = Turnover(notice.taken, notice.doors, notice.handed_on)
    if not today.taken:
        today = await work.missions.turnover(notice.helper_id, A_DAY)
    if not today.taken:
        return None
    text = _("Helper #{number} knows the doors of many callers, or hands on what they take.").format(
        number=notice.helper_id
    )
    counted = ngettext("In 24 hours: {count} door", "In 24 hours: {count} doors", today.doors)
    rule = _("By themselves, nobody gets to know more than {count} doors a day; operators can give them more.")
    lines = [
        f"🚪 <b>{text}</b>",
        f"• {counted.format(count=today.doors)} · {_counted(today)}",
        rule.format(count=MOST_DOORS_A_DAY),
    ]
    if await work.helpers.get(notice.helper_id) is None:
        return Card("\n".join([*lines, _("They have had everything about them deleted since.")]))
    lines.append(_("There may be a good reason. Please look."))
    return Card("\n".join(lines), keyboard([file_button(notice.helper_id)]))


def _missions(apart: Apart) -> str:
    return ", ".join(f"#{one}" for one in apart.mission_ids) or "?"


def _file(found: File, at: At) -> str:
    helper = found.helper
    country = COUNTRIES[helper.country]
    name, phone = escape(helper.name), escape(shown(helper.phone, helper.country))
    lines = [
        f"🗂 <b>{name}</b> · #{helper.id}",
        f"📞 {phone} · {country.flag}",
        *([] if helper.status in BARRED else [standing_text(helper)]),
        *_standing(helper, found.staff, waits=found.waits),
        "• " + _("Applied: {moment}").format(moment=at(helper.applied_at)),
    ]
    if helper.validated_at is not None:
        lines.append("• " + _("Validated: {moment}").format(moment=at(helper.validated_at)))
    done = ngettext("{count} mission done", "{count} missions done", helper.completed).format(count=helper.completed)
    hand = ngettext("{count} in hand", "{count} in hand", found.in_hand).format(count=found.in_hand)
    lines.append(f"• {done} · {hand}")
    lines += _turnover(found)
    if found.incidents:
        numbers = ", ".join(f"#{one.id}" for one in found.incidents[:LAST_INCIDENTS])
        lines.append("• 🚨 " + _("Incidents: {numbers}").format(numbers=numbers))
    lines += [f"• 🪪 {_rejected(one, at)}" for one in found.rejected[:LAST_CHECKS]]
    if found.apart:
        callers = "; ".join(_missions(one) for one in found.apart[:LAST_APART])
        if len(found.apart) > LAST_APART:
            callers = f"{callers} {_more(len(found.apart) - LAST_APART)}"
        lines.append("• 🧊 " + _("Parted from callers of missions {missions}").format(missions=callers))
    if found.same_phone:
        lines.append(f"• {findings.same_phone(found.same_phone)}")
    if found.history:
        lines += ["", *(f"• {decided(one, at)}" for one in found.history[-LAST_DECISIONS:])]
    below = ["", "✍️ " + _("A reply to this message is a note: moderators alone read it.")]
    return "\n".join([*lines, *_notes(found.notes, at, [*lines, *below], spare=ASKED_BELOW), *below])


def _turnover(found: File) -> list[str]:
    """What they took and handed on lately; nothing of who did neither."""
    times = [(_("In 7 days: {counts}"), found.lately), (_("in 24 hours: {counts}"), found.today)]
    said = [text.format(counts=_counted(turnover)) for text, turnover in times if turnover.taken]
    return [f"• 🚪 {' · '.join(said)}"] if said else []


def _counted(turnover: Turnover) -> str:
    taken = ngettext("{count} mission taken", "{count} missions taken", turnover.taken)
    handed_on = ngettext("{count} handed on", "{count} handed on", turnover.handed_on)
    return f"{taken.format(count=turnover.taken)}, {handed_on.format(count=turnover.handed_on)}"


def _rejected(check: IdentityCheck, at: At) -> str:
    """Why somebody's identity was not confirmed, and when; the pictures are gone."""
    text = _("{moment}: identity check rejected by {name}")
    line = text.format(moment=at(check.decided_at or check.started_at), name=escape(check.decided_by_name or "?"))
    return line if check.reason is None else f"{line} · {reason_name(check.reason)}"


def standing_text(helper: Helper) -> str:
    """Where a helper stands, in a line."""
    if helper.status is HelperStatus.SUSPENDED and helper.suspended_until is not None:
        until = moment(helper.suspended_until, COUNTRIES[helper.country].zone)
        return "⛔ " + _("Suspended until {moment}").format(moment=until)
    validated = _("Validated, on a break") if helper.paused_at else _("Validated as a helper")
    return {
        HelperStatus.APPLIED: _("⏳ Not validated yet"),
        HelperStatus.VALIDATED: "✅ " + validated,
        HelperStatus.REJECTED: _("Application not accepted"),
        HelperStatus.SUSPENDED: "⛔ " + _("Suspended until decided"),
        HelperStatus.BANNED: "⛔ " + _("Banned for good"),
        HelperStatus.LEFT: _("Has stopped helping"),
        HelperStatus.EXPIRED: _("Validation expired"),
    }[helper.status]


def decided(decision: Decision, at: At) -> str:
    """A line of a helper's history."""
    texts = {
        Sanction.SUSPENDED: _("{moment}: suspended by {name}"),
        Sanction.BANNED: _("{moment}: banned by {name}"),
        Sanction.REINSTATED: _("{moment}: reinstated by {name}"),
    }
    text = texts[decision.what]
    if decision.by == TIME.address:
        text = _("{moment}: reinstated, as the time was over")
    line = text.format(moment=at(decision.at), name=escape(decision.by_name or "?"))
    if decision.until is not None:
        line += ", " + _("until {moment}").format(moment=at(decision.until))
    if decision.cause is not None:
        line += f" · {_(CAUSES[decision.cause].name)}"
    return line if decision.incident_id is None else f"{line} · 🚨 #{decision.incident_id}"


RENDERERS: dict[type[Notice], Renderer] = {
    IncidentCard: render_incident,
    IncidentAgain: render_incident,
    IncidentInDanger: render_incident,
    HelperFile: render_file,
    HelperFileAgain: render_file,
    NumberShared: render_number,
    ManyDoors: render_many_doors,
}
