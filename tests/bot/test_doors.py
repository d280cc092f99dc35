"""Nothing can be reached but by the table of who may do what."""

from __future__ import annotations

from bot.question import Question
from domain.permissions import Action
from tests.journeys.doors import DOORS

FREE = {
    "errors.explain_broken_rule": "says what is in the way to whoever met it",
    "errors.answer_later": "owes an answer to whoever asked",
    "errors.pass_over": "says nothing",
    "errors.apologise": "regrets it to whoever met it",
    "membership.lose_person": "Telegram tells it of the bot itself",
    "membership.welcome_back": "Telegram tells it of the bot itself",
    "membership.lose_chat": "Telegram tells it of the bot itself",
    "membership.look_at_rights": "Telegram tells it of the bot itself",
    "membership.let_in": "Telegram tells it; who may come stands in the invitation",
    "membership.follow_migration": "Telegram tells it of a chat",
    "reviews.greet": "Telegram tells it of who has come to a chat",
    "reviews.free_claims": "Telegram tells it of who has left a chat",
    "intake.answer_old_tap": "says that a question is over",
    "fallback.refuse": "says why something was refused",
    "staff.unmask": "says why something was refused",
    "fallback.nothing_to_cancel": "says that nothing is being asked",
    "fallback.explain": "says what can be said",
    "fallback.take_change": "adds to a concern of one's own what is changed",
    "fallback.point_to_private": "says where something belongs",
    "fallback.point_to_moderators": "says where something belongs",
    "fallback.point_to_files": "says where something belongs",
    "fallback.point_to_present": "says that the chat is one of staff no longer",
    "fallback.answer_old_question": "says that a question is over",
    "fallback.answer_old_button": "says that a button is old",
    "Question.cancel_command": "whatever is being asked, everybody may give it up",
}
"""Handlers that need no entry in the table, and why: they do nothing, and show nothing."""


def test_every_handler_asks_the_table() -> None:
    unasked = {door.name for door in DOORS if not door.actions and not door.step}
    assert unasked <= set(FREE), f"no action of the table: {sorted(unasked - set(FREE))}"
    names = {door.name for door in DOORS}
    assert set(FREE) <= names, f"no such handler any more: {sorted(set(FREE) - names)}"


def test_a_handler_asks_for_one_action_alone() -> None:
    several = {door.name: door.actions for door in DOORS if len(door.actions) > 1}
    assert not several


def test_the_table_is_asked_only_of_what_is_meant() -> None:
    """A refusal is explained, so it must be one of this command or button."""
    for door in DOORS:
        kinds = [type(one).__name__ for one in door.filters]
        assert "May" not in kinds or kinds.index("May") == len(kinds) - 1, door.name
        assert kinds != ["May"], door.name


def test_every_action_is_one_that_something_asks_for() -> None:
    asked = {action for door in DOORS for action in door.actions} | {flow.action for flow in Question.flows.values()}
    assert asked == set(Action)
