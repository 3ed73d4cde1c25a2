from __future__ import annotations

from ten_lite.config.definition import RestartDef
from ten_lite.runtime.restarts import Restarts


def test_three_restarts_in_ten_seconds_after_100_400_and_1600_ms() -> None:
    restarts = Restarts(RestartDef())
    assert [restarts.next_delay_s(at) for at in (0.0, 1.0, 2.0)] == [0.1, 0.4, 1.6]


def test_the_fourth_failure_in_ten_seconds_is_one_too_many() -> None:
    restarts = Restarts(RestartDef())
    for at in (0.0, 1.0, 2.0):
        restarts.next_delay_s(at)
    assert restarts.next_delay_s(9.99) is None


def test_failures_older_than_the_window_do_not_count() -> None:
    restarts = Restarts(RestartDef())
    for at in (0.0, 1.0, 2.0):
        restarts.next_delay_s(at)
    assert restarts.next_delay_s(10.0) == 1.6
    assert restarts.next_delay_s(40.0) == 0.1


def test_a_refused_restart_is_not_counted() -> None:
    restarts = Restarts(RestartDef(limit=1, within_s=10))
    restarts.next_delay_s(0.0)
    assert restarts.next_delay_s(9.0) is None
    assert restarts.next_delay_s(10.0) == 0.1


def test_the_last_pause_serves_all_further_restarts() -> None:
    restarts = Restarts(RestartDef(limit=4, backoff_s=(1.0, 2.0)))
    assert [restarts.next_delay_s(0.0) for _ in range(4)] == [1.0, 2.0, 2.0, 2.0]
