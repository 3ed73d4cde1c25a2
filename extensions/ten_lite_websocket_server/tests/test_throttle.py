from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ten_lite_websocket_server.throttle import Throttle


def test_what_is_allowed_is_not_held_up():
    throttle = Throttle(10, 20, 0)
    assert [throttle.take(1, n / 10) for n in range(1000)] == [0] * 1000


def test_a_burst_is_taken_at_once_and_what_is_more_waits():
    throttle = Throttle(10, 20, 0)
    assert [throttle.take(10, 0) for _ in range(4)] == [0, 0, 1, 2]


def test_nothing_is_saved_up_beyond_the_burst():
    throttle = Throttle(10, 20, 0)
    assert throttle.take(20, 1_000_000) == 0
    assert throttle.take(10, 1_000_000) == 1


@given(
    st.lists(st.tuples(st.floats(0, 5), st.floats(0, 10)), max_size=50),
    st.floats(0.5, 20),
    st.floats(1, 50),
)
def test_whoever_waits_as_told_never_sends_more_than_allowed(
    amounts: list[tuple[float, float]], per_s: float, burst: float
):
    throttle, now_s, taken = Throttle(per_s, burst, 0.0), 0.0, 0.0
    for amount, pause_s in amounts:
        taken += amount
        now_s += throttle.take(amount, now_s) + pause_s
        assert taken <= burst + per_s * now_s + amount + 1e-6
