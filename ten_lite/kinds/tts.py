"""Base of voices: requests in order, whole samples, pacing, pauses, and the end of each answer."""

from __future__ import annotations

import asyncio
import contextlib
from abc import abstractmethod
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import TYPE_CHECKING

from ten_lite.audio import BYTES_PER_SAMPLE, Resampler
from ten_lite.errors import ProviderError
from ten_lite.kinds.dump import open_dump
from ten_lite.kinds.session_config import AdjustableExtension
from ten_lite.kinds.sound_line import Answer
from ten_lite.kinds.sound_sender import Flushed, SoundSender
from ten_lite.messages import (
    PlaybackPosition,
    TtsFlush,
    TtsFlushEnd,
    TtsPause,
    TtsResume,
    TtsTextInput,
)
from ten_lite.runtime.extension import ConfigT

if TYPE_CHECKING:
    from ten_lite.runtime.instance import Instance

__all__ = ["TtsExtension"]


class TtsExtension(AdjustableExtension[ConfigT]):
    """A node that speaks ``tts_text_input``; subclasses write ``synthesize``.

    For each answer (``request_id``) that makes a sound it sends ``tts_audio_start``, frames of
    20 ms, and one ``tts_audio_end``, one answer after the other. Texts are synthesized one at a
    time, up to ``ahead_s`` ahead of what is sent, and sound is sent at most ``lead_s`` ahead of
    real time, at the beginning less: see ``Pacer``. When ``synthesize`` fails, the node fails once
    the sound that was made before is sent.

    A pause takes back what the client has not played, by its ``playback_position`` where it
    tells that, else by the clock. After a resume that is sent again, and the end of each answer
    of which something is sent again is told again; so is its start, if another answer's was told
    since.

    Its addon has the inputs ``VOICE_INPUTS`` and the outputs ``VOICE_OUTPUTS``.

    Attributes:
        voice_rate_hz: Sample rate of what ``synthesize`` gives.
        output_rate_hz: Sample rate of the frames that are sent.
        lead_s: How far ahead of real time sound is sent at most.
        ahead_s: How much sound is made ahead of what is sent.
        stall_timeout_s: Longest wait for the next chunk of a piece; then ``synthesize`` has failed.
    """

    voice_rate_hz: int = 16_000
    output_rate_hz: int = 16_000
    lead_s: float = 2.0
    ahead_s: float = 10.0
    stall_timeout_s: float = 30.0

    _sender: SoundSender | None = None  # there with the first text: by then the rates are known
    _resampler: Resampler
    _fed_samples = 0  # of the voice, in the answer that text may come for

    def __init__(self, instance: Instance, config: ConfigT) -> None:
        super().__init__(instance, config)
        self._dump = open_dump(self, "dump")

    @abstractmethod
    def synthesize(self, text: str) -> AsyncGenerator[bytes, None]:
        """Speak ``text``: 16-bit mono PCM at ``voice_rate_hz``, in chunks of any size.

        The generator is closed when the answer is interrupted; it must stop the work at its
        source then, within 50 ms. Text without anything to say gives nothing.
        """

    @property
    def underruns(self) -> int:
        """How often the client must have run dry in the middle of an answer."""
        return self._sender.underruns if self._sender else 0

    async def on_tts_text_input(self, message: TtsTextInput) -> None:
        """Make the sound of one piece of an answer; while there is enough, the next ones wait.

        The runtime cancels this when the user interrupts.
        """
        sender = self._sender or self._new_sender()
        with contextlib.suppress(Flushed):
            answer = sender.open
            if answer is None or answer.request_id != message.request_id:
                if answer is not None:
                    await sender.put(answer, self._resampler.flush())
                answer = sender.begin(message)
                self._resampler = Resampler(self.voice_rate_hz, self.output_rate_hz)
                self._fed_samples = 0
            try:
                await self._make_sound(sender, answer, message.text)
                if message.text_input_end:
                    await sender.put(answer, self._resampler.flush())
                    sender.finish(answer)
            except Flushed:
                raise
            except Exception:
                sender.finish(answer, "error")
                # the failure is told even if the user interrupts in the meantime
                with contextlib.suppress(asyncio.CancelledError):
                    await sender.end_told(answer)
                raise

    def on_tts_flush(self, message: TtsFlush) -> None:
        """Forget all answers; the work on them is cancelled by the runtime already."""
        heard = self._sender.flush() if self._sender else {}
        self.send(TtsFlushEnd(message.flush_id, heard))

    def on_tts_pause(self, message: TtsPause) -> None:
        """Stop sending, and take back what the client has not played."""
        (self._sender or self._new_sender()).pause()

    def on_tts_resume(self, message: TtsResume) -> None:
        """Go on with the first sample that was not played."""
        if self._sender:
            self._sender.resume()

    def on_playback_position(self, message: PlaybackPosition) -> None:
        """Know better than by the clock what has been played."""
        if self._sender:
            self._sender.report(message)

    async def drain(self) -> None:
        """Nothing: whoever asked for speech waits for its end."""

    def is_idle(self) -> bool:
        """Whether no answer is being spoken, not even one whose next text is not here yet."""
        return self._sender is None or self._sender.is_idle

    def _new_sender(self) -> SoundSender:
        self._sender = SoundSender(
            self, self.output_rate_hz, lead_s=self.lead_s, ahead_s=self.ahead_s
        )
        self.spawn(self._sender.run(), name="send sound")
        return self._sender

    async def _make_sound(self, sender: SoundSender, answer: Answer, text: str) -> None:
        answer.text.begin(len(text), self._fed_until(answer))
        if text.strip():
            odd = b""  # half a sample; one at a piece's end must not shift the next piece
            async with aclosing(self.synthesize(text)) as chunks:
                while (chunk := await self._next_chunk(chunks)) is not None:
                    if self._dump is not None:
                        self._dump.write(chunk)
                    sound = odd + chunk
                    whole = len(sound) - len(sound) % BYTES_PER_SAMPLE
                    odd = sound[whole:]
                    self._fed_samples += whole // BYTES_PER_SAMPLE
                    await sender.put(answer, self._resampler.feed(sound[:whole]))
        answer.text.done(self._fed_until(answer))

    def _fed_until(self, answer: Answer) -> int:
        """Where on the line the sound ends that was made, though the resampler holds some yet."""
        return answer.start + round(self._fed_samples * self.output_rate_hz / self.voice_rate_hz)

    async def _next_chunk(self, chunks: AsyncGenerator[bytes, None]) -> bytes | None:
        try:
            async with asyncio.timeout(self.stall_timeout_s) as patience:
                return await anext(chunks)
        except StopAsyncIteration:
            return None
        except TimeoutError as error:
            if not patience.expired():
                raise
            text = f"the voice gave no sound for {self.stall_timeout_s:g} s"
            raise ProviderError(text, retryable=True, code="timeout") from error
