"""What the bases of recognisers, models and voices measure, on the session's clock."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

import pytest

from ten_lite.addons import VOICE_INPUTS, VOICE_OUTPUTS, AddonConfig, AddonSpec
from ten_lite.errors import ProviderError
from ten_lite.kinds import LlmExtension, SttExtension, TtsExtension
from ten_lite.messages import (
    AsrResult,
    ChatCompletion,
    ChatDelta,
    PcmFrame,
    TtsAudioEnd,
    TtsAudioStart,
    TtsFlush,
    TtsTextInput,
)
from ten_lite.testing import Harness

RATE_HZ = 16_000
FRAME = bytes(RATE_HZ * 2 // 10)  # 100 ms


class Ear(SttExtension[AddonConfig]):
    """Tells a word 50 ms after the second frame, and the final 250 ms after the fourth."""

    async def configure(self) -> None:
        self._frames = 0

    def hear(self, frame: PcmFrame) -> None:
        self._frames += 1
        self.gave(frame.data, frame.sample_rate_hz)
        if self._frames % 4 == 2:
            self.spawn(self._tell("one", 0.05, final=False), name="partial")
        elif self._frames % 4 == 0:
            self.spawn(self._tell("one two", 0.25, final=True), name="final")

    async def _tell(self, text: str, delay_s: float, *, final: bool) -> None:
        start_ms = 100 * (self._frames - 1) // 400 * 400
        duration_ms = 400 if final else 200
        await asyncio.sleep(delay_s)
        self.send_result(text, final=final, start_ms=start_ms, duration_ms=duration_ms)


class Voice(TtsExtension[AddonConfig]):
    """100 ms of sound for each letter, the first of them after 200 ms; "!" fails."""

    async def synthesize(self, text: str) -> AsyncGenerator[bytes, None]:
        await asyncio.sleep(0.2)
        for letter in text:
            if letter == "!":
                raise ProviderError("hoarse", retryable=False)
            yield FRAME


class Model(LlmExtension[AddonConfig]):
    async def complete(self, request: ChatCompletion) -> AsyncGenerator[str | ChatDelta, None]:
        await asyncio.sleep(0.3)
        yield "Yes."
        await asyncio.sleep(0.1)
        yield ChatDelta("", "stop", usage={"prompt_tokens": 11, "completion_tokens": 2})


EAR = AddonSpec(
    name="ear",
    kind="stt",
    description="",
    factory=f"{__name__}:Ear",
    inputs=(PcmFrame,),
    outputs=(AsrResult,),
)
VOICE = AddonSpec(
    name="voice",
    kind="tts",
    description="",
    factory=f"{__name__}:Voice",
    inputs=VOICE_INPUTS,
    outputs=VOICE_OUTPUTS,
)
MODEL = AddonSpec(
    name="model",
    kind="llm",
    description="",
    factory=f"{__name__}:Model",
    inputs=(ChatCompletion,),
    outputs=(),
)
TOLD_S = 0.1
"""The runtime tells what was measured a little later."""


async def figures(harness: Harness) -> list[tuple[str, dict[str, int]]]:
    await asyncio.sleep(TOLD_S)
    assert {m.node for m in harness.measured} <= {"addon"}
    assert all(type(n) is int for m in harness.measured for n in m.figures.values())
    return [(m.request_id, dict(m.figures)) for m in harness.measured]


async def speak(harness: Harness, frames: int) -> None:
    for _ in range(frames):
        await asyncio.sleep(0.1)
        harness.push(PcmFrame(FRAME, RATE_HZ))


async def test_a_recogniser_tells_of_each_utterance_how_late_its_words_were():
    async with Harness(EAR) as harness:
        await speak(harness, 8)
        await asyncio.sleep(1)
        told = {"first_word_ms": 250, "final_ms": 250, "sound_ms": 600}
        rest = {"first_word_ms": 250, "final_ms": 250, "sound_ms": 200}
        assert await figures(harness) == [("s1-0", told), ("s1-1", rest)]


async def test_a_recogniser_tells_at_the_end_what_it_was_given_since(
    caplog: pytest.LogCaptureFixture,
):
    caplog.set_level("INFO", logger="ten_lite.metrics")
    async with Harness(EAR) as harness:
        await speak(harness, 1)
    assert "ear: sound_ms 100" in caplog.messages


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


async def test_a_model_tells_of_each_request_its_first_token_and_its_counts():
    async with Harness(MODEL) as harness:
        command = ChatCompletion(({"role": "user", "content": "Well?"},), request_id="q1")
        assert [delta async for delta in harness.call(command)]
        assert await figures(harness) == [
            (
                "q1",
                {
                    "first_token_ms": 300,
                    "total_ms": 400,
                    "characters": 4,
                    "prompt_tokens": 11,
                    "completion_tokens": 2,
                },
            )
        ]


async def test_a_model_that_is_interrupted_tells_of_that_request_too():
    async with Harness(MODEL) as harness:
        command = ChatCompletion(({"role": "user", "content": "Well?"},), request_id="q1")
        results = harness.call(command)
        assert await anext(results)
        await results.aclose()
        ((name, told),) = await figures(harness)
        assert (name, told["first_token_ms"], told["characters"]) == ("q1", 300, 4)
