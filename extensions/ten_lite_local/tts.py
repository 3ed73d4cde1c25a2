"""``local_tts``: speaks each clause with a Piper voice."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from typing import Any

from ten_lite.kinds import TtsExtension
from ten_lite.runtime import Resource
from ten_lite.weights import WeightStore
from ten_lite_local.cancel import Cancelled, CancelToken
from ten_lite_local.config import LocalTtsConfig
from ten_lite_local.pins import JOE
from ten_lite_local.piper import PiperVoice
from ten_lite_local.workers import Worker, worker_resource

__all__ = ["LocalTts"]


class LocalTts(TtsExtension[LocalTtsConfig]):
    """One run of the voice for each piece of text."""

    @classmethod
    def resources(cls, config: LocalTtsConfig) -> Mapping[str, Resource[Any]]:
        """The voice, one for all sessions."""
        return {"voice": worker_resource("Piper voice joe", None, _load)}

    async def configure(self) -> None:
        """Take the voice."""
        self._worker: Worker[PiperVoice] = self.resource("voice")
        self.voice_rate_hz = self._worker.model.sample_rate_hz
        self.output_rate_hz = self.config.sample_rate_hz
        self.lead_s = self.config.lead_s

    async def synthesize(self, text: str) -> AsyncGenerator[bytes, None]:
        """The sound of ``text``; closing this stops the voice within 50 ms."""
        token = CancelToken()
        work = self._worker.run(_speak, self._worker.model, text, token)
        try:
            yield await work
        finally:
            token.cancel()
            work.cancel()


def _load() -> PiperVoice:
    store = WeightStore()
    voice = PiperVoice(
        store.path(JOE, "en_US-joe-medium.onnx"), store.path(JOE, "en_US-joe-medium.onnx.json")
    )
    voice.warm()
    return voice


def _speak(voice: PiperVoice, text: str, token: CancelToken) -> bytes:
    try:
        return voice.synthesize(text, cancel=token)
    except Cancelled:
        return b""
