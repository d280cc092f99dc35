"""How a bench is printed."""

from __future__ import annotations

import json

from benchmarks.report import Run, as_json, as_text

SEVERAL = {"ours": Run({"sent": 3000}), "theirs": Run({"sent": 2800}), "bare": Run({"sent": 2900})}


def test_contenders_with_the_same_figures_stand_side_by_side() -> None:
    title, head, sent = as_text("broadcast", SEVERAL).splitlines()
    assert (title, head.split(), sent.split()) == (
        "broadcast",
        ["ours", "theirs", "bare"],
        ["sent", "3,000", "2,800", "2,900"],
    )


def test_runs_with_figures_of_their_own_are_listed_one_by_one() -> None:
    text = as_text("page", {**SEVERAL, "first": Run({"paint_ms": 90.0}, {"paint_ms": 45.0}, {"paint": 2.0})})
    assert [line.split() for line in text.splitlines()[-3:]] == [
        ["paint_ms", "90.0"],
        ["baseline", "paint_ms", "45.0"],
        ["ratio", "paint", "2.0"],
    ]


def test_for_machines_it_is_one_object() -> None:
    found = json.loads(as_json("page", {"first": Run({"bytes": 5}, {"bytes": 10}, {"bytes": 0.5})}))
    assert found == {
        "bench": "page",
        "runs": {"first": {"figures": {"bytes": 5}, "baseline": {"bytes": 10}, "ratio": {"bytes": 0.5}}},
    }
