"""``openai_tts`` and ``openai_stt`` between two pins, with an OpenAI of the test's own."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from ten_lite.errors import ProviderError
from ten_lite.messages import AsrResult, EndOfSpeech, PcmFrame, StartOfSpeech, TtsAudioEnd
from ten_lite.messages import TtsTextInput as Text
from ten_lite.testing import Harness
from ten_lite.testing.providers import say_numbers
from ten_lite.testing.providers.openai import FakeOpenai
from ten_lite_openai import OPENAI_STT, OPENAI_TTS

RATE_HZ = 24_000


def tts(server: FakeOpenai, **properties: Any) -> Harness:
    given = {"base_url": server.base_url, "api_key": "test-key", "sample_rate_hz": RATE_HZ}
    return Harness(OPENAI_TTS, {**given, **properties})


def stt(server: FakeOpenai, **properties: Any) -> Harness:
    given = {"base_url": server.base_url, "api_key": "test-key"}
    return Harness(OPENAI_STT, {**given, **properties})


def say(harness: Harness, request_id: str, *texts: str, end: bool = True) -> None:
    for n, text in enumerate(texts, 1):
        harness.push(Text(request_id, text, end and n == len(texts)))


def heard(harness: Harness) -> bytes:
    return b"".join(m.data for m in harness.received if isinstance(m, PcmFrame))


def ends(harness: Harness) -> list[tuple[str, str]]:
    return [(m.request_id, m.reason) for m in harness.received if isinstance(m, TtsAudioEnd)]


def errors(harness: Harness) -> list[str]:
    return [getattr(m, "text", "") for m in harness.received if m.name == "error"]


def speak(harness: Harness, *words: str, at_ms: int = 0) -> None:
    """The user says ``words``, and a vad node tells where they begin and end."""
    sound = say_numbers(*words)
    harness.push(StartOfSpeech(at_ms))
    for at in range(0, len(sound), 640):
        harness.push(PcmFrame(sound[at : at + 640]))
    harness.push(EndOfSpeech(at_ms + len(sound) // 32))


def results(harness: Harness) -> list[tuple[str, bool]]:
    return [(m.text, m.final) for m in harness.received if isinstance(m, AsrResult)]


def finals(harness: Harness) -> list[str]:
    return [text for text, final in results(harness) if final]


def failure(caplog: pytest.LogCaptureFixture) -> ProviderError:
    """The first exception that left the extension."""
    for record in caplog.records:
        if record.name == "ten_lite.node.addon" and record.exc_info:
            error = record.exc_info[1]
            assert isinstance(error, ProviderError)
            return error
    raise AssertionError("nothing left the extension")


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [r.getMessage() for r in caplog.records if r.levelno == logging.WARNING]
