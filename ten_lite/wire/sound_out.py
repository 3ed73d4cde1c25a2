"""Sound for a client whose protocol has one format: frames of any other are converted."""

from __future__ import annotations

from ten_lite.audio import Quality, Resampler, mix_to_mono
from ten_lite.errors import ProtocolError
from ten_lite.messages import PcmFrame

__all__ = ["SoundOut"]


class SoundOut:
    """Makes PCM16 of one rate and number of channels of the frames of a graph.

    Frames that have that format already pass through as they are. Of others up to 60 ms stay
    inside until more comes or ``finish`` is called.

    Args:
        sample_rate_hz: What comes out, from 1.
        channels: What comes out, from 1; only mono is ever resampled or mixed.
        quality: How well it is resampled; the better, the later.
    """

    def __init__(self, sample_rate_hz: int, channels: int = 1, *, quality: Quality = "LQ") -> None:
        self._rate_hz = sample_rate_hz
        self._channels = channels
        self._quality = quality
        self._from_hz = sample_rate_hz
        self._resampler: Resampler | None = None

    def feed(self, frame: PcmFrame) -> bytes:
        """The sound that is ready; perhaps none yet.

        Raises:
            ProtocolError: The frame has no whole samples, or its channels cannot be converted.
            TenLiteError: It is to be resampled, and numpy or soxr is not installed.
        """
        rate_hz, channels, data = frame.sample_rate_hz, frame.channels, frame.data
        if rate_hz < 1 or channels < 1 or len(data) % (2 * channels):
            raise ProtocolError(
                f"pcm_frame: {len(data)} bytes are not whole samples of {channels} channels "
                f"at {rate_hz} Hz"
            )
        tail = self.finish() if rate_hz != self._from_hz else b""
        self._from_hz = rate_hz
        if (rate_hz, channels) == (self._rate_hz, self._channels):
            return tail + data
        if self._channels != 1:
            raise ProtocolError(
                f"pcm_frame: {channels} channels at {rate_hz} Hz cannot be sent as "
                f"{self._channels} channels at {self._rate_hz} Hz"
            )
        mono = mix_to_mono(data, channels)
        if rate_hz == self._rate_hz:
            return tail + mono
        if self._resampler is None:
            self._resampler = Resampler(rate_hz, self._rate_hz, quality=self._quality)
        return tail + self._resampler.feed(mono)

    def finish(self) -> bytes:
        """What is still inside; afterwards new sound may begin."""
        resampler, self._resampler = self._resampler, None
        return resampler.flush() if resampler is not None else b""

    def clear(self) -> None:
        """Throw away what is inside."""
        self._resampler = None
