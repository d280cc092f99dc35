"""Identity checks as moderators see them, and what helpers hear of theirs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from html import escape
from typing import Literal
from zoneinfo import ZoneInfo

from aiogram.types import InlineKeyboardMarkup

from bot.cards import findings
from bot.cards.card import Card, Renderer
from bot.keyboards import MenuTap, ReviewTap, button, in_rows, keyboard
from bot.place_names import called
from bot.safeguarding import file_button
from bot.texts import change_the_name, reason_name, reason_to_helper
from domain.helper import BARRED, Helper, HelperStatus
from domain.identity import CLAIM_LASTS, CheckStatus, IdentityCheck, Reason, Side
from domain.network import COUNTRIES, KINDS
from domain.notices.identity import (
    CheckDecided,
    PicturesAgain,
    PicturesToReview,
    ReviewAgain,
    ReviewRequested,
    ReviewsWaiting,
)
from domain.notices.notice import Notice
from domain.sanction import Sanction
from i18n import _, ngettext
from i18n.formats import Named, clock, country_name, day, duration, language_name, listing, when
from services import duplicates, review
from services.messenger import Recipient
from storage.unit_of_work import UnitOfWork

WHY_REJECTED = (
    Reason.UNREADABLE,
    Reason.NOT_SAME_PERSON,
    Reason.NAME_DIFFERS,
    Reason.DIGITS_DIFFER,
    Reason.EXPIRED,
    Reason.UNDER_AGE,
    Reason.OTHER,
)
WHY_AGAIN = (Reason.UNREADABLE, Reason.DIGITS_DIFFER, Reason.NAME_DIFFERS, Reason.EXPIRED, Reason.OTHER)

REMINDED_OF = 3
A_WEEK = timedelta(days=7)


def zone_of(check: IdentityCheck) -> ZoneInfo:
    """The zone in which moderators read times about a check: that of the helper's country."""
    return COUNTRIES[check.helper.country if check.helper is not None else "BE"].zone


def moment(instant: datetime, zone: ZoneInfo, now: datetime | None = None) -> Named:
    """ "Monday 2 March at 12:05", never "today": a card is still read tomorrow. What is far from `now` has a year."""
    seen = instant + A_WEEK if now is None or abs(now - instant) < A_WEEK else now
    return when(instant, zone, seen)


def decision_keyboard(check: IdentityCheck, now: datetime) -> InlineKeyboardMarkup:
    """Claim, approve, reject, ask again; once claimed, a way to leave it to somebody else."""
    # button
    claim = [button(_("👀 I'm looking at it"), ReviewTap(do="claim", check=check.id), "primary")]
    # button
    give_back = [button(_("Leave it to somebody else"), ReviewTap(do="give_back", check=check.id))]
    claimed = check.is_claimed(now)
    return keyboard(
        [] if claimed else claim,
        [
            # button
            button(_("Approve"), ReviewTap(do="approve", check=check.id), "success"),
            # button
            button(_("Reject…"), ReviewTap(do="reject", check=check.id), "danger"),
        ],
        # button
        [button(_("Ask for new pictures…"), ReviewTap(do="again", check=check.id))],
        give_back if claimed else [],
    )


def despite_keyboard(check_id: int) -> InlineKeyboardMarkup:
    """Whether it is approved in spite of what is known from before; and a way back."""
    return keyboard(
        # button
        [button(_("Approve all the same"), ReviewTap(do="approve_yes", check=check_id), "danger")],
        # button
        [button(_("◀️ Back"), ReviewTap(do="back", check=check_id))],
    )


def reasons_keyboard(check_id: int, do: Literal["reject_for", "again_for"]) -> InlineKeyboardMarkup:
    """Why it is rejected, or asked for again; and a way back."""
    reasons: Iterable[Reason] = WHY_REJECTED if do == "reject_for" else WHY_AGAIN
    style: Literal["danger", "primary"] = "danger" if do == "reject_for" else "primary"
    buttons = [button(reason_name(one), ReviewTap(do=do, check=check_id, reason=one), style) for one in reasons]
    # button
    return keyboard(*in_rows(buttons, 2), [button(_("◀️ Back"), ReviewTap(do="back", check=check_id))])


