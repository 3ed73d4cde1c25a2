from __future__ import annotations

import asyncio

from ten_lite.messages import PcmFrame
from ten_lite.testing.providers import ElevenLabsPlan, FakeElevenLabs, spell

from .kit import flush, say, tts


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


async def test_a_stop_before_a_request_is_tried_again_takes_less_than_a_second():
    loop = asyncio.get_running_loop()
    async with FakeElevenLabs() as server:
        server.plan = ElevenLabsPlan(status=503)
        async with tts(server) as harness:
            say(harness, "r1", "Hello.")
            await asyncio.sleep(0.2)
            began_s = loop.time()
        assert loop.time() - began_s < 1
