"""What is said while ElevenLabs is away is heard late, in order and once."""

from __future__ import annotations

import asyncio

import pytest

from ten_lite.messages import StartOfSpeech
from ten_lite.testing.providers import (
    NUMBERS,
    FakeElevenLabs,
    ScribePlan,
    pause,
    say_numbers,
)

from .stt_kit import errors, results, speak, stt, words


@pytest.mark.parametrize("close_code", [1000, 1008, 1011])
@pytest.mark.parametrize("drop_after_ms", [20, 1300, 2400, 3700])
async def test_a_lost_connection_loses_no_word_and_tells_none_twice(
    close_code: int, drop_after_ms: int
):
    async with FakeElevenLabs() as server:
        lost = ScribePlan(drop_after_ms=drop_after_ms, close_code=close_code)
        server.scribe_plans.append(lost)
        async with stt(server) as harness:
            await speak(harness, say_numbers(*NUMBERS) + pause(1000))
            assert words(harness) == list(NUMBERS)
            assert len(server.scribe_calls) == 2


async def test_times_run_ahead_and_still_no_sound_is_confirmed_that_was_not_heard():
    """After 30 utterances Scribe's times are 3 s late: longer than what is said next."""
    async with FakeElevenLabs() as server:
        server.scribe_plans.append(ScribePlan(drop_after_ms=31_300, close_code=1006))
        async with stt(server) as harness:
            for _ in range(30):
                await speak(harness, say_numbers("one") + pause(760))
            await speak(harness, pause(400) + say_numbers("two", "three", "four") + pause(1000))
            await speak(harness, pause(2000))
            assert words(harness) == ["one"] * 30 + ["two", "three", "four"]
            assert len(server.scribe_calls) == 2


async def test_what_is_heard_late_has_the_times_at_which_it_was_said():
    async with FakeElevenLabs() as server:
        server.scribe_plans.append(ScribePlan(drop_after_ms=1000, close_code=1006))
        server.scribe_plans.extend([ScribePlan(status=503)] * 2)
        async with stt(server) as harness:
            await speak(harness, pause(100) + say_numbers(*NUMBERS) + pause(1000))
            (final,) = results(harness, final=True)
            assert (final.start_ms, final.duration_ms) == (100, 20 * 240 - 40)
            begun = [m.at_ms for m in harness.received if isinstance(m, StartOfSpeech)]
            assert begun == [pytest.approx(100, abs=600)]


async def test_a_client_that_falls_silent_in_mid_word_loses_none_and_nothing_is_an_error():
    async with FakeElevenLabs() as server, stt(server) as harness:
        await speak(harness, say_numbers(*NUMBERS[:8]))
        await asyncio.sleep(60)
        await speak(harness, say_numbers("nine") + pause(1000))
        assert words(harness)[-9:] == list(NUMBERS[:9])
        assert errors(harness) == []


async def test_a_server_that_answers_nothing_is_left_and_no_word_is_lost():
    async with FakeElevenLabs() as server:
        server.scribe_plans.append(ScribePlan(deaf_after_ms=1100))
        async with stt(server) as harness:
            await speak(harness, say_numbers(*NUMBERS, *NUMBERS) + pause(1000))
            assert words(harness) == [*NUMBERS, *NUMBERS]
            assert server.scribe_calls[1].at_s - server.scribe_calls[0].at_s <= 7
            assert "no answer for 5 s" in errors(harness)[0]


async def test_a_server_that_does_not_read_is_left_and_no_word_is_lost():
    async with FakeElevenLabs() as server:
        server.scribe_plans.append(ScribePlan(reads=False))
        async with stt(server) as harness:
            await speak(harness, say_numbers(*NUMBERS, *NUMBERS, *NUMBERS) + pause(1000))
            assert words(harness) == [*NUMBERS] * 3
            assert server.scribe_calls[1].at_s - server.scribe_calls[0].at_s <= 11


async def test_a_session_that_does_not_start_is_tried_again_in_time():
    async with FakeElevenLabs() as server:
        server.scribe_plans.append(ScribePlan(starts=False))
        server.scribe_plans.append(ScribePlan(connect_delay_s=1000))
        async with stt(server, connect_timeout_s=2) as harness:
            await speak(harness, say_numbers("one", "two") + pause(8000))
            assert words(harness) == ["one", "two"]
            assert server.scribe_calls[2].at_s - server.scribe_calls[0].at_s <= 6


async def test_without_sound_no_stream_is_held_and_the_next_word_is_heard():
    async with FakeElevenLabs() as server, stt(server) as harness:
        await asyncio.sleep(9)
        (call,) = server.scribe_calls
        assert call.close_code == 1000
        await asyncio.sleep(60)
        assert len(server.scribe_calls) == 1
        await speak(harness, say_numbers("one") + pause(600))
        await asyncio.sleep(30)
        await speak(harness, say_numbers("two") + pause(600))
        assert words(harness) == ["one", "two"]
        assert [final.start_ms for final in results(harness, final=True)] == [0, 840]
        assert errors(harness) == []


async def test_a_session_that_reached_its_time_limit_is_no_failure():
    async with FakeElevenLabs() as server:
        limit = ScribePlan(error="session_time_limit_exceeded", drop_after_ms=12_100)
        server.scribe_plans.append(limit)
        async with stt(server) as harness:
            await speak(harness, pause(11_500) + say_numbers("one", "two", "three", "four"))
            await speak(harness, pause(1000))
            assert words(harness) == ["one", "two", "three", "four"]
            assert errors(harness) == []
