from __future__ import annotations

import asyncio

import pytest

from ten_lite.testing.providers import FakeElevenLabs, ScribePlan, pause, say_numbers

from .stt_kit import speak, stt


@pytest.mark.parametrize(
    "plan",
    [
        ScribePlan(deaf_after_ms=0),
        ScribePlan(reads=False),
        ScribePlan(starts=False),
        ScribePlan(status=503),
        ScribePlan(error="auth_error"),
        ScribePlan(drop_after_ms=200, close_code=1006),
    ],
    ids=["deaf", "hung", "starting", "away", "refused", "lost"],
)
@pytest.mark.parametrize("after_ms", [0, 20, 500, 2000])
async def test_stop_takes_less_than_a_second_and_tells_nothing(plan: ScribePlan, after_ms: int):
    loop = asyncio.get_running_loop()
    async with FakeElevenLabs() as server:
        server.scribe_plan = plan
        async with stt(server) as harness:
            await speak(harness, (say_numbers("one") + pause(2000))[: 32 * after_ms])
            before = len(harness.received)
            began_s = loop.time()
        assert loop.time() - began_s < 1
        assert len(harness.received) == before


async def test_elevenlabs_is_told_goodbye():
    async with FakeElevenLabs() as server:
        async with stt(server) as harness:
            await speak(harness, pause(200))
        await asyncio.sleep(1)
        (call,) = server.scribe_calls
        assert call.close_code == 1000


@pytest.mark.parametrize("plan", [ScribePlan(connect_delay_s=1000), ScribePlan(status=503)])
async def test_the_session_starts_at_once_although_elevenlabs_does_not_answer(plan: ScribePlan):
    loop = asyncio.get_running_loop()
    async with FakeElevenLabs() as server:
        server.scribe_plan = plan
        began_s = loop.time()
        async with stt(server):
            assert loop.time() - began_s < 0.1
