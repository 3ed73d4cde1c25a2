from __future__ import annotations

import asyncio

import pytest

from ten_lite.messages import PcmFrame, TtsFlushEnd
from ten_lite.testing.providers import spell
from ten_lite.testing.providers.google_tts import FakeGoogleTts, GoogleTtsPlan

from .kit import ends, errors, flush, heard, say, tts, until

pytestmark = pytest.mark.real_time


@pytest.mark.parametrize("api", ["streaming", "unary"])
@pytest.mark.parametrize(
    "plan",
    [
        GoogleTtsPlan(first_byte_s=30),
        GoogleTtsPlan(chunk_delay_s=0.02),
        GoogleTtsPlan(stall_after_bytes=2_000),
    ],
    ids=["waiting", "speaking", "stalled"],
)
async def test_a_flush_reaches_google_and_nothing_is_heard_after(plan: GoogleTtsPlan, api: str):
    loop = asyncio.get_running_loop()
    async with FakeGoogleTts() as server, tts(server, api=api) as harness:
        server.plan = plan
        say(harness, "r1", "a" * 500)
        await until(lambda: server.calls and server.calls[0].texts)
        await asyncio.sleep(0.1)
        flush(harness)
        flushed_s = loop.time()
        await harness.pull(TtsFlushEnd)
        before = heard(harness)
        (call,) = server.calls
        await until(lambda: call.cancelled_at_s)
        # 2 ms on a quiet machine; the rest of the answer would take much longer
        assert call.cancelled_at_s is not None
        assert call.cancelled_at_s - flushed_s < 10
        assert heard(harness) == before
        assert {reason for _, reason in ends(harness)} <= {"interrupted"}
        assert not errors(harness)


async def test_after_a_flush_the_next_answer_is_heard_without_a_sample_of_the_old_one():
    async with FakeGoogleTts() as server, tts(server) as harness:
        server.plans.append(GoogleTtsPlan(chunk_delay_s=0.01, chunk_bytes=333))
        say(harness, "r1", "a" * 400)
        await until(lambda: heard(harness))
        flush(harness)
        count = len(harness.received)
        say(harness, "r2", "Good", " morning.")
        await until(lambda: ("r2", "end") in ends(harness))
        new = b"".join(m.data for m in harness.received[count:] if isinstance(m, PcmFrame))
        assert new == spell("Good morning.")


async def test_many_flushes_get_an_answer_each_and_the_last_request_sounds():
    async with FakeGoogleTts() as server, tts(server) as harness:
        server.plan = GoogleTtsPlan(first_byte_s=0.05)
        for n in range(20):
            say(harness, f"r{n}", "Hello.")
            await asyncio.sleep(0.002 * (n % 4))
            flush(harness, f"f{n}")
        say(harness, "last", "Bye.")
        await until(lambda: ("last", "end") in ends(harness))
        flushed = [m.flush_id for m in harness.received if isinstance(m, TtsFlushEnd)]
        assert flushed == [f"f{n}" for n in range(20)]
        assert heard(harness) == spell("Bye.")
        assert all(call.cancelled_at_s is not None for call in server.calls[:-1])


@pytest.mark.parametrize(
    "plan",
    [
        GoogleTtsPlan(first_byte_s=100),
        GoogleTtsPlan(stall_after_bytes=1000),
        GoogleTtsPlan(chunk_delay_s=0.1),
        GoogleTtsPlan(status="UNAVAILABLE"),
    ],
    ids=["waiting", "stalled", "speaking", "retrying"],
)
@pytest.mark.parametrize("api", ["streaming", "unary"])
async def test_stop_takes_less_than_a_second_and_ends_the_call(plan: GoogleTtsPlan, api: str):
    loop = asyncio.get_running_loop()
    async with FakeGoogleTts() as server:
        server.plan = plan
        async with tts(server, api=api) as harness:
            say(harness, "r1", "a" * 200)
            await until(lambda: server.calls)
            await asyncio.sleep(0.1)
            began_s = loop.time()
        assert loop.time() - began_s < 10
        await until(lambda: all(call.status for call in server.calls))
