"""What ``tts_flush_end`` says of the text that was heard."""

from __future__ import annotations

import asyncio

import pytest

from ten_lite.messages import PlaybackPosition, TtsFlush, TtsFlushEnd
from ten_lite.testing import Harness

from .kit import say, voice


async def heard_by(harness: Harness) -> object:
    harness.push(TtsFlush("f1"))
    return (await harness.pull(TtsFlushEnd)).heard


async def test_without_any_text_nothing_is_told():
    async with voice() as harness:
        assert await heard_by(harness) == {}


async def test_whole_pieces_and_a_part_of_one_are_counted_by_the_clock():
    async with voice() as harness:
        say(harness, "r1", "a" * 100, " ", "b" * 100)
        await asyncio.sleep(1.5)
        assert await heard_by(harness) == {"r1": 100 + 1 + 50}


async def test_the_clients_own_position_counts_and_the_time_since():
    async with voice() as harness:
        say(harness, "r1", "a" * 100, "b" * 100)
        await asyncio.sleep(1)
        harness.push(PlaybackPosition("r1", 300))
        await asyncio.sleep(0.2)
        assert await heard_by(harness) == {"r1": 50}


async def test_a_position_beyond_what_was_sent_counts_as_what_was_sent():
    async with voice(lead_s=0.5) as harness:
        say(harness, "r1", "a" * 400)
        await asyncio.sleep(1)
        harness.push(PlaybackPosition("r1", 1_000_000))
        assert (await heard_by(harness))["r1"] == pytest.approx(150, abs=2)


async def test_positions_of_answers_nobody_knows_change_nothing():
    async with voice() as harness:
        harness.push(PlaybackPosition("r0", 5))
        say(harness, "r1", "a" * 200)
        await asyncio.sleep(0.5)
        harness.push(PlaybackPosition("r0", 100))
        assert await heard_by(harness) == {"r1": 50}


async def test_an_answer_that_was_played_to_its_end_is_not_told():
    async with voice() as harness:
        say(harness, "r1", "a" * 50)
        say(harness, "r2", "b" * 200)
        await asyncio.sleep(1)
        assert await heard_by(harness) == {"r2": 50}


async def test_an_answer_that_has_ended_but_is_still_played_is_told():
    async with voice() as harness:
        say(harness, "r1", "a" * 100)
        await asyncio.sleep(0.6)
        assert await heard_by(harness) == {"r1": 60}


async def test_of_an_answer_without_sound_so_far_nothing_was_heard():
    async with voice(delay_s=5.0) as harness:
        say(harness, "r1", "hello")
        await asyncio.sleep(1)
        assert await heard_by(harness) == {"r1": 0}


async def test_answers_that_wait_behind_the_one_that_is_heard_are_told_with_0():
    async with voice() as harness:
        say(harness, "r1", "a" * 100)
        say(harness, "r2", "b" * 100)
        await asyncio.sleep(0.5)
        assert await heard_by(harness) == {"r1": 50, "r2": 0}


async def test_an_answer_that_waits_for_more_text_is_told_with_all_of_it():
    async with voice() as harness:
        say(harness, "r1", "a" * 100, end=False)
        await asyncio.sleep(10)
        assert await heard_by(harness) == {"r1": 100}


async def test_the_positions_in_a_resampled_voice_are_those_of_what_is_sent():
    pytest.importorskip("soxr")
    async with voice(rate_hz=22_050, output_hz=8_000) as harness:
        say(harness, "r1", "a" * 100, "b" * 100)
        await asyncio.sleep(1.5)
        assert (await heard_by(harness))["r1"] == pytest.approx(150, abs=1)


async def test_of_a_piece_that_is_still_made_a_part_is_told_by_the_rate_so_far():
    async with voice(ahead_s=2.5) as harness:
        say(harness, "r1", "a" * 100, "b" * 2_000)  # 100 characters a second
        await asyncio.sleep(2)
        assert (await heard_by(harness))["r1"] == pytest.approx(200, abs=1)


async def test_what_was_heard_before_a_flush_does_not_count_after_it():
    async with voice() as harness:
        say(harness, "r1", "a" * 200)
        await asyncio.sleep(1)
        assert await heard_by(harness) == {"r1": 100}
        assert await heard_by(harness) == {}
        say(harness, "r2", "a" * 200)
        await asyncio.sleep(0.5)
        assert await heard_by(harness) == {"r2": 50}
