"""``deepgram_stt`` between two pins, with a Deepgram of the test's own."""

from __future__ import annotations

import asyncio
from typing import Any

from ten_lite.messages import AsrResult, EndOfSpeech, PcmFrame, StartOfSpeech
from ten_lite.testing import Harness
from ten_lite.testing.providers import FakeDeepgram
from ten_lite_deepgram import DEEPGRAM_STT

KEY = "dg-key"


def stt(server: FakeDeepgram, **properties: Any) -> Harness:
    return Harness(DEEPGRAM_STT, {"api_key": KEY, "base_url": server.url, **properties})


async def speak(harness: Harness, sound: bytes, *, rate_hz: int = 16_000) -> None:
    """Send ``sound`` in real time, in frames of 20 ms."""
    size = rate_hz * 20 // 1000 * 2
    for start in range(0, len(sound), size):
        harness.push(PcmFrame(sound[start : start + size], rate_hz))
        await asyncio.sleep(0.02)


def results(harness: Harness, *, final: bool | None = None) -> list[AsrResult]:
    return [
        message
        for message in harness.received
        if isinstance(message, AsrResult) and final in (None, message.final)
    ]


def noise(duration_ms: int) -> bytes:
    """Sound that is loud and no word."""
    return (25_000).to_bytes(2, "little") * (16 * duration_ms)


def told(harness: Harness) -> list[str]:
    """What was told of speech, in order; partial results are left out."""
    names: list[str] = []
    for message in harness.received:
        match message:
            case StartOfSpeech():
                names.append("start")
            case EndOfSpeech():
                names.append("end")
            case AsrResult(final=True):
                names.append(message.text)
    return names


def words(harness: Harness) -> list[str]:
    """All words of the final results."""
    return " ".join(result.text for result in results(harness, final=True)).split()


def errors(harness: Harness) -> list[str]:
    return [getattr(m, "text", "") for m in harness.received if m.name == "error"]
