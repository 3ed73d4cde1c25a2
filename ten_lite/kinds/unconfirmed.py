"""The sound a recogniser has not yet confirmed: kept so that a new connection hears it again."""

from __future__ import annotations

__all__ = ["SoundLost", "UnconfirmedSound"]


class SoundLost(Exception):
    """What was asked for is not kept any more."""


class UnconfirmedSound:
    """The latest bytes of a session's sound, at their places in the whole of it.

    Places are bytes since the session began, so they stay true whatever is dropped or sent again.

    Args:
        limit_bytes: At most this much is kept; the oldest is dropped beyond it.

    Attributes:
        start: Place of the first byte that is kept.
        dropped_bytes: What was dropped because of the limit.
    """

    def __init__(self, limit_bytes: int) -> None:
        self._limit = limit_bytes
        self._data = bytearray()
        self.start = 0
        self.dropped_bytes = 0

    @property
    def end(self) -> int:
        """Place after the last byte: the length of the session's sound so far."""
        return self.start + len(self._data)

    def append(self, data: bytes) -> None:
        """Add whole samples at the end."""
        self._data += data
        excess = len(self._data) - self._limit
        if excess > 0:
            self.dropped_bytes += excess
            self._forget(excess)

    def confirm(self, place: int) -> None:
        """Forget what is before ``place``: its words are known for good."""
        self._forget(min(place, self.end) - self.start)

    def skip(self, size: int) -> None:
        """Forget everything and go on ``size`` bytes later: others heard what came meanwhile."""
        self.confirm(self.end)
        self.start += size

    def read(self, place: int, size: int) -> bytes:
        """At most ``size`` bytes from ``place``; empty when there are none yet.

        Raises:
            SoundLost: The sound at ``place`` was dropped.
        """
        if place < self.start:
            raise SoundLost
        begin = place - self.start
        return bytes(self._data[begin : begin + size])

    def _forget(self, size: int) -> None:
        if size > 0:
            del self._data[:size]
            self.start += size
