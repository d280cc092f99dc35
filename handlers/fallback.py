"""What nobody else understood: a kind answer with what to do next. Asked last."""

from __future__ import annotations

import re

from aiogram import Bot, F, Router
from aiogram.filters import Command, CommandObject, CommandStart, StateFilter, invert_f, or_f
from aiogram.fsm.context import FSMContext
from aiogram.fsm.scene import SceneRegistry
from aiogram.types import CallbackQuery, Message

from bot.alarms import in_danger, whom_to_tell
from bot.filters import InFormerStaffChat, InStaffChat, May, Private, Refused, RepliesTo
from bot.flow import AnswerTap, MoveTap
from bot.pictures import discard, reference_of
from bot.said_later import if_in_need, may_be_meant, passed_on, wordless, words_of
from bot.screens import Standing, start_screen
from bot.settings import Settings
from domain.errors import RuleBroken
from domain.helper import AWAITED, BARRED, Helper, HelperStatus
from domain.incident import Incident, IncidentStatus
from domain.people import Person, StaffRole
from domain.permissions import Action
from handlers.missions import show_in_hand
from handlers.notes import IsAskedNote
from handlers.questions.consent import for_those_in_need
from handlers.staff import unmask
from handlers.start import ALL_QUESTIONS, standing_of, start
from i18n import _
from services import cries, incidents, refusals
from storage.unit_of_work import Store

IN_PRIVATE = (
    "start", "help", "privacy", "profile", "id", "missions", "mine", "free", "accept", "decline", "release", "complete",
    "new", "mission", "why", "cancel", "caller", "stop", "forget", "invite", "staff", "retention", "concern",
)  # fmt: skip
NO_OTHER_BOTS = r"^/(?!\w+@)"
IN_STAFF_CHATS = ("queue", "incidents", "helper", "language")


async def refuse(
    event: Message | CallbackQuery, refusal: RuleBroken, store: Store, person: Person | None = None
) -> None:
    """Something that somebody else may do, or that may be done elsewhere: say what is in the way. `/stop` by a helper
    may mean something else.
    """
    if isinstance(event, Message) and person is not None and (first := await if_in_need(store, person.id)):
        await event.answer("\n".join(first))
    raise refusal


async def nothing_to_cancel(message: Message, command: CommandObject, store: Store, person: Person) -> None:
    """/cancel outside a question, perhaps of something that is no mission."""
    raised = await incidents.lately_raised(store, person.id)
    if raised is not None and raised.status is not IncidentStatus.CLOSED and not command.args:
        await message.answer(_("The moderators have your concern already. What you write here is added to it."))
        return
    await message.answer(_("There is nothing to cancel. /help shows what you can do here."))


async def explain(
    message: Message, store: Store, settings: Settings, person: Person, administrator: bool, state: FSMContext
) -> None:
    """A command or a text that means nothing here and now."""
    if await state.get_state() is not None:
        text = _("You are in the middle of something. Answer the question above, or send /cancel to leave.")
        await message.answer(_below(await if_in_need(store, person.id), text))
        return
    standing = await standing_of(store, settings, person, administrator=administrator)
    awaited = standing.helper is not None and _is_awaited(standing.helper)
    picture = standing.helper is not None and reference_of(message) is not None
    raised = await incidents.lately_raised(store, person.id)
    if picture and await _is_seen_to(message, store, settings, standing, raised):
        return
    if raised is not None:
        await message.answer(_added(message, raised, await passed_on(message, store, settings, person, raised)))
        return
    works = person.is_operator or administrator
    barred = standing.helper is not None and standing.helper.status in BARRED and not person.is_operator
    if standing.helper is not None and (barred or (awaited and not works)):
        text, markup = start_screen(standing)
        first = in_danger(standing.helper.country)
        await message.answer(f"{first}\n\n{text}{await _more(store, person)}", reply_markup=markup)
        return
    if standing.helper is not None and await show_in_hand(message, store, standing.helper):
        return
    if standing.newcomer:
        await refusals.require_welcome(store, person)
        text = _("Hello! I connect people who need help with volunteers nearby. Send /start to begin, or /help.")
    elif person.is_operator:
        text = _("Sorry, I don't understand that. When somebody phones, send /new. /help shows what else you can do.")
    elif standing.helper is not None and standing.helper.status is HelperStatus.VALIDATED:
        text = _("Sorry, I don't understand that. /missions shows missions around you, /help what else you can do.")
    else:
        text = _("Sorry, I don't understand that. /start shows where things stand, /help what you can do.")
    if not person.is_operator:
        text = f"{text}\n\n{for_those_in_need(standing.country)}"
    await message.answer(_below(await if_in_need(store, person.id), f"{text}{await _more(store, person)}"))


async def _is_seen_to(
    message: Message, store: Store, settings: Settings, standing: Standing, raised: Incident | None
) -> bool:
    """Delete a picture that may be one of an identity check, sent when none are asked for. What may show what a helper
    met with stays; False where it is one of those after a concern.
    """
    evidence = await cries.may_be_evidence(store, standing.person.id)
    if evidence is not None:
        if raised is None:
            await message.answer("\n\n".join(["\n".join(whom_to_tell(evidence)), wordless(message) or ""]))
        return raised is None
    await discard(message)
    passed = None if raised is None else await passed_on(message, store, settings, standing.person, raised)
    awaited = standing.helper is not None and _is_awaited(standing.helper)
    text, markup = start_screen(standing) if awaited else ("", None)
    lines = [in_danger(standing.helper.country), ""] if standing.helper and words_of(message) else []
    lines.append(_not_asked_for())
    if passed:
        lines.append(_("What you wrote below it is with the moderators."))
    elif raised is not None and words_of(message):
        lines.append(_not_passed_on(raised))
    await message.answer("\n".join([*lines, "", text] if awaited else lines), reply_markup=markup)
    return True


