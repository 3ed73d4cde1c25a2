"""``loud_vad``: takes every sound for speech, as nothing else is in the sound of these calls."""

from __future__ import annotations

from ten_lite.addons import AddonConfig, AddonSpec
from ten_lite.messages import EndOfSpeech, LikelyEndOfSpeech, PcmFrame, StartOfSpeech
from ten_lite.runtime import Extension

__all__ = ["LOUD_VAD"]

NOTICED_MS, OVER_MS = 60, 400


class LoudVad(Extension[AddonConfig]):
    """Tells a start after 60 ms of sound, and an end after 400 ms of silence."""

    async def configure(self) -> None:
        """Begin in silence."""
        self._heard_ms = self._loud_ms = self._quiet_ms = 0
        self._is_speech = False

    def on_pcm_frame(self, frame: PcmFrame) -> None:
        """Pass the frame on, and tell what it shows."""
        length_ms = round(frame.duration_ms)
        self._heard_ms += length_ms
        self._loud_ms, self._quiet_ms = (
            (self._loud_ms + length_ms, 0) if any(frame.data) else (0, self._quiet_ms + length_ms)
        )
        if not self._is_speech and self._loud_ms >= NOTICED_MS:
            self._is_speech = True
            self.send(StartOfSpeech(self._heard_ms - self._loud_ms))
        self.send(frame)
        if self._is_speech and self._quiet_ms >= OVER_MS:
            self._is_speech = False
            self.send(EndOfSpeech(self._heard_ms - self._quiet_ms, self._quiet_ms))


LOUD_VAD = AddonSpec(
    name="loud_vad",
    kind="vad",
    description="Takes every sound for speech.",
    factory="tests.faults.loud_vad:LoudVad",
    inputs=(PcmFrame,),
    outputs=(PcmFrame, StartOfSpeech, LikelyEndOfSpeech, EndOfSpeech),
    config=AddonConfig,
)
