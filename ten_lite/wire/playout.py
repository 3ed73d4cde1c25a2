"""What of the sound that was sent has been played, for a client that answers marks in it.

A mark's answer is certain. Between two of them the client is taken to play in real time, with its
own sound as the clock: a call sends that without a break. So where a client stops that is told to
throw its sound away is known without any clock here, to one message of the client and the time on
the way; it is told too early rather than too late, so that nothing is missed.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from ten_lite.messages import PlaybackPosition

__all__ = ["Playout"]

KEPT_S = 3  # of what was played: the voice may take some of it back
MAX_KEPT = 1_000  # marks and pieces, for a client that answers no marks at all


@dataclass(slots=True)
class Piece:
    """Sound of one answer without a break.

    Attributes:
        request_id: The answer.
        start: Where it begins on the line.
        played_before: Samples of the answer in front of it.
        samples: Its length.
    """

    request_id: str
    start: int
    played_before: int
    samples: int

    @property
    def end(self) -> int:
        """Where it ends on the line."""
        return self.start + self.samples


class Playout:
    """The line of all sound that was sent and not thrown away; positions are samples on it.

    Args:
        sample_rate_hz: Of the sound, and of the client's.
        mark_ms: Sound from one mark to the next.
    """

    def __init__(self, sample_rate_hz: int, *, mark_ms: int) -> None:
        self._rate_hz = sample_rate_hz
        self._between_marks = mark_ms * sample_rate_hz // 1000
        self._pieces: deque[Piece] = deque(maxlen=MAX_KEPT)
        self._request_id = ""
        self._sent = 0
        self._played = 0
        self._is_new = True  # what it plays now it began within the sound that comes next
        self._marks: dict[str, int] = {}
        self._count = 0
        self._marked = 0

    @property
    def is_mark_due(self) -> bool:
        """Whether enough sound of an answer was sent since the last mark."""
        return bool(self._request_id) and self._sent - self._marked >= self._between_marks

    def begin(self, request_id: str) -> None:
        """The sound that is sent from now on is of this answer, or again of it."""
        self._request_id = request_id

    def send(self, samples: int) -> None:
        """Sound is sent."""
        if self._played == self._sent:
            self._is_new = True
        last = next((p for p in reversed(self._pieces) if p.request_id == self._request_id), None)
        if last is not None and last.end == self._sent:
            last.samples += samples
        else:
            before = last.played_before + last.samples if last is not None else 0
            self._pieces.append(Piece(self._request_id, self._sent, before, samples))
        self._sent += samples

    def mark(self) -> str:
        """The name of a mark behind what was sent so far; "" if there is one, or no sound."""
        if not self._request_id or self._sent == self._marked:
            return ""
        self._count += 1
        name = f"played-{self._count}"
        if len(self._marks) == MAX_KEPT:
            del self._marks[next(iter(self._marks))]
        self._marks[name] = self._marked = self._sent
        return name

    def answer(self, name: str) -> PlaybackPosition | None:
        """The client has played what is in front of this mark; None for a mark that is void."""
        position = self._marks.pop(name, None)
        if position is None:
            return None
        self._played, self._is_new = position, True
        oldest = position - KEPT_S * self._rate_hz
        while len(self._pieces) > 1 and self._pieces[0].end < oldest:
            self._pieces.popleft()
        return self._at(position)

    def hear(self, samples: int) -> None:
        """The client has sent so much sound: it has played as much meanwhile, or a bit less."""
        if self._is_new:
            self._is_new = False
            return
        self._played = min(self._sent, self._played + samples)

    def clear(self) -> PlaybackPosition | None:
        """The client throws away what it has not played; where it stops, if there was any.

        A client may answer the marks in what it throws away: they count no more.
        """
        self._marks.clear()
        if self._played == self._sent:
            return None
        self._sent = self._marked = self._played
        while self._pieces and self._pieces[-1].start >= self._sent:
            self._pieces.pop()
        if self._pieces:
            last = self._pieces[-1]
            last.samples = min(last.samples, self._sent - last.start)
        return self._at(self._sent)

    def _at(self, position: int) -> PlaybackPosition | None:
        for piece in reversed(self._pieces):
            if piece.start < position <= piece.end:
                if not piece.request_id:
                    return None
                played = piece.played_before + position - piece.start
                return PlaybackPosition(piece.request_id, played * 1000 // self._rate_hz)
        return None
