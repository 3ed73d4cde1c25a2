from __future__ import annotations

import asyncio

import pytest

from ten_lite.messages import PcmFrame, TtsFlushEnd
from ten_lite.testing.providers import ElevenLabsPlan, FakeElevenLabs, spell

from .kit import ends, errors, flush, heard, say, tts


@pytest.mark.parametrize("after_s", [0.05, 0.35, 0.45, 0.8])
async def test_a_flush_reaches_elevenlabs_within_100_ms_and_nothing_is_heard_after(after_s: float):
    loop = asyncio.get_running_loop()
    async with FakeElevenLabs() as server, tts(server) as harness:
        server.plan = ElevenLabsPlan(first_byte_s=0.3, chunk_delay_s=0.1)
        say(harness, "r1", "a" * 200)
        await asyncio.sleep(after_s)
        flush(harness)
        flushed_s = loop.time()
        await harness.pull(TtsFlushEnd)
        before = heard(harness)
        await asyncio.sleep(5)
        (call,) = server.calls
        assert call.cancelled_at_s is not None
        assert call.cancelled_at_s - flushed_s <= 0.1
        assert heard(harness) == before
        assert ends(harness) == [("r1", "interrupted")]
        assert errors(harness) == []


async def test_after_a_flush_the_next_answer_is_heard_without_a_sample_of_the_old_one():
    async with FakeElevenLabs() as server, tts(server) as harness:
        server.plans.append(ElevenLabsPlan(chunk_delay_s=0.02, chunk_bytes=333))
        say(harness, "r1", "a" * 400)
        await asyncio.sleep(0.5)
        flush(harness)
        count = len(harness.received)
        say(harness, "r2", "Good", " morning.")
        await asyncio.sleep(5)
        new = b"".join(m.data for m in harness.received[count:] if isinstance(m, PcmFrame))
        assert new == spell("Good morning.")


async def test_what_waits_is_never_asked_for_after_a_flush():
    async with FakeElevenLabs() as server, tts(server, lead_s=0.1) as harness:
        say(harness, "r1", "a" * 2_000, "b" * 100)
        say(harness, "r2", "c")
        await asyncio.sleep(0.2)
        flush(harness)
        say(harness, "r3", "d")
        await asyncio.sleep(5)
        assert server.texts == ["a" * 2_000, "d"]


async def test_many_flushes_get_an_answer_each_and_the_last_request_sounds():
    async with FakeElevenLabs() as server, tts(server) as harness:
        server.plan = ElevenLabsPlan(first_byte_s=0.05)
        for n in range(20):
            say(harness, f"r{n}", "Hello.")
            await asyncio.sleep(0.005)
            flush(harness, f"f{n}")
        say(harness, "last", "Bye.")
        await asyncio.sleep(5)
        flushed = [m.flush_id for m in harness.received if isinstance(m, TtsFlushEnd)]
        assert flushed == [f"f{n}" for n in range(20)]
        assert heard(harness) == spell("Bye.")
        assert all(call.cancelled_at_s is not None for call in server.calls[:-1])


@pytest.mark.parametrize(
    "plan",
    [
        ElevenLabsPlan(first_byte_s=100),
        ElevenLabsPlan(stall_after_bytes=1000),
        ElevenLabsPlan(chunk_delay_s=0.1),
        ElevenLabsPlan(status=503),
    ],
    ids=["waiting", "stalled", "speaking", "retrying"],
)
async def test_stop_takes_less_than_a_second_and_ends_the_request(plan: ElevenLabsPlan):
    loop = asyncio.get_running_loop()
    async with FakeElevenLabs() as server:
        server.plan = plan
        async with tts(server) as harness:
            say(harness, "r1", "a" * 200)
            await asyncio.sleep(0.2)
            began_s = loop.time()
        assert loop.time() - began_s < 1
        await asyncio.sleep(0.1)
        assert all(c.cancelled_at_s is not None or c.status == 503 for c in server.calls)
