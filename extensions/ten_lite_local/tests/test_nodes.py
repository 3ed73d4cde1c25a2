"""The four nodes with their real models, each between two pins, fed with real speech."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from ten_lite.audio import read_wav
from ten_lite.messages import (
    AsrResult,
    ChatCompletion,
    ChatDelta,
    EndOfSpeech,
    LikelyEndOfSpeech,
    PcmFrame,
    StartOfSpeech,
    TtsAudioEnd,
    TtsAudioStart,
    TtsFlush,
    TtsFlushEnd,
    TtsTextInput,
)
from ten_lite.testing import Harness
from ten_lite_local import LOCAL_LLM, LOCAL_STT, LOCAL_TTS, LOCAL_VAD

from .kit import words

pytestmark = [pytest.mark.weights, pytest.mark.usefixtures("embedded_weights")]

SPEECH = Path(__file__).parents[3] / "tests" / "speech"
SILENCE_MS = 800


def frames(name: str) -> list[PcmFrame]:
    """A recording between two silences, in frames of 20 ms."""
    silence = bytes(32 * SILENCE_MS)
    sound = silence + read_wav(SPEECH / f"{name}.wav").data + silence
    return [PcmFrame(sound[at : at + 640]) for at in range(0, len(sound), 640)]


async def speak(harness: Harness, sound: list[PcmFrame]) -> None:
    """Push a frame every 20 ms, as a microphone does."""
    for frame in sound:
        harness.push(frame)
        await asyncio.sleep(0.02)


async def test_vad_passes_the_sound_on_and_tells_where_speech_is() -> None:
    async with Harness(LOCAL_VAD) as harness:
        sound = frames("assistant_17")
        await speak(harness, sound)
        got = harness.received
        assert [m.data for m in got if isinstance(m, PcmFrame)] == [f.data for f in sound]
        events = [m for m in got if not isinstance(m, PcmFrame)]
        assert [type(e) for e in events] == [StartOfSpeech, LikelyEndOfSpeech, EndOfSpeech]
        start, likely, end = (event.at_ms - SILENCE_MS for event in events)  # type: ignore[attr-defined]
        assert 0 <= start <= 500
        assert likely == end
        assert 1_200 <= end <= 1_800


async def recognise(harness: Harness, name: str) -> list[AsrResult]:
    """What the recogniser tells of a recording whose speech ends 200 ms before its file does."""
    sound = frames(name)
    speech_at = SILENCE_MS // 20
    end_at = len(sound) - speech_at
    for number, frame in enumerate(sound):
        harness.push(frame)
        await asyncio.sleep(0.02)
        if number == speech_at + 20:
            harness.push(StartOfSpeech(SILENCE_MS + 300))
        elif number == end_at:
            harness.push(LikelyEndOfSpeech(20 * end_at - 200))
        elif number == end_at + 10:
            harness.push(EndOfSpeech(20 * end_at - 200))
    final = await harness.pull(AsrResult)
    results = [final]
    while not results[-1].final:
        results.append(await harness.pull(AsrResult))
    return results


async def test_stt_tells_partial_results_and_one_final_one_with_the_same_id() -> None:
    async with Harness(LOCAL_STT) as harness:
        *partials, final = await recognise(harness, "human_librivox_0930")
        assert words(final.text) == words("he might even have been made amiable himself")
        assert len(partials) >= 2
        assert all(not partial.final and partial.text for partial in partials)
        assert {partial.id for partial in partials} == {final.id}
        assert final.start_ms == SILENCE_MS + 300
        assert final.duration_ms > 0
        *_, second = await recognise(harness, "assistant_17")
        assert words(second.text) == words("why is the sky blue")
        assert second.id != final.id


async def test_stt_does_not_use_what_it_worked_ahead_when_the_user_goes_on() -> None:
    async with Harness(LOCAL_STT) as harness:
        sound = frames("assistant_19")
        for number, frame in enumerate(sound):
            harness.push(frame)
            await asyncio.sleep(0.02)
            if number == SILENCE_MS // 20 + 20:
                harness.push(StartOfSpeech(SILENCE_MS + 300))
            elif number == SILENCE_MS // 20 + 60:  # a pause that was none
                harness.push(LikelyEndOfSpeech(20 * number - 200))
        harness.push(EndOfSpeech(20 * len(sound) - SILENCE_MS - 200))
        results = [await harness.pull(AsrResult)]
        while not results[-1].final:
            results.append(await harness.pull(AsrResult))
        assert words(results[-1].text)[-1] in {"goodbye", "bye"}


async def test_stt_cuts_an_utterance_without_end_into_pieces() -> None:
    async with Harness(LOCAL_STT, {"max_utterance_s": 2.0, "partial_every_ms": 0}) as harness:
        harness.push(StartOfSpeech(0))
        for _ in range(2):
            await speak(harness, frames("assistant_00"))
        first = await harness.pull(AsrResult)
        assert first.final
        assert "weather" in words(first.text)


async def test_llm_streams_an_answer_and_the_next_one_after_a_cancelled_one() -> None:
    async with Harness(LOCAL_LLM) as harness:
        ask = ChatCompletion([{"role": "user", "content": "What is the capital of France?"}])
        async with harness.call(ask) as results:
            async for delta in results:
                assert isinstance(delta, ChatDelta)
                assert delta.delta
                break
        text = ""
        async for delta in harness.call(ask):
            assert isinstance(delta, ChatDelta)
            text += delta.delta
            last = delta
        assert "Paris" in text
        assert last.finish_reason == "stop"


async def test_llm_forgets_the_oldest_of_a_conversation_that_is_too_long() -> None:
    async with Harness(LOCAL_LLM, {"context_tokens": 512}) as harness:
        long = [
            {"role": role, "content": f"number {number} " + "word " * 60}
            for number in range(8)
            for role in ("user", "assistant")
        ]
        ask = ChatCompletion([*long, {"role": "user", "content": "What is the capital of France?"}])
        text = ""
        async for delta in harness.call(ask, timeout_s=600):
            assert isinstance(delta, ChatDelta)
            text += delta.delta
        assert text


async def test_tts_speaks_at_the_rate_it_is_asked_for_and_says_how_long() -> None:
    async with Harness(LOCAL_TTS, {"sample_rate_hz": 8000}) as harness:
        harness.push(TtsTextInput("one", "The capital of France is Paris.", text_input_end=True))
        end = await harness.pull(TtsAudioEnd)
        assert end.reason == "end"
        await harness.pull(TtsAudioStart)
        sound = [m for m in harness.received if isinstance(m, PcmFrame)]
        assert {frame.sample_rate_hz for frame in sound} == {8000}
        total = sum(len(frame.data) for frame in sound)
        assert end.duration_ms == total // 16
        assert 1_200 <= end.duration_ms <= 3_000


async def test_tts_dumps_what_the_voice_made_at_the_voices_own_rate(tmp_path: Path) -> None:
    properties = {"sample_rate_hz": 22_050, "dump": True, "dump_path": str(tmp_path)}
    async with Harness(LOCAL_TTS, properties) as harness:
        harness.push(TtsTextInput("one", "Good morning.", text_input_end=True))
        await harness.pull(TtsAudioEnd)
        heard = b"".join(m.data for m in harness.received if isinstance(m, PcmFrame))
    assert (tmp_path / "addon_dump_s1.pcm").read_bytes() == heard
    assert heard


async def test_tts_is_silent_after_a_flush_and_speaks_the_next_answer() -> None:
    async with Harness(LOCAL_TTS) as harness:
        harness.push(
            TtsTextInput("one", "This is a long sentence that nobody will hear to its end.")
        )
        await harness.pull(TtsAudioStart)
        harness.push(TtsFlush("f"))
        await harness.pull(TtsFlushEnd)
        before = len([m for m in harness.received if isinstance(m, PcmFrame)])
        await asyncio.sleep(5)
        assert len([m for m in harness.received if isinstance(m, PcmFrame)]) == before
        harness.push(TtsTextInput("two", "Hello again.", text_input_end=True))
        ends = [await harness.pull(TtsAudioEnd) for _ in range(2)]
        assert [(e.request_id, e.reason) for e in ends] == [("one", "interrupted"), ("two", "end")]
