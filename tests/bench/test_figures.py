from __future__ import annotations

import json

import pytest

from ten_lite.bench.figures import Figure, Report, percentile


@pytest.mark.parametrize(
    ("values", "percent", "expected"),
    [
        ([3.0], 50, 3.0),
        ([1.0, 2.0, 3.0, 4.0], 50, 2.0),
        ([4.0, 3.0, 2.0, 1.0], 75, 3.0),
        ([float(n) for n in range(1, 101)], 99, 99.0),
        ([float(n) for n in range(1, 101)], 100, 100.0),
        ([1.0, 2.0], 0, 1.0),
    ],
)
def test_a_percentile_is_the_smallest_value_that_so_many_do_not_exceed(
    values: list[float], percent: float, expected: float
) -> None:
    assert percentile(values, percent) == expected


def test_nothing_has_no_percentile() -> None:
    with pytest.raises(ValueError, match="nothing"):
        percentile([], 50)


def test_the_ratio_is_ours_in_multiples_of_the_floor() -> None:
    assert Figure(name="p50", unit="ms", ours=3.0, floor=2.0).ratio == 1.5
    assert Figure(name="p50", unit="ms", ours=3.0, floor=0.0).ratio is None


@pytest.mark.parametrize(
    ("max_ratio", "max_ours", "goal", "met"),
    [
        (None, None, "", None),
        (2.0, None, "<= 2x", True),
        (1.4, None, "<= 1.4x", False),
        (None, 3.0, "<= 3 ms", True),
        (None, 2.5, "<= 2.5 ms", False),
        (2.0, 2.5, "<= 2x, <= 2.5 ms", False),
    ],
)
def test_a_goal_is_met_or_missed(
    max_ratio: float | None, max_ours: float | None, goal: str, met: bool | None
) -> None:
    figure = Figure(
        name="p50", unit="ms", ours=3.0, floor=2.0, max_ratio=max_ratio, max_ours=max_ours
    )
    assert (figure.goal, figure.met) == (goal, met)


def test_a_ratio_to_nothing_meets_no_goal_and_misses_none() -> None:
    assert Figure(name="gap", unit="ms", ours=1.0, floor=0.0, max_ratio=2.0).met is None


def test_a_report_is_json_and_a_table() -> None:
    report = Report(
        bench="turn",
        settings={"turns": 3},
        messages={"ours": 30, "floor": 30},
        figures=[
            Figure(name="p50", unit="ms", ours=1.23456, floor=1.0, max_ratio=2.0),
            Figure(name="least", unit="ms", ours=1.0, floor=0.0),
        ],
        notes=["a quiet machine"],
    )
    told = json.loads(json.dumps(report.as_json()))
    assert told["bench"] == "turn"
    assert told["messages"] == {"ours": 30, "floor": 30}
    assert told["figures"][0] == {
        "name": "p50",
        "unit": "ms",
        "ours": 1.235,
        "floor": 1.0,
        "ratio": 1.235,
        "max_ratio": 2.0,
        "max_ours": None,
        "met": True,
    }
    assert told["figures"][1]["ratio"] is None
    lines = report.as_table().splitlines()
    assert lines[0].split() == ["turn", "ours", "floor", "ratio", "goal"]
    assert lines[1].split() == ["p50,", "ms", "1.235", "1", "1.235x", "<=", "2x", "(met)"]
    assert lines[2].split() == ["least,", "ms", "1", "0", "-"]
    assert lines[3:] == ["settings: turns 3", "messages: ours 30, floor 30", "a quiet machine"]
