"""One continuous sound on its way from one format to another."""

from __future__ import annotations

from array import array

from ten_lite.audio import Resampler, mix_to_mono

__all__ = ["PcmStream"]


class PcmStream:
    """Converts sound of any rate and number of channels, in chunks of any number of samples.

    Args:
        from_hz: Rate of the input, from 1.
        from_channels: Interleaved channels of the input, from 1.
        to_hz: Rate of the output, from 1.
        to_channels: Channels of the output: 1 is the mean of all that come in, 2 leaves stereo as
            it is and has anything else, mixed, on both.

    Raises:
        ValueError: A rate below 1.
        TenLiteError: soxr or numpy is not installed, and the rates differ.
    """

    def __init__(self, from_hz: int, from_channels: int, to_hz: int, to_channels: int) -> None:
        self._from_channels = from_channels
        self._to_channels = to_channels
        apart = 2 if from_channels == to_channels == 2 else 1
        self._resamplers = [Resampler(from_hz, to_hz) for _ in range(apart)]

    def feed(self, data: bytes) -> bytes:
        """The samples that are ready.

        Raises:
            ValueError: ``data`` does not hold whole samples of all channels.
        """
        if len(self._resamplers) == 1:
            mono = mix_to_mono(data, self._from_channels)
            return self._join([self._resamplers[0].feed(mono)])
        if len(data) % 4:
            raise ValueError(f"{len(data)} bytes are not whole samples of 2 channels")
        both = array("H", data)
        sides = (both[side::2].tobytes() for side in range(2))
        return self._join([r.feed(side) for r, side in zip(self._resamplers, sides, strict=True)])

    def flush(self) -> bytes:
        """The samples still inside; afterwards a new sound may begin."""
        return self._join([resampler.flush() for resampler in self._resamplers])

    def _join(self, sides: list[bytes]) -> bytes:
        if self._to_channels == 1:
            return sides[0]
        both = array("H", bytes(2 * len(sides[0])))
        both[0::2] = array("H", sides[0])
        both[1::2] = array("H", sides[-1])
        return both.tobytes()
