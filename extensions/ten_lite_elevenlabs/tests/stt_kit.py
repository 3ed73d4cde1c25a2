"""``elevenlabs_stt`` between two pins, with an ElevenLabs of the test's own."""

from __future__ import annotations

import asyncio
from typing import Any

from ten_lite.messages import AsrResult, EndOfSpeech, ErrorMessage, PcmFrame, StartOfSpeech
from ten_lite.testing import Harness
from ten_lite.testing.providers import FakeElevenLabs
from ten_lite_elevenlabs import ELEVENLABS_STT

KEY = "el-key"


def stt(server: FakeElevenLabs, **properties: Any) -> Harness:
    return Harness(ELEVENLABS_STT, {"api_key": KEY, "base_url": server.url, **properties})


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


def words(harness: Harness) -> list[str]:
    """All words of the final results."""
    return " ".join(result.text for result in results(harness, final=True)).split()


def errors(harness: Harness) -> list[str]:
    return [m.text for m in harness.received if isinstance(m, ErrorMessage)]


def told(harness: Harness) -> list[str]:
    """What came out, shortly, without what may change."""
    found = []
    for message in harness.received:
        if isinstance(message, AsrResult) and message.final:
            found.append(f"{message.text}.")
        elif isinstance(message, StartOfSpeech | EndOfSpeech):
            found.append(message.name.split("_")[0])
    return found
