"""``local_vad``: tells when the user speaks, and passes the sound on in the same order."""

from __future__ import annotations

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
        """Begin in silence."""
        config = self.config
        self._worker: Worker[SileroModel] = self.resource("model")
        self._stream = SileroStream(self._worker.model)
        self._sound = bytearray()
        self._guard = PcmGuard(self, HEARD)
        self._gate = SpeechGate(
            window_ms=WINDOW * 1000 / SAMPLE_RATE_HZ,
            threshold=config.threshold,
            min_speech_ms=config.min_speech_ms,
            pause_ms=config.pause_ms,
            silence_ms=config.silence_ms,
        )

    async def on_pcm_frame(self, frame: PcmFrame) -> None:
        """Pass the frame on, then tell what it changed."""
        if not self._guard.takes(frame):
            return
        self.send(frame)
        self._sound += frame.data
        while len(self._sound) >= WINDOW_BYTES:
            window = bytes(self._sound[:WINDOW_BYTES])
            del self._sound[:WINDOW_BYTES]
            samples = np.frombuffer(window, dtype="<i2").astype(np.float32) / 32768
            for event in self._gate.feed(await self._worker.run(self._stream.feed, samples)):
                self.send(event)
