"""An operator's search for a helper: ask more, ask everybody, give it to somebody by name; and who was asked."""

from __future__ import annotations

from aiogram import Bot, F, Router
from aiogram.filters import Command, CommandObject
from aiogram.fsm.context import FSMContext
from aiogram.fsm.scene import SceneRegistry, ScenesManager
from aiogram.types import CallbackQuery, Message

from bot.cards.asked import explained
from bot.filters import May
from bot.flow import Data, Flow, Prompt
from bot.keyboards import DeskTap
from bot.phones import shown
from bot.question import Question
from bot.texts import short_name
from bot.typed import numbered
from domain.errors import (
    NotOffered,
    NotRegistered,
    NotValidated,
    NotYours,
    Suspended,
    TooManyMissions,
)
from domain.people import Person
from domain.permissions import Action
from domain.words import LONGEST_NAME, cut, on_one_line
from handlers.desk import number_of_operator, refresh
from handlers.missions import number_of
from handlers.registration import put_aside
from i18n import _, ngettext
from i18n.formats import distance
from services import desk, finding, safety
from storage.unit_of_work import Store

GIVE = "desk_give"
CANT_HAVE_IT = (NotOffered, TooManyMissions, NotRegistered, NotValidated, Suspended)
SHOWN = 8


async def ask_more(query: CallbackQuery, callback_data: DeskTap, store: Store, person: Person | None) -> None:
    """Ask the next helpers now."""
    asked = await finding.widen(store, number_of_operator(person), callback_data.mission)
    await query.answer(_asked(asked), show_alert=not asked)
    await _refresh(query, callback_data, store, person)


async def ask_everybody(query: CallbackQuery, callback_data: DeskTap, store: Store, person: Person | None) -> None:
    """Ask everybody within reach, whatever hours they gave."""
    asked = await finding.ask_everybody(store, number_of_operator(person), callback_data.mission)
    await query.answer(_asked(asked), show_alert=True)
    await _refresh(query, callback_data, store, person)


async def ask_others(query: CallbackQuery, callback_data: DeskTap, store: Store, person: Person | None) -> None:
    """The caller was phoned, and it is all right to send somebody."""
    asked = await safety.ask_others(store, number_of_operator(person), callback_data.mission)
    await query.answer(phoned_text(asked))
    followed = await desk.follow(store, number_of_operator(person), callback_data.mission)
    if not followed.mission.is_active:  # all other cards come through the outbox, and what asked for the call goes
        await refresh(query, followed, store, person)


async def take_back(query: CallbackQuery, callback_data: DeskTap, store: Store, person: Person | None) -> None:
    """Take it from somebody who stays silent, and ask others."""
    try:
        mission = await finding.take_back(
            store, number_of_operator(person), callback_data.mission, callback_data.helper
        )
    except NotYours:
        # alert
        await query.answer(_("They don't have it any more."))
    else:
        # alert
        text = _("Others are being asked. The helper is told not to go.")
        if mission.is_held:
            # alert
            text = _("Nobody is asked before one of you has phoned. The helper is told not to go.")
        await query.answer(text)
    await _refresh(query, callback_data, store, person)


async def explain_by_tap(
    query: CallbackQuery, callback_data: DeskTap, store: Store, person: Person | None, bot: Bot
) -> None:
    """Who was asked."""
    number = number_of_operator(person)
    found = await finding.explain(store, number, callback_data.mission)
    await query.answer()
    sent = await bot.send_message(query.from_user.id, explained(found, store.now()))
    await _keep(store, number, callback_data.mission, sent)


async def explain_by_command(message: Message, command: CommandObject, store: Store, person: Person) -> None:
    """The same by `/why 142`."""
    number = number_of(command)
    if number is None:
        await message.answer(_("Which one? Add its number, like /why 142. /missions lists them all."))
        return
    sent = await message.answer(explained(await finding.explain(store, person.id, number), store.now()))
    await _keep(store, person.id, number, sent)


async def find(
    query: CallbackQuery,
    callback_data: DeskTap,
    store: Store,
    person: Person | None,
    bot: Bot,
    state: FSMContext,
    scenes: ScenesManager,
) -> None:
    """Ask to whom the mission is to be given."""
    await finding.who_could(store, number_of_operator(person), callback_data.mission)
    await query.answer()
    await put_aside(state, bot)
    await state.set_data({"flow": GIVE, "mission": callback_data.mission})
    await scenes.enter(GiveQuestion)


