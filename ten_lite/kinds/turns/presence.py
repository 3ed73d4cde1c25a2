"""How long the user may be silent, and a session last."""

from __future__ import annotations

import math
from dataclasses import dataclass

from ten_lite.kinds.turns.policy import TurnPolicy

__all__ = ["Presence"]


@dataclass(slots=True)
class Presence:
    """The user at the other end, over the whole session.

    Attributes:
        began_ms: When the session began.
        idle_ms: Since when nobody has spoken.
        reminded: How often the user was asked for since the last turn.
        is_over: Whether the session ends after what the agent says now.
    """

    began_ms: int
    idle_ms: int
    reminded: int = 0
    is_over: bool = False

    def deadline_ms(self, policy: TurnPolicy, *, is_silent: bool) -> float:
        """When something is due; inf for never."""
        due_ms = math.inf
        if not self.is_over:
            if policy.session_limit_ms:
                due_ms = self.began_ms + policy.session_limit_ms
            if policy.away_after_ms and is_silent:
                due_ms = min(due_ms, self.idle_ms + policy.away_after_ms)
        return due_ms

    def has_lasted(self, now_ms: int, policy: TurnPolicy) -> bool:
        """Whether the session has just come to its longest."""
        limit_ms = policy.session_limit_ms
        return bool(limit_ms) and not self.is_over and now_ms >= self.began_ms + limit_ms

    def remind(self, now_ms: int, policy: TurnPolicy) -> int:
        """Count another reminder: its number, from 1; 0 when there are no more."""
        if self.reminded >= policy.reminders:
            return 0
        self.reminded += 1
        self.idle_ms = now_ms
        return self.reminded
