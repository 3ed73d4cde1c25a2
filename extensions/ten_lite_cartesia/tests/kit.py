"""``cartesia_tts`` between two pins, with a Cartesia of the test's own."""

from __future__ import annotations

from typing import Any

from ten_lite.messages import PcmFrame, TtsAudioEnd, TtsFlush, TtsTextInput
from ten_lite.testing import Harness
from ten_lite.testing.providers import FakeCartesia
from ten_lite_cartesia import CARTESIA_TTS

KEY = "ca-key"


def tts(server: FakeCartesia, **properties: Any) -> Harness:
    return Harness(CARTESIA_TTS, {"api_key": KEY, "base_url": server.url, **properties})


def say(harness: Harness, request_id: str, *texts: str, end: bool = True) -> None:
    for n, text in enumerate(texts, 1):
        harness.push(TtsTextInput(request_id, text, end and n == len(texts)))


def flush(harness: Harness, flush_id: str = "f1") -> None:
    harness.push(TtsFlush(flush_id))


def heard(harness: Harness, after: int = 0) -> bytes:
    return b"".join(m.data for m in harness.received[after:] if isinstance(m, PcmFrame))


def ends(harness: Harness) -> list[tuple[str, str]]:
    return [(m.request_id, m.reason) for m in harness.received if isinstance(m, TtsAudioEnd)]


def errors(harness: Harness) -> list[str]:
    return [getattr(m, "text", "") for m in harness.received if m.name == "error"]
