"""Who is calling: phone number first, then what is known of them, or their name."""

from __future__ import annotations

from datetime import datetime
from html import escape

from aiogram.types import CallbackQuery, InlineKeyboardButton, Message

from bot import phones
from bot.cards.doors import phone_first
from bot.flow import Data, Prompt
from bot.question import Question
from bot.repeats import MARK
from bot.typed import numbered
from domain.mission import Mission
from domain.network import KINDS, Country
from domain.words import name_said, on_one_line
from handlers.desk import send_in_full
from handlers.intake_questions.base import (
    FLOW,
    NO_LIMIT,
    ONCE,
    IntakeQuestion,
    drop_for_colleague,
    dropped_for_colleague,
    forget_draft,
    known_place,
    saved_draft,
    shortened,
)
from handlers.intake_questions.read_out import read_out_first
from i18n import _, ngettext
from i18n.formats import country_name, day, language_name, listing, window
from services import desk
from services.desk import File
from storage.unit_of_work import Store

RESUME = "new_resume"


class ResumeQuestion(Question, state=RESUME):
    """A call was begun and not finished: go on with it, or with the new one (`instead`)? Until that is said, the draft
    stays as it is: this question is none of its own.
    """

    can_cancel = False

    async def ask(self, data: Data) -> Prompt:
        """What the draft is about, and the two ways."""
        draft = await saved_draft(self.wizard.state) or {}
        phone = phones.shown(draft.get("phone", ""), draft.get("country"))
        lines = [_("You have a call that is not published yet:"), f"📞 {phone}"]
        if draft.get("name"):
            lines.append(f"👤 {escape(draft['name'])}")
        if draft.get("kind"):
            kind = KINDS[draft["kind"]]
            lines.append(f"{kind.icon} {_(kind.name)}")
        lines.append(_("Would you like to go on with it?"))
        # button
        on = self.option(_("Go on with it"), "on", "primary")
        # button
        return Prompt("\n".join(lines), [[on], [self.option(_("Drop it and start anew"), "anew", "danger")]])

    async def tapped(self, query: CallbackQuery, value: str, data: Data) -> None:
        """Take up the one or the other."""
        await query.answer()
        if await drop_for_colleague(self.wizard.state, self.store, self.person.id):
            await self.say(dropped_for_colleague())
        draft = await saved_draft(self.wizard.state)
        chosen = draft if value == "on" and draft else data["instead"]
        await self.close(data, None)
        await self.wizard.set_data(chosen)
        await self.goto(FLOW.after("", chosen))

    async def end(self) -> None:
        """Somebody who takes no calls any more: the draft holds a caller's data, and goes too."""
        await forget_draft(self.wizard.state)
        await super().end()

    async def cancelled(self, data: Data) -> str:
        """Neither now; the draft is still there."""
        return _("All right, the call that is not published yet is kept. /new offers it again.")


class PhoneQuestion(IntakeQuestion, state="new_phone"):
    """The number opens the file of whoever has called before."""

    async def ask(self, data: Data) -> Prompt:
        """The question."""
        example = phones.example(self.country(data).code)
        text = _("📞 Which number is the caller's? For example {example}.")
        return Prompt(text.format(example=example))

    async def hear(self, message: Message, data: Data) -> None:
        """Take a number as people in the operator's country write it, or a contact's."""
        country = self.country(data)
        typed = message.contact.phone_number if message.contact else message.text or ""
        phone = phones.parse(typed, country.code)
        if phone is None and message.contact:
            phone = phones.parse(f"+{typed}", country.code)
        if phone is None:
            text = _(
                "That is not a phone number I can read. In {country} it looks like {example}; "
                "for other countries begin with + and the country code."
            )
            await self.misunderstood(
                message, text.format(country=country_name(country.code), example=phones.example(country.code))
            )
            return
        caller = await caller_of(self.store, self.person.id, phone)
        if caller["held"]:
            await self.say(phone_first())
        if caller["known"] and phone != data.get("phone"):  # what another caller's file said is not true of this one
            caller |= {**dict.fromkeys(data.get("of_file", ())), "of_file": []}
        await self.go_on(caller)


async def caller_of(store: Store, operator_id: int, phone: str) -> Data:
    """What a number adds to a draft: who the caller is, if they are known, and what is still open for them."""
    file = await desk.file_of(store, operator_id, phone)
    active = [mission.id for mission in file.active] if file else []
    known = {"known": file is not None, "helpee": file.helpee.id if file else None}
    held = file is not None and file.helpee.is_held
    return {"phone": phone, **known, "open": active, "another": None, "file_seen": None, "held": held}


class OpenQuestion(IntakeQuestion, state="new_open"):
    """Something is open for this caller already: is it that one?"""

    async def ask(self, data: Data) -> Prompt:
        """What is open, with a button to each."""
        file = await desk.file_of(self.store, self.person.id, data["phone"])
        active = file.active if file else []
        now = self.store.now()
        title = ngettext(
            "⚠️ A mission is open for this caller already:",
            "⚠️ {count} missions are open for this caller already:",
            len(active),
        )
        lines = [title.format(count=len(active)), *(_line(one, self.country(data), now) for one in active)]
        lines.append(_("Is the call about that? Then open it, and there is nothing to publish."))
        rows = [
            # button
            [self.option(_("Open #{number}").format(number=one.id), str(one.id), "primary")]
            for one in active
        ]
        # button
        return Prompt("\n".join(lines), [*rows, [self.option(_("Make another one anyway"), "another")]])

    async def tapped(self, query: CallbackQuery, value: str, data: Data) -> None:
        """Another one, or the open one: then the call is over."""
        if value == "another":
            await query.answer()
            await self.go_on({"another": True})
        elif (number := numbered(value)) is not None and number in data["open"]:
            followed = await desk.follow(self.store, self.person.id, number)
            await query.answer()
            await send_in_full(self.bot, self.store, self.person, followed)
            text = _("It is about #{number}: there is nothing to publish, and the call is closed.")
            await self.close(data, text.format(number=followed.mission.id))
            await self.leave()
        else:
            await self._stale(query)


