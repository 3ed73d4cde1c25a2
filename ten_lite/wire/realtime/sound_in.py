"""The client's sound on its way to the graph, at once or when the client commits it."""

from __future__ import annotations

import math
from typing import Final

from ten_lite.audio import Resampler, frame_size
from ten_lite.messages import PcmFrame
from ten_lite.wire.pcm import decode_base64, looks_like
from ten_lite.wire.realtime.refusal import Refusal
from ten_lite.wire.realtime.sound_format import PCM, SoundFormat

__all__ = ["SoundIn", "frames"]

MAX_KEPT_S: Final = 300
FRAME_MS: Final = 100
MOST_FRAMES: Final = 200
LEAST_COMMIT_MS: Final = 100


class SoundIn:
    """Sound of any of the formats, made the graph's.

    Args:
        sample_rate_hz: The graph's.

    Attributes:
        ms: Sound that was received so far, in milliseconds: the clock of the user's events.
    """

    def __init__(self, sample_rate_hz: int) -> None:
        self._rate_hz = sample_rate_hz
        self._kept = bytearray()
        self._taken_at_ms = 0.0
        self.ms = 0.0
        self.set_format(PCM)

    @property
    def kept_ms(self) -> float:
        """Sound that came since it was last taken, in milliseconds."""
        return self.ms - self._taken_at_ms

    def set_format(self, format: SoundFormat) -> None:
        """What comes from now on is in ``format``."""
        self._format = format
        self._resampler = Resampler(format.sample_rate_hz, self._rate_hz, quality="LQ")

    def feed(self, audio: str) -> bytes:
        """PCM16 in the graph's rate; up to 20 ms stay inside until more comes.

        Args:
            audio: Base64 in the client's format.

        Raises:
            ProtocolError: It is no base64, or a file.
        """
        sound = decode_base64(audio)
        law = self._format.law
        if law is None and (kind := looks_like(sound)):
            raise Refusal(f"The audio looks like {kind}; send bare 16-bit PCM.", param="audio")
        self.ms += self._format.ms(len(sound))
        return self._resampler.feed(law.decode(sound) if law else sound)

    def keep(self, audio: str) -> None:
        """The same, kept until ``take``.

        Raises:
            ProtocolError: As of ``feed``, or five minutes wait already.
        """
        self._kept += self.feed(audio)
        if self.kept_ms > MAX_KEPT_S * 1000:
            self.drain()
            raise Refusal(
                f"More than {MAX_KEPT_S} s of sound were not committed; they are thrown away.",
                code="input_audio_buffer_full",
            )

    def take(self) -> bytes:
        """What was kept, to the last sample.

        Raises:
            Refusal: It is less than a tenth of a second; it stays.
        """
        if self.kept_ms < LEAST_COMMIT_MS:
            raise Refusal(
                f"Error committing input audio buffer: buffer too small. Expected at least "
                f"{LEAST_COMMIT_MS}ms of audio, but buffer only has {self.kept_ms:.2f}ms of audio.",
                code="input_audio_buffer_commit_empty",
            )
        return self.drain()

    def drain(self) -> bytes:
        """What was kept, however little; nothing waits any more."""
        self._taken_at_ms = self.ms
        self._kept += self._resampler.flush()
        taken = bytes(self._kept)
        self._kept.clear()
        return taken


def frames(pcm: bytes, sample_rate_hz: int) -> list[PcmFrame]:
    """``pcm`` in frames of a tenth of a second, the last one shorter.

    Of much sound they are longer: it goes to the graph at once, and a connection keeps 250 frames
    for a node that is not as fast, and drops the oldest of more.
    """
    length_ms = 1000 * len(pcm) / frame_size(sample_rate_hz, 1, 1000)
    size = frame_size(sample_rate_hz, 1, max(FRAME_MS, math.ceil(length_ms / MOST_FRAMES)))
    starts = range(0, len(pcm), size)
    return [PcmFrame(pcm[start : start + size], sample_rate_hz) for start in starts]
