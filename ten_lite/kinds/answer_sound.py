"""Takes the sound of one answer as a voice makes it, measures it, and brings it onto the line."""

from __future__ import annotations

from collections.abc import Callable

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
        now_ms: The session's clock; the answer begins now.
        measure: Told the figures of the answer, and its id, once no more is made of it.
    """

    def __init__(
        self,
        sender: SoundSender,
        answer: Answer,
        *,
        voice_rate_hz: int,
        output_rate_hz: int,
        dump: SoundDump | None,
        now_ms: Callable[[], int],
        measure: Callable[[dict[str, int], str], None],
    ) -> None:
        self._sender = sender
        self._voice_rate_hz = voice_rate_hz
        self._now_ms = now_ms
        self._measure = measure
        self._began_ms = now_ms()
        self._first_sound_ms: int | None = None
        self._characters = 0
        self._is_measured = False
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

    def give(self, characters: int) -> None:
        """The voice is given that much text to speak."""
        self._characters += characters

    async def put(self, chunk: bytes) -> None:
        """Add a chunk; waits while enough is made.

        Raises:
            Flushed: The answer was thrown away.
        """
        if self._dump is not None:
            self._dump.write(chunk)
        if chunk and self._first_sound_ms is None:
            self._first_sound_ms = self._now_ms() - self._began_ms
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
        self.measure()
        await self._sender.put(self.answer, self._resampler.flush())
        self._sender.finish(self.answer)

    async def caught_up(self) -> None:
        """Wait until what there is was sent.

        Raises:
            Flushed: The answer was thrown away.
        """
        await self._sender.caught_up(self.answer)

    async def fail(self, reason: Reason = "error") -> None:
        """There is no more because something failed; waits until that was told."""
        self.measure()
        self._sender.finish(self.answer, reason)
        await self._sender.end_told(self.answer)

    def measure(self) -> None:
        """No more is made: tell what it took, unless nothing was asked for or it was told."""
        if self._is_measured or not self._characters:
            return
        self._is_measured = True
        figures = {
            "characters": self._characters,
            "sound_ms": round(1000 * self._taken_samples / self._voice_rate_hz),
        }
        if self._first_sound_ms is not None:
            figures = {"first_sound_ms": self._first_sound_ms} | figures
        self._measure(figures, self.answer.request_id)
