from __future__ import annotations

import pytest

from ten_lite.bench import interrupt

pytestmark = pytest.mark.real_time


async def test_each_answer_is_cut_and_nothing_of_it_comes_late(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(interrupt, "WARM_UP", 0)
    report = await interrupt.measure(interruptions=2)
    p50, p95, late = report.figures
    assert (p50.max_ratio, p95.max_ours, late.max_ours) == (2.0, 3.0, 0.0)
    assert p50.ours > 0
    assert p50.floor > 0
    assert late.ours == 0
    assert late.floor > 0
