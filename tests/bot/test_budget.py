"""What may leave when, compared with what Telegram lets through."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.budget import UNLIMITED, Budget, Load
from sandbox.limits import SendingLimits

PERSON, ANOTHER, GROUP = 1, 2, -100


def sent(budget: Budget, load: Load, now: float) -> bool:
    """Whether it left now."""
    if budget.wait(load, now) > 0:
        return False
    budget.spend(load, now)
    return True


def leaves(budget: Budget, load: Load, now: float) -> float:
    """When it leaves, if it waits from now on."""
    now += budget.wait(load, now)
    budget.spend(load, now)
    return now


def sent_at_once(budget: Budget, load: Load, now: float = 0.0) -> int:
    return next(count for count in range(1000) if not sent(budget, load, now))


def test_a_chat_takes_a_short_burst_and_then_one_a_second() -> None:
    budget = Budget()
    assert sent_at_once(budget, Load(PERSON)) == 3
    assert sent(budget, Load(ANOTHER), 0.0)
    assert budget.wait(Load(PERSON), 0.0) == 1.0
    assert sent_at_once(budget, Load(PERSON), 1.0) == 1


def test_answers_go_at_once_in_the_midst_of_a_broadcast() -> None:
    budget = Budget()
    letters = next(chat for chat in range(1, 100) if not sent(budget, Load(chat), 0.0)) - 1
    answers = next(chat for chat in range(1000, 1100) if not sent(budget, Load(chat, answers=True), 0.0)) - 1000
    assert (letters, answers) == (10, 10)
    assert budget.wait(Load(PERSON), 0.0) > budget.wait(Load(PERSON, answers=True), 0.0) > 0


def test_a_group_s_minute_has_room_for_answers() -> None:
    budget = Budget()
    letters = sum(sent(budget, Load(GROUP), float(second)) for second in range(30))
    answers = sum(sent(budget, Load(GROUP, edits=True, answers=True), 30.0 + second) for second in range(20))
    assert (letters, answers) == (16, 4)
    assert budget.wait(Load(GROUP), 59.0) == pytest.approx(4 + 1)


def test_who_taps_is_answered_as_fast_as_they_tap() -> None:
    budget = Budget()
    assert all(sent(budget, Load(PERSON, edits=True, answers=True), tenth / 10) for tenth in range(100))
    assert sent(budget, Load(PERSON), 10.0)


def test_a_refusal_holds_up_the_chat_that_it_was_given_for() -> None:
    budget = Budget()
    budget.refuse(PERSON, 30, 0.0)
    assert budget.wait(Load(PERSON, answers=True), 10.0) == 20.0
    assert budget.wait(Load(ANOTHER), 10.0) == 0


def test_several_chats_refused_at_once_hold_up_everybody() -> None:
    budget = Budget()
    for number, seconds in enumerate((300, 7, 9)):
        budget.refuse(PERSON + number, seconds, number / 10)
    assert budget.wait(Load(99), 0.2) == pytest.approx(7.0)
    assert budget.wait(Load(PERSON), 7.2) == pytest.approx(300 - 7.2)


def test_refusals_one_after_the_other_hold_up_nobody_else() -> None:
    budget = Budget()
    for number in range(9):
        budget.refuse(PERSON + number, 60, number * 2.0)
    assert budget.wait(Load(99), 20.0) == 0


def test_a_turn_that_is_given_back_is_somebody_else_s() -> None:
    budget = Budget()
    for _ in range(100):
        assert sent(budget, Load(GROUP), 0.0)
        budget.give_back(Load(GROUP))
    assert sent_at_once(budget, Load(GROUP)) == 3


@pytest.mark.parametrize("parts", [2, 3, 5])
def test_several_processes_together_send_what_one_may(parts: int) -> None:
    budgets = [Budget() for _ in range(parts)]
    for budget in budgets:
        budget.share(parts, 0.0)
    telegram = SendingLimits()
    passed = 0
    for step in range(20_000):
        budget, now = budgets[step % parts], step / 200
        if sent(budget, Load(1_000 + step), now):
            assert telegram.check(1_000 + step, is_group=False, now=now) is None
            passed += 1
    assert passed >= 0.98 * 30 * 100


@pytest.mark.parametrize(("parts", "expected"), [(1, [0, 0, 0, 1]), (2, [0, 0, 1, 2]), (3, [0, 1, 2, 3])])
def test_answers_do_not_slow_down_with_the_number_of_processes(parts: int, expected: list[int]) -> None:
    budget = Budget()
    budget.share(parts, 0.0)
    assert [leaves(budget, Load(PERSON, answers=True), 0.0) for _ in range(4)] == expected


class Group:
    """A group that is written to by processes that come and go, as long as each of them finds something to say."""

    def __init__(self) -> None:
        self.telegram = SendingLimits()
        self.left: list[float] = []

    def hears(self, budgets: list[Budget], begin: int, end: int, *, answers: bool = False) -> int:
        """How much they send from one second to the other. Fails where Telegram refuses it."""
        before = len(self.left)
        for tenth in range(begin * 10, end * 10):
            for budget in budgets:
                if sent(budget, Load(GROUP, answers=answers), tenth / 10):
                    assert self.telegram.check(GROUP, is_group=True, now=tenth / 10) is None
                    self.left.append(tenth / 10)
        return len(self.left) - before


def test_who_starts_again_in_the_midst_of_a_group_s_minute_is_not_refused() -> None:
    group = Group()
    assert group.hears([Budget()], 0, 10) == 12
    again = Budget(since=15.0)
    assert group.hears([again], 15, 30) == 8
    assert group.hears([again], 30, 190) >= 2 * 16


def test_a_group_is_answered_right_after_the_start() -> None:
    budget = Budget(since=0.0)
    assert Group().hears([budget], 0, 20) == 8
    assert [leaves(budget, Load(GROUP, answers=True), 20.0 + second) for second in range(4)] == [20, 21, 22, 23]


def test_who_comes_and_who_leaves_does_not_send_a_group_too_much() -> None:
    group, old, new = Group(), Budget(), Budget(since=20.0)
    assert group.hears([old], 0, 20) == 16
    old.share(2, 20.0)
    new.share(2, 20.0)
    assert group.hears([old, new], 20, 60) == 4
    assert group.hears([old, new], 60, 170) >= 16
    new.share(1, 170.0)
    assert group.hears([new], 170, 220) <= 16
    assert group.hears([new], 290, 350) == 16


def test_letters_do_not_add_up_and_leave_room_for_an_answer() -> None:
    answering, other, telegram = Budget(), Budget(), SendingLimits()
    for budget in (answering, other):
        budget.share(2, 0.0)
    times = [leaves(other, Load(PERSON), 0.0) for _ in range(3)]
    times += [leaves(answering, Load(PERSON), 0.0)]
    times += [leaves(answering, Load(PERSON, answers=True), 0.0)]
    assert times == [0, 2, 4, 0, 0]
    assert all(telegram.check(PERSON, is_group=False, now=now) is None for now in sorted(times))


def test_who_is_answered_at_length_is_seldom_sent_too_much_by_another_process() -> None:
    answering, other, telegram, chance = Budget(), Budget(), SendingLimits(), Random(1)
    for budget in (answering, other):
        budget.share(2, 0.0)
    left: list[float] = []
    for begins in range(0, 50_000, 10):  # a few answers in a row, and two letters in their midst
        answers = [(begins + chance.uniform(0, 4), answering, True) for _ in range(chance.randint(1, 4))]
        letters = [(begins + chance.uniform(0, 4), chance.choice((answering, other)), False) for _ in range(2)]
        for now, budget, answers_somebody in sorted([*answers, *letters], key=lambda one: one[0]):
            left.append(leaves(budget, Load(PERSON, answers=answers_somebody), now))
    refused = sum(telegram.check(PERSON, is_group=False, now=now) is not None for now in sorted(left))
    assert refused < len(left) / 100


def test_chats_that_are_idle_are_forgotten() -> None:
    budget = Budget()
    for second in range(1000):
        budget.spend(Load(second + 1), float(second))
    assert len(budget) < 130


def test_without_limits_nothing_waits_but_for_telegram_s_refusals() -> None:
    budget = Budget(UNLIMITED)
    assert all(sent(budget, Load(GROUP), 0.0) for _ in range(1000))
    budget.refuse(GROUP, 5, 0.0)
    assert budget.wait(Load(GROUP), 0.0) == 5


loads = st.builds(
    Load,
    st.sampled_from([PERSON, ANOTHER, GROUP]),
    st.integers(1, 3),
    edits=st.just(value=False),
    answers=st.booleans(),
)


@settings(deadline=None, max_examples=200)
@given(st.lists(st.tuples(loads, st.floats(0, 3, allow_subnormal=False)), max_size=120))
def test_what_leaves_in_time_is_never_refused_and_never_waits_for_more_than_a_minute(
    wanted: list[tuple[Load, float]],
) -> None:
    budget, telegram, now = Budget(), SendingLimits(), 0.0
    for load, pause in wanted:
        now += pause
        wait = budget.wait(load, now)
        assert wait <= 60
        now += wait + 1e-6
        assert sent(budget, load, now)
        for _ in range(load.messages):
            assert telegram.check(int(load.chat), is_group=load.to_group, now=now) is None
