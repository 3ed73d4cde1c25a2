"""What is said while Deepgram is away is heard late, in order and once."""

from __future__ import annotations

import asyncio

import pytest

from ten_lite.messages import PcmFrame
from ten_lite.testing.providers import (
    NUMBERS,
    DeepgramPlan,
    FakeDeepgram,
    pause,
    say_numbers,
)

from .kit import errors, results, speak, stt, words


@pytest.mark.parametrize("close_code", [1000, 1006, 1008, 1011])
@pytest.mark.parametrize("drop_after_ms", [20, 1300, 2400, 3700])
async def test_a_lost_connection_loses_no_word_and_tells_none_twice(
    close_code: int, drop_after_ms: int
):
    async with FakeDeepgram() as server:
        server.plans.append(DeepgramPlan(drop_after_ms=drop_after_ms, close_code=close_code))
        async with stt(server) as harness:
            await speak(harness, say_numbers(*NUMBERS) + pause(1000))
            assert words(harness) == list(NUMBERS)
            assert len(server.calls) == 2


@pytest.mark.parametrize("model", ["nova-3", "flux-general-en"])
async def test_a_stream_that_deepgram_ends_in_good_order_is_followed_by_another(model: str):
    async with FakeDeepgram() as server:
        server.plans.append(DeepgramPlan(drop_after_ms=12_000, close_code=1000))
        async with stt(server, model=model) as harness:
            await speak(harness, pause(11_800) + say_numbers("one", "two") + pause(1000))
            assert words(harness) == ["one", "two"]
            assert errors(harness) == []


async def test_an_outage_is_reported_once_and_the_next_one_again():
    async with FakeDeepgram() as server:
        server.plans.append(DeepgramPlan(drop_after_ms=2000))
        server.plans.extend([DeepgramPlan(status=500)] * 3)
        server.plans.append(DeepgramPlan(drop_after_ms=20_000, close_code=1006))
        async with stt(server) as harness:
            await speak(harness, pause(10_000))
            assert len(errors(harness)) == 1
            await speak(harness, pause(20_000))
            assert ["1011" in errors(harness)[0], "1006" in errors(harness)[1]] == [True, True]
            assert len(errors(harness)) == 2


async def test_what_is_kept_is_bounded_and_the_newest_is_heard():
    async with FakeDeepgram() as server:
        server.plans.extend([DeepgramPlan(status=503)] * 3)
        async with stt(server, keep_s=1.2) as harness:
            await speak(harness, say_numbers(*NUMBERS) + pause(1000))
            heard = words(harness)
            assert 0 < len(heard) < len(NUMBERS)
            assert heard == list(NUMBERS)[-len(heard) :]


async def test_a_server_that_answers_nothing_is_left_within_6_s_and_no_word_is_lost():
    async with FakeDeepgram() as server:
        server.plans.append(DeepgramPlan(deaf_after_ms=500))
        async with stt(server) as harness:
            await speak(harness, say_numbers(*NUMBERS, *NUMBERS) + pause(1000))
            assert words(harness) == [*NUMBERS, *NUMBERS]
            assert server.calls[1].at_s - server.calls[0].at_s <= 6.5
            assert "no answer for 5 s" in errors(harness)[0]


async def test_a_server_that_does_not_read_is_left_within_11_s_and_no_word_is_lost():
    async with FakeDeepgram() as server:
        server.plans.append(DeepgramPlan(reads=False))
        async with stt(server, interim_results=False) as harness:
            await speak(harness, say_numbers(*NUMBERS, *NUMBERS, *NUMBERS, *NUMBERS) + pause(1000))
            assert words(harness) == [*NUMBERS] * 4
            assert server.calls[1].at_s - server.calls[0].at_s <= 11


async def test_a_node_that_is_started_again_goes_on_with_the_sound_and_the_clock():
    async with FakeDeepgram() as server, stt(server) as harness:
        await speak(harness, say_numbers("one") + pause(760) + say_numbers("two", "three"))
        harness.push(PcmFrame(b"123", channels=2))  # no whole samples: a defect of the sender
        await asyncio.sleep(0.5)
        await speak(harness, say_numbers("four") + pause(1000))
        assert harness.session.nodes["addon"].restart_count == 1
        one, rest = results(harness, final=True)
        assert (one.text, one.start_ms) == ("one", 0)
        assert (rest.text, rest.start_ms) == ("two three four", 1000)
        assert one.id != rest.id


async def test_what_was_said_long_before_the_node_runs_again_is_not_answered_any_more():
    async with FakeDeepgram() as server:
        server.plan = DeepgramPlan(status=503)
        async with stt(server) as harness:
            await speak(harness, say_numbers("one"))
            await asyncio.sleep(6)  # others hear the sound meanwhile
            harness.push(PcmFrame(b"123", channels=2))
            server.plan = DeepgramPlan()
            await asyncio.sleep(0.5)
            await speak(harness, say_numbers("two") + pause(500))
            (two,) = results(harness, final=True)
            assert two.text == "two"
            assert two.start_ms == pytest.approx(240 + 6100, abs=50)
