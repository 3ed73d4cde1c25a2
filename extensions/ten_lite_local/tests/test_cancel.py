from __future__ import annotations

import threading

import pytest

from ten_lite_local.cancel import Cancelled, CancelToken


def test_a_new_token_lets_work_go_on() -> None:
    token = CancelToken()
    token.raise_if_cancelled()
    assert not token.cancelled


def test_cancelled_work_is_told() -> None:
    token = CancelToken()
    token.cancel()
    assert token.cancelled
    with pytest.raises(Cancelled):
        token.raise_if_cancelled()


def test_the_callback_runs_once_in_the_cancelling_thread() -> None:
    token = CancelToken()
    calls: list[str] = []
    with token.on_cancel(lambda: calls.append(threading.current_thread().name)):
        assert calls == []
        thread = threading.Thread(target=token.cancel, name="canceller")
        thread.start()
        thread.join()
        token.cancel()
    assert calls == ["canceller"]


def test_the_callback_runs_at_once_on_a_cancelled_token() -> None:
    token = CancelToken()
    token.cancel()
    calls: list[int] = []
    with token.on_cancel(lambda: calls.append(1)):
        assert calls == [1]
    token.cancel()
    assert calls == [1]


def test_the_callback_is_forgotten_after_its_block() -> None:
    token = CancelToken()
    calls: list[int] = []
    with pytest.raises(ValueError, match="work failed"), token.on_cancel(lambda: calls.append(1)):
        raise ValueError("work failed")
    token.cancel()
    assert calls == []


def test_the_same_callback_may_be_given_twice() -> None:
    token = CancelToken()
    calls: list[int] = []

    def callback() -> None:
        calls.append(1)

    with token.on_cancel(callback):
        with token.on_cancel(callback):
            pass
        token.cancel()
    assert calls == [1]


def test_a_callback_that_fails_does_not_keep_the_others_from_running() -> None:
    token = CancelToken()
    calls: list[int] = []

    def fail() -> None:
        raise ValueError("callback failed")

    with (
        token.on_cancel(fail),
        token.on_cancel(lambda: calls.append(1)),
        pytest.raises(ValueError, match="callback failed"),
    ):
        token.cancel()
    assert calls == [1]
    assert token.cancelled


def test_a_callback_may_look_at_its_token() -> None:
    token = CancelToken()
    seen: list[bool] = []
    with token.on_cancel(lambda: seen.append(token.cancelled)):
        token.cancel()
    assert seen == [True]


def test_a_cancellation_is_never_lost_between_two_threads() -> None:
    for _ in range(300):
        token = CancelToken()
        told = threading.Event()
        thread = threading.Thread(target=token.cancel)
        thread.start()
        with token.on_cancel(told.set):
            assert told.wait(5)
        thread.join()
