from __future__ import annotations

import os

import pytest

from ten_lite.bench import sessions
from ten_lite.bench.sessions import Cores, measure

pytestmark = pytest.mark.real_time


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "SETTLE_S", 0.2)
    monkeypatch.setattr(sessions, "RAMP_S", 0.1)


def cores() -> set[int]:
    return os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else set()


async def test_both_sides_move_the_same_number_of_messages() -> None:
    before = cores()
    report = await measure(sessions=3, duration_s=0.5)
    assert report.messages["ours"] == report.messages["floor"] > 3 * 50
    figures = {figure.name: figure for figure in report.figures}
    assert {name: figure.unit for name, figure in figures.items()} == {
        "p99 excess gap": "ms",
        "p50 excess gap": "ms",
        "longest excess gap": "ms",
        "CPU a session": "% of a core",
        "core held by other programs": "s",
        "memory a speaking session": "KB",
        "memory idle": "MB",
    }
    goals = {name: figure.max_ours for name, figure in figures.items() if figure.goal}
    assert goals == {
        "p99 excess gap": 20.0,
        "memory a speaking session": 150.0,
        "memory idle": 45.0,
    }
    assert figures["memory idle"].ours > figures["memory idle"].floor > 5
    assert cores() == before


def test_a_system_without_affinity_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "sched_setaffinity", raising=False)
    with Cores([]) as found:
        assert found.note.startswith("not pinned")
