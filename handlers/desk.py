"""An operator's missions: lists, one in full, call back, edit, cancel, end."""

from __future__ import annotations

from aiogram import Bot, F, Router
from aiogram.filters import Command, CommandObject
from aiogram.fsm.context import FSMContext
from aiogram.fsm.scene import SceneRegistry, ScenesManager
from aiogram.types import CallbackQuery, Message

from bot.cards.staff_view import confirm_keyboard, desk_keyboard, full, private_card
from bot.filters import May
from bot.flow import Data, Flow, Prompt
from bot.keyboards import DeskTap, PageTap
from bot.phones import shown
from bot.question import Question
from bot.rewriting import rewrite
from bot.texts import short_name
from bot.typed import is_nothing
from domain.errors import NotAllowed, NotYours, RuleBroken
from domain.mission import LONGEST_DETAILS, Outcome
from domain.people import Person
from domain.permissions import Action
from domain.words import length, written
from handlers.desk_lists import TABS, list_page
from handlers.missions import number_of
from handlers.registration import put_aside
from i18n import _
from services import desk, series
from services.desk import Followed
from storage.unit_of_work import Store

EDIT = "desk_details"


async def show_by_command(message: Message, command: CommandObject, store: Store, person: Person, bot: Bot) -> None:
    """`/mission 142`: everything about it."""
    number = number_of(command)
    if number is None:
        await message.answer(_("Which one? Add its number, like /mission 142. /missions lists them all."))
        return
    followed = await desk.follow(store, person.id, number)
    await send_in_full(bot, store, person, followed)


async def show_by_tap(
    query: CallbackQuery, callback_data: DeskTap, store: Store, person: Person | None, bot: Bot
) -> None:
    """The same in the operator's private chat, wherever the button stands."""
    if person is None:
        raise NotAllowed
    followed = await desk.follow(store, person.id, callback_data.mission)
    in_private = query.message is not None and query.message.chat.id == query.from_user.id
    # alert
    await query.answer(None if in_private else _("I have sent it to you in our private chat."))
    await send_in_full(bot, store, person, followed)


async def send_in_full(bot: Bot, store: Store, operator: Person, followed: Followed) -> None:
    """Everything about a mission, to an operator in private; kept up to date from then on."""
    text, markup = full(followed, store.now()), desk_keyboard(followed)
    sent = await bot.send_message(int(operator.external_id), text, reply_markup=markup)
    await _keep(store, operator.id, followed, sent)


async def list_missions(message: Message, store: Store, person: Person) -> None:
    """`/missions`: the open ones first, the others behind tabs."""
    text, markup = await list_page(store, person, next(iter(TABS)), 0)
    await message.answer(text, reply_markup=markup)


async def turn_page(query: CallbackQuery, callback_data: PageTap, store: Store, person: Person | None) -> None:
    """Another tab, or another page of one."""
    if person is None:
        raise NotAllowed
    text, markup = await list_page(store, person, callback_data.list, max(0, callback_data.page))
    await query.answer()
    await rewrite(query, text, markup)


async def tick_call_back(query: CallbackQuery, callback_data: DeskTap, store: Store, person: Person | None) -> None:
    """The caller knows who is coming. What asked for the call goes; the mission's card says that it is done."""
    try:
        await desk.call_back(store, number_of_operator(person), callback_data.mission, callback_data.helper)
    except NotYours:
        followed = await desk.follow(store, number_of_operator(person), callback_data.mission)
        await query.answer(_not_theirs(followed), show_alert=True)
        await refresh(query, followed, store, person)
    else:
        # alert
        await query.answer(_("Noted. Thank you for calling back!"))


async def cancel_by_command(message: Message, command: CommandObject, store: Store, person: Person) -> None:
    """`/cancel 142`: ask whether it is meant."""
    followed = await desk.follow(store, person.id, number_of(command) or 0)
    if not followed.mission.is_active:
        await message.answer(full(followed, store.now()), reply_markup=desk_keyboard(followed))
        return
    await _ask_whether_to_cancel(message, followed)


