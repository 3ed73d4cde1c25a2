"""How much a client may send: a bucket that fills at the allowed rate (a token bucket)."""

from __future__ import annotations

__all__ = ["Throttle"]


class Throttle:
    """Says how long to wait, so that in the long run no more is taken than allowed.

    Args:
        per_s: Allowed in a second.
        burst: Allowed at once.
        now_s: The time.
    """

    def __init__(self, per_s: float, burst: float, now_s: float) -> None:
        self._per_s = per_s
        self._burst = burst
        self._left = burst
        self._at_s = now_s

    def take(self, amount: float, now_s: float) -> float:
        """Take ``amount``, and wait for so many seconds before the next."""
        passed_s = max(0.0, now_s - self._at_s)
        self._at_s = now_s
        self._left = min(self._burst, self._left + passed_s * self._per_s) - amount
        return max(0.0, -self._left / self._per_s)
