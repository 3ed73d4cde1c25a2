"""``resampler``: each continuous sound goes through a stream of its own."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from ten_lite.messages import PcmFrame
from ten_lite.runtime import Extension
from ten_lite_resampler.config import ResamplerConfig
from ten_lite_resampler.stream import PcmStream

__all__ = ["PcmResampler"]

Identity = tuple[int, int, tuple[int, int] | None]


@dataclass(slots=True)
class Sound:
    """What is being converted.

    Attributes:
        identity: Its format and the answer it is part of; another identity is another sound.
        stream: Converts it.
        last: The latest frame of it.
        at_ms: When that came.
    """

    identity: Identity
    stream: PcmStream
    last: PcmFrame
    at_ms: int


class PcmResampler(Extension[ResamplerConfig]):
    """Sends sound in one format, whatever it comes in.

    A converted sound comes a little later than it arrives, and its last samples only when it is
    over: when another sound begins, or none has come for ``gap_ms``. What is left of an answer
    that was interrupted is not sent.
    """

    async def configure(self) -> None:
        """Begin in silence."""
        self._sound: Sound | None = None
        self._watch: asyncio.Task[None] | None = None

    def on_pcm_frame(self, frame: PcmFrame) -> None:
        """Send what is ready of it; sound in the right format goes through as it is."""
        config, sound = self.config, self._sound
        identity = _identity(frame)
        if sound is not None and sound.identity != identity:
            self._end()
            sound = None
        if (frame.sample_rate_hz, frame.channels) == (config.sample_rate_hz, config.channels):
            self.send(frame)
            return
        if sound is None:
            stream = PcmStream(
                frame.sample_rate_hz, frame.channels, config.sample_rate_hz, config.channels
            )
            sound = self._sound = Sound(identity, stream, frame, self.now_ms())
            if self._watch is None or self._watch.done():
                self._watch = self.spawn(self._end_after_a_gap(), name="gap")
        sound.last, sound.at_ms = frame, self.now_ms()
        self._send(sound.stream.feed(frame.data), frame)

    async def drain(self) -> None:
        """Send what is still inside."""
        self._end()

    def _end(self) -> None:
        """Send the rest of the sound, unless it is part of an answer that was interrupted."""
        sound, self._sound = self._sound, None
        if sound is not None and not self.session.fence.is_stale(sound.last):
            with self.caused_by(sound.last):
                self._send(sound.stream.flush(), sound.last)

    async def _end_after_a_gap(self) -> None:
        while (sound := self._sound) is not None:
            wait_ms = sound.at_ms + self.config.gap_ms - self.now_ms()
            if wait_ms <= 0:
                self._end()
            else:
                await asyncio.sleep(wait_ms / 1000)

    def _send(self, data: bytes, source: PcmFrame) -> None:
        if data:
            config = self.config
            self.send(PcmFrame(data, config.sample_rate_hz, config.channels, source.metadata))


def _identity(frame: PcmFrame) -> Identity:
    # the user's own sound goes on while turns come and go; only answers are told apart by them
    answer = (frame.turn_id, frame.epoch) if frame.fenced else None
    return frame.sample_rate_hz, frame.channels, answer
