"""``local_vad``: tells when the user speaks, and passes the sound on in the same order."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from ten_lite.kinds import PcmGuard
from ten_lite.messages import PcmFrame
from ten_lite.runtime import Extension, Resource
from ten_lite.weights import WeightStore
from ten_lite_local.config import HEARD, LocalVadConfig
from ten_lite_local.pins import SILERO
from ten_lite_local.silero import SileroModel, SileroStream
from ten_lite_local.speech_gate import SpeechGate
from ten_lite_local.workers import Worker, worker_resource

__all__ = ["LocalVad"]

SAMPLE_RATE_HZ = 16_000
WINDOW = 512
WINDOW_BYTES = 2 * WINDOW

NO_SOUND_MS = 800
"""Without frames for so long the microphone is muted or the client hangs; a bad network is late
by less."""


class LocalVad(Extension[LocalVadConfig]):
    """Runs each window of 32 ms through the model; takes 16 kHz mono."""

    @classmethod
    def resources(cls, config: LocalVadConfig) -> Mapping[str, Resource[Any]]:
        """The model, one for all sessions."""
        return {
            "model": worker_resource(
                "Silero VAD",
                None,
                lambda: SileroModel(WeightStore().path(SILERO, "silero_vad_16k_op15.onnx")),
            )
        }

    async def configure(self) -> None:
        """Begin in silence, or go on with an utterance after a restart."""
        config = self.config
        self._worker: Worker[SileroModel] = self.resource("model")
        self._stream = SileroStream(self._worker.model)
        self._sound = bytearray()
        self._guard = PcmGuard(self, HEARD)
        self._quiet_since_ms: float = self.now_ms()
        self._watch: asyncio.Task[None] | None = None
        self._gate: SpeechGate = self.state.setdefault(
            "gate",
            SpeechGate(
                window_ms=WINDOW * 1000 / SAMPLE_RATE_HZ,
                threshold=config.threshold,
                min_speech_ms=config.min_speech_ms,
                pause_ms=config.pause_ms,
                silence_ms=config.silence_ms,
            ),
        )

    async def start(self) -> None:
        """Do not leave an utterance open that began before a restart."""
        if self._gate.is_open:
            self._watch_for_silence()

    async def on_pcm_frame(self, frame: PcmFrame) -> None:
        """Pass the frame on, then tell what it changed."""
        if not self._guard.takes(frame):
            return
        self.send(frame)
        self._quiet_since_ms = math.inf  # a model that is behind is no silence
        try:
            await self._listen(frame.data)
        finally:
            self._quiet_since_ms = self.now_ms()

    async def _listen(self, data: bytes) -> None:
        self._sound += data
        while len(self._sound) >= WINDOW_BYTES:
            window = bytes(self._sound[:WINDOW_BYTES])
            del self._sound[:WINDOW_BYTES]
            samples = np.frombuffer(window, dtype="<i2").astype(np.float32) / 32768
            for event in self._gate.feed(await self._worker.run(self._stream.feed, samples)):
                self.send(event)
            if self._gate.is_open:
                self._watch_for_silence()

    def _watch_for_silence(self) -> None:
        if self._watch is None or self._watch.done():
            self._watch = self.spawn(self._end_without_sound(), name="no sound")

    async def _end_without_sound(self) -> None:
        """End the utterance once no frame has come for too long."""
        while self._gate.is_open:
            rest_ms = self._quiet_since_ms + NO_SOUND_MS - self.now_ms()
            if rest_ms <= 0:
                for event in self._gate.cut(NO_SOUND_MS):
                    self.send(event)
                return
            await asyncio.sleep(min(rest_ms, NO_SOUND_MS) / 1000)
