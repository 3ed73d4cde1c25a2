from __future__ import annotations

import asyncio

import pytest

from ten_lite.messages import TtsFlushEnd
from ten_lite.testing.providers import CartesiaPlan, FakeCartesia

from .kit import ends, errors, flush, heard, say, tts


@pytest.mark.parametrize("after_s", [0.05, 0.35, 0.45, 0.8])
@pytest.mark.parametrize("obeys", [True, False])
async def test_a_flush_reaches_cartesia_within_100_ms_and_nothing_is_heard_after(
    after_s: float, obeys: bool
):
    loop = asyncio.get_running_loop()
    async with FakeCartesia() as server, tts(server) as harness:
        server.plan = CartesiaPlan(
            first_sound_s=0.3, chunk_s=0.1, chunk_bytes=1600, obeys_cancel=obeys
        )
        say(harness, "r1", "a" * 200)
        await asyncio.sleep(after_s)
        flush(harness)
        flushed_s = loop.time()
        await harness.pull(TtsFlushEnd)
        before = heard(harness)
        await asyncio.sleep(5)
        (context,) = server.contexts
        assert context.cancelled_at_s is not None
        assert context.cancelled_at_s - flushed_s <= 0.1
        assert heard(harness) == before
        assert ends(harness) == [("r1", "interrupted")]
        assert errors(harness) == []
        assert len(server.calls) == 1


async def test_what_waits_is_never_asked_for_after_a_flush():
    async with FakeCartesia() as server, tts(server, lead_s=0.1) as harness:
        server.plan = CartesiaPlan(chunk_s=0.1)
        say(harness, "r1", "a" * 2_000)
        say(harness, "r2", "c")
        await asyncio.sleep(0.3)
        flush(harness)
        say(harness, "r3", "d")
        await asyncio.sleep(5)
        assert server.texts == ["a" * 2_000, "d"]


async def test_the_characters_heard_follow_the_times_of_the_words():
    async with FakeCartesia() as server, tts(server) as harness:
        say(harness, "r1", "I aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa b c d e f g")
        await asyncio.sleep(0.5)  # 0.05 s to the first sound; 45 letters are heard
        flush(harness)
        end = await harness.pull(TtsFlushEnd)
        assert 30 <= end.heard["r1"] <= 55


@pytest.mark.parametrize(
    "plan",
    [
        CartesiaPlan(status=503),
        None,
    ],
    ids=["retrying", "hung"],
)
async def test_stop_takes_less_than_a_second(plan: CartesiaPlan | None):
    loop = asyncio.get_running_loop()
    async with FakeCartesia() as server:
        server.reads = plan is not None
        server.plan = plan or CartesiaPlan()
        async with tts(server) as harness:
            say(harness, "r1", "a" * 200)
            await asyncio.sleep(0.2)
            began_s = loop.time()
        assert loop.time() - began_s < 1


@pytest.mark.parametrize("delay_s", [0.5, 1000])
async def test_stop_while_connecting_takes_less_than_a_second(delay_s: float):
    loop = asyncio.get_running_loop()
    async with FakeCartesia() as server:
        server.connect_delay_s = delay_s
        async with tts(server):
            await asyncio.sleep(0.2)
            began_s = loop.time()
        assert loop.time() - began_s < 1
