"""A voice whose sound can be read: each letter sounds for 10 ms with its own code as samples."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from typing import Any

from ten_lite.addons import VOICE_INPUTS, VOICE_OUTPUTS, AddonConfig, AddonSpec
from ten_lite.kinds import TtsExtension
from ten_lite.messages import (
    ErrorMessage,
    Message,
    PcmFrame,
    TtsAudioEnd,
    TtsAudioStart,
    TtsFlushEnd,
    TtsTextInput,
)
from ten_lite.testing import Harness


class VoiceConfig(AddonConfig):
    rate_hz: int = 16_000
    output_hz: int = 0
    lead_s: float = 2.0
    delay_s: float = 0.0
    chunk_bytes: int = 0
    half_sample: bool = False
    ahead_s: float = 10.0
    stall_timeout_s: float = 30.0


class Voice(TtsExtension[VoiceConfig]):
    """Each letter sounds for 10 ms with its own code as samples; ``!`` fails."""

    async def configure(self) -> None:
        self.voice_rate_hz = self.config.rate_hz
        self.output_rate_hz = self.config.output_hz or self.config.rate_hz
        self.lead_s = self.config.lead_s
        self.ahead_s = self.config.ahead_s
        self.stall_timeout_s = self.config.stall_timeout_s
        self.asked: list[str] = []
        self.open = 0

    async def synthesize(self, text: str) -> AsyncGenerator[bytes, None]:
        self.asked.append(text)
        self.open += 1
        try:
            if self.config.delay_s:
                await asyncio.sleep(self.config.delay_s)
            for letter in text:
                if letter == "!":
                    raise RuntimeError("/secret/voice.onnx is damaged")
                if letter.isalnum():
                    data = sound_of(letter, self.voice_rate_hz)
                    size = self.config.chunk_bytes or len(data)
                    for start in range(0, len(data), size):
                        yield data[start : start + size]
            if self.config.half_sample:
                yield b"\x7f"
        finally:
            self.open -= 1


def sound_of(text: str, rate_hz: int = 16_000) -> bytes:
    return b"".join(
        (ord(letter) % 30_000).to_bytes(2, "little") * (rate_hz // 100)
        for letter in text
        if letter.isalnum()
    )


SPEC = AddonSpec(
    name="voice",
    kind="tts",
    description="",
    factory=f"{__name__}:Voice",
    inputs=VOICE_INPUTS,
    outputs=VOICE_OUTPUTS,
    config=VoiceConfig,
)


def voice(**properties: Any) -> Harness:
    return Harness(SPEC, properties)


def say(harness: Harness, request_id: str, *texts: str, end: bool = True) -> None:
    for n, text in enumerate(texts, 1):
        harness.push(TtsTextInput(request_id, text, end and n == len(texts)))


def events(messages: Sequence[Message]) -> list[str]:
    """The messages in short: ``start r1``, ``sound 40`` (ms), ``end r1 40 end``, ``flushed f1``."""
    found: list[str] = []
    sound_ms = 0.0
    for message in messages:
        if isinstance(message, PcmFrame):
            sound_ms += message.duration_ms
            continue
        if sound_ms:
            found.append(f"sound {sound_ms:g}")
            sound_ms = 0
        if isinstance(message, TtsAudioStart):
            found.append(f"start {message.request_id}")
        elif isinstance(message, TtsAudioEnd):
            found.append(f"end {message.request_id} {message.duration_ms} {message.reason}")
        elif isinstance(message, TtsFlushEnd):
            found.append(f"flushed {message.flush_id}")
        elif isinstance(message, ErrorMessage):
            found.append(f"error {message.code}")
    return [*found, f"sound {sound_ms:g}"] if sound_ms else found


def heard(messages: Sequence[Message]) -> bytes:
    return b"".join(message.data for message in messages if isinstance(message, PcmFrame))
