"""A chain shows whatever is done to it afterwards."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.chain import BEGINNING, Head, Link, Walk

AT = datetime(2026, 3, 18, 9, tzinfo=UTC)
words = st.text(max_size=20)
entries = st.tuples(words, words, words, st.dictionaries(words, st.integers() | words | st.lists(st.integers())))


def chained(said: list[tuple[str, str, str, dict[str, object]]]) -> list[Link]:
    """A chain of these entries."""
    links: list[Link] = []
    seal = BEGINNING
    for position, (actor, action, subject, details) in enumerate(said, start=1):
        link = Link(position, AT + timedelta(seconds=position), actor, action, subject, details)
        seal = link.sealed_after(seal)
        links.append(replace(link, seal=seal))
    return links


def faults(links: list[Link], known: Head | None = None) -> list[str]:
    """What a walk along these links finds."""
    walk = Walk(Head(0, BEGINNING), AT, known)
    for link in links:
        walk.pass_by(link)
    walk.end()
    return [fault.text for fault in walk.faults]


@given(st.lists(entries, min_size=1, max_size=8), st.data())
def test_whatever_is_changed_left_out_or_swapped_is_found(
    said: list[tuple[str, str, str, dict[str, object]]], data: st.DataObject
) -> None:
    links = chained(said)
    head = Head(links[-1].position, links[-1].seal)
    assert not faults(links, head)
    index = data.draw(st.integers(0, len(links) - 1))
    name = data.draw(st.sampled_from(["actor", "action", "subject"]))
    changed = [*links]
    changed[index] = replace(links[index], **{name: getattr(links[index], name) + "!"})
    assert faults(changed)
    changed[index] = replace(links[index], at=links[index].at + timedelta(microseconds=1))
    assert faults(changed)
    changed[index] = replace(links[index], details={**links[index].details, "": None})
    assert faults(changed)
    without = links[:index] + links[index + 1 :]
    assert faults(without, head), "the last one is missed by whoever noted the head"
    anew = chained([*said[:index], ("somebody", "else", "did it", {}), *said[index + 1 :]])
    assert not faults(anew), "who can write everything can write it anew"
    if anew != links:
        assert faults(anew, head), "but not for somebody who noted the head before"


def test_what_was_removed_is_proved_to_have_been_old_by_what_is_left() -> None:
    links = chained([("somebody", "saw", "it", {})] * 4)

    def begun_behind(index: int, kept_since: datetime) -> list[str]:
        walk = Walk(Head(links[index].position, links[index].seal), kept_since)
        for link in links[index + 1 :]:
            walk.pass_by(link)
        walk.end()
        return [fault.text for fault in walk.faults]

    assert not begun_behind(1, links[2].at + timedelta(microseconds=1))
    too_young = begun_behind(1, links[2].at)
    assert len(too_young) == 1
    assert too_young[0].startswith("entries 1 to 2 were removed before their time: the oldest left is of 2026-03-18")
    assert begun_behind(3, links[3].at + timedelta(days=1)) == ["entries 1 to 4 were removed, and none is left"]


def test_time_does_not_go_back_along_a_chain() -> None:
    def dated(*days: float) -> list[str]:
        seal, links = BEGINNING, []
        for position, day in enumerate(days, start=1):
            link = Link(position, AT + timedelta(days=day), "somebody", "saw", "it", {})
            seal = link.sealed_after(seal)
            links.append(replace(link, seal=seal))
        return faults(links)

    assert not dated(3, 2.5, 3, 2, 9)
    assert dated(3, 1, 1.5, 4) == ["entry 2 is dated 2026-03-19, and one before it 2026-03-21"]
    assert len(dated(3, 2.5, 1.5, 1, 0.5, 0)) == 2, "not little by little either"


def test_a_head_is_read_as_it_was_written() -> None:
    head = Head(12, "0f" * 32)
    assert Head.parse(f" {head} ") == head
    for wrong in ("", "12", "12:ab", "x:" + "0f" * 32, "12:" + "0f" * 31):
        with pytest.raises(ValueError, match="64 hexadecimal"):
            Head.parse(wrong)


def test_what_an_entry_says_is_not_mixed_up() -> None:
    one = Link(1, AT, "a", "b", "c", {"x": 1})
    assert one.sealed_after("") != replace(one, actor="a b", action="").sealed_after("")
    assert one.sealed_after("") != one.sealed_after("1")
