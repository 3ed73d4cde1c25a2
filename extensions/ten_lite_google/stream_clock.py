"""Where a moment of a stream lies in the session's sound, when silence was put in between."""

from __future__ import annotations

__all__ = ["StreamClock"]


class StreamClock:
    """Counts what is sent.

    Args:
        begin_ms: Where the stream's first sample lies in the session's sound.
    """

    def __init__(self, begin_ms: float) -> None:
        self._begin_ms = begin_ms
        self._sent_ms = 0.0
        self._silences: list[tuple[float, float]] = []  # place in the stream, length

    def sent(self, duration_ms: float) -> None:
        """The session's sound went on."""
        self._sent_ms += duration_ms

    def put_in(self, duration_ms: float) -> None:
        """Silence was sent that is not in the session's sound."""
        self._silences.append((self._sent_ms, duration_ms))
        self._sent_ms += duration_ms

    def session_ms(self, stream_ms: float) -> int:
        """The moment in the session's sound; all of a silence that was put in is one moment."""
        put_in_ms = 0.0
        for place_ms, duration_ms in self._silences:
            put_in_ms += min(max(0.0, stream_ms - place_ms), duration_ms)
        return round(self._begin_ms + stream_ms - put_in_ms)
