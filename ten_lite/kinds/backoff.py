"""How long to wait before a provider is asked again."""

from __future__ import annotations

import random
from collections.abc import Callable

__all__ = ["Backoff"]


class Backoff:
    """Pauses that double up to a limit, each shortened by chance by up to a half.

    Chance keeps the sessions that lost a provider at the same moment from returning to it at the
    same moment.

    Args:
        first_s: The first pause, in seconds.
        limit_s: No pause is longer.
        chance: Gives numbers from 0 up to 1; default: a random source of its own.

    Attributes:
        failures: Pauses since the last ``reset``.
    """

    def __init__(
        self, *, first_s: float, limit_s: float, chance: Callable[[], float] | None = None
    ) -> None:
        self._first_s = first_s
        self._limit_s = limit_s
        self._chance = chance or random.Random().random
        self.failures = 0

    def next_delay_s(self) -> float:
        """Count a failure; seconds to wait after it."""
        full_s = min(self._limit_s, self._first_s * 2.0 ** min(self.failures, 30))
        self.failures += 1
        return full_s * (1 - self._chance() / 2)

    def reset(self) -> None:
        """It worked: the next failure is the first again."""
        self.failures = 0
