"""A question of a wizard: one scene a question, with Back and Cancel in one base."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Coroutine, Mapping
from functools import wraps
from typing import Any, ClassVar, Concatenate, ParamSpec, TypeVar

from aiogram import Bot, F
from aiogram.enums import ChatType
from aiogram.exceptions import TelegramBadRequest
from aiogram.filters import Command
from aiogram.fsm.scene import Scene, on
from aiogram.types import (
    CallbackQuery,
    InlineKeyboardButton,
    Message,
    ReplyKeyboardRemove,
)

from bot.alarms import in_danger
from bot.flow import AnswerTap, Data, Flow, MoveTap, Prompt
from bot.keyboards import Style, button, keyboard
from bot.pictures import discard, has_picture
from bot.rewriting import bare, html_of, shows
from bot.said_later import COMMAND, if_in_need, may_be_meant, passed_on, wordless
from domain.errors import AmountOutOfRange, EnoughHeard, PicturesMissing, RuleBroken
from domain.people import Person
from domain.permissions import Role, Where, allowed, require
from i18n import _
from services import cries, incidents
from storage.unit_of_work import Store

P = ParamSpec("P")
Q = TypeVar("Q", bound="Question")
Handler = Callable[Concatenate[Q, P], Coroutine[Any, Any, None]]

STAYS_OPEN = (AmountOutOfRange, PicturesMissing, EnoughHeard)
"""Rules that another answer to the same question keeps, or that are broken by what is no answer: it stays open."""


def _leaves_when_over(handler: Handler[Q, P]) -> Handler[Q, P]:
    @wraps(handler)
    async def handle(question: Q, /, *args: P.args, **kwargs: P.kwargs) -> None:
        try:
            await question.require_allowed()
            await handler(question, *args, **kwargs)
        except STAYS_OPEN:
            raise
        except RuleBroken:
            await question.end()
            raise

    return handle


def _is_no_command(message: Message) -> bool:
    return not COMMAND.match(message.text or "")


class Question(Scene):
    """Base of all questions. A subclass says what is asked (`ask`), and takes a message (`hear`) or a tap (`tapped`).

    A rule that is broken meanwhile ends the flow before it is explained, except one that another answer keeps. Whether
    the person may (still) do what the flow does is looked at before each question, and again at each answer.
    `flows` is shared by all: name → Flow. `cancelled` is called when somebody gives up, to clean up what was begun.
    """

    flows: ClassVar[dict[str, Flow]] = {}
    can_cancel: ClassVar[bool] = True
    sees_to_pictures: ClassVar[bool] = False
    """Whether `hear` itself says what becomes of a picture. Elsewhere nobody would delete it with the others."""

    @abstractmethod
    async def ask(self, data: Data) -> Prompt:
        """What is asked, given the answers so far."""

    async def hear(self, message: Message, data: Data) -> None:
        """Take a message as the answer. The base says kindly that this is not one, and asks again."""
        await self.misunderstood(message)

    async def tapped(self, query: CallbackQuery, value: str, data: Data) -> None:
        """Take a tap on one of this question's buttons as the answer."""
        await query.answer()

    async def cancelled(self, data: Data) -> str:
        """Clean up when somebody cancels; the text that is said."""
        return _("Cancelled. Nothing was sent.")

    # What subclasses use

    @property
    def state(self) -> str:
        """This question's name."""
        return self.__scene_config__.state or ""

    @property
    def store(self) -> Store:
        """The store, from the dispatcher's dependencies."""
        return self.dependency("store")  # type: ignore[no-any-return]

    @property
    def person(self) -> Person:
        """Who is being asked."""
        return self.dependency("person")  # type: ignore[no-any-return]

    @property
    def bot(self) -> Bot:
        """The bot that asks."""
        return self.dependency("bot")  # type: ignore[no-any-return]

    @property
    def chat_id(self) -> int:
        """The private chat in which it is asked."""
        return int(self.person.external_id)

    def dependency(self, name: str) -> Any:
        """Something that the dispatcher hands to handlers."""
        return self.wizard.data[name]

    def option(self, text: str, value: str, style: Style | None = None) -> InlineKeyboardButton:
        """A button that answers this question."""
        return button(text, AnswerTap(question=self.state, value=value), style)

    async def require_allowed(self) -> None:
        """Raise what tells the person why this flow is not theirs, if it is not."""
        flow = self.flows.get((await self.wizard.get_data()).get("flow", ""))
        if flow is not None:
            require(flow.action, self.dependency("roles"), Where.PRIVATE)

    async def say(self, text: str, **kwargs: Any) -> Message:
        """Write to the person."""
        return await self.bot.send_message(self.chat_id, text, **kwargs)

    async def misunderstood(self, message: Message, text: str | None = None) -> None:
        """Say why this is no answer and what to do; the question stays open. It may be about a concern of theirs."""
        text = text or _("Sorry, I can't use that here. Please answer the question above, or use its buttons.")
        first, passed = await self._about_their_concern(message)
        first = first or await self.whom_to_call()
        await self.say("\n".join([*first, *passed, "", text] if first else [text]))

    async def whom_to_call(self) -> list[str]:
        """What comes first to somebody who may be writing of what they met with."""
        return await if_in_need(self.store, self.person.id)

    async def take_away(self, message: Message) -> bool:
        """Delete a picture or file that is not wanted, unless it may show what a helper met with; whether it did. Where
        pictures of an identity card are asked for, it may be one.
        """
        asked = "card" in self._flow(await self.wizard.get_data()).order
        evidence = None if asked else await cries.may_be_evidence(self.store, self.person.id)
        return evidence is None and await discard(message)

    async def _about_their_concern(self, message: Message) -> tuple[list[str], list[str]]:
        """To somebody who raised a concern lately: whom to call, and that what they wrote is passed on. What operators
        are asked is about somebody else, and stays here.
        """
        raised = await incidents.lately_raised(self.store, self.person.id)
        if raised is None:
            return [], []
        own = self.dependency("roles") - {Role.OPERATOR, Role.ADMINISTRATOR}
        passed = None
        if allowed(self._flow(await self.wizard.get_data()).action, own, Where.PRIVATE):
            passed = await passed_on(message, self.store, self.dependency("settings"), self.person, raised)
        return [in_danger(raised.country)], [passed] if passed else []

    async def keep(self, changes: Mapping[str, Any]) -> Data:
        """Keep answers in the conversation's data; return all of it."""
        return await self.wizard.update_data(changes)

    async def go_on(self, changes: Mapping[str, Any] | None = None, *, said: str | None = None) -> None:
        """Keep `changes`, close this question showing `said` as its answer, and go to the next one, or home."""
        data = await self.keep(changes or {})
        await self.close(data, said)
        after, finish = self._next(data), self._flow(data).finish
        if not after and finish is not None:
            await finish(self)
            return
        await self.goto(after)

    async def goto(self, state: str) -> None:
        """Leave this question for another one. aiogram's history is not written: a flow knows what comes before."""
        await self.wizard.leave(_with_history=False)
        await self.wizard.manager.enter(state, _check_active=False)

    async def show(self, data: Data, *, query: CallbackQuery | None = None) -> None:
        """Ask; when `query` is one of this question's own, its message is rewritten instead, while it stands."""
        prompt = await self.ask(data)
        markup = keyboard(*prompt.rows, self._navigation(data))
        if query is not None and await shows(query.message, prompt.text, markup):
            return
        sent = await self.say(prompt.text, reply_markup=markup)
        replies = prompt.reply is not None or bool(data.get("reply_keyboard"))
        await self.keep({"asked": sent.message_id, "asked_in": self.state, "reply_keyboard": replies})
        if prompt.reply is not None:
            await self.say(prompt.reply_text or "👇", reply_markup=prompt.reply)

    # What aiogram calls

    @on.message.enter()
    @_leaves_when_over
    async def entered_by_message(self, message: Message) -> None:
        """Ask."""
        await self.show(await self.wizard.get_data())

    @on.callback_query.enter()
    @_leaves_when_over
    async def entered_by_tap(self, query: CallbackQuery) -> None:
        """Ask."""
        await self.show(await self.wizard.get_data())

    @on.callback_query(AnswerTap.filter(), F.message.chat.type == ChatType.PRIVATE)
    @_leaves_when_over
    async def answered_by_tap(self, query: CallbackQuery, callback_data: AnswerTap) -> None:
        """Take the tap, unless it is on a question that is behind."""
        if callback_data.question != self.state:
            await self._stale(query)
            return
        await self.tapped(query, callback_data.value, await self.wizard.get_data())

    @on.callback_query(MoveTap.filter(), F.message.chat.type == ChatType.PRIVATE)
    @_leaves_when_over
    async def moved(self, query: CallbackQuery, callback_data: MoveTap) -> None:
        """Go back, or give up."""
        if callback_data.question != self.state:
            await self._stale(query)
            return
        await query.answer()
        if callback_data.to == "cancel":
            await self.give_up()
            return
        data = await self.wizard.get_data()
        before = self._before(data)
        await self.close(data, None)
        await self.goto(before or self.state)

    @on.message(F.chat.type == ChatType.PRIVATE, Command("cancel", magic=~F.args))
    async def cancel_command(self, message: Message) -> None:
        """Give up."""
        await self.give_up()

    @on.message(F.chat.type == ChatType.PRIVATE, F.func(_is_no_command))
    @_leaves_when_over
    async def heard(self, message: Message) -> None:
        """Take the message. Commands go on to other handlers."""
        data = await self.wizard.get_data()
        if data.get("asked_in") != self.state:  # the process ended before it could ask
            await self.show(data)
            return
        if not self.sees_to_pictures and has_picture(message):
            if not await self.take_away(message):
                await self.misunderstood(message, wordless(message))
                return
            await self.say(self._without_pictures(data))
        await self.hear(message, data)

    @on.edited_message(F.chat.type == ChatType.PRIVATE, F.text | F.caption, F.func(_is_no_command))
    @_leaves_when_over
    async def heard_anew(self, message: Message) -> None:
        """Somebody changes what they wrote."""
        if may_be_meant(message, self.store.now()):
            await self.changed(message, await self.wizard.get_data())

    async def changed(self, message: Message, data: Data) -> None:
        """What is changed is read by nobody but, after a concern, the moderators: say so, once a question."""
        first, passed = await self._about_their_concern(message)
        if not first and data.get("changed_in") == self.state:
            return
        first = first or await self.whom_to_call()
        await self.keep({"changed_in": self.state})
        text = _("I can't see what is changed in a message afterwards: please write it anew.")
        await self.say("\n".join([*first, "", *(passed or [text])] if first else [text]))

    def _without_pictures(self, data: Data) -> str:
        text = _("I can't use pictures or files here. To be safe, I have deleted yours.")
        later = _("I ask for the pictures of your identity check later.")
        return f"{text} {later}" if "card" in self._flow(data).order else text

    async def give_up(self) -> None:
        """Leave the flow and forget its answers."""
        data = await self.wizard.get_data()
        text = await self._clean_up(data)
        await self.close({**data, "reply_keyboard": False}, None)
        await self.leave()
        await self.say(text, reply_markup=ReplyKeyboardRemove())

    async def end(self) -> None:
        """Give up, without a word, what can't be finished any more. A question that was left already stays so."""
        data = await self.wizard.get_data()
        if "flow" in data:
            await self._clean_up(data)
            await self.close(data, None)
            await self.leave()

    async def leave(self) -> None:
        """Leave the flow and forget its answers; nothing is said."""
        await self.wizard.clear_data()
        await self.wizard.exit()

    async def _clean_up(self, data: Data) -> str:
        clean_up = self._flow(data).cancelled
        return await (clean_up(self) if clean_up else self.cancelled(data))

    def _flow(self, data: Data) -> Flow:
        return self.flows[data["flow"]]

    def _next(self, data: Data) -> str:
        flow = self._flow(data)
        return flow.home if data.get("changing") else flow.after(self.state, data)

    def _before(self, data: Data) -> str | None:
        flow = self._flow(data)
        changing = data.get("changing") and self.state != flow.home
        return flow.home if changing else flow.before(self.state, data)

    def _navigation(self, data: Data) -> list[InlineKeyboardButton]:
        row = []
        if self._before(data) is not None:
            row.append(button(_("◀️ Back"), MoveTap(question=self.state, to="back")))
        if self.can_cancel:
            row.append(button(_("✖️ Cancel"), MoveTap(question=self.state, to="cancel")))
        return row

    async def close(self, data: Data, said: str | None) -> None:
        """Take the buttons off the question and write the answer (HTML) under it; take a reply keyboard away."""
        asked, event, written = data.get("asked"), self.wizard.event, False
        tapped = event.message if isinstance(event, CallbackQuery) else None
        try:
            if said and isinstance(tapped, Message) and tapped.message_id == asked:
                written = await shows(tapped, f"{html_of(tapped)}\n\n✅ {said}")
            elif isinstance(asked, int):
                await bare(self.bot, self.chat_id, asked)
        except TelegramBadRequest:  # it would be too long
            await self.keep({"asked": None})
        if (said and not written) or data.get("reply_keyboard"):
            await self.say("👌" if written or not said else said, reply_markup=ReplyKeyboardRemove())
            await self.keep({"reply_keyboard": False})

    async def ask_again(self, data: Data) -> None:
        """Ask in a new message, as the answers are now; the buttons of the one before go, a reply keyboard stays."""
        await self.close({**data, "reply_keyboard": False}, None)
        await self.show(data)

    async def _stale(self, query: CallbackQuery) -> None:
        data = await self.wizard.get_data()
        if data.get("asked_in") != self.state:  # the process ended before it could ask
            await query.answer()
            await self.show(data)
            return
        await query.answer(_("That question is done with. Please answer the latest one."))
