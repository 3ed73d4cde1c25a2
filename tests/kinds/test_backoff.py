from __future__ import annotations

import pytest

from ten_lite.kinds import Backoff


def test_pauses_double_up_to_the_limit():
    backoff = Backoff(first_s=0.5, limit_s=4, chance=lambda: 0.0)
    assert [backoff.next_delay_s() for _ in range(6)] == [0.5, 1, 2, 4, 4, 4]
    assert backoff.failures == 6


def test_chance_shortens_a_pause_by_up_to_a_half():
    backoff = Backoff(first_s=1, limit_s=4, chance=lambda: 0.999_999)
    assert backoff.next_delay_s() == pytest.approx(0.5, abs=1e-5)
    other = Backoff(first_s=1, limit_s=4)
    delays_s = [other.next_delay_s() for _ in range(200)][2:]
    assert min(delays_s) >= 2
    assert max(delays_s) <= 4
    assert len(set(delays_s)) > 100


def test_after_a_success_the_next_failure_is_the_first_again():
    backoff = Backoff(first_s=0.5, limit_s=4, chance=lambda: 0.0)
    backoff.next_delay_s()
    backoff.next_delay_s()
    backoff.reset()
    assert (backoff.failures, backoff.next_delay_s()) == (0, 0.5)


def test_thousands_of_failures_do_not_overflow():
    backoff = Backoff(first_s=0.5, limit_s=4, chance=lambda: 0.0)
    assert [backoff.next_delay_s() for _ in range(5_000)][-1] == 4