async def render_pictures(work: UnitOfWork, recipient: Recipient, notice: Notice) -> Card | None:
    """Both pictures, while there is something to decide. Captions say nothing about the person."""
    assert isinstance(notice, PicturesToReview)  # noqa: S101 - registered for these only
    check = await work.identity.get(notice.check_id)
    if check is None or check.status is not CheckStatus.SUBMITTED:
        return None
    captions = (
        (Side.CARD, _("Identity check #{number}: the card")),
        (Side.NOTE, _("Identity check #{number}: the person with the note")),
    )
    found = [(check.picture(side), caption) for side, caption in captions]
    return Card(photos=tuple((one.file, caption.format(number=check.id)) for one, caption in found if one is not None))


def lost_pictures(card: str) -> str:
    """When the bot was interrupted while it sent the pictures of a check, named by their card."""
    text = _(
        "I was interrupted while showing the pictures of identity check #{number}. If you see pictures of it twice, or"
        " after the decision, please delete them by hand: I can't find them any more."
    )
    return "⚠️ " + text.format(number=card.partition(":")[2])


async def render_review(work: UnitOfWork, recipient: Recipient, notice: Notice) -> Card | None:
    """What there is to compare and to decide; afterwards who decided what, without the helper's data."""
    assert isinstance(notice, ReviewRequested)  # noqa: S101
    check = await work.identity.get(notice.check_id)
    if check is None or check.submitted_at is None:
        return None
    title = "🪪 <b>{}</b>".format(_("Identity check #{number}").format(number=check.id))
    if check.status is CheckStatus.SUBMITTED and check.helper is not None:
        known = findings.lines(await duplicates.findings(work, check, check.helper))
        text = f"{title}\n{_to_compare(check, check.helper, known, work.now)}"
        return Card(text, decision_keyboard(check, work.now), protected=True)
    failing = [one for one in await work.purges.of_check(check.id) if one.is_failing]
    outcome = f"{title}\n{_outcome(check, all_gone=not failing)}"
    if await review.approved_despite(work, check):
        text = _("In spite of what was known from before; the journal says what.")
        return Card(f"{outcome}\n⚠️ {text}", keyboard([file_button(check.person_id)]))
    if not await _barred_by(work, check):
        return Card(outcome)
    text = _(
        "They were helping already, so they are suspended until you decide, and anything they had in hand goes on to"
        " others."
    )
    return Card(f"{outcome}\n⚠️ {text}", keyboard([file_button(check.person_id)]))


async def _barred_by(work: UnitOfWork, check: IdentityCheck) -> bool:
    """Whether somebody was suspended as this check was rejected, whatever was decided since."""
    return any(
        one.what is Sanction.SUSPENDED and one.at == check.decided_at
        for one in await work.sanctions.history(check.person_id)
    )


def _to_compare(check: IdentityCheck, helper: Helper, known: Sequence[str], now: datetime) -> str:
    zone = zone_of(check)
    country = COUNTRIES[helper.country]
    places = listing(escape(called(place.name, place.country)) for place in helper.places)
    lines = [
        f"👤 {escape(helper.name)}",
        f"📍 {places} · {country.flag} {country_name(country.code)}",
        "🤝 " + listing(_(kind.name) for kind in KINDS.values() if kind.code in helper.kinds),
        "💬 " + listing(language_name(code) for code in sorted(helper.languages)),
        "🔢 " + _("The note must show <b>{code}</b>.").format(code=check.code),
    ]
    if check.submitted_at is not None:
        lines.append("🕒 " + _("Waiting since {moment}.").format(moment=moment(check.submitted_at, zone)))
    if check.claimed_at is not None and check.is_claimed(now):
        text = _("<b>{name}</b> is looking at it, until {time} at the latest.")
        name = escape(check.claimed_by_name or "")
        lines.append("👀 " + text.format(name=name, time=clock(check.claimed_at + CLAIM_LASTS, zone)))
    if helper.valid_until is not None and helper.status in {HelperStatus.VALIDATED, HelperStatus.EXPIRED}:
        until = day(helper.valid_until.astimezone(zone).date(), now.astimezone(zone).date())
        lines.append("🔄 " + _("A renewal: validated until {day}.").format(day=until))
    if known:
        lines += ["", *known]
    text = _(
        "Compare face, name and digits with the pictures above, and look whether they are 18 or older. Then decide."
    )
    lines += ["", text]
    return "\n".join(lines)


