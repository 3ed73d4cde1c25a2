"""An interruption reaches ElevenLabs at once, and never holds more contexts than it allows."""

from __future__ import annotations

import asyncio

import pytest

from ten_lite.messages import TtsFlushEnd
from ten_lite.testing.providers import FakeElevenLabs, VoicePlan, spell

from .kit import ends, errors, fed, flush, heard, say


@pytest.mark.parametrize(
    "plan",
    [
        VoicePlan(first_byte_s=0.02, final_delay_s=0.01),
        VoicePlan(first_byte_s=0.02, late_ms=3000, chunk_delay_s=0.1),
        VoicePlan(first_byte_s=0.02, final_delay_s=2),
        VoicePlan(finals=0),
        VoicePlan(first_byte_s=0.3),
        VoicePlan(first_byte_s=0.3, loses_hasty_closes=False),
    ],
    ids=["quick", "late", "slow", "never", "hasty", "hasty but told"],
)
@pytest.mark.parametrize("gap_s", [0.005, 0.1, 0.4])
async def test_fifty_interruptions_in_a_row_never_hold_more_than_five_contexts(
    plan: VoicePlan, gap_s: float
):
    async with FakeElevenLabs() as server:
        server.voice_plan = plan
        async with fed(server) as harness:
            for n in range(50):
                say(harness, f"r{n}", "a" * 100, end=False)
                await asyncio.sleep(gap_s)
                flush(harness, f"f{n}")
            say(harness, "last", "Bye.")
            await asyncio.sleep(5)
            flushed = [m.flush_id for m in harness.received if isinstance(m, TtsFlushEnd)]
            assert flushed == [f"f{n}" for n in range(50)]
            assert heard(harness).endswith(spell("Bye."))
            assert ends(harness)[-1] == ("last", "end")
            assert errors(harness) == []
            for call in server.voice_calls:
                assert call.most_open <= 5
                assert (call.error, call.phantoms) == ("", [])


async def test_the_end_of_a_context_is_waited_for_before_another_connection_is_made():
    async with FakeElevenLabs() as server:
        server.voice_plan = VoicePlan(final_delay_s=0.2, loses_hasty_closes=False)
        async with fed(server) as harness:
            for n in range(5):
                say(harness, f"r{n}", "a", end=False)
                await asyncio.sleep(0.01)
                flush(harness, f"f{n}")
            say(harness, "last", "Bye.")
            await asyncio.sleep(2)
            assert heard(harness).endswith(spell("Bye."))
            (call,) = server.voice_calls
            assert call.most_open == 5


async def test_what_waits_is_never_given_to_elevenlabs_after_a_flush():
    async with FakeElevenLabs() as server, fed(server, lead_s=0.1) as harness:
        say(harness, "r1", "a" * 2_000)
        say(harness, "r2", "c")
        await asyncio.sleep(0.2)
        flush(harness)
        say(harness, "r3", "d")
        await asyncio.sleep(5)
        texts = [context.text for context in server.voice_calls[0].contexts.values()]
        assert texts == ["a" * 2_000 + " ", "d "]


@pytest.mark.parametrize(
    "plan",
    [
        VoicePlan(status=503),
        VoicePlan(connect_delay_s=1000),
        VoicePlan(reads=False),
        VoicePlan(finals=0),
    ],
    ids=["retrying", "connecting", "hung", "endless"],
)
@pytest.mark.parametrize("after_s", [0, 0.2, 1.0])
async def test_stop_takes_less_than_a_second(plan: VoicePlan, after_s: float):
    loop = asyncio.get_running_loop()
    async with FakeElevenLabs() as server:
        server.voice_plan = plan
        async with fed(server) as harness:
            say(harness, "r1", "a" * 200)
            await asyncio.sleep(after_s)
            began_s = loop.time()
        assert loop.time() - began_s < 1


async def test_elevenlabs_is_told_goodbye():
    async with FakeElevenLabs() as server:
        async with fed(server) as harness:
            say(harness, "r1", "Hello.")
            await asyncio.sleep(1)
        await asyncio.sleep(0.1)
        assert server.voice_calls[0].close_code == 1000
