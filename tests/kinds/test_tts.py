"""The rows of the TTS table of the conformance list that a base class can keep for every voice."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

import pytest

from ten_lite.errors import ProviderError
from ten_lite.messages import (
    ErrorMessage,
    Message,
    PcmFrame,
    TtsAudioEnd,
    TtsAudioStart,
    TtsFlush,
    TtsTextInput,
)

from .kit import Voice, events, heard, say, sound_of, voice


async def test_an_answer_is_start_then_sound_then_end_and_nothing_after():
    async with voice() as harness:
        say(harness, "r1", "hello", " you")
        await asyncio.sleep(5)
        assert events(harness.received) == ["start r1", "sound 80", "end r1 80 end"]
        assert heard(harness.received) == sound_of("helloyou")


@pytest.mark.parametrize("rate_hz", [8_000, 16_000, 24_000, 48_000])
async def test_frames_carry_the_configured_rate_and_are_of_20_ms(rate_hz: int):
    async with voice(rate_hz=rate_hz) as harness:
        say(harness, "r1", "abcde")
        await asyncio.sleep(1)
        frames = [message for message in harness.received if isinstance(message, PcmFrame)]
        assert [frame.duration_ms for frame in frames] == [20, 20, 10]
        assert {(frame.sample_rate_hz, frame.channels) for frame in frames} == {(rate_hz, 1)}
        assert heard(harness.received) == sound_of("abcde", rate_hz)


async def test_a_voice_of_another_rate_is_resampled_and_keeps_its_length():
    pytest.importorskip("soxr")
    async with voice(rate_hz=22_050, output_hz=16_000) as harness:
        say(harness, "r1", "abcdefghij" * 10)
        await asyncio.sleep(2)
        frames = [message for message in harness.received if isinstance(message, PcmFrame)]
        assert {frame.sample_rate_hz for frame in frames} == {16_000}
        assert len(heard(harness.received)) == pytest.approx(32_000, abs=100)


@pytest.mark.parametrize("text", ["a", "abc", "abcdefghijklm"])
async def test_the_duration_is_exact(text: str):
    async with voice() as harness:
        say(harness, "r1", text)
        end = await harness.pull(TtsAudioEnd)
        assert end.duration_ms == len(heard(harness.received)) // 32 == 10 * len(text)


@pytest.mark.parametrize("chunk_bytes", [1, 3, 7, 319, 321, 1_001])
async def test_odd_chunks_of_a_voice_give_whole_and_unshifted_samples(chunk_bytes: int):
    async with voice(chunk_bytes=chunk_bytes) as harness:
        say(harness, "r1", "abc", "de")
        await asyncio.sleep(1)
        frames = [message for message in harness.received if isinstance(message, PcmFrame)]
        assert all(len(frame.data) % 2 == 0 for frame in frames)
        assert heard(harness.received) == sound_of("abcde")


async def test_seven_requests_at_once_are_spoken_in_order_and_empty_ones_are_silent():
    texts = ["one", "", "three", "🙂", "   ", "six", "seven"]
    async with voice() as harness:
        for n, text in enumerate(texts, 1):
            say(harness, f"r{n}", text)
        await asyncio.sleep(5)
        assert events(harness.received) == [
            "start r1",
            "sound 30",
            "end r1 30 end",
            "end r2 0 end",
            "start r3",
            "sound 50",
            "end r3 50 end",
            "end r4 0 end",
            "end r5 0 end",
            "start r6",
            "sound 30",
            "end r6 30 end",
            "start r7",
            "sound 50",
            "end r7 50 end",
        ]


async def test_a_hundred_one_word_requests_end_in_order():
    async with voice() as harness:
        for n in range(100):
            say(harness, f"r{n}", "word")
        await asyncio.sleep(10)
        ends = [m.request_id for m in harness.received if isinstance(m, TtsAudioEnd)]
        assert ends == [f"r{n}" for n in range(100)]
        assert heard(harness.received) == sound_of("word") * 100


async def test_sound_of_successive_answers_is_never_further_ahead_than_the_lead():
    """Each frame is sent at most ``lead_s`` before a client that plays all in a row plays it."""
    async with voice(lead_s=0.5) as harness:
        for n in range(10):
            say(harness, f"r{n}", "abcdefghij" * 3)
        began_s = asyncio.get_running_loop().time()
        await asyncio.sleep(5)
        frames = [m for m in harness.received if isinstance(m, PcmFrame)]
        assert len(frames) == 150
        for n, frame in enumerate(frames):
            sent_s = frame.timestamp_ns / 1e9 - began_s
            assert sent_s >= n * 0.02 - 0.5 - 0.002
        assert frames[-1].timestamp_ns / 1e9 - began_s == pytest.approx(149 * 0.02 - 0.5, abs=0.01)


async def test_a_pause_between_answers_is_no_underrun_and_the_next_one_begins_at_once():
    async with voice(lead_s=0.5) as harness:
        for n in range(3):
            say(harness, f"r{n}", "abcdefghij" * 2)
            began_s = asyncio.get_running_loop().time()
            start = await harness.pull(TtsAudioStart)
            assert start.timestamp_ns / 1e9 == pytest.approx(began_s)
            await asyncio.sleep(10)
        assert harness.session.nodes["addon"].extension.underruns == 0


async def test_without_its_end_an_answer_waits_for_more_and_stop_does_not_hang():
    async with voice() as harness:
        say(harness, "r1", "ab", end=False)
        await asyncio.sleep(60)
        assert events(harness.received) == ["start r1", "sound 20"]
        say(harness, "r1", "cd")
        await asyncio.sleep(1)
        assert events(harness.received) == ["start r1", "sound 40", "end r1 40 end"]
        say(harness, "r2", "ab", end=False)


async def test_half_a_sample_at_the_end_of_a_piece_does_not_shift_the_next():
    async with voice(half_sample=True) as harness:
        say(harness, "r1", "abc", "de")
        await asyncio.sleep(1)
        assert heard(harness.received) == sound_of("abcde")


async def test_three_empty_texts_and_the_end_give_the_end_at_once_without_sound_or_error():
    async with voice() as harness:
        began_s = asyncio.get_running_loop().time()
        say(harness, "r1", "", "", "", "")
        await harness.pull(TtsAudioEnd)
        assert asyncio.get_running_loop().time() - began_s < 0.5
        assert harness.received == []
        assert harness.session.nodes["addon"].extension.asked == []


async def test_a_voice_that_thinks_before_each_sentence_does_not_let_the_client_run_dry():
    async with voice(delay_s=0.5) as harness:
        say(harness, "r1", "a" * 120, "b" * 300, "c" * 300)
        await asyncio.sleep(20)
        assert events(harness.received)[-1] == "end r1 7200 end"
        assert harness.session.nodes["addon"].extension.underruns == 0


BAD_TEXTS = [
    *(" ", "\n", "\t", "\r\n", "\x00", "\u200b", "\u2028", "\ufeff", "\u202eabc", "\ud800"),
    *("🙂", "👨‍👩‍👧", ".", "...", "?", "。", "，", "—", "()", '""', "**", "# ", "$%&"),
    *("<speak>", "</p>", "&amp;", "a=b²+c", "x" * 20_000, "\\n", "{text}", "%s"),
]


@pytest.mark.parametrize("text", BAD_TEXTS, ids=lambda text: ascii(text[:8]))
async def test_odd_text_ends_and_the_next_request_is_spoken(text: str):
    async with voice(lead_s=1000) as harness:
        say(harness, "r1", text)
        say(harness, "r2", "ab")
        await asyncio.sleep(100)
        assert events(harness.received)[-3:] == ["start r2", "sound 20", "end r2 20 end"]
        ends = [m.request_id for m in harness.received if isinstance(m, TtsAudioEnd)]
        assert ends == ["r1", "r2"]


async def test_a_failing_voice_ends_the_answer_with_an_error_and_the_next_request_speaks():
    async with voice() as harness:
        say(harness, "r1", "ab!cd")
        await asyncio.sleep(1)
        assert events(harness.received) == [
            "start r1",
            "sound 20",
            "end r1 20 error",
            "error node_restarted",
        ]
        assert not any("secret" in m.text for m in harness.received if isinstance(m, ErrorMessage))
        assert harness.session.nodes["addon"].restart_count == 1
        say(harness, "r2", "ef")
        await asyncio.sleep(1)
        assert events(harness.received)[4:] == ["start r2", "sound 20", "end r2 20 end"]


async def test_texts_that_wait_while_a_failed_voice_is_started_again_are_spoken_after():
    async with voice() as harness:
        say(harness, "r1", "!", "cd")
        say(harness, "r2", "ef")
        await asyncio.sleep(1)
        assert heard(harness.received) == sound_of("cdef")
        assert events(harness.received)[-1] == "end r2 20 end"


@pytest.mark.parametrize("after_s", [0.0, 0.05, 0.5])
async def test_stop_in_the_middle_ends_at_once_without_an_error(after_s: float):
    async with voice(lead_s=0.1, delay_s=0.02) as harness:
        say(harness, "r1", "a" * 200)
        await asyncio.sleep(after_s)
        extension = harness.session.nodes["addon"].extension
        began_s = asyncio.get_running_loop().time()
        await harness.session.close()
        assert asyncio.get_running_loop().time() - began_s < 0.05
        assert extension.open == 0
        assert not any(isinstance(m, ErrorMessage) for m in harness.received)


async def test_it_is_idle_when_no_answer_is_begun_even_between_its_texts():
    async with voice() as harness:
        tts = harness.session.nodes["addon"].extension
        assert tts.is_idle()
        harness.push(TtsTextInput("r1", "hello"))
        await asyncio.sleep(5)
        assert not tts.is_idle()
        harness.push(TtsTextInput("r1", "", text_input_end=True))
        await harness.pull(TtsAudioEnd)
        assert tts.is_idle()
        harness.push(TtsTextInput("r2", "hello"))
        await asyncio.sleep(5)
        harness.push(TtsFlush("f"))
        assert tts.is_idle()


@pytest.mark.parametrize("chunks", [0, 1])
async def test_a_voice_that_falls_silent_fails_and_the_answer_ends_with_an_error(chunks: int):
    async with voice(stall_timeout_s=3.0) as harness:
        extension = harness.session.nodes["addon"].extension

        async def stalled(text: str) -> AsyncGenerator[bytes, None]:
            for _ in range(chunks):
                yield sound_of("ab")
            await asyncio.sleep(1_000)

        extension.synthesize = stalled
        say(harness, "r1", "x")
        await asyncio.sleep(4)
        assert events(harness.received)[-2:] == [
            f"end r1 {20 * chunks} error",
            "error node_restarted",
        ]
        say(harness, "r2", "b")
        await asyncio.sleep(1)
        assert events(harness.received)[-1] == "end r2 10 end"


async def test_text_that_the_voice_has_not_begun_is_left_for_the_stand_in(
    monkeypatch: pytest.MonkeyPatch,
):
    left: list[Message] = []
    monkeypatch.setattr(Voice, "has_stand_in", True)
    monkeypatch.setattr(Voice, "leave", lambda self, messages: left.extend(messages))
    async with voice() as harness:
        extension = harness.session.nodes["addon"].extension

        async def gone(text: str) -> AsyncGenerator[bytes, None]:
            if text == "b":
                raise ProviderError("gone", retryable=False)
            yield sound_of(text)

        extension.synthesize = gone
        say(harness, "r1", "a", "b")
        await asyncio.sleep(1)
        assert left == [TtsTextInput("r1", "b", True)]


async def test_an_answer_whose_end_was_not_told_ends_when_another_begins():
    async with voice() as harness:
        say(harness, "r1", "ab", end=False)
        say(harness, "r2", "cd")
        await asyncio.sleep(1)
        assert [e for e in events(harness.received) if e.startswith("end")] == [
            "end r1 20 end",
            "end r2 20 end",
        ]
