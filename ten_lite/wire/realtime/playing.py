"""Whether a client may still be playing: it tells nothing, so its own sound is the clock."""

from __future__ import annotations

__all__ = ["Playing"]


class Playing:
    """Sound that was sent, played in real time.

    Attributes:
        is_untold: Whether sound was sent since the client was last told to stop.
    """

    def __init__(self) -> None:
        self._until_ms = 0.0
        self.is_untold = False

    def send(self, duration_ms: float, now_ms: float) -> None:
        """Sound is sent at ``now_ms``, as a client counts its own sound."""
        self._until_ms = max(self._until_ms, now_ms) + duration_ms
        self.is_untold = True

    def left_ms(self, now_ms: float) -> float:
        """What the client still has to play; too much for one that sends no sound itself."""
        return max(0.0, self._until_ms - now_ms)

    def stop(self) -> None:
        """It has played all of it, or throws it away."""
        self._until_ms = 0.0
