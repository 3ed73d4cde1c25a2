"""What several test files of the embedded voices need."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from ten_lite_local.cancel import CancelToken
from ten_lite_local.spoken import spoken

BUSY_MACHINE_S = 1.0
"""What a cancellation may take in a test; alone on a machine it takes a few milliseconds."""


def words(text: str) -> list[str]:
    """``text`` for comparison: figures in words, lower case, no punctuation."""
    return re.sub(r"[^a-z' ]", " ", spoken(text).lower()).split()


def wrong_words(said: str, heard: str) -> int:
    """Words to change, add or drop to get from one to the other."""
    before = list(range(len(words(heard)) + 1))
    for row, word in enumerate(words(said), 1):
        now = [row]
        for column, other in enumerate(words(heard), 1):
            replaced = before[column - 1] + (word != other)
            now.append(min(before[column] + 1, now[-1] + 1, replaced))
        before = now
    return before[-1]


@contextmanager
def cancelled_after(delay_s: float) -> Iterator[tuple[CancelToken, Callable[[], float]]]:
    """A token that another thread cancels, and how many seconds ago it did."""
    token = CancelToken()
    at_s: list[float] = []

    def cancel() -> None:
        at_s.append(time.monotonic())
        token.cancel()

    timer = threading.Timer(delay_s, cancel)
    timer.start()
    try:
        yield token, lambda: time.monotonic() - at_s[0]
    finally:
        timer.cancel()
        timer.join()
