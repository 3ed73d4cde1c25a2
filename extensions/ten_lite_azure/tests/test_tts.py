from __future__ import annotations

import asyncio

import pytest

from ten_lite.messages import (
    PcmFrame,
    TtsAudioEnd,
    TtsAudioStart,
    TtsFlush,
    TtsFlushEnd,
    TtsTextInput,
)
from ten_lite.testing.providers import AzurePlan, AzureSpeechPlan, spell

from .kit import azure, errors, sound, tts, until

pytestmark = pytest.mark.real_time


def say(text: str, request_id: str = "r", *, end: bool = True) -> TtsTextInput:
    return TtsTextInput(request_id, text, end)


async def test_a_text_is_spoken_between_its_start_and_its_end():
    async with azure() as server, tts(server) as harness:
        harness.push(say("Hello you"))
        await until(lambda: [m for m in harness.received if isinstance(m, TtsAudioEnd)])
        assert sound(harness) == spell("Hello you")
        start, *frames, end = harness.received
        assert isinstance(start, TtsAudioStart)
        assert all(isinstance(frame, PcmFrame) for frame in frames)
        assert isinstance(end, TtsAudioEnd)
        assert (end.reason, end.duration_ms) == ("end", 80)


@pytest.mark.parametrize("rate_hz", [8000, 16000, 22050, 24000, 44100, 48000])
async def test_sound_has_the_rate_that_was_asked_for(rate_hz: int):
    async with azure() as server, tts(server, sample_rate_hz=rate_hz) as harness:
        harness.push(say("Hello"))
        await harness.pull(TtsAudioEnd)
        assert {m.sample_rate_hz for m in harness.received if isinstance(m, PcmFrame)} == {rate_hz}
        assert sound(harness) == spell("Hello", sample_rate_hz=rate_hz)


async def test_pieces_and_answers_come_in_order_over_one_connection():
    async with azure() as server:
        server.speech_plan = AzureSpeechPlan(chunk_bytes=321)
        async with tts(server) as harness:
            for number in range(4):
                harness.push(say("first.", f"r{number}", end=False))
                harness.push(say("...", f"r{number}", end=False))
                harness.push(say("last.", f"r{number}"))
            for number in range(4):
                assert (await harness.pull(TtsAudioEnd)).request_id == f"r{number}"
            assert sound(harness) == spell("firstlast") * 4
        assert len(server.calls) == 1
        assert [speech.text for speech in server.speeches] == ["first.", "last."] * 4


async def test_a_flush_stops_the_sdk_and_the_next_answer_is_whole():
    loop = asyncio.get_running_loop()
    async with azure() as server:
        server.speech_plans.append(AzureSpeechPlan(chunk_delay_s=0.02))
        async with tts(server) as harness:
            harness.push(say("a long answer " * 50))
            await harness.pull(PcmFrame)
            flushed_s = loop.time()
            harness.push(TtsFlush("f"))
            await harness.pull(TtsFlushEnd)
            harness.push(say("next", "r2"))
            await until(lambda: server.speeches[0].cancelled_at_s)
            # 13 ms on a quiet machine; the rest of the answer would take much longer
            assert server.speeches[0].cancelled_at_s - flushed_s < 2
            ends = [await harness.pull(TtsAudioEnd) for _ in range(2)]
            assert [end.reason for end in ends] == ["interrupted", "end"]
            assert sound(harness).endswith(spell("next"))


async def test_a_flush_before_the_first_sound_leaves_nothing_of_the_answer():
    async with azure() as server:
        server.speech_plans.append(AzureSpeechPlan(first_byte_s=5))
        async with tts(server) as harness:
            harness.push(say("old"))
            await until(lambda: server.speeches)
            harness.push(TtsFlush("f"))
            await harness.pull(TtsFlushEnd)
            harness.push(say("new", "r2"))
            await until(lambda: len(sound(harness)) >= len(spell("new")))
            assert sound(harness) == spell("new")


async def test_twenty_flushes_in_a_row_leave_a_voice_that_speaks():
    async with azure() as server:
        server.speech_plan = AzureSpeechPlan(chunk_delay_s=0.01)
        async with tts(server) as harness:
            for number in range(20):
                harness.push(say("some words", f"r{number}"))
                await asyncio.sleep(0.005 * (number % 4))
                harness.push(TtsFlush(f"f{number}"))
            harness.received.clear()
            harness.push(say("at last", "last"))
            await until(lambda: sound(harness) == spell("at last"))


async def test_a_server_that_sends_nothing_is_left_after_the_timeout():
    async with azure() as server:
        server.speech_plans.append(AzureSpeechPlan(stall_after_bytes=0))
        async with tts(server, first_byte_timeout_s=2) as harness:
            harness.push(say("lost"))
            await until(lambda: errors(harness))
            harness.push(say("next", "r2"))
            await until(lambda: sound(harness) == spell("next"))


async def test_a_cut_in_the_middle_is_an_error_and_nothing_is_said_twice():
    async with azure() as server:
        server.speech_plans.append(AzureSpeechPlan(stall_after_bytes=3200))
        async with tts(server) as harness:
            harness.push(say("abcdefghijklmnopqrstuvwxyz"))
            await until(lambda: sound(harness))
            server.cut()
            assert (await harness.pull(TtsAudioEnd)).reason == "error"
            assert len(sound(harness)) <= 3200
            assert [speech.text[:3] for speech in server.speeches] == ["abc"]
            harness.received.clear()
            harness.push(say("next", "r2"))
            await until(lambda: sound(harness) == spell("next"))


async def test_a_server_that_is_busy_is_asked_again():
    async with azure() as server:
        server.plan = AzurePlan(status=503)
        async with tts(server, retries=5) as harness:
            harness.push(say("hello"))
            await until(lambda: server.calls)
            server.plan = AzurePlan()
            await harness.pull(TtsAudioEnd)
            assert sound(harness) == spell("hello")
            assert not errors(harness)


@pytest.mark.parametrize(
    "plan", [AzurePlan(), AzurePlan(connect_delay_s=30), AzurePlan(status=503)]
)
async def test_stop_does_not_wait_for_the_sdk(plan: AzurePlan):
    loop = asyncio.get_running_loop()
    async with azure() as server:
        server.plan = plan
        server.speech_plan = AzureSpeechPlan(first_byte_s=0.1, stall_after_bytes=640)
        async with tts(server) as harness:
            harness.push(say("hello"))
            await asyncio.sleep(0.3)
            began_s = loop.time()
        assert loop.time() - began_s < 8  # bounded at 1 s; the SDK itself takes 10 s or more
