"""What every voice does with pauses and positions, and what it tells of itself."""

from __future__ import annotations

import asyncio

import pytest

from ten_lite.messages import (
    Message,
    PlaybackPosition,
    TtsAudioEnd,
    TtsPause,
    TtsResume,
    TtsTextInput,
)

from .kit import Voice, events, say, voice


async def test_a_voice_that_has_not_spoken_takes_a_pause_and_knows_no_position() -> None:
    async with voice() as harness:
        harness.push(TtsResume("p0"))
        harness.push(PlaybackPosition("r0", 100))
        harness.push(TtsPause("p1"))
        say(harness, "r1", "ab")
        await asyncio.sleep(1)
        assert events(harness.received) == []
        harness.push(TtsResume("p1"))
        await asyncio.sleep(1)
        assert events(harness.received) == ["start r1", "sound 20", "end r1 20 end"]


async def test_after_a_pause_it_goes_on_where_the_client_says_that_it_stopped() -> None:
    async with voice() as harness:
        say(harness, "r1", "a" * 50)
        await asyncio.sleep(0.3)
        harness.push(TtsPause("p1"))
        harness.push(PlaybackPosition("r1", 200))
        harness.received.clear()
        harness.push(TtsResume("p1"))
        await harness.pull(TtsAudioEnd)
        assert "sound 300" in events(harness.received)


async def test_it_is_idle_between_answers_and_counts_how_often_the_client_ran_dry() -> None:
    async with voice(delay_s=5.0) as harness:
        extension = harness.session.nodes["addon"].extension
        assert isinstance(extension, Voice)
        assert extension.is_idle()
        assert extension.underruns == 0
        say(harness, "r1", "ab", "cd")
        await asyncio.sleep(6)
        assert not extension.is_idle()
        await asyncio.sleep(6)
        assert extension.is_idle()
        assert extension.underruns == 1
        await extension.drain()


async def test_what_it_could_not_speak_is_left_behind_the_sound_that_was_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    left: list[Message] = []
    monkeypatch.setattr(Voice, "leave", lambda self, messages: left.extend(messages))
    async with voice() as harness:
        say(harness, "r1", "ab", end=False)
        await asyncio.sleep(1)
        extension = harness.session.nodes["addon"].extension
        assert isinstance(extension, Voice)
        sound = extension._latest
        assert sound is not None
        await extension._hand_over(sound, "cd", is_whole=True)
        assert left == [TtsTextInput("r1", "cd", True)]
        await extension._tell_failure(sound)
        assert events(harness.received) == ["start r1", "sound 20", "end r1 20 error"]
