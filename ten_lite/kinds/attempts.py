"""Which failures of a provider's connection are got over, and how soon it is tried again."""

from __future__ import annotations

from ten_lite.errors import ProviderError
from ten_lite.kinds.backoff import Backoff

__all__ = ["SETTLED_S", "Attempts"]

FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 4.0
SETTLED_S = 10.0
"""A connection that lasts this long works, even if nothing was said on it."""
QUICK_FAILURES = 3
"""Connections in a row that are opened, and lost without a word: the provider does not want us."""


class Attempts:
    """Counts the failures in a row of one connection; does not wait itself.

    Args:
        limit: Failures in a row after which it is given up.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._backoff = Backoff(first_s=FIRST_PAUSE_S, limit_s=LONGEST_PAUSE_S)
        self._opened_s: float | None = None

    @property
    def failures(self) -> int:
        """Failures since it worked last."""
        return self._backoff.failures

    def opened(self, now_s: float) -> None:
        """A connection is there."""
        self._opened_s = now_s

    def worked(self) -> None:
        """The provider has told something on it."""
        self._backoff.reset()

    def failed(self, error: ProviderError, now_s: float) -> float:
        """Seconds until the next attempt, after ``error``.

        Raises:
            ProviderError: There is none: trying again does not cure it, or did not often enough.
        """
        limit, opened_s, self._opened_s = self._limit, self._opened_s, None
        if not error.retryable:
            raise error
        if opened_s is not None:
            limit = min(limit, QUICK_FAILURES)
            if now_s - opened_s >= SETTLED_S:
                self._backoff.reset()
        delay_s = self._backoff.next_delay_s()
        if self.failures >= limit:
            raise ProviderError(
                f"{error}; given up after {self.failures} failures in a row",
                retryable=False,
                vendor=error.vendor,
                code=error.code,
            )
        return max(delay_s, min(error.retry_after_s, LONGEST_PAUSE_S))
