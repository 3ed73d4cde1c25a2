"""An interruption of the voice at every moment: what is still heard, and what follows."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

import pytest

from ten_lite.messages import (
    Message,
    PcmFrame,
    TtsAudioEnd,
    TtsFlush,
    TtsFlushEnd,
)
from ten_lite.runtime.handlers import handlers_of
from ten_lite.testing import Probe

from .kit import events, heard, say, sound_of, voice


async def test_a_flush_in_the_middle_stops_the_sound_and_ends_the_answer_as_interrupted():
    async with voice(lead_s=0.1) as harness:
        say(harness, "r1", "a" * 100)
        await asyncio.sleep(0.3)
        harness.push(TtsFlush("f1"))
        count = len(harness.received)
        assert events(harness.received)[-2:] == [
            f"end r1 {len(heard(harness.received)) // 32} interrupted",
            "flushed f1",
        ]
        await asyncio.sleep(5)
        assert len(harness.received) == count
        assert harness.session.nodes["addon"].extension.open == 0  # the voice was told to stop
        say(harness, "r2", "ab")
        await asyncio.sleep(1)
        assert events(harness.received[count:]) == ["start r2", "sound 20", "end r2 20 end"]


async def test_a_flush_sent_out_of_the_first_frame_stops_the_answer_there(
    monkeypatch: pytest.MonkeyPatch,
):
    """The flush arrives in the very stack of calls that the voice is sending in."""
    keep = Probe._keep

    def flush_at_once(probe: Probe, message: Message) -> None:
        keep(probe, message)
        if isinstance(message, PcmFrame) and len(probe.received) == 2:
            probe.send(TtsFlush("f1"))

    monkeypatch.setattr(Probe, "_keep", flush_at_once)
    async with voice() as harness:
        say(harness, "r1", "abcdefgh")
        await asyncio.sleep(1)
        assert events(harness.received) == [
            "start r1",
            "sound 20",
            "end r1 20 interrupted",
            "flushed f1",
        ]
        say(harness, "r2", "ab")
        await asyncio.sleep(1)
        assert events(harness.received[4:]) == ["start r2", "sound 20", "end r2 20 end"]


@pytest.mark.parametrize("from_inside", [False, True])
async def test_after_a_flush_the_next_answer_gets_its_first_lead_at_once(
    from_inside: bool, monkeypatch: pytest.MonkeyPatch
):
    async with voice(lead_s=0.4) as harness:
        extension = harness.session.nodes["addon"].extension

        async def one_chunk(text: str) -> AsyncGenerator[bytes, None]:
            yield sound_of("a" * 500)

        extension.synthesize = one_chunk
        keep = harness.probe._keep

        def flush_at_frame_30(message: Message) -> None:
            keep(message)
            if isinstance(message, PcmFrame) and len(harness.received) == 31:
                harness.push(TtsFlush("f1"))

        if from_inside:
            monkeypatch.setattr(harness.probe, "on_pcm_frame", flush_at_frame_30, raising=False)
            harness.session.nodes["probe"].mailbox.open(
                handlers_of(harness.session.nodes["probe"].plan.definition.addon, harness.probe)
            )
        say(harness, "r1", "long")
        await asyncio.sleep(0.2)
        if not from_inside:
            harness.push(TtsFlush("f1"))
        assert any(isinstance(message, TtsFlushEnd) for message in harness.received)
        seen = len(harness.received)
        say(harness, "r2", "long")
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        now = [m for m in harness.received[seen:] if isinstance(m, PcmFrame)]
        assert len(now) == pytest.approx(0.2 / 0.02, abs=1)


@pytest.mark.parametrize(("heard_s", "sent_s"), [(0.05, 0.4), (0.25, 1.0), (5.05, 7.1)])
async def test_the_sooner_an_interruption_comes_the_less_sound_is_thrown_away(
    heard_s: float, sent_s: float
):
    async with voice() as harness:
        say(harness, "r1", "a" * 1_000)
        await asyncio.sleep(heard_s)
        harness.push(TtsFlush("f1"))
        end = await harness.pull(TtsAudioEnd)
        assert end.duration_ms / 1000 == pytest.approx(sent_s, abs=0.06)


async def test_after_a_flush_queued_answers_never_sound_and_later_ones_do():
    async with voice(lead_s=0.1) as harness:
        say(harness, "r1", "a" * 50)
        say(harness, "r2", "b" * 50)
        await asyncio.sleep(0.21)
        harness.push(TtsFlush("f1"))
        say(harness, "r3", "cc")
        say(harness, "r4", "dd")
        await asyncio.sleep(5)
        assert events(harness.received)[2:] == [
            "end r1 320 interrupted",
            "flushed f1",
            "start r3",
            "sound 20",
            "end r3 20 end",
            "start r4",
            "sound 20",
            "end r4 20 end",
        ]


async def test_a_flush_while_nothing_is_spoken_is_confirmed_at_once():
    async with voice() as harness:
        harness.push(TtsFlush("f1"))
        assert events(harness.received) == ["flushed f1"]
        say(harness, "r1", "ab")
        await asyncio.sleep(1)
        harness.push(TtsFlush("f2"))
        assert events(harness.received)[-2:] == ["end r1 20 end", "flushed f2"]


async def test_a_flush_before_the_first_sound_ends_the_answer_once_and_silently():
    async with voice(delay_s=1.0) as harness:
        say(harness, "r1", "abc", "def")
        await asyncio.sleep(0.5)
        harness.push(TtsFlush("f1"))
        await asyncio.sleep(10)
        assert events(harness.received) == ["end r1 0 interrupted", "flushed f1"]


@pytest.mark.parametrize("spoken", [False, True])
async def test_twenty_flushes_in_100_ms_are_confirmed_each_and_the_last_request_sounds(
    spoken: bool,
):
    async with voice(delay_s=0.004) as harness:
        for n in range(20):
            if spoken:
                say(harness, f"r{n}", "abcd")
            harness.push(TtsFlush(f"f{n}"))
            await asyncio.sleep(0.005)
        say(harness, "last", "ab")
        await asyncio.sleep(1)
        ids = [m.flush_id for m in harness.received if isinstance(m, TtsFlushEnd)]
        assert ids == [f"f{n}" for n in range(20)]
        assert events(harness.received)[-3:] == ["start last", "sound 20", "end last 20 end"]
        assert heard(harness.received) == sound_of("ab")


async def test_late_sound_of_a_flushed_answer_is_dropped():
    """A voice that swallows its cancellation still gets nothing out."""
    async with voice() as harness:
        extension = harness.session.nodes["addon"].extension

        async def stubborn(text: str) -> AsyncGenerator[bytes, None]:
            yield sound_of("a" * 4)
            try:
                await asyncio.sleep(1)
            except asyncio.CancelledError:
                yield sound_of("b" * 4)
            yield sound_of("c" * 4)

        extension.synthesize = stubborn
        say(harness, "r1", "x")
        await asyncio.sleep(0.5)
        harness.push(TtsFlush("f1"))
        await asyncio.sleep(5)
        assert heard(harness.received) == sound_of("aaaa")
        assert events(harness.received)[-2:] == ["end r1 40 interrupted", "flushed f1"]
        del extension.synthesize
        say(harness, "r2", "de")
        await asyncio.sleep(1)
        assert heard(harness.received) == sound_of("aaaade")
        ends = [m.request_id for m in harness.received if isinstance(m, TtsAudioEnd)]
        assert ends == ["r1", "r2"]
