"""Sound that waits to be played: the network fills it, the sound card's thread empties it."""

from __future__ import annotations

import threading
from collections import deque
from typing import Final

from ten_lite.audio import BYTES_PER_SAMPLE

__all__ = ["Playback"]

CUSHION_MS: Final = 60
LONGEST_WAIT_MS: Final = 120
MAX_QUEUED_MS: Final = 30_000


class Playback:
    """A queue of mono 16-bit PCM; may be used from several threads.

    It begins to give sound when 60 ms wait, so that a late packet makes no gap, and at once when
    all there is for now has come or 120 ms have passed.

    Args:
        sample_rate_hz: Rate of all sound in here.
    """

    def __init__(self, sample_rate_hz: int) -> None:
        self._per_ms = sample_rate_hz / 1000
        self._lock = threading.Lock()
        self._pieces: deque[tuple[str, memoryview]] = deque()
        self._queued = self._waited = 0  # samples
        self._request_id = ""
        self._is_playing = self._is_ended = False
        self._played: tuple[str, int] = ("", 0)

    @property
    def queued_ms(self) -> float:
        """How much waits."""
        return self._queued / self._per_ms

    @property
    def position(self) -> tuple[str, int] | None:
        """The answer that was played last, and how many milliseconds of it; None: none yet.

        What was thrown away does not count.
        """
        request_id, samples = self._played
        return (request_id, int(samples / self._per_ms)) if request_id else None

    def start(self, request_id: str) -> None:
        """Sound from now on is of this answer."""
        with self._lock:
            self._request_id = request_id

    def push(self, data: bytes) -> bool:
        """Play ``data`` behind what waits; False when 30 s wait already, and it is lost."""
        if not data:
            return True
        with self._lock:
            if self.queued_ms >= MAX_QUEUED_MS:
                return False
            self._pieces.append((self._request_id, memoryview(data)))
            self._queued += len(data) // BYTES_PER_SAMPLE
            self._is_ended = False
            return True

    def end(self) -> None:
        """No more comes for now: what waits is played without waiting for more."""
        with self._lock:
            self._is_ended = True

    def flush(self) -> None:
        """Throw away all that waits."""
        with self._lock:
            self._pieces.clear()
            self._queued = 0
            self._pause()

    def pull(self, samples: int) -> bytes:
        """The next ``samples``, with silence where there is no sound."""
        with self._lock:
            if not self._queued:
                self._pause()
            elif not self._is_playing:
                self._is_playing = self._is_due(samples)
            if not self._is_playing:
                return bytes(samples * BYTES_PER_SAMPLE)
            taken = []
            while samples and self._pieces:
                taken.append(self._take(samples))
                samples -= len(taken[-1]) // BYTES_PER_SAMPLE
            return b"".join(taken) + bytes(samples * BYTES_PER_SAMPLE)

    def _is_due(self, samples: int) -> bool:
        self._waited += samples
        is_long_enough = self._waited > LONGEST_WAIT_MS * self._per_ms
        return self._is_ended or self.queued_ms >= CUSHION_MS or is_long_enough

    def _take(self, samples: int) -> memoryview:
        request_id, piece = self._pieces.popleft()
        size = samples * BYTES_PER_SAMPLE
        part, rest = piece[:size], piece[size:]
        if rest:
            self._pieces.appendleft((request_id, rest))
        count = len(part) // BYTES_PER_SAMPLE
        self._queued -= count
        before = self._played[1] if self._played[0] == request_id else 0
        self._played = (request_id, before + count)
        return part

    def _pause(self) -> None:
        self._is_playing = False
        self._waited = 0
