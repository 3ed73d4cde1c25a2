"""Takes the sound of one answer as a voice makes it, and brings it onto the line."""

from __future__ import annotations

from ten_lite.audio import BYTES_PER_SAMPLE, Resampler
from ten_lite.kinds.dump import SoundDump
from ten_lite.kinds.sound_line import Answer, Reason
from ten_lite.kinds.sound_sender import SoundSender

__all__ = ["AnswerSound"]


class AnswerSound:
    """Makes whole samples at the rate that is sent of chunks of any size.

    Args:
        sender: Sends the sound.
        answer: What it belongs to; the last one that was begun.
        voice_rate_hz: Sample rate of the chunks.
        output_rate_hz: Sample rate of the frames that are sent.
        dump: Where the chunks go as well.
    """

    def __init__(
        self,
        sender: SoundSender,
        answer: Answer,
        *,
        voice_rate_hz: int,
        output_rate_hz: int,
        dump: SoundDump | None,
    ) -> None:
        self._sender = sender
        self.answer = answer
        self._resampler = Resampler(voice_rate_hz, output_rate_hz)
        self._ratio = output_rate_hz / voice_rate_hz
        self._dump = dump
        self._taken_samples = 0
        self._odd = b""

    @property
    def until(self) -> int:
        """Where on the line the sound ends that was put, though the resampler holds some yet."""
        return self.answer.start + round(self._taken_samples * self._ratio)

    async def put(self, chunk: bytes) -> None:
        """Add a chunk; waits while enough is made.

        Raises:
            Flushed: The answer was thrown away.
        """
        if self._dump is not None:
            self._dump.write(chunk)
        sound = self._odd + chunk
        whole = len(sound) - len(sound) % BYTES_PER_SAMPLE
        self._odd = sound[whole:]
        self._taken_samples += whole // BYTES_PER_SAMPLE
        await self._sender.put(self.answer, self._resampler.feed(sound[:whole]))

    def align(self) -> None:
        """A new stream of chunks begins: half a sample at the end of the last one is none."""
        self._odd = b""

    async def finish(self) -> None:
        """There is no more; the end of the answer is told behind it.

        Raises:
            Flushed: The answer was thrown away.
        """
        await self._sender.put(self.answer, self._resampler.flush())
        self._sender.finish(self.answer)

    async def fail(self, reason: Reason = "error") -> None:
        """There is no more because something failed; waits until that was told."""
        self._sender.finish(self.answer, reason)
        await self._sender.end_told(self.answer)
