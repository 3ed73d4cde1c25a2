from __future__ import annotations

import asyncio

import pytest

from ten_lite.testing.providers import DeepgramPlan, FakeDeepgram, pause, say_numbers

from .kit import speak, stt


@pytest.mark.parametrize(
    "plan",
    [
        DeepgramPlan(deaf_after_ms=0),
        DeepgramPlan(reads=False),
        DeepgramPlan(status=503),
    ],
    ids=["deaf", "hung", "away"],
)
@pytest.mark.parametrize("after_ms", [20, 2000])
@pytest.mark.parametrize("model", ["nova-3", "flux-general-en"])
async def test_stop_takes_less_than_a_second_and_tells_nothing(
    plan: DeepgramPlan, after_ms: int, model: str
):
    loop = asyncio.get_running_loop()
    async with FakeDeepgram() as server:
        server.plan = plan
        async with stt(server, model=model) as harness:
            await speak(harness, (say_numbers("one") + pause(2000))[: 32 * after_ms])
            before = len(harness.received)
            began_s = loop.time()
        assert loop.time() - began_s < 1
        assert len(harness.received) == before


async def test_deepgram_is_told_goodbye():
    async with FakeDeepgram() as server:
        async with stt(server) as harness:
            await speak(harness, pause(200))
        await asyncio.sleep(1)
        (call,) = server.calls
        assert call.texts[-1] == {"type": "CloseStream"}
        assert call.close_code == 1000


@pytest.mark.parametrize("plan", [DeepgramPlan(connect_delay_s=1000), DeepgramPlan(status=503)])
async def test_the_session_starts_at_once_although_deepgram_does_not_answer(plan: DeepgramPlan):
    loop = asyncio.get_running_loop()
    async with FakeDeepgram() as server:
        server.plan = plan
        began_s = loop.time()
        async with stt(server):
            assert loop.time() - began_s < 0.1


async def test_a_connection_that_takes_too_long_is_tried_again():
    async with FakeDeepgram() as server:
        server.plans.append(DeepgramPlan(connect_delay_s=1000))
        async with stt(server, connect_timeout_s=2) as harness:
            await speak(harness, say_numbers("one", "two") + pause(4000))
            assert [m.text for m in harness.received if m.name == "asr_result"][-1] == "one two"  # type: ignore[attr-defined]
            assert server.calls[1].at_s - server.calls[0].at_s <= 2.6