class FileQuestion(IntakeQuestion, state="new_file"):
    """The caller's file, with the shortest ways to what they want today."""

    shows_caller = True

    async def ask(self, data: Data) -> Prompt:
        """Name, language, address, last missions and the helpers they know; a button for each way on."""
        file = await desk.file_of(self.store, self.person.id, data["phone"])
        if file is None:
            # button
            return Prompt(_("This number is new."), [[self.option(_("Go on"), "other", "primary")]])
        return Prompt(_file_text(file, self.country(data), self), self._ways(file, data))

    async def tapped(self, query: CallbackQuery, value: str, data: Data) -> None:
        """Take from the file what stays the same and was not said otherwise."""
        await query.answer()
        file = await desk.file_of(self.store, self.person.id, data["phone"])
        known = _taken(file, value, data) if file is not None else {}
        of_file = [*data.get("of_file", ()), *known]
        await self.go_on(shortened({**data, **known, "of_file": of_file, "file_seen": True}))

    def _ways(self, file: File, data: Data) -> list[list[InlineKeyboardButton]]:
        if not file.helpee.address or file.helpee.point is None:
            # button
            return [[self.option(_("Go on"), "other", "primary")]]
        # button
        rows = [[self.option(_("Same address"), "same", "success")]]
        if file.last and not data.get("kind"):
            kind = KINDS[file.last[0].kind]
            label = _("Same as last time: {kind}").format(kind=_(kind.name))
            rows.insert(0, [self.option(f"{kind.icon} {label}", "again", "success")])
        other = _("The address I typed") if data.get("address") else _("Another address")
        return [*rows, [self.option(other, "other")]]


class NameQuestion(IntakeQuestion, state="new_name"):
    """The name by which the helper will greet them."""

    key = "name"

    async def ask(self, data: Data) -> Prompt:
        """The question; of a new caller with what they are told before anything is written down."""
        question = _("👤 What is the caller's name? First name and family name, as they say it.")
        if data.get("name") is not None or data.get("file_seen"):
            return Prompt(question)
        told = read_out_first(self.dependency("settings"), self.country(data), data.get("language"))
        return Prompt(f"{told}\n\n{question}")

    async def hear(self, message: Message, data: Data) -> None:
        """Take a name."""
        typed = on_one_line(message.text or "")
        if self.is_too_long(typed):
            await self.too_long()
            return
        name = name_said(typed)
        if name is None:
            await self.misunderstood(message, _("Please type the caller's name, for example Jeanne Dupont."))
            return
        await self.go_on({"name": name})


def _line(mission: Mission, country: Country, now: datetime) -> str:
    kind = KINDS[mission.kind]
    when = window(mission.starts_at, mission.ends_at, country.zone, now)
    return " · ".join([f"{kind.icon} #{mission.id}", _(kind.name), when, *([MARK] if mission.recurrence else [])])


def _file_text(file: File, country: Country, question: IntakeQuestion) -> str:
    helpee, now = file.helpee, question.store.now()
    lines = [f"🗂 <b>{escape(helpee.name)}</b> · {language_name(helpee.language)}"]
    if helpee.address:
        lines.append(f"🏠 {escape(helpee.address)}")
    if helpee.access_notes:
        lines.append(f"🚪 {escape(helpee.access_notes)}")
    today = now.astimezone(country.zone).date()
    for mission in file.last:
        kind, published = KINDS[mission.kind], mission.published_at.astimezone(country.zone).date()
        lines.append(f"{kind.icon} #{mission.id} · {_(kind.name)} · {day(published, today)}")
    if file.knows:
        lines.append(_("🤝 Knows {helpers}").format(helpers=escape(listing(file.knows))))
    lines.append(_("What would they like today?"))
    return "\n".join(lines)


def _taken(file: File, way: str, data: Data) -> Data:
    """What the draft lacks and the file knows; what is to be asked again for its length is not lacking. Whoever chooses
    the same address means it, also where another one was typed.
    """
    helpee = file.helpee
    known: Data = {"name": helpee.name, "language": helpee.language}
    if way == "again" and file.last:
        known |= _same_task(file.last[0])
    said = {key for key, value in data.items() if value is not None}.union(data.get("too_long", ()))
    place = known_place(helpee) if way == "same" or (way == "again" and "address" not in said) else {}
    return {key: value for key, value in known.items() if key not in said} | place


def _same_task(mission: Mission) -> Data:
    details = {} if mission.erased_at is not None else {"details": mission.details}  # then they are asked
    return {
        "kind": mission.kind,
        "repeat": ONCE,
        **details,
        "limit": NO_LIMIT if mission.limit_cents is None else mission.limit_cents,
    }
