"""``elevenlabs_tts`` between two pins, with an ElevenLabs of the test's own."""

from __future__ import annotations

from typing import Any

from ten_lite.messages import PcmFrame, TtsAudioEnd, TtsFlush, TtsTextInput
from ten_lite.testing import Harness
from ten_lite.testing.providers import FakeElevenLabs
from ten_lite_elevenlabs import ELEVENLABS_TTS

KEY = "el-key"


def tts(server: FakeElevenLabs, **properties: Any) -> Harness:
    """Over HTTP."""
    return fed(server, transport="http", **properties)


def fed(server: FakeElevenLabs, **properties: Any) -> Harness:
    """Over a WebSocket."""
    return Harness(ELEVENLABS_TTS, {"api_key": KEY, "base_url": server.url, **properties})


def say(harness: Harness, request_id: str, *texts: str, end: bool = True) -> None:
    for n, text in enumerate(texts, 1):
        harness.push(TtsTextInput(request_id, text, end and n == len(texts)))


def flush(harness: Harness, flush_id: str = "f1") -> None:
    harness.push(TtsFlush(flush_id))


def heard(harness: Harness) -> bytes:
    return b"".join(m.data for m in harness.received if isinstance(m, PcmFrame))


def ends(harness: Harness) -> list[tuple[str, str]]:
    return [(m.request_id, m.reason) for m in harness.received if isinstance(m, TtsAudioEnd)]


def errors(harness: Harness) -> list[str]:
    return [getattr(m, "text", "") for m in harness.received if m.name == "error"]