def _outcome(check: IdentityCheck, *, all_gone: bool) -> str:
    """Who decided what, when and why. The name and the place of the helper go with the decision."""
    gone = _("The pictures are deleted.") if all_gone else _("Some pictures could not be deleted yet: see below.")
    if check.status is CheckStatus.WITHDRAWN:
        return "\n".join(["↩️ " + _("Taken back by the helper."), gone])
    if check.status is CheckStatus.PURGED:
        return "\n".join(["⌛ " + _("Nobody decided in time. The helper is asked for new pictures."), gone])
    texts = {
        CheckStatus.APPROVED: "✅ " + _("Approved by {name}, {moment}."),
        CheckStatus.REJECTED: "⛔ " + _("Rejected by {name}, {moment}."),
        CheckStatus.ASKED_AGAIN: "🔁 " + _("New pictures asked for by {name}, {moment}."),
    }
    at = check.decided_at
    said = texts[check.status].format(
        name=escape(check.decided_by_name or "?"), moment=moment(at, zone_of(check)) if at is not None else "?"
    )
    lines = [said]
    if check.reason is not None:
        lines.append("📝 " + _("Reason: {reason}").format(reason=reason_name(check.reason)))
    lines.append(gone)
    return "\n".join(lines)


async def render_waiting(work: UnitOfWork, recipient: Recipient, notice: Notice) -> Card | None:
    """To the moderators: how many wait, for how long, and until when somebody has to look; the oldest by button."""
    waiting = await work.identity.waiting()
    if not waiting:
        return None
    oldest = waiting[0]
    text = ngettext(
        "⏰ <b>{count} identity check waits for somebody to look at it</b>, for {age} now.",
        "⏰ <b>{count} identity checks wait for somebody to look at them</b>, the oldest for {age} now.",
        len(waiting),
    )
    lines = [text.format(count=len(waiting), age=duration(work.now - (oldest.submitted_at or oldest.started_at)))]
    if oldest.purge_due_at is not None:
        until = _("Undecided, its pictures are deleted on {moment}, and the helper has to send them once more.")
        lines.append(until.format(moment=moment(oldest.purge_due_at, zone_of(oldest))))
    rows = [
        [button(f"#{one.id} · {moment(one.submitted_at or one.started_at, zone_of(one))}", _show(one))]
        for one in waiting[:REMINDED_OF]
    ]
    return Card("\n".join(lines), keyboard(*rows))


def _show(check: IdentityCheck) -> ReviewTap:
    return ReviewTap(do="show", check=check.id)


async def render_decided(work: UnitOfWork, recipient: Recipient, notice: Notice) -> Card | None:
    """To the helper: what was decided, and what to do next."""
    assert isinstance(notice, CheckDecided)  # noqa: S101
    check = await work.identity.get(notice.check_id)
    if check is None:
        return None
    match check.status:
        case CheckStatus.APPROVED:
            return _approved() if check.helper is None or check.helper.completed == 0 else _renewed()
        case CheckStatus.REJECTED | CheckStatus.ASKED_AGAIN if await work.talks.open_of(check.person_id) is not None:
            return _enough(check)
        case CheckStatus.REJECTED:
            return _rejected(check)
        case CheckStatus.LAPSED:
            return _lapsed()
        case CheckStatus.ASKED_AGAIN:
            text = _("We need new pictures before we can welcome you.")
            then = _("It takes two minutes; the first pictures are deleted.")
            return Card(f"🪪 {text}\n{reason_to_helper(check.reason)}\n\n{then}", _new_pictures())
        case CheckStatus.PURGED:
            return _purged()
    return None


