"""How often a failing node is started again, and how soon."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["RestartPolicy", "Restarts"]


@dataclass(frozen=True, slots=True)
class RestartPolicy:
    """At most ``limit`` restarts within ``within_s`` seconds, after growing pauses.

    Attributes:
        limit: Restarts allowed in the window; one more failure ends the session.
        within_s: Length of the window in seconds.
        backoff_s: Pause before the first, second, ... restart of the window.
    """

    limit: int = 3
    within_s: float = 10.0
    backoff_s: tuple[float, ...] = (0.1, 0.4, 1.6)


class Restarts:
    """Remembers a node's failures and decides."""

    def __init__(self, policy: RestartPolicy) -> None:
        self._policy = policy
        self._at_s: list[float] = []

    def next_delay_s(self, now_s: float) -> float | None:
        """Seconds to wait before the restart, or None when the node has failed too often."""
        policy = self._policy
        while self._at_s and now_s - self._at_s[0] >= policy.within_s:
            del self._at_s[0]
        if len(self._at_s) >= policy.limit:
            return None
        self._at_s.append(now_s)
        return policy.backoff_s[min(len(self._at_s), len(policy.backoff_s)) - 1]
