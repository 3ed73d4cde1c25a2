"""``say_back``: sends what the user says back to him, as the sound of an answer."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from pydantic import Field

from ten_lite.addons import AddonConfig, AddonSpec, as_it_came, hookimpl
from ten_lite.messages import PcmFrame, TtsAudioEnd, TtsAudioStart
from ten_lite.runtime import Extension

from ._loudness import peak

__all__ = ["SayBack", "SayBackConfig"]

BEFORE_MS = 200
"""The first sounds of a word are soft: so much from before it was loud is sent as well."""


class SayBackConfig(AddonConfig):
    """Properties of ``say_back``."""

    threshold: int = Field(
        default=500, ge=0, le=32_767, description="Samples above this are somebody who speaks."
    )
    silence_ms: int = Field(default=800, ge=20, description="Silence that ends what is sent back.")


class SayBack(Extension[SayBackConfig]):
    """Tells where each utterance begins and ends, so that clients treat it as an answer."""

    async def configure(self) -> None:
        """Nobody speaks."""
        self._before: deque[PcmFrame] = deque()
        self._request_id = ""
        self._sent_ms = self._silent_ms = 0.0

    def on_pcm_frame(self, frame: PcmFrame) -> None:
        """Send it back if it belongs to an utterance."""
        if peak(frame.data) > self.config.threshold:
            self._silent_ms = 0.0
            self._begin()
        else:
            self._silent_ms += frame.duration_ms
        if not self._request_id:
            self._keep(frame)
            return
        self._send_back(frame)
        if self._silent_ms >= self.config.silence_ms:
            self.send(TtsAudioEnd(self._request_id, round(self._sent_ms)))
            self._request_id = ""

    def _begin(self) -> None:
        if self._request_id:
            return
        count = self.state["utterances"] = self.state.get("utterances", 0) + 1
        self._request_id = f"{self.session.id}-{count}"
        self._sent_ms = 0.0
        self.send(TtsAudioStart(self._request_id))
        while self._before:
            self._send_back(self._before.popleft())

    def _keep(self, frame: PcmFrame) -> None:
        self._before.append(frame)
        while sum(kept.duration_ms for kept in self._before) > BEFORE_MS:
            self._before.popleft()

    def _send_back(self, frame: PcmFrame) -> None:
        self._sent_ms += frame.duration_ms
        self.send(frame)


@hookimpl
def ten_lite_addons() -> Iterable[AddonSpec]:
    """The addon of this file."""
    return [
        AddonSpec(
            name="say_back",
            kind="generic",
            description="Sends what the user says back to him, as the sound of an answer.",
            factory=f"{__name__}:SayBack",
            inputs=(PcmFrame,),
            outputs=(PcmFrame, TtsAudioStart, TtsAudioEnd),
            config=SayBackConfig,
            pcm_out=as_it_came,
        )
    ]
