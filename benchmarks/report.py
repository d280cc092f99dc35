"""What a bench gives back, and how it is printed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field

SIDE_BY_SIDE = 2
Figures = dict[str, float | int]


@dataclass(frozen=True)
class Run:
    """What was measured, what it is compared with (measured in the same run), and figures divided by baselines."""

    figures: Figures
    baseline: Figures = field(default_factory=dict)
    ratio: Figures = field(default_factory=dict)


Runs = dict[str, Run]


def percentile(seconds: Sequence[float], percent: float) -> float:
    """Milliseconds below which `percent` of the measurements are."""
    return round(sorted(seconds)[min(len(seconds) - 1, int(len(seconds) * percent / 100))] * 1000, 3)


def as_json(name: str, runs: Runs) -> str:
    """One object, as figures.md names its parts."""
    return json.dumps({"bench": name, "runs": {key: asdict(run) for key, run in runs.items()}})


def as_text(name: str, runs: Runs) -> str:
    """For people: a list for each run, or one table where several contenders have the same figures."""
    lines = [name]
    if len(runs) > SIDE_BY_SIDE and len({tuple(run.figures) for run in runs.values()}) == 1:
        return "\n".join([*lines, *_table({key: run.figures for key, run in runs.items()})])
    for key, run in runs.items():
        lines.append(f"  {key}")
        lines += _lines("", run.figures) + _lines("baseline ", run.baseline) + _lines("ratio ", run.ratio)
    return "\n".join(lines)


def _table(contenders: Mapping[str, Figures]) -> list[str]:
    names = list(next(iter(contenders.values())))
    rows = [["", *contenders], *([name, *(f"{own[name]:,}" for own in contenders.values())] for name in names)]
    return [f"  {row[0]:<28}" + "".join(f"{cell:>15}" for cell in row[1:]) for row in rows]


def _lines(prefix: str, figures: Mapping[str, float | int]) -> list[str]:
    return [f"    {prefix + key:<36}{value:>16,}" for key, value in figures.items()]
