"""An interruption closes the stream at the server; sessions share one client."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from ten_lite.messages import ChatDelta, TtsFlush
from ten_lite.runtime import ResourcePool
from ten_lite.testing.providers.anthropic import Answer, Fault
from ten_lite_anthropic import ANTHROPIC_LLM
from ten_lite_anthropic.llm import AnthropicLlm
from ten_lite_anthropic.tests.kit import ask, connected, deltas, text

LONG = Answer(["one ", *(step for n in range(500) for step in (0.02, f"{n} "))])


@pytest.mark.parametrize(
    ("answer", "after_s"),
    [
        (Fault.STALL, 0.5),
        (Answer([5.0, "late"]), 0.5),
        (LONG, 0.5),
        (Answer(["one", Fault.STALL]), 0.5),
    ],
    ids=["before the headers", "before the first word", "between words", "in a stall"],
)
@pytest.mark.parametrize("how", ["closed", "flushed", "session ends"])
async def test_the_server_sees_the_end_within_100_ms(answer: Any, after_s: float, how: str):
    async with connected() as (server, harness):
        server.script(answer)
        results = harness.call(ask())
        reading = asyncio.ensure_future(_read(results))
        await asyncio.sleep(after_s)
        (request,) = server.requests
        assert not request.ended.is_set()
        at_s = asyncio.get_running_loop().time()
        if how == "closed":
            reading.cancel()
            await results.aclose()
        elif how == "flushed":
            harness.session.interrupt()
        else:
            await harness.session.close()
        await asyncio.wait_for(request.ended.wait(), 5)
        assert request.closed_early
        assert request.ended_at_s - at_s < 0.1
        reading.cancel()
        await asyncio.wait({reading})
        assert harness.session.nodes["addon"].restart_count == 0


async def _read(results: Any) -> None:
    async for _ in results:
        pass


async def test_the_next_request_works_after_one_that_was_interrupted():
    async with connected() as (server, harness):
        server.script(LONG)
        results = harness.call(ask())
        await anext(results)
        harness.session.interrupt()
        assert await text(harness) == "Yes."
        assert server.requests[0].closed_early


async def test_an_interruption_after_the_end_changes_nothing():
    async with connected() as (server, harness):
        assert (await deltas(harness))[-1] == ChatDelta("", "stop")
        harness.session.interrupt()
        await asyncio.sleep(0.1)
        assert not server.requests[0].closed_early
        assert TtsFlush not in {type(message) for message in harness.received}


async def test_a_connection_is_used_again():
    async with connected() as (server, harness):
        for _ in range(3):
            await text(harness)
        assert server.connections == 1


async def test_sessions_with_the_same_server_and_key_share_a_client_that_is_closed_at_the_end():
    def resource(**properties: Any) -> Any:
        given = {"base_url": "http://127.0.0.1:9", "api_key": "k", **properties}
        return AnthropicLlm.resources(ANTHROPIC_LLM.config.model_validate(given))["client"]

    pool = ResourcePool()
    first = await pool.acquire(resource())
    assert await pool.acquire(resource(model="other", effort="low")) is first
    other = await pool.acquire(resource(api_key="another"))
    assert other is not first
    await pool.release(resource())
    assert not first.is_closed()
    await pool.release(resource())
    assert first.is_closed()
    await pool.release(resource(api_key="another"))
    assert other.is_closed()
