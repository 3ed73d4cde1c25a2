from __future__ import annotations

import pytest

from ten_lite.bench import turn

pytestmark = pytest.mark.real_time


async def test_both_sides_hold_the_same_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turn, "WARM_UP_TURNS", 1)
    report = await turn.measure(turns=2)
    # each turn: what was heard, the answer growing and whole, start, five frames, end
    assert report.messages == {"ours": 30, "floor": 30}
    assert [(f.name, f.unit, f.max_ratio, f.max_ours) for f in report.figures[:3]] == [
        ("p50", "ms", 2.0, None),
        ("p95", "ms", None, 3.0),
        ("minimum", "ms", None, None),
    ]
    # the machine may not have been calm for a single turn
    assert [figure.name for figure in report.figures[3:]] in ([], ["p95, undisturbed"])
    assert all(figure.ours > 0 and figure.floor > 0 for figure in report.figures)
