from __future__ import annotations

import pytest

from ten_lite.bench import turn

pytestmark = pytest.mark.real_time


async def test_both_sides_hold_the_same_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turn, "WARM_UP_TURNS", 1)
    report = await turn.measure(turns=2)
    # each turn: what was heard, the answer growing and whole, start, five frames, end
    assert report.messages == {"ours": 30, "floor": 30}
    assert [(figure.name, figure.unit) for figure in report.figures] == [
        ("p50", "ms"),
        ("p95", "ms"),
        ("minimum", "ms"),
    ]
    assert [(figure.max_ratio, figure.max_ours) for figure in report.figures] == [
        (2.0, None),
        (None, 3.0),
        (None, None),
    ]
    assert all(figure.ours > 0 and figure.floor > 0 for figure in report.figures)
