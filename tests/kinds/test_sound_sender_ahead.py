"""Sound is made ahead of what is sent: how far, in which order, and what a failure then means."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

import pytest

from ten_lite.messages import TtsAudioEnd, TtsFlush, TtsFlushEnd
from ten_lite.testing import Harness

from .kit import Voice, events, heard, say, sound_of, voice


def voice_of(harness: Harness) -> Voice:
    extension = harness.session.nodes["addon"].extension
    assert isinstance(extension, Voice)
    return extension


async def test_the_next_piece_is_made_while_the_last_one_is_played():
    """A second of work for each second of sound: no gap, although the lead is short."""
    async with voice(lead_s=0.1, delay_s=0.9) as harness:
        say(harness, "r1", "a" * 100, "b" * 100, "c" * 100)
        await asyncio.sleep(10)
        assert heard(harness.received) == sound_of("a" * 100 + "b" * 100 + "c" * 100)
        assert voice_of(harness).underruns == 0


async def test_the_next_answer_is_made_while_the_last_one_is_played():
    async with voice(delay_s=0.5) as harness:
        say(harness, "r1", "a" * 300)
        say(harness, "r2", "b" * 10)
        await asyncio.sleep(1.2)
        assert voice_of(harness).asked == ["a" * 300, "b" * 10]


async def test_pieces_are_made_one_at_a_time_and_in_order():
    most = 0
    async with voice() as harness:
        extension, at_work = voice_of(harness), 0

        async def watched(text: str) -> AsyncGenerator[bytes, None]:
            nonlocal at_work, most
            at_work += 1
            most = max(most, at_work)
            await asyncio.sleep(0.01 if text == "b" else 0.1)
            yield sound_of(text)
            at_work -= 1

        extension.synthesize = watched
        say(harness, "r1", "a", "b", "c")
        await asyncio.sleep(5)
        assert heard(harness.received) == sound_of("abc")
        assert most == 1


@pytest.mark.parametrize("ahead_s", [0.5, 2.0])
async def test_no_more_is_made_than_was_asked_for_ahead(ahead_s: float):
    async with voice(ahead_s=ahead_s, lead_s=0.2) as harness:
        taken = 0

        async def endless(text: str) -> AsyncGenerator[bytes, None]:
            nonlocal taken
            while True:
                taken += 1
                yield sound_of("a")  # 10 ms

        voice_of(harness).synthesize = endless
        say(harness, "r1", "x")
        await asyncio.sleep(5)
        assert taken / 100 == pytest.approx(5 + 0.2 + ahead_s, abs=0.05)


async def test_texts_wait_on_their_edge_while_there_is_enough_sound():
    async with voice(ahead_s=1.0) as harness:
        say(harness, "r1", *["a" * 50] * 20)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        (edge,) = (c for c in harness.session.channels if c.message.name == "tts_text_input")
        assert edge.stats().queued == pytest.approx(17, abs=1)
        await asyncio.sleep(20)
        assert edge.stats().queued == 0
        assert heard(harness.received) == sound_of("a" * 50) * 20


async def test_one_chunk_that_is_longer_than_what_is_taken_ahead_is_spoken_whole():
    async with voice(ahead_s=0.5, chunk_bytes=0) as harness:

        async def at_once(text: str) -> AsyncGenerator[bytes, None]:
            yield sound_of(text)

        voice_of(harness).synthesize = at_once
        say(harness, "r1", "abcdefghij" * 50)
        await asyncio.sleep(10)
        assert heard(harness.received) == sound_of("abcdefghij" * 50)


async def test_a_failure_is_told_behind_the_sound_that_was_made_before_it():
    async with voice(lead_s=0.1) as harness:
        say(harness, "r1", "a" * 100)
        say(harness, "r2", "b" * 100, "!", "c" * 10)
        await asyncio.sleep(1.0)
        assert "error node_restarted" not in events(harness.received)
        await asyncio.sleep(5)
        assert events(harness.received)[:7] == [
            "start r1",
            "sound 1000",
            "end r1 1000 end",
            "start r2",
            "sound 1000",
            "end r2 1000 error",
            "error node_restarted",
        ]
        assert heard(harness.received)[64_000:] == sound_of("c" * 10)


async def test_a_failure_that_waits_to_be_told_is_told_even_if_the_user_interrupts():
    async with voice(lead_s=0.1) as harness:
        say(harness, "r1", "a" * 100, "!")
        await asyncio.sleep(0.5)
        harness.push(TtsFlush("f1"))
        await asyncio.sleep(1)
        assert events(harness.received)[-2:] == ["flushed f1", "error node_restarted"]
        ends = [m.reason for m in harness.received if isinstance(m, TtsAudioEnd)]
        assert ends == ["interrupted"]
        say(harness, "r2", "b")
        await asyncio.sleep(1)
        assert events(harness.received)[-1] == "end r2 10 end"


async def test_waiting_for_room_is_no_stall():
    async with voice(stall_timeout_s=0.5, ahead_s=0.2, lead_s=0.2) as harness:

        async def at_once(text: str) -> AsyncGenerator[bytes, None]:
            yield sound_of(text)
            yield sound_of(text)

        voice_of(harness).synthesize = at_once
        say(harness, "r1", "abcdefghij" * 50)
        await asyncio.sleep(20)
        assert events(harness.received)[-1] == "end r1 10000 end"


async def test_when_the_sender_itself_fails_the_answer_ends_with_an_error(
    monkeypatch: pytest.MonkeyPatch,
):
    async with voice() as harness:
        say(harness, "r1", "a" * 100)
        await asyncio.sleep(0.1)

        async def broken() -> None:
            raise RuntimeError("no room")

        monkeypatch.setattr(voice_of(harness), "room", broken)
        await asyncio.sleep(1)
        assert events(harness.received)[-2].endswith("error")
        assert events(harness.received)[-1] == "error node_restarted"


FLUSHED_AT = {
    "requested": (0.0, 0),
    "at work": (0.4, 0),
    "first byte": (0.5, 0),
    "first heard": (0.51, 10),
    "middle": (1.0, 500),
    "last byte": (1.49, 990),
    "played": (1.5, 1000),
    "done": (9.0, 1000),
}


@pytest.mark.parametrize("state", FLUSHED_AT)
async def test_a_flush_at_each_state_of_an_answer_leaves_one_end_and_silence(state: str):
    after_s, heard_ms = FLUSHED_AT[state]
    async with voice(delay_s=0.5, lead_s=0.1) as harness:
        say(harness, "r1", "a" * 100)
        await asyncio.sleep(after_s)
        harness.push(TtsFlush("f1"))
        flushed = await harness.pull(TtsFlushEnd)
        assert flushed.heard == ({"r1": heard_ms // 10} if heard_ms < 1000 else {})
        await asyncio.sleep(0)
        sent = len(heard(harness.received))
        await asyncio.sleep(5)
        assert len(heard(harness.received)) == sent
        assert [m.request_id for m in harness.received if isinstance(m, TtsAudioEnd)] == ["r1"]


async def test_a_hundred_answers_leave_nothing_behind_but_the_last():
    async with voice() as harness:
        for n in range(100):
            say(harness, f"r{n}", "word" if n % 2 else "")
        await asyncio.sleep(10)
        sender = voice_of(harness)._sender
        assert sender is not None
        say(harness, "r100", "a" * 4000)
        await asyncio.sleep(60)
        line = sender._line
        assert [answer.request_id for answer in line.answers] == ["r100"]
        assert line.made - line.first == 27 * 16_000  # the lead, and what a lost client may lack