def _approved() -> Card:
    text = _(
        "<b>Welcome aboard!</b> Your identity is confirmed, and your pictures are deleted.\n\n"
        "From now on you'll hear from us when somebody near you needs help. "
        "/missions shows what is open around you, /profile changes when and where you can help."
    )
    return Card(
        f"✅ {text}",
        keyboard(
            # button
            [button(_("Missions around me"), MenuTap(to="around"), "primary")],
            # button
            [button(_("My profile"), MenuTap(to="profile"))],
        ),
    )


def _renewed() -> Card:
    text = _(
        "<b>Thank you!</b> Your identity is confirmed once more, and your pictures are deleted. It is good to have you"
        " with us. /missions shows what is open around you."
    )
    return Card(f"✅ {text}")


def _rejected(check: IdentityCheck) -> Card:
    if check.helper is not None and check.helper.status in BARRED:  # they hear that in a message of its own
        text = _("We can't accept these pictures; they are deleted.")
        return Card(f"{text}\n{reason_to_helper(check.reason)}")
    if check.helper is not None and check.helper.status is HelperStatus.VALIDATED:
        text = _(
            "We can't accept these pictures; they are deleted. Until your validation ends you go on seeing missions."
        )
        return Card(f"{text}\n{reason_to_helper(check.reason)}", _new_pictures())
    text = _("Thank you for applying. We can't accept it as it is; your pictures are deleted.")
    if check.reason is Reason.UNDER_AGE:
        return Card(f"{text}\n{reason_to_helper(check.reason)}")
    if check.reason is Reason.NAME_DIFFERS:
        # button
        again = button(_("Change my answers and apply again"), MenuTap(to="register"), "primary")
        return Card(f"{text}\n{reason_to_helper(check.reason)}\n\n{change_the_name()}", keyboard([again]))
    then = _("If you think that this can be put right, please try once more with new pictures.")
    return Card(f"{text}\n{reason_to_helper(check.reason)}\n\n{then}", _new_pictures())


def _enough(check: IdentityCheck) -> Card:
    """Of several checks none has worked out: people talk now."""
    text = _("We could not confirm who you are this time either; your pictures are deleted.")
    then = _(
        "Let's not go on like this: <b>a moderator will write to you here</b>, and together you find a way. Until then"
        " I take no more pictures."
    )
    return Card(f"{text}\n{reason_to_helper(check.reason)}\n\n{then}")


def _lapsed() -> Card:
    text = _(
        "The four digits that I gave you count for a day, and you have not sent everything yet. To be safe, I have"
        " deleted the pictures that you had sent."
    )
    then = _("Whenever it suits you, you get new digits and send both pictures; it takes two minutes.")
    return Card(f"{text}\n\n{then}", _new_pictures())


def _purged() -> Card:
    text = _("We are sorry: nobody could look at your pictures in time. To be safe, we have deleted them.")
    then = _("Please send new ones; it takes two minutes.")
    return Card(f"{text}\n\n{then}", _new_pictures())


def _new_pictures() -> InlineKeyboardMarkup:
    # button
    return keyboard([button(_("Send new pictures"), MenuTap(to="identity"), "primary")])


RENDERERS: dict[type[Notice], Renderer] = {
    PicturesToReview: render_pictures,
    PicturesAgain: render_pictures,
    ReviewRequested: render_review,
    ReviewAgain: render_review,
    CheckDecided: render_decided,
    ReviewsWaiting: render_waiting,
}
