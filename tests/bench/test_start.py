from __future__ import annotations

import pytest

from ten_lite.bench.start import measure

pytestmark = pytest.mark.real_time


def test_both_servers_are_started_and_weighed() -> None:
    report = measure(runs=1)
    assert [(f.name, f.unit, f.max_ours) for f in report.figures] == [
        ("exec to ready", "s", 0.5),
        ("memory idle", "MB", 45.0),
    ]
    assert all(figure.ours > figure.floor > 0 for figure in report.figures)