class GiveQuestion(Question, state=GIVE):
    """To whom the mission is given, of those who may have it."""

    async def ask(self, data: Data) -> Prompt:
        """The nearest of them, or those who are called as was typed."""
        found = await finding.who_could(self.store, self.person.id, data["mission"], data.get("named", ""))
        lines = [_("🤝 Who takes #{number}? Please phone them first, and tap once they have agreed.")]
        rows = []
        for helper, candidate in found[:SHOWN]:
            where = "" if candidate.distance_m is None else f" · {distance(candidate.distance_m)}"
            lines.append(f"• {short_name(helper.name)}{where} · {shown(helper.phone, helper.country)}")
            value = f"{data['mission']}.{helper.id}"
            rows.append([self.option(f"{short_name(helper.name)}{where}", value)])
        if not found:
            lines.append(_("Nobody of that name may have it."))
        if len(found) != 1:
            lines.append(_("You can also type how a name begins."))
        return Prompt("\n".join(lines).format(number=data["mission"]), rows)

    async def show(self, data: Data, *, query: CallbackQuery | None = None) -> None:
        """Ask; the message is the mission's, since it says how helpers are phoned."""
        await super().show(data, query=query)
        asked = (await self.wizard.get_data())["asked"]
        await desk.keep_message(self.store, self.person.id, data["mission"], str(self.chat_id), str(asked))

    async def hear(self, message: Message, data: Data) -> None:
        """The beginning of a name."""
        named = cut(on_one_line(message.text or ""), LONGEST_NAME)
        if not named:
            await self.misunderstood(message, _("Please type how the helper's name begins."))
            return
        await self.show(await self.keep({"named": named}))

    async def tapped(self, query: CallbackQuery, value: str, data: Data) -> None:
        """They have agreed; not about another mission, whose question was never answered."""
        number, _dot, helper = value.partition(".")
        chosen = numbered(helper)
        if number != str(data["mission"]) or chosen is None:
            await self._stale(query)
            return
        try:
            mission = await finding.give(self.store, self.person.id, data["mission"], chosen)
        except CANT_HAVE_IT:
            # alert
            await query.answer(_("They can't have it any more. Please choose somebody else."), show_alert=True)
            await self.show(await self.keep({"named": ""}), query=query)
            return
        # alert
        await query.answer(_("It is theirs now, and they are told."))
        await self.close(data, None)
        await self.leave()
        followed = await desk.follow(self.store, self.person.id, mission.id)
        name = short_name(followed.helper.name) if followed.helper else ""
        await self.say(_("#{number} is given to {name}.").format(number=mission.id, name=name))

    async def cancelled(self, data: Data) -> str:
        """Nothing changes."""
        return _("Nobody was given #{number}.").format(number=data["mission"])


async def _keep(store: Store, operator: int, mission: int, sent: Message) -> None:
    """What says who helps, and how to phone them, goes with what is personal about the mission."""
    await desk.keep_message(store, operator, mission, str(sent.chat.id), str(sent.message_id))


def phoned_text(asked: int) -> str:
    """What an operator hears who has phoned a door that was held."""
    # alert
    return _asked(asked) if asked else _("Noted, thank you: helpers can be asked to go there again.")


def _asked(count: int) -> str:
    if not count:
        # alert
        return _("There is nobody else within reach who could be asked.")
    # alert
    text = ngettext("{count} more helper is being asked.", "{count} more helpers are being asked.", count)
    return text.format(count=count)


async def _refresh(query: CallbackQuery, tap: DeskTap, store: Store, person: Person | None) -> None:
    await refresh(query, await desk.follow(store, number_of_operator(person), tap.mission), store, person)


def router() -> Router:
    """Commands and buttons of operators who look for somebody."""
    router = Router(name="finding")
    Question.flows[GIVE] = Flow(order=(GIVE,), home=GIVE, action=Action.FIND_HELPER)
    router.message.register(explain_by_command, Command("why"), May(Action.SEE_MISSIONS))
    taps, searching = router.callback_query, May(Action.FIND_HELPER)
    taps.register(ask_more, DeskTap.filter(F.do == "widen"), searching)
    taps.register(ask_everybody, DeskTap.filter(F.do == "everybody"), searching)
    taps.register(ask_others, DeskTap.filter(F.do == "others"), searching)
    taps.register(take_back, DeskTap.filter(F.do == "take"), searching)
    taps.register(explain_by_tap, DeskTap.filter(F.do == "why"), May(Action.SEE_MISSIONS))
    taps.register(find, DeskTap.filter(F.do == "find"), searching)
    SceneRegistry(router).add(GiveQuestion)
    return router
