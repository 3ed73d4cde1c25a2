"""How long an answer is held because something was heard over it."""

from __future__ import annotations

from dataclasses import dataclass

from ten_lite.kinds.turns.policy import TurnPolicy
from ten_lite.kinds.turns.utterance import Utterance

__all__ = ["Hold"]

AFTER_SPEECH_MS = 500
"""Words of speech that has ended come this long after it at least, before a pause ends."""
LONGEST = 5
"""Times ``false_interruption_ms``: speech without words does not hold an answer for longer."""


@dataclass(frozen=True, slots=True)
class Hold:
    """One pause of an answer.

    Attributes:
        since_ms: When it began.
    """

    since_ms: int

    def ends_ms(self, now_ms: int, policy: TurnPolicy, heard: Utterance | None) -> int:
        """When what was ``heard`` turns out to have been no speech, unless words come."""
        limit_ms = policy.false_interruption_ms
        if heard is not None and heard.is_speaking:
            return self.since_ms + LONGEST * limit_ms
        return max(self.since_ms + limit_ms, now_ms + AFTER_SPEECH_MS)
