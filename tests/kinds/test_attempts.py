from __future__ import annotations

import pytest

from ten_lite.errors import ProviderError
from ten_lite.kinds.attempts import Attempts


def lost(retry_after_s: float = 0.0) -> ProviderError:
    return ProviderError(
        "gone", retryable=True, vendor="v", code="503", retry_after_s=retry_after_s
    )


def test_pauses_grow_and_attempts_end():
    attempts = Attempts(4)
    pauses = [attempts.failed(lost(), 0.0) for _ in range(3)]
    assert all(
        least <= pause <= 2 * least for pause, least in zip(pauses, (0.25, 0.5, 1), strict=True)
    )
    with pytest.raises(ProviderError, match="gone; given up after 4 failures in a row") as given_up:
        attempts.failed(lost(), 0.0)
    assert (given_up.value.retryable, given_up.value.vendor, given_up.value.code) == (
        False,
        "v",
        "503",
    )


def test_what_trying_again_does_not_cure_is_not_tried_again():
    refused = ProviderError("bad key", retryable=False)
    with pytest.raises(ProviderError) as raised:
        Attempts(100).failed(refused, 0.0)
    assert raised.value is refused


def test_connections_that_are_lost_at_once_three_times_are_not_wanted():
    attempts = Attempts(100)
    for now_s in (0.0, 5.0):
        attempts.opened(now_s)
        attempts.failed(lost(), now_s + 1)
    attempts.opened(10.0)
    with pytest.raises(ProviderError, match="3 failures"):
        attempts.failed(lost(), 11.0)


def test_one_that_lasted_is_no_failure_in_a_row():
    attempts = Attempts(100)
    for now_s in (0.0, 100.0, 200.0, 300.0):
        attempts.opened(now_s)
        attempts.failed(lost(), now_s + 10)
    assert attempts.failures == 1


def test_one_on_which_something_was_told_is_none_either():
    attempts = Attempts(100)
    attempts.failed(lost(), 0.0)
    attempts.worked()
    assert attempts.failures == 0


def test_the_provider_may_ask_to_be_left_alone_for_a_moment():
    assert Attempts(9).failed(lost(retry_after_s=3.0), 0.0) == 3.0
    assert Attempts(9).failed(lost(retry_after_s=600.0), 0.0) == 4.0
