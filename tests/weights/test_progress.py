from __future__ import annotations

import pytest

from ten_lite.weights import Part, Progress, WeightFile, WeightSet, WheelPin
from ten_lite.weights.progress import Meter

WHEEL = WheelPin("tiny_voice-1.0-py3-none-any.whl", 1000, "a" * 64)
SET = WeightSet("tiny", "", "", "", (WeightFile("one", "b" * 64, (Part(WHEEL, "one", 9),)),))


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def seen() -> list[Progress]:
    return []


@pytest.fixture
def meter(clock: Clock, seen: list[Progress]) -> Meter:
    return Meter(SET, seen.append, clock=clock)


def test_ten_reports_a_second_at_most(meter: Meter, clock: Clock, seen: list[Progress]) -> None:
    for count in range(1, 1000):
        clock.now = count / 1000
        meter.at("a.whl", count)
    assert 9 <= len(seen) <= 10
    assert seen[0] == Progress("tiny", "a.whl", 1, 1000)


def test_the_last_report_comes_at_once_and_is_the_total(meter: Meter, seen: list[Progress]) -> None:
    meter.at("a.whl", 10)
    meter.at("a.whl", 20)
    meter.end()
    assert seen == [Progress("tiny", "a.whl", 10, 1000), Progress("tiny", "a.whl", 1000, 1000)]


def test_a_pull_with_nothing_to_do_reports_once(meter: Meter, seen: list[Progress]) -> None:
    meter.end()
    assert seen == [Progress("tiny", WHEEL.filename, 1000, 1000)]


def test_it_never_falls_and_never_passes_the_total(
    meter: Meter, clock: Clock, seen: list[Progress]
) -> None:
    for count in (500, 0, 600, 1001):
        clock.now += 1
        meter.at("a.whl", count)
    assert [each.done_bytes for each in seen] == [500, 500, 600, 1000]


def test_nobody_has_to_listen() -> None:
    Meter(SET, None).end()
