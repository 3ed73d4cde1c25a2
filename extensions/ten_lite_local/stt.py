"""``local_stt``: transcribes each utterance, while it is spoken and again at its end."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ten_lite.kinds import PcmGuard, SttExtension
from ten_lite.messages import EndOfSpeech, LikelyEndOfSpeech, PcmFrame, StartOfSpeech
from ten_lite.runtime import Resource
from ten_lite.weights import WeightStore
from ten_lite_local.cancel import Cancelled, CancelToken
from ten_lite_local.config import HEARD, LocalSttConfig
from ten_lite_local.moonshine import MoonshineModel
from ten_lite_local.pins import MOONSHINE
from ten_lite_local.workers import Worker, worker_resource

__all__ = ["LocalStt"]

BYTES_PER_MS = 32
"""16 kHz, mono, 16-bit."""


class Transcription:
    """One run of the model over the sound up to a moment.

    Attributes:
        at_ms: The last voiced moment that the sound covers.
        token: Cancels it.
        text: The result to come.
    """

    def __init__(self, worker: Worker[MoonshineModel], sound: bytes, at_ms: int) -> None:
        self.at_ms = at_ms
        self.token = CancelToken()
        samples = np.frombuffer(sound, dtype="<i2").astype(np.float32) / 32768
        self.text = worker.run(_transcribe, worker.model, samples, self.token)

    def cancel(self) -> None:
        """Stop it; the result is not wanted any more."""
        self.token.cancel()
        self.text.cancel()


class LocalStt(SttExtension[LocalSttConfig]):
    """Keeps the sound of the utterance and transcribes it from its beginning each time.

    The transcription that will be final begins at the likely end of the utterance, 200 ms before
    its end is certain, so it costs the user no time; it is told as a partial result as soon as it
    is done. Every utterance gets its final result, an empty one if there were no words in it:
    somebody may be waiting for it.
    """

    @classmethod
    def resources(cls, config: LocalSttConfig) -> Mapping[str, Resource[Any]]:
        """The model, one for all sessions."""
        return {"model": worker_resource("Moonshine tiny", None, _load)}

    async def configure(self) -> None:
        """Begin in silence."""
        self._worker: Worker[MoonshineModel] = self.resource("model")
        self._guard = PcmGuard(self, HEARD)
        self._before = bytearray()  # the latest sound, while nobody speaks
        self._sound = bytearray()
        self._speaking = False
        self._start_ms = 0
        self._heard_bytes = 0
        self._partial: Transcription | None = None
        self._ahead: Transcription | None = None
        self._finals: asyncio.Queue[tuple[Transcription, int, int]] = asyncio.Queue()

    async def start(self) -> None:
        """Begin to tell final results, in their order."""
        self.spawn(self._tell_finals(), name="finals")

    async def stop(self) -> None:
        """Take back what is being transcribed."""
        for transcription in (self._partial, self._ahead):
            if transcription is not None:
                transcription.cancel()
        while not self._finals.empty():
            self._finals.get_nowait()[0].cancel()
        await super().stop()

    def hear(self, frame: PcmFrame) -> None:
        """Keep the sound."""
        if not self._guard.takes(frame):
            return
        self.gave(frame.data, frame.sample_rate_hz)
        if not self._speaking:
            self._before += frame.data
            del self._before[: -self.config.pre_roll_ms * BYTES_PER_MS or None]
            return
        self._sound += frame.data
        every_ms = self.config.partial_every_ms
        due = every_ms and len(self._sound) - self._heard_bytes >= every_ms * BYTES_PER_MS
        if due and self._partial is None and (self._ahead is None or self._ahead.text.done()):
            self._heard_bytes = len(self._sound)
            self._partial = Transcription(self._worker, bytes(self._sound), 0)
            self.spawn(self._tell_partial(self._partial), name="partial")
        if len(self._sound) >= self.config.max_utterance_s * 1000 * BYTES_PER_MS:
            at_ms = self._start_ms + len(self._sound) // BYTES_PER_MS
            self._finish(at_ms)
            self._begin(at_ms, b"")

    def on_start_of_speech(self, event: StartOfSpeech) -> None:
        """Begin an utterance with the sound from shortly before it was noticed."""
        self._begin(event.at_ms, bytes(self._before))
        self._before.clear()

    def on_likely_end_of_speech(self, event: LikelyEndOfSpeech) -> None:
        """Transcribe ahead."""
        if self._speaking:
            self._drop_partial()
            if self._ahead is not None:
                self._ahead.cancel()
            self._heard_bytes = len(self._sound)
            self._ahead = Transcription(self._worker, bytes(self._sound), event.at_ms)
            self.spawn(self._tell_ahead(self._ahead), name="ahead")

    def on_end_of_speech(self, event: EndOfSpeech) -> None:
        """Tell the final result."""
        if self._speaking:
            self._finish(event.at_ms)

    def _begin(self, start_ms: int, sound: bytes) -> None:
        self._speaking = True
        self._start_ms = start_ms
        self._sound = bytearray(sound)
        self._heard_bytes = len(sound)

    def _finish(self, at_ms: int) -> None:
        self._drop_partial()
        ahead, self._ahead = self._ahead, None
        if ahead is not None and ahead.at_ms != at_ms:  # the user went on after that pause
            ahead.cancel()
            ahead = None
        if ahead is None:
            ahead = Transcription(self._worker, bytes(self._sound), at_ms)
        self._speaking = False
        self._sound = bytearray()
        self._finals.put_nowait((ahead, self._start_ms, at_ms - self._start_ms))

    def _drop_partial(self) -> None:
        if self._partial is not None:
            self._partial.cancel()
            self._partial = None

    async def _tell_partial(self, partial: Transcription) -> None:
        text = await _result(partial)
        if self._partial is partial:
            self._partial = None
            self._tell_so_far(text)

    async def _tell_ahead(self, ahead: Transcription) -> None:
        text = await _result(ahead)
        if self._ahead is ahead:
            self._tell_so_far(text)

    async def _tell_finals(self) -> None:
        while True:
            transcription, start_ms, duration_ms = await self._finals.get()
            self._tell(await _result(transcription), True, start_ms, duration_ms)

    def _tell_so_far(self, text: str) -> None:
        if text:
            self._tell(text, False, self._start_ms, self._length_ms())

    def _tell(self, text: str, final: bool, start_ms: int, duration_ms: int) -> None:
        self.send_result(
            text,
            final=final,
            start_ms=start_ms,
            duration_ms=duration_ms,
            language=self.config.language,
        )

    def _length_ms(self) -> int:
        return len(self._sound) // BYTES_PER_MS


def _load() -> MoonshineModel:
    store = WeightStore()
    return MoonshineModel(
        store.path(MOONSHINE, "encoder_model.ort"),
        store.path(MOONSHINE, "decoder_model_merged.ort"),
        store.path(MOONSHINE, "tokenizer.bin"),
    )


async def _result(transcription: Transcription) -> str:
    """The text; "" when the transcription was taken back."""
    try:
        return await transcription.text
    except asyncio.CancelledError:
        if transcription.token.cancelled:
            return ""
        transcription.cancel()
        raise


def _transcribe(model: MoonshineModel, samples: NDArray[np.float32], token: CancelToken) -> str:
    try:
        return model.transcribe(samples, cancel=token)
    except Cancelled:
        return ""
