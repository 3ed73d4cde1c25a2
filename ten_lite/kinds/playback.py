"""Where a client is in the sound that it was sent."""

from __future__ import annotations

__all__ = ["Playback"]


class Playback:
    """Follows a client that plays in real time what it is sent, from the moment it gets it.

    That is a guess, which a client that tells its position corrects. Positions are samples on
    the line of sound; what a pause took back is not sent any more.

    Args:
        sample_rate_hz: Samples per second.

    Attributes:
        sent: Where what was sent ends.
    """

    def __init__(self, sample_rate_hz: int) -> None:
        self._rate_hz = sample_rate_hz
        self._known = 0  # it was here ...
        self._known_at_s = 0.0  # ... at this time
        self.sent = 0

    def position(self, now_s: float) -> int:
        """The first sample that is not played yet."""
        passed = (now_s - self._known_at_s) * self._rate_hz
        return min(self.sent, self._known + round(max(0.0, passed)))

    def send(self, samples: int, now_s: float) -> None:
        """Samples are sent; a client that had none left begins with them now."""
        if self.position(now_s) >= self.sent:
            self._known, self._known_at_s = self.sent, now_s
        self.sent += samples

    def report(self, position: int, at_s: float) -> None:
        """The client said at ``at_s`` that it was at ``position``; more than was sent is not."""
        self._known, self._known_at_s = min(position, self.sent), at_s

    def take_back(self, position: int) -> None:
        """What was sent from ``position`` on is thrown away, and the client is there."""
        self.sent = self._known = position
