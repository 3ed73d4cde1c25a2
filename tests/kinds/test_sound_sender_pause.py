"""A pause of the voice in every state: what is kept, what is sent again, and what is told."""

from __future__ import annotations

import asyncio

import pytest

from ten_lite.messages import (
    Message,
    PcmFrame,
    PlaybackPosition,
    TtsAudioEnd,
    TtsFlush,
    TtsFlushEnd,
    TtsPause,
    TtsResume,
)
from ten_lite.testing import Harness, Probe

from .kit import events, heard, say, sound_of, voice

LETTERS = "abcdefghijklmnopqrstuvwxyz"


def pause(harness: Harness, pause_id: str = "p1") -> None:
    harness.push(TtsPause(pause_id))


def resume(harness: Harness, pause_id: str = "p1") -> None:
    harness.push(TtsResume(pause_id))


async def test_a_pause_stops_the_sound_at_once_and_a_resume_goes_on_with_what_was_not_played():
    text = LETTERS * 20  # 5.2 s
    async with voice() as harness:
        say(harness, "r1", text)
        await asyncio.sleep(1.005)
        pause(harness)
        sent = len(harness.received)
        await asyncio.sleep(30)
        assert len(harness.received) == sent
        resume(harness)
        await asyncio.sleep(10)
        again = heard(harness.received[sent:])
        assert again == sound_of(text)[2 * 16_080 :]  # 1.005 s were played
        assert events(harness.received[sent:]) == ["sound 4195", "end r1 5200 end"]


async def test_after_a_resume_the_lead_begins_small_again():
    async with voice() as harness:
        say(harness, "r1", "a" * 1_000)
        await asyncio.sleep(3)
        pause(harness)
        sent = len(harness.received)
        await asyncio.sleep(1)
        resume(harness)
        await asyncio.sleep(0.001)
        assert len(harness.received) - sent == pytest.approx(0.2 / 0.02, abs=1)
        assert harness.session.nodes["addon"].extension.underruns == 0


async def test_the_tail_of_an_answer_that_has_ended_is_sent_again_and_its_end_told_again():
    async with voice() as harness:
        say(harness, "r1", LETTERS * 4)  # 1.04 s
        await harness.pull(TtsAudioEnd)
        await asyncio.sleep(0.1)
        harness.push(PlaybackPosition("r1", 500))
        pause(harness)
        sent = len(harness.received)
        await asyncio.sleep(5)
        resume(harness)
        again = await harness.pull(TtsAudioEnd)
        assert (again.request_id, again.duration_ms, again.reason) == ("r1", 1040, "end")
        assert again.unplayed_ms > 0
        assert heard(harness.received[sent:]) == sound_of(LETTERS * 4)[2 * 8_000 :]


async def test_a_pause_after_everything_was_played_sends_nothing_again():
    async with voice() as harness:
        say(harness, "r1", "abc")
        await asyncio.sleep(5)
        before = events(harness.received)
        pause(harness)
        resume(harness)
        await asyncio.sleep(5)
        assert events(harness.received) == before == ["start r1", "sound 30", "end r1 30 end"]


async def test_a_pause_over_two_answers_tells_which_one_the_sound_is_of():
    async with voice() as harness:
        say(harness, "r1", "a" * 60)
        say(harness, "r2", "b" * 300)
        await asyncio.sleep(0.4)
        assert "start r2" in events(harness.received)
        pause(harness)
        sent = len(harness.received)
        resume(harness)
        await asyncio.sleep(10)
        assert events(harness.received[sent:]) == [
            "start r1",
            "sound 200",
            "end r1 600 end",
            "start r2",
            "sound 3000",
            "end r2 3000 end",
        ]


async def test_text_that_comes_in_a_pause_is_made_and_spoken_after_it():
    async with voice() as harness:
        pause(harness)
        say(harness, "r1", "abc", "de")
        await asyncio.sleep(5)
        assert harness.received == []
        assert harness.session.nodes["addon"].extension.asked == ["abc", "de"]
        assert not harness.session.nodes["addon"].extension.is_idle()
        resume(harness)
        await asyncio.sleep(1)
        assert events(harness.received) == ["start r1", "sound 50", "end r1 50 end"]
        assert heard(harness.received) == sound_of("abcde")


async def test_a_pause_before_the_first_byte_holds_the_answer_back():
    async with voice(delay_s=1.0) as harness:
        say(harness, "r1", "abcd")
        await asyncio.sleep(0.5)
        pause(harness)
        await asyncio.sleep(5)
        assert harness.received == []
        resume(harness)
        await asyncio.sleep(1)
        assert events(harness.received) == ["start r1", "sound 40", "end r1 40 end"]


