"""Base of voices: requests in order, whole samples, pacing, and the end of each answer."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Literal

from ten_lite.audio import BYTES_PER_SAMPLE, Rechunker, Resampler, frame_size
from ten_lite.kinds.pacing import Pacer
from ten_lite.kinds.session_config import AdjustableExtension
from ten_lite.messages import (
    PcmFrame,
    TtsAudioEnd,
    TtsAudioStart,
    TtsFlush,
    TtsFlushEnd,
    TtsTextInput,
)
from ten_lite.runtime.extension import ConfigT

__all__ = ["TtsExtension"]

FRAME_MS = 20


class _Cut(Exception):
    """The answer was flushed while its sound was being sent."""


class TtsExtension(AdjustableExtension[ConfigT]):
    """A node that speaks ``tts_text_input``; subclasses write ``synthesize``.

    For each answer (``request_id``) that makes a sound it sends ``tts_audio_start``, frames of
    20 ms, and one ``tts_audio_end``. The next text is not touched before the last one is sent, and
    sound is sent at most ``lead_s`` ahead of real time, at the beginning less: see ``Pacer``.

    Attributes:
        voice_rate_hz: Sample rate of what ``synthesize`` gives.
        output_rate_hz: Sample rate of the frames that are sent.
        lead_s: How far ahead of real time sound is sent at most.
    """

    voice_rate_hz: int = 16_000
    output_rate_hz: int = 16_000
    lead_s: float = 2.0

    _request_id: str | None = None
    _sent_bytes = 0
    _pacer: Pacer | None = None  # one for all answers: the client plays them one after another
    _resampler: Resampler
    _frames: Rechunker

    @abstractmethod
    def synthesize(self, text: str) -> AsyncGenerator[bytes, None]:
        """Speak ``text``: 16-bit mono PCM at ``voice_rate_hz``, in chunks of any size.

        The generator is closed when the answer is interrupted; it must stop the work at its
        source then, within 50 ms. Text without anything to say gives nothing.
        """

    async def on_tts_text_input(self, message: TtsTextInput) -> None:
        """Speak one piece of an answer. The runtime cancels this when the user interrupts."""
        if message.request_id != self._request_id:
            self._finish("end")
            self._begin(message.request_id)
        try:
            if message.text.strip():
                odd = b""  # half a sample; one at a piece's end must not shift the next piece
                async with aclosing(self.synthesize(message.text)) as chunks:
                    async for chunk in chunks:
                        sound = odd + chunk
                        whole = len(sound) - len(sound) % BYTES_PER_SAMPLE
                        odd = sound[whole:]
                        await self._send_sound(self._resampler.feed(sound[:whole]))
            if message.text_input_end:
                await self._send_sound(self._resampler.flush(), is_last=True)
                self._finish("end")
        except _Cut:
            pass
        except Exception:
            self._finish("error")
            raise

    def on_tts_flush(self, message: TtsFlush) -> None:
        """Forget the answer under way; its work is cancelled by the runtime already."""
        self._finish("interrupted")
        if self._pacer is not None:
            self._pacer.reset()
        self.send(TtsFlushEnd(message.flush_id))

    async def drain(self) -> None:
        """Nothing: whoever asked for speech waits for its end."""

    def is_idle(self) -> bool:
        """Whether no answer is being spoken, not even one whose next text is not here yet."""
        return self._request_id is None

    def _begin(self, request_id: str) -> None:
        self._request_id = request_id
        self._sent_bytes = 0
        if self._pacer is None:
            self._pacer = Pacer(self.lead_s)
        self._pacer.begin(self.now_ms() / 1000)
        self._resampler = Resampler(self.voice_rate_hz, self.output_rate_hz)
        self._frames = Rechunker(frame_size(self.output_rate_hz, 1, FRAME_MS))

    def _finish(self, reason: Literal["end", "interrupted", "error"]) -> None:
        if self._request_id is None:
            return
        duration_ms = self._sent_bytes * 500 // self.output_rate_hz
        unplayed_s = 0.0
        if self._pacer is not None and reason != "interrupted":
            unplayed_s = self._pacer.unplayed_s(self.now_ms() / 1000)
        request_id, self._request_id = self._request_id, None
        self.send(TtsAudioEnd(request_id, duration_ms, reason, round(unplayed_s * 1000)))

    async def _send_sound(self, sound: bytes, *, is_last: bool = False) -> None:
        request_id, pacer = self._request_id, self._pacer
        if request_id is None or pacer is None:
            raise _Cut
        frames = self._frames.feed(sound)
        if is_last and (rest := self._frames.flush()):
            frames.append(rest)
        for data in frames:
            delay_s = pacer.delay_s(self.now_ms() / 1000, len(data) / (2 * self.output_rate_hz))
            if delay_s > 0:
                await asyncio.sleep(delay_s)
            if not self._sent_bytes:
                self.send(TtsAudioStart(request_id))
            self._sent_bytes += len(data)
            self.send(PcmFrame(data, self.output_rate_hz))
            await self.room()
            if self._request_id != request_id:
                raise _Cut
