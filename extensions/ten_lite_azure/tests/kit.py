"""``azure_stt`` and ``azure_tts`` between two pins, with an Azure of the test's own.

The SDK's threads run on the wall clock, so what uses them is marked ``real_time``.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from ten_lite.messages import AsrResult, ErrorMessage, PcmFrame
from ten_lite.testing import Harness
from ten_lite.testing.providers import FakeAzure
from ten_lite_azure import AZURE_STT, AZURE_TTS

KEY = "az-key"


def stt(server: FakeAzure, **properties: Any) -> Harness:
    return Harness(AZURE_STT, {"api_key": KEY, "base_url": server.url, **properties})


def tts(server: FakeAzure, **properties: Any) -> Harness:
    return Harness(AZURE_TTS, {"api_key": KEY, "base_url": server.url, **properties})


@asynccontextmanager
async def azure() -> AsyncIterator[FakeAzure]:
    """A fake Azure; waits at the end for what the SDK's calls have left to do."""
    async with FakeAzure() as server:
        yield server
    await until(lambda: not [t for t in threading.enumerate() if t.name.startswith("azure ")])


async def until(is_so: Callable[[], Any], limit_s: float = 40.0) -> None:
    async with asyncio.timeout(limit_s):
        while not is_so():  # noqa: ASYNC110 - what is waited for happens in the SDK's threads
            await asyncio.sleep(0.01)


def speak(harness: Harness, sound: bytes, *, rate_hz: int = 16_000) -> None:
    """Send ``sound`` at once, in frames of 20 ms."""
    size = rate_hz * 20 // 1000 * 2
    for start in range(0, len(sound), size):
        harness.push(PcmFrame(sound[start : start + size], rate_hz))


def results(harness: Harness, *, final: bool | None = None) -> list[AsrResult]:
    return [
        message
        for message in harness.received
        if isinstance(message, AsrResult) and final in (None, message.final)
    ]


def words(harness: Harness) -> list[str]:
    """All words of the final results."""
    return " ".join(result.text for result in results(harness, final=True)).split()


def errors(harness: Harness) -> list[ErrorMessage]:
    return [message for message in harness.received if isinstance(message, ErrorMessage)]


def sound(harness: Harness) -> bytes:
    return b"".join(m.data for m in harness.received if isinstance(m, PcmFrame))