async def ask_to_cancel(query: CallbackQuery, callback_data: DeskTap, store: Store, person: Person | None) -> None:
    """Ask whether it is meant: in a message of its own, since the card may be rewritten at any moment."""
    followed = await desk.follow(store, number_of_operator(person), callback_data.mission)
    if not followed.mission.is_active:
        # alert
        await query.answer(_("It is closed already."))
        await refresh(query, followed, store, person)
        return
    await query.answer()
    if isinstance(query.message, Message):
        await _ask_whether_to_cancel(query.message, followed)


async def _ask_whether_to_cancel(message: Message, followed: Followed) -> None:
    text = _("Cancel mission #{number}? Whoever has it, or was asked, is told at once.")
    await message.answer(text.format(number=followed.mission.id), reply_markup=confirm_keyboard(followed.mission))


async def cancel(query: CallbackQuery, callback_data: DeskTap, store: Store, person: Person | None) -> None:
    """It is meant, for this one or for all that follow it too."""
    following = callback_data.do == "cancel_all"
    await desk.cancel(store, number_of_operator(person), callback_data.mission, following=following)
    followed = await desk.follow(store, number_of_operator(person), callback_data.mission)
    lost = followed.to_be_phoned
    if lost is None:
        # alert
        await query.answer(_("Cancelled. Everybody concerned is told."))
    else:
        # alert
        text = _("Cancelled. {name} can't be told in the chat, so please phone them: {phone}.")
        phone = shown(lost.phone, followed.mission.country)
        await query.answer(text.format(name=short_name(lost.name), phone=phone), show_alert=True)
    await refresh(query, followed, store, person)


async def stop(query: CallbackQuery, callback_data: DeskTap, store: Store, person: Person | None) -> None:
    """None is to follow any more."""
    await series.stop(store, number_of_operator(person), callback_data.mission)
    # alert
    await query.answer(_("All right: none follows any more."))
    await refresh(query, await desk.follow(store, number_of_operator(person), callback_data.mission), store, person)


async def end(query: CallbackQuery, callback_data: DeskTap, store: Store, person: Person | None) -> None:
    """How it went, as the operator heard it on the phone from whoever forgets to say so."""
    outcome = Outcome.WELL if callback_data.do == "well" else Outcome.NOT_DONE
    await desk.end(store, number_of_operator(person), callback_data.mission, callback_data.helper, outcome)
    # alert
    await query.answer(_("Noted. Thank you for asking after it!"))
    await refresh(query, await desk.follow(store, number_of_operator(person), callback_data.mission), store, person)


async def keep(query: CallbackQuery, callback_data: DeskTap, store: Store, person: Person | None) -> None:
    """It is not meant."""
    followed = await desk.follow(store, number_of_operator(person), callback_data.mission)
    # alert
    await query.answer(_("All right, nothing is cancelled."))
    await refresh(query, followed, store, person)


async def edit_details(
    query: CallbackQuery,
    callback_data: DeskTap,
    store: Store,
    person: Person | None,
    bot: Bot,
    state: FSMContext,
    scenes: ScenesManager,
) -> None:
    """Ask for other details."""
    followed = await desk.follow(store, number_of_operator(person), callback_data.mission)
    if not followed.mission.is_active:
        # alert
        await query.answer(_("It is closed already."))
        await refresh(query, followed, store, person)
        return
    await query.answer()
    await put_aside(state, bot)
    await state.set_data({"flow": EDIT, "mission": followed.mission.id})
    await scenes.enter(NewDetailsQuestion)


