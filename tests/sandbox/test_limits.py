"""What may be sent when: one message a second in a chat, twenty a minute in a group, thirty a second over all."""

from __future__ import annotations

from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.limits import CHAT_BURST, MESSAGES_PER_GROUP_MINUTE, MESSAGES_PER_SECOND, SendingLimits

PERSON, ANOTHER, GROUP = 1, 2, -100
EPOCH = 1_790_000_000.0  # the clock may count from anywhere


def send(limits: SendingLimits, chat: int, now: float) -> int | None:
    return limits.check(chat, is_group=chat < 0, now=now)


def sent_within(limits: SendingLimits, chat: int, times: list[float]) -> int:
    return sum(send(limits, chat, now) is None for now in times)


@pytest.mark.parametrize("start", [0.0, EPOCH])
class TestOneChat:
    def test_a_short_burst_passes_and_then_a_second_must(self, start: float) -> None:
        limits = SendingLimits()
        assert [send(limits, PERSON, start) for _ in range(CHAT_BURST)] == [None] * CHAT_BURST
        assert send(limits, PERSON, start) == 1
        assert send(limits, PERSON, start + 0.9) == 1
        assert send(limits, PERSON, start + 1) is None
        assert send(limits, PERSON, start + 1) == 1

    def test_one_message_a_second_always_passes(self, start: float) -> None:
        limits = SendingLimits()
        assert sent_within(limits, PERSON, [start + second for second in range(3000)]) == 3000

    def test_more_than_one_a_second_does_not_last(self, start: float) -> None:
        limits = SendingLimits()
        assert sent_within(limits, PERSON, [start + tenth / 10 for tenth in range(600)]) == 59 + CHAT_BURST

    def test_after_a_pause_a_burst_passes_again(self, start: float) -> None:
        limits = SendingLimits()
        sent_within(limits, PERSON, [start] * 5)
        assert sent_within(limits, PERSON, [start + CHAT_BURST] * 5) == CHAT_BURST

    def test_a_refused_message_is_not_counted(self, start: float) -> None:
        limits = SendingLimits()
        sent_within(limits, PERSON, [start] * 1000)
        assert send(limits, PERSON, start + 1) is None


def test_one_chat_does_not_keep_another_waiting() -> None:
    limits = SendingLimits()
    sent_within(limits, PERSON, [0.0] * 10)
    assert send(limits, ANOTHER, 0.0) is None


@pytest.mark.parametrize("start", [0.0, EPOCH])
class TestAGroup:
    def test_takes_twenty_within_any_minute(self, start: float) -> None:
        limits = SendingLimits()
        times = [start + second for second in range(MESSAGES_PER_GROUP_MINUTE)]
        assert sent_within(limits, GROUP, times) == MESSAGES_PER_GROUP_MINUTE
        assert send(limits, GROUP, start + 20) == 40
        assert send(limits, GROUP, start + 59.5) == 1
        assert send(limits, GROUP, start + 60) is None
        assert send(limits, GROUP, start + 60) == 1

    def test_is_limited_by_the_second_too(self, start: float) -> None:
        assert sent_within(SendingLimits(), GROUP, [start] * 20) == CHAT_BURST

    def test_takes_a_third_of_what_a_person_can_be_sent(self, start: float) -> None:
        seconds = [start + second for second in range(600)]
        assert sent_within(SendingLimits(), GROUP, seconds) == 10 * MESSAGES_PER_GROUP_MINUTE
        assert sent_within(SendingLimits(), PERSON, seconds) == 600


class TestOverAllChats:
    def test_thirty_pass_at_once_and_no_more(self) -> None:
        limits = SendingLimits()
        answers = [send(limits, chat, 0.0) for chat in range(1, 101)]
        assert answers == [None] * MESSAGES_PER_SECOND + [1] * 70

    def test_thirty_a_second_pass_for_ever(self) -> None:
        limits = SendingLimits()
        chats = count(1)
        times = [EPOCH + index / MESSAGES_PER_SECOND for index in range(3000)]
        assert all(send(limits, next(chats), now) is None for now in times)

    def test_no_more_than_thirty_a_second_pass_for_long(self) -> None:
        limits = SendingLimits()
        chats = count(1)
        passed = sum(send(limits, next(chats), index / 1000) is None for index in range(10_000))
        assert 300 <= passed <= 330

    def test_the_longest_wait_is_told(self) -> None:
        limits = SendingLimits()
        sent_within(limits, GROUP, [float(second) for second in range(20)])
        for chat in range(1, 31):
            send(limits, chat, 20.0)
        assert send(limits, 99, 20.0) == 1
        assert send(limits, GROUP, 20.0) == 40


def test_other_limits_can_be_set() -> None:
    limits = SendingLimits(per_second=1000, chat_burst=1, per_group_minute=2)
    assert sent_within(limits, PERSON, [0.0] * 5) == 1
    assert sent_within(limits, GROUP, [0.0, 1.0, 2.0, 3.0]) == 2
    assert sum(send(limits, chat, 5.0) is None for chat in range(10, 1200)) == 1000


def test_idle_chats_are_forgotten() -> None:
    limits = SendingLimits()
    for index in range(20_000):
        send(limits, (index + 1) * (-1) ** index, index / MESSAGES_PER_SECOND)
        assert len(limits) < 4000
    send(limits, PERSON, 10_000.0)
    assert len(limits) == 1


def test_refused_chats_are_not_remembered() -> None:
    limits = SendingLimits()
    for chat in range(1, 5000):
        send(limits, chat, 0.0)
    assert len(limits) == MESSAGES_PER_SECOND


moments = st.lists(
    st.tuples(st.sampled_from([PERSON, ANOTHER, GROUP, GROUP - 1]), st.floats(0, 5, allow_subnormal=False)),
    max_size=150,
)


@settings(deadline=None, max_examples=200)
@given(moments, st.sampled_from([0.0, 0.1, EPOCH]))
def test_whoever_waits_as_told_is_let_through(sends: list[tuple[int, float]], now: float) -> None:
    limits = SendingLimits(per_second=4)
    for chat, pause in sends:
        now += pause
        wait = send(limits, chat, now)
        if wait is not None:
            assert 1 <= wait <= 60
            now += wait
            assert send(limits, chat, now) is None


@settings(deadline=None, max_examples=200)
@given(moments)
def test_no_limit_is_ever_exceeded(sends: list[tuple[int, float]]) -> None:
    limits = SendingLimits(per_second=4)
    now, passed = 0.0, []
    for chat, pause in sends:
        now += pause / 4
        if send(limits, chat, now) is None:
            passed.append((chat, now))
    for chat, since in passed:
        second = [chat for chat, at in passed if since <= at < since + 1]
        minute = [one for one, at in passed if one == chat and since <= at < since + 59.9]
        assert len(second) < 2 * 4
        assert second.count(chat) <= CHAT_BURST + 1
        assert chat > 0 or len(minute) <= MESSAGES_PER_GROUP_MINUTE
