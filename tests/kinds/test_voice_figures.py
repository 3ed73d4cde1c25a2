"""What a voice tells of the sound it made, on the session's clock."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

import pytest

from ten_lite.addons import VOICE_INPUTS, VOICE_OUTPUTS, AddonConfig, AddonSpec
from ten_lite.errors import ProviderError
from ten_lite.kinds import TtsExtension
from ten_lite.messages import TtsAudioEnd, TtsAudioStart, TtsFlush, TtsTextInput
from ten_lite.testing import Harness

from .figures_kit import figures

RATE_HZ = 16_000
FRAME = bytes(RATE_HZ * 2 // 10)  # 100 ms


class Voice(TtsExtension[AddonConfig]):
    """100 ms of sound for each letter, the first of them after 200 ms; "!" fails."""

    async def synthesize(self, text: str) -> AsyncGenerator[bytes, None]:
        await asyncio.sleep(0.2)
        for letter in text:
            if letter == "!":
                raise ProviderError("hoarse", retryable=False)
            yield FRAME


VOICE = AddonSpec(
    name="voice",
    kind="tts",
    description="",
    factory=f"{__name__}:Voice",
    inputs=VOICE_INPUTS,
    outputs=VOICE_OUTPUTS,
)


async def test_a_voice_tells_of_each_answer_its_first_sound_and_its_size():
    async with Harness(VOICE) as harness:
        harness.push(TtsTextInput("r1", "abc"))
        harness.push(TtsTextInput("r1", "de", True))
        harness.push(TtsTextInput("r2", "f", True))
        for _ in range(2):
            await harness.pull(TtsAudioEnd)
        assert await figures(harness) == [
            ("r1", {"first_sound_ms": 200, "characters": 5, "sound_ms": 500}),
            ("r2", {"first_sound_ms": 200, "characters": 1, "sound_ms": 100}),
        ]


async def test_a_voice_that_is_interrupted_tells_what_it_had_made():
    async with Harness(VOICE) as harness:
        harness.push(TtsTextInput("r1", "a" * 50))
        await harness.pull(TtsAudioStart)
        harness.push(TtsFlush("f1"))
        ((name, told),) = await figures(harness)
        assert (name, told["characters"], told["first_sound_ms"]) == ("r1", 50, 200)
        assert 0 < told["sound_ms"] <= 5_000


async def test_a_voice_that_is_interrupted_before_its_first_sound_has_none():
    async with Harness(VOICE) as harness:
        harness.push(TtsTextInput("r1", "abc", True))
        await asyncio.sleep(0.1)
        harness.push(TtsFlush("f1"))
        assert await figures(harness) == [("r1", {"characters": 3, "sound_ms": 0})]


async def test_a_voice_that_fails_tells_what_it_had_made():
    async with Harness(VOICE) as harness:
        harness.push(TtsTextInput("r1", "ab!", True))
        await harness.pull(TtsAudioEnd)
        assert await figures(harness) == [
            ("r1", {"first_sound_ms": 200, "characters": 3, "sound_ms": 200})
        ]


async def test_a_voice_whose_session_ends_tells_what_it_had_made(
    caplog: pytest.LogCaptureFixture,
):
    caplog.set_level("INFO", logger="ten_lite.metrics")
    async with Harness(VOICE) as harness:
        harness.push(TtsTextInput("r1", "abc"))
        await harness.pull(TtsAudioStart)
    assert "voice: first_sound_ms 200, characters 3, sound_ms 300" in caplog.messages


async def test_an_answer_without_a_word_is_not_told():
    async with Harness(VOICE) as harness:
        harness.push(TtsTextInput("r1", " ", True))
        await asyncio.sleep(1)
        assert await figures(harness) == []