class NewDetailsQuestion(Question, state=EDIT):
    """What is to be done, said otherwise."""

    async def ask(self, data: Data) -> Prompt:
        """The question."""
        text = _(
            "📝 Type the new details of #{number}; they replace the old ones. Everybody who is asked reads them, "
            "so please leave names and addresses out."
        )
        # button
        none = self.option(_("No details any more"), str(data["mission"]))
        return Prompt(text.format(number=data["mission"]), [[none]])

    async def tapped(self, query: CallbackQuery, value: str, data: Data) -> None:
        """There is nothing to say any more; not of another mission, whose question was never answered."""
        if value != str(data["mission"]):
            await self._stale(query)
            return
        await query.answer()
        await self._change("", data)

    async def hear(self, message: Message, data: Data) -> None:
        """Take them, or that there are none."""
        details = written(message.text or "")
        if not details:
            await self.misunderstood(message, _("Please type the new details as text."))
        elif length(details) > LONGEST_DETAILS:
            await self.say(_("Please keep it under {count} characters.").format(count=LONGEST_DETAILS))
        else:
            await self._change("" if is_nothing(details) else details, data)

    async def cancelled(self, data: Data) -> str:
        """Nothing changes."""
        return _("The details stay as they were.")

    async def _change(self, details: str, data: Data) -> None:
        try:
            mission = await desk.change_details(self.store, self.person.id, data["mission"], details)
        except RuleBroken:
            await self.leave()
            raise
        await self.close(data, None)
        await self.leave()
        text = _("Changed. Everybody who is asked sees it.")
        if mission.helper_id:
            text = _("Changed. The helper who has it is told.")
        await self.say(text)


def number_of_operator(person: Person | None) -> int:
    """Whoever taps, if the bot knows them at all. Raises NotAllowed."""
    if person is None:
        raise NotAllowed
    return person.id


def _not_theirs(followed: Followed) -> str:
    """Whom the caller was told of has handed the mission on."""
    if followed.helper is None:
        # alert
        return _("Nobody has this mission at the moment, so please don't call yet.")
    # alert
    text = _("{name} has this mission now, and the code word is another one. Please call again to say so.")
    return text.format(name=short_name(followed.helper.name))


async def refresh(query: CallbackQuery, followed: Followed, store: Store, person: Person | None) -> None:
    """Show the tapped message as it is now; the cards of others come through the outbox."""
    await rewrite(query, *private_card(followed, store.now()))
    if isinstance(query.message, Message):
        await _keep(store, number_of_operator(person), followed, query.message)


async def _keep(store: Store, number: int, followed: Followed, message: Message) -> None:
    """What shows a mission in full goes on being rewritten, and shows no caller's data once it is erased."""
    mission = followed.mission
    if mission.is_active:
        await desk.keep_card(store, number, mission.id, str(message.chat.id), str(message.message_id))
    elif mission.erased_at is None:
        await desk.keep_message(store, number, mission.id, str(message.chat.id), str(message.message_id))


def router() -> Router:
    """Commands and buttons of operators."""
    router = Router(name="desk")
    Question.flows[EDIT] = Flow(order=(EDIT,), home=EDIT, action=Action.CHANGE_MISSION)
    with_number = Command("cancel", magic=F.args.regexp(r"^\s*#?\d{1,9}\s*$"))
    router.message.register(show_by_command, Command("mission"), May(Action.SEE_MISSIONS))
    router.message.register(list_missions, Command("missions"), May(Action.SEE_MISSIONS))
    router.message.register(cancel_by_command, with_number, May(Action.CANCEL_MISSION))
    taps, cancelling = router.callback_query, May(Action.CANCEL_MISSION)
    taps.register(show_by_tap, DeskTap.filter(F.do == "show"), May(Action.SEE_MISSION))
    taps.register(tick_call_back, DeskTap.filter(F.do == "called"), May(Action.CALL_BACK))
    taps.register(end, DeskTap.filter(F.do.in_({"well", "not_done"})), May(Action.END_MISSION))
    taps.register(ask_to_cancel, DeskTap.filter(F.do == "cancel"), cancelling)
    taps.register(cancel, DeskTap.filter(F.do.in_({"cancel_yes", "cancel_all"})), cancelling)
    taps.register(stop, DeskTap.filter(F.do == "stop"), cancelling)
    taps.register(keep, DeskTap.filter(F.do == "keep"), cancelling)
    taps.register(edit_details, DeskTap.filter(F.do == "edit"), May(Action.CHANGE_MISSION))
    taps.register(turn_page, PageTap.filter(F.list.in_(set(TABS))), May(Action.SEE_MISSIONS))
    SceneRegistry(router).add(NewDetailsQuestion)
    return router
