"""Whether a client may still be playing, which it does not tell."""

from __future__ import annotations

from ten_lite.messages import Message

__all__ = ["Playing"]

NS_PER_MS = 1_000_000


class Playing:
    """Sound that was sent, played in real time; the time is that of the graph's messages.

    Attributes:
        is_untold: Whether sound was sent since the client was last told to stop.
    """

    def __init__(self) -> None:
        self._now_ms = 0.0
        self._until_ms = 0.0
        self.is_untold = False

    @property
    def left_ms(self) -> float:
        """What the client still has to play, as of the latest message."""
        return max(0.0, self._until_ms - self._now_ms)

    def see(self, message: Message) -> None:
        """Time has gone on to when ``message`` was sent."""
        self._now_ms = max(self._now_ms, message.timestamp_ns / NS_PER_MS)

    def send(self, duration_ms: float) -> None:
        """Sound is sent to the client."""
        self._until_ms = max(self._until_ms, self._now_ms) + duration_ms
        self.is_untold = True

    def stop(self) -> None:
        """It has played all of it, or throws it away."""
        self._until_ms = 0.0