def _below(first: list[str], text: str) -> str:
    """What there is to say, with what comes first above it, if anything."""
    return "\n\n".join(part for part in ("\n".join(first), text) if part)


async def _more(store: Store, person: Person) -> str:
    """How to say more about a concern that is open."""
    raised = await incidents.open_by(store, person.id)
    text = _("To tell the moderators more about your concern, send /concern {number}.")
    return "" if raised is None else f"\n\n{text.format(number=raised.mission_id)}"


async def take_change(message: Message, store: Store, settings: Settings, person: Person) -> None:
    """Somebody who has raised a concern changes what they wrote: to the moderators these are new words. What others
    change was answered already.
    """
    raised = await incidents.lately_raised(store, person.id) if may_be_meant(message, store.now()) else None
    if raised is not None:
        await message.answer(_added(message, raised, await passed_on(message, store, settings, person, raised)))


def _not_asked_for() -> str:
    return _("I'm not asking for pictures now. To be safe, I have deleted yours. /start shows where things stand.")


def _not_passed_on(raised: Incident) -> str:
    text = _("I can't pass that on to the moderators. To tell them something, send /concern {number}.")
    return text.format(number=raised.mission_id)


def _added(message: Message, raised: Incident, passed: str | None) -> str:
    """To somebody who has raised a concern lately: whom to call first, and whether moderators read what they wrote."""
    text = passed or _not_passed_on(raised)
    if (hint := wordless(message)) is not None:
        text = f"{hint}\n{text}" if words_of(message) else hint
    return f"{in_danger(raised.country)}\n\n{text}"


def _is_awaited(helper: Helper) -> bool:
    return helper.status in AWAITED


async def point_to_private(message: Message, bot: Bot) -> None:
    """A command that is not for a staff chat: what it shows is nobody else's business there."""
    text = _("Let's do that in our private chat, where nobody else reads along: please send it to @{bot}.")
    await message.reply(text.format(bot=(await bot.me()).username))


async def point_to_words(message: Message) -> None:
    """A reply to a card that begins like a command, and is none."""
    await message.reply(
        _("I took that for a command, so I have neither passed it on nor noted it. Please write it without the “/”.")
    )


async def point_to_moderators(message: Message) -> None:
    """`/queue` among operators."""
    await message.reply(_("Identity checks are looked at in the moderators' chat: please send /queue there."))


async def point_to_files(message: Message) -> None:
    """`/helper` among operators."""
    await message.reply(_("Concerns and helpers' files are looked at in the moderators' chat: please send it there."))


async def point_to_present(message: Message, role: StaffRole) -> None:
    """A command in a group that was a staff chat."""
    if role is StaffRole.MODERATORS:
        await message.reply(_("This is no longer the moderators' chat: that is another group now."))
        return
    await message.reply(_("This is no longer the operators' chat: that is another group now."))


async def answer_old_question(query: CallbackQuery) -> None:
    """A button of a question that is not being asked any more."""
    await query.answer(_("You have answered that already. /start shows where things stand."))


async def answer_old_button(query: CallbackQuery) -> None:
    """A button that leads nowhere (any more)."""
    await query.answer(_("That button is old and does nothing any more. /start shows what you can do."))


def router() -> Router:
    """Everything else. Every button is answered; in groups, only commands that are ours, and in staff chats alone."""
    router = Router(name="fallback")
    SceneRegistry(router, register_on_add=False).add(*ALL_QUESTIONS)
    router.message.register(refuse, Private(), Refused())
    router.message.register(start, CommandStart(), May(Action.START))
    router.message.register(nothing_to_cancel, Private(), Command("cancel"), StateFilter(None))
    router.message.register(explain, Private(), F.from_user)
    router.edited_message.register(take_change, Private(), F.from_user, StateFilter(None))
    ours = or_f(Command(*IN_PRIVATE), Command(re.compile(r"\w+"), magic=F.mention))  # a mention is checked to be ours
    meant = (F.text.regexp(NO_OTHER_BOTS), or_f(RepliesTo("talk", "said", "incident", "file"), IsAskedNote()))
    for written_or_changed in (router.message, router.edited_message):
        written_or_changed.register(point_to_words, invert_f(ours), *meant, May(Action.NOTE))
    router.message.register(unmask, F.sender_chat, Refused(), InStaffChat())
    router.message.register(point_to_moderators, Command("queue"), InStaffChat(StaffRole.OPERATORS))
    router.message.register(point_to_files, Command("helper", "incidents"), InStaffChat(StaffRole.OPERATORS))
    router.message.register(point_to_private, ours, InStaffChat())
    router.message.register(point_to_present, or_f(Command(*IN_STAFF_CHATS), ours), InFormerStaffChat())
    router.callback_query.register(refuse, Refused())
    router.callback_query.register(answer_old_question, AnswerTap.filter())
    router.callback_query.register(answer_old_question, MoveTap.filter())
    router.callback_query.register(answer_old_button)
    return router
