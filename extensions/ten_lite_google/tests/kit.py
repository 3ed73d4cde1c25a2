"""``google_tts`` and ``google_stt`` between two pins, with a Google of the test's own.

gRPC works in threads of its own, on the wall clock, so what uses it is marked ``real_time``.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from ten_lite.messages import (
    AsrResult,
    ErrorMessage,
    PcmFrame,
    TtsAudioEnd,
    TtsFlush,
    TtsTextInput,
)
from ten_lite.testing import Harness
from ten_lite.testing.providers.google_stt import FakeGoogleStt
from ten_lite.testing.providers.google_tts import FakeGoogleTts
from ten_lite_google import GOOGLE_STT, GOOGLE_TTS

KEY = "g-key"


def tts(server: FakeGoogleTts, **properties: Any) -> Harness:
    return Harness(GOOGLE_TTS, {"api_key": KEY, "endpoint": server.url, **properties})


def stt(server: FakeGoogleStt, **properties: Any) -> Harness:
    own = {"api_key": KEY, "endpoint": server.url, "project": "p1"}
    return Harness(GOOGLE_STT, {**own, **properties})


def speak(harness: Harness, sound: bytes, *, rate_hz: int = 16_000, channels: int = 1) -> None:
    """Send ``sound`` at once, in frames of 20 ms."""
    size = rate_hz * 20 // 1000 * 2 * channels
    for start in range(0, len(sound), size):
        harness.push(PcmFrame(sound[start : start + size], rate_hz, channels))


def results(harness: Harness, *, final: bool | None = None) -> list[AsrResult]:
    return [
        message
        for message in harness.received
        if isinstance(message, AsrResult) and final in (None, message.final)
    ]


def words(harness: Harness) -> list[str]:
    """All words of the final results."""
    return " ".join(result.text for result in results(harness, final=True)).split()


def say(harness: Harness, request_id: str, *texts: str, end: bool = True) -> None:
    for n, text in enumerate(texts, 1):
        harness.push(TtsTextInput(request_id, text, end and n == len(texts)))


def flush(harness: Harness, flush_id: str = "f1") -> None:
    harness.push(TtsFlush(flush_id))


def heard(harness: Harness) -> bytes:
    return b"".join(m.data for m in harness.received if isinstance(m, PcmFrame))


def ends(harness: Harness) -> list[tuple[str, str]]:
    return [(m.request_id, m.reason) for m in harness.received if isinstance(m, TtsAudioEnd)]


def errors(harness: Harness) -> list[ErrorMessage]:
    return [m for m in harness.received if isinstance(m, ErrorMessage)]


async def until(is_so: Callable[[], Any], limit_s: float = 20.0) -> None:
    async with asyncio.timeout(limit_s):
        while not is_so():  # noqa: ASYNC110 - what is waited for happens in gRPC's threads
            await asyncio.sleep(0.005)
