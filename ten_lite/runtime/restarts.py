"""How often a failing node is started again, and how soon."""

from __future__ import annotations

from ten_lite.config.definition import RestartDef

__all__ = ["Restarts"]


class Restarts:
    """Remembers a node's failures and decides."""

    def __init__(self, policy: RestartDef) -> None:
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
