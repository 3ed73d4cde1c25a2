"""``local_turn_detector``: hears whether the user is done, from the sound of what was said."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import numpy as np

from ten_lite.addons import AddonConfig
from ten_lite.kinds import UNSURE, PcmGuard, TurnDetectorExtension
from ten_lite.messages import (
    EndOfSpeech,
    LikelyEndOfSpeech,
    PcmFrame,
    StartOfSpeech,
    TurnCheck,
)
from ten_lite.runtime import Resource
from ten_lite.weights import WeightStore
from ten_lite_local.cancel import Cancelled, CancelToken
from ten_lite_local.config import HEARD
from ten_lite_local.pins import SMART_TURN
from ten_lite_local.smart_turn import SAMPLES, SmartTurnModel
from ten_lite_local.workers import Worker, worker_resource

__all__ = ["LocalTurnDetector"]

BYTES_PER_MS = 32
"""16 kHz, mono, 16-bit."""

NEW_TURN_MS = 3000
"""Nobody is waited for any longer: speech after such a pause has nothing to do with that before."""

PRE_ROLL_MS = 1000
"""Sound kept from before a turn was noticed, its first words included."""

STILL_TRUE_MS = 1500
"""Sound after which a judgement is about something else than what is asked now."""


class Judgement:
    """One run of the model over the sound up to a moment.

    Attributes:
        heard_bytes: How much of the session's sound had come by then.
        token: Cancels it.
        score: The result to come.
    """

    def __init__(self, worker: Worker[SmartTurnModel], sound: bytes, heard_bytes: int) -> None:
        self.heard_bytes = heard_bytes
        self.token = CancelToken()
        self.score = worker.run(_judge, worker.model, sound, self.token)

    def cancel(self) -> None:
        """Stop it; the result is not wanted any more."""
        self.token.cancel()
        self.score.cancel()


class LocalTurnDetector(TurnDetectorExtension[AddonConfig]):
    """Keeps the last 8 s of the turn and judges them; the words do not matter to it.

    With a ``likely_end_of_speech`` it works ahead, so the verdict is there when it is asked for.
    """

    @classmethod
    def resources(cls, config: AddonConfig) -> Mapping[str, Resource[Any]]:
        """The model, one for all sessions."""
        return {"model": worker_resource("Smart Turn", None, _load)}

    async def configure(self) -> None:
        """Nothing was heard yet."""
        self._worker: Worker[SmartTurnModel] = self.resource("model")
        self._guard = PcmGuard(self, HEARD)
        self._sound = bytearray()
        self._heard_bytes = 0
        self._end_ms: int | None = None
        self._latest: Judgement | None = None

    async def stop(self) -> None:
        """Take back what is being judged."""
        self._forget()

    def on_pcm_frame(self, frame: PcmFrame) -> None:
        """Keep the sound."""
        if self._guard.takes(frame):
            self._sound += frame.data
            self._heard_bytes += len(frame.data)
            del self._sound[: -2 * SAMPLES]

    def on_start_of_speech(self, event: StartOfSpeech) -> None:
        """Begin a turn, unless the last one goes on."""
        self._forget()
        if self._end_ms is None or event.at_ms - self._end_ms > NEW_TURN_MS:
            del self._sound[: -PRE_ROLL_MS * BYTES_PER_MS]

    def on_likely_end_of_speech(self, event: LikelyEndOfSpeech) -> None:
        """Judge ahead."""
        self._forget()
        self._latest = self._judge_now()

    def on_end_of_speech(self, event: EndOfSpeech) -> None:
        """Remember where it was."""
        self._end_ms = event.at_ms

    async def finished(self, check: TurnCheck) -> float:
        """The model's probability; unsure when there is no sound at all."""
        latest = self._latest
        since_bytes = self._heard_bytes - latest.heard_bytes if latest is not None else 0
        if latest is None or since_bytes > STILL_TRUE_MS * BYTES_PER_MS:
            if not self._sound:
                return UNSURE
            self._forget()
            latest = self._latest = self._judge_now()
        try:
            return await asyncio.shield(latest.score)
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if latest.token.cancelled and task is not None and not task.cancelling():
                return UNSURE  # the user spoke again, or another check took its place
            if self._latest is latest:
                self._forget()
            raise

    def _judge_now(self) -> Judgement:
        return Judgement(self._worker, bytes(self._sound), self._heard_bytes)

    def _forget(self) -> None:
        if self._latest is not None:
            self._latest.cancel()
            self._latest = None


def _load() -> SmartTurnModel:
    model = SmartTurnModel(WeightStore().path(SMART_TURN, "smart-turn-v3.2-cpu.onnx"))
    model.finished(np.zeros(0, dtype=np.float32))  # the first run is slower than a check may be
    return model


def _judge(model: SmartTurnModel, sound: bytes, token: CancelToken) -> float:
    samples = np.frombuffer(sound, dtype="<i2").astype(np.float32) / np.float32(32768)
    try:
        return model.finished(samples, cancel=token)
    except Cancelled:
        return UNSURE
