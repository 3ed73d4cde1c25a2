"""Sends sound no further ahead of real time than a client should hold."""

from __future__ import annotations

__all__ = ["Pacer"]


START_LEAD_S = 0.2
GROWTH = 2.0


class Pacer:
    """Says when the next piece of sound is due, on an absolute schedule.

    The lead is small when sound begins, so that an early interruption throws little away, and
    grows while it is played: 0.2 s at first, 2 s more for each second, up to ``lead_s``. A stall is
    caught up at once, because the schedule does not move with the sender; only when the client
    must have run dry does the schedule begin anew, with the whole lead at once.

    Args:
        lead_s: How far ahead of its playing time sound may be sent at most.

    Attributes:
        underruns: How often the client must have run dry in the middle of sound.
    """

    def __init__(self, lead_s: float) -> None:
        self._lead_s = lead_s
        self._first_lead_s = 0.0
        self._began_s: float | None = None
        self._sent_s = 0.0
        self.underruns = 0

    def delay_s(self, now_s: float) -> float:
        """How long to wait before sending the piece that is ready now; it may be asked again."""
        if self._began_s is None:
            self._began_s, self._first_lead_s = now_s, min(START_LEAD_S, self._lead_s)
        elif now_s > self._began_s + self._sent_s:  # the client has played all it had
            self.underruns += 1
            self._began_s, self._sent_s = now_s, 0.0
            self._first_lead_s = self._lead_s  # a source that stalls needs all of it
        # t seconds after the beginning the lead is the smaller of first + GROWTH * t and lead;
        # the piece is due when what was sent before it is that far ahead of t
        due_s = max(
            self._began_s + (self._sent_s - self._first_lead_s) / (1 + GROWTH),
            self._began_s + self._sent_s - self._lead_s,
        )
        return max(0.0, due_s - now_s)

    def sent(self, duration_s: float) -> None:
        """The piece was sent; it plays for ``duration_s`` seconds."""
        self._sent_s += duration_s

    def begin(self, now_s: float) -> None:
        """Say that new sound begins: if all before it has been played, the pause was meant."""
        if self._began_s is not None and now_s >= self._began_s + self._sent_s:
            self.reset()

    def reset(self) -> None:
        """Forget the schedule: what was sent has been thrown away, or was all there is."""
        self._began_s = None
        self._sent_s = 0.0
