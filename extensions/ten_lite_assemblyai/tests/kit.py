"""``assemblyai_stt`` between two pins, with an AssemblyAI of the test's own."""

from __future__ import annotations

import asyncio
from typing import Any

from ten_lite.messages import AsrResult, EndOfSpeech, LikelyEndOfSpeech, PcmFrame, StartOfSpeech
from ten_lite.testing import Harness
from ten_lite.testing.providers import FakeAssemblyAi
from ten_lite_assemblyai import ASSEMBLYAI_STT

KEY = "aai-key"
UNIVERSAL = "universal-streaming-multilingual"


def stt(server: FakeAssemblyAi, **properties: Any) -> Harness:
    return Harness(ASSEMBLYAI_STT, {"api_key": KEY, "base_url": server.url, **properties})


async def speak(harness: Harness, sound: bytes, *, rate_hz: int = 16_000) -> None:
    """Send ``sound`` in real time, in frames of 20 ms."""
    size = rate_hz * 20 // 1000 * 2
    for start in range(0, len(sound), size):
        harness.push(PcmFrame(sound[start : start + size], rate_hz))
        await asyncio.sleep(0.02)


def finals(harness: Harness) -> list[AsrResult]:
    return [m for m in harness.received if isinstance(m, AsrResult) and m.final and m.text]


def words(harness: Harness) -> list[str]:
    """All words of the final results, as they are said."""
    return " ".join(result.text for result in finals(harness)).lower().replace(".", "").split()


def errors(harness: Harness) -> list[str]:
    return [getattr(m, "text", "") for m in harness.received if m.name == "error"]


def told(harness: Harness) -> list[str]:
    """What came out, shortly."""
    found = []
    for message in harness.received:
        if isinstance(message, AsrResult):
            found.append(f"{message.text}{'!' if message.final else '~'}")
        elif isinstance(message, StartOfSpeech | LikelyEndOfSpeech | EndOfSpeech):
            found.append(message.name.split("_")[0])
    return found