@pytest.mark.parametrize("speaking", [False, True])
async def test_pausing_twice_and_resuming_twice_is_harmless(speaking: bool):
    async with voice() as harness:
        resume(harness, "never")
        if speaking:
            say(harness, "r1", LETTERS * 10)
        await asyncio.sleep(0.5)
        pause(harness, "p1")
        await asyncio.sleep(0.3)
        pause(harness, "p2")
        sent = len(harness.received)
        resume(harness, "p2")
        await asyncio.sleep(0.1)
        resume(harness, "p1")
        await asyncio.sleep(10)
        left = sound_of(LETTERS * 10)[2 * 8_000 :] if speaking else b""
        assert heard(harness.received[sent:]) == left


async def test_a_flush_in_a_pause_throws_away_what_was_kept():
    async with voice() as harness:
        say(harness, "r1", "a" * 1_000)
        await asyncio.sleep(2)
        pause(harness)
        await asyncio.sleep(5)
        sent = len(harness.received)
        harness.push(TtsFlush("f1"))
        end = await harness.pull(TtsFlushEnd)
        assert end.heard == {"r1": 200}
        assert events(harness.received[sent:]) == ["end r1 2000 interrupted"]
        resume(harness)  # it came too late
        say(harness, "r2", "bc")
        await asyncio.sleep(5)
        assert heard(harness.received[sent:]) == sound_of("bc")


async def test_an_answer_that_had_its_end_gets_no_other_from_a_flush_in_a_pause():
    async with voice() as harness:
        say(harness, "r1", "a" * 100)
        await harness.pull(TtsAudioEnd)
        pause(harness)
        harness.push(TtsFlush("f1"))
        await asyncio.sleep(1)
        assert not any(isinstance(message, TtsAudioEnd) for message in harness.received)
        end = await harness.pull(TtsFlushEnd)
        assert 0 < end.heard["r1"] < 100


async def test_an_answer_that_goes_on_after_a_pause_is_ended_by_a_flush():
    async with voice() as harness:
        say(harness, "r1", "a" * 100)
        await harness.pull(TtsAudioEnd)
        pause(harness)
        resume(harness)
        harness.push(TtsFlush("f1"))
        end = await harness.pull(TtsAudioEnd)
        assert end.reason == "interrupted"


async def test_sound_is_made_in_a_pause_until_there_is_enough():
    async with voice(ahead_s=1.0) as harness:
        pause(harness)
        say(harness, "r1", "a" * 60, "b" * 60, "c" * 60)
        await asyncio.sleep(30)
        voice_ = harness.session.nodes["addon"].extension
        assert voice_.asked == ["a" * 60, "b" * 60]
        resume(harness)
        await asyncio.sleep(5)
        assert heard(harness.received) == sound_of("a" * 60 + "b" * 60 + "c" * 60)


async def test_a_pause_out_of_the_first_frame_sends_that_frame_again(
    monkeypatch: pytest.MonkeyPatch,
):
    """The pause arrives in the very stack of calls that the voice is sending in."""
    keep = Probe._keep

    def pause_at_once(probe: Probe, message: Message) -> None:
        keep(probe, message)
        if isinstance(message, PcmFrame) and len(probe.received) == 2:
            probe.send(TtsPause("p1"))

    monkeypatch.setattr(Probe, "_keep", pause_at_once)
    async with voice() as harness:
        say(harness, "r1", "abcd")
        await asyncio.sleep(5)
        assert events(harness.received) == ["start r1", "sound 20"]
        resume(harness)
        await asyncio.sleep(5)
        assert heard(harness.received) == sound_of("ab" + "abcd")


async def test_a_failure_in_a_pause_is_told_after_the_sound_before_it():
    async with voice() as harness:
        pause(harness)
        say(harness, "r1", "ab!cd")
        await asyncio.sleep(5)
        assert harness.received == []
        resume(harness)
        await asyncio.sleep(5)
        assert events(harness.received) == [
            "start r1",
            "sound 20",
            "end r1 20 error",
            "error node_restarted",
        ]


async def test_a_pause_goes_by_the_clients_own_account_where_there_is_one():
    text = LETTERS * 20
    async with voice() as harness:
        say(harness, "r1", text)
        await asyncio.sleep(1)
        harness.push(PlaybackPosition("r1", 600))  # it has a buffer of 400 ms
        await asyncio.sleep(0.5)
        pause(harness)
        sent = len(harness.received)
        resume(harness)
        await asyncio.sleep(10)
        assert heard(harness.received[sent:]) == sound_of(text)[2 * 17_600 :]  # 1.1 s


async def test_where_the_client_stopped_in_the_pause_is_where_it_goes_on():
    text = LETTERS * 20
    async with voice() as harness:
        say(harness, "r1", text)
        await asyncio.sleep(1)
        pause(harness)
        sent = len(harness.received)
        await asyncio.sleep(0.2)
        harness.push(PlaybackPosition("r1", 1_040))  # it went on until it knew
        resume(harness)
        await asyncio.sleep(10)
        assert heard(harness.received[sent:]) == sound_of(text)[2 * 16_640 :]
