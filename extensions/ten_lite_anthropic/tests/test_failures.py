"""Refusals, faults and waits: what is tried again, what is told, and what is for good."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import pytest

from ten_lite.errors import CommandError, ProviderError
from ten_lite.messages import ChatDelta
from ten_lite.testing.providers.anthropic import Answer, Fault, Refusal, Thinking, ToolUse
from ten_lite_anthropic.tests.kit import ask, connected, deltas, text


def raised(caplog: pytest.LogCaptureFixture) -> list[BaseException]:
    """What left the node's code, in order."""
    found = [r.exc_info[1] for r in caplog.records if r.exc_info and r.levelno >= logging.ERROR]
    return [error for error in found if error is not None]


@pytest.mark.parametrize(
    ("properties", "server", "code", "words"),
    [
        ({"api_key": "sk-wrong"}, {}, "authentication_error", '"api_key" is refused by 127.0.0.1'),
        ({"model": "m-9"}, {"models": ["m-1"]}, "not_found_error", 'check "model" (m-9)'),
    ],
    ids=["key", "model"],
)
async def test_a_wrong_key_or_model_is_a_failure_for_good_told_once_without_the_key(
    properties: dict[str, Any],
    server: dict[str, Any],
    code: str,
    words: str,
    caplog: pytest.LogCaptureFixture,
):
    async with connected(properties, **server) as (fake, harness):
        with pytest.raises(CommandError):
            await deltas(harness)
        (error,) = raised(caplog)
        assert isinstance(error, ProviderError)
        assert (error.retryable, error.vendor, error.code) == (False, "anthropic", code)
        assert words in str(error)
        assert len(fake.requests) == 1
    assert "sk-wrong" not in caplog.text


@pytest.mark.parametrize(
    ("refusal", "code"),
    [
        (Refusal(403), "permission_error"),
        (Refusal(402), "billing_error"),
        (Refusal(404), "not_found_error"),
        (Refusal(400, message="Your credit balance is too low."), "invalid_request_error"),
        (Refusal(429, "enforced_spend_limit_reached"), "enforced_spend_limit_reached"),
    ],
    ids=str,
)
async def test_what_no_further_try_can_cure_is_not_tried_again(
    refusal: Refusal, code: str, caplog: pytest.LogCaptureFixture
):
    async with connected() as (server, harness):
        server.script(refusal)
        with pytest.raises(CommandError):
            await deltas(harness)
        (error,) = raised(caplog)
        assert isinstance(error, ProviderError)
        assert not error.retryable
        assert error.code == code
        assert len(server.requests) == 1


def in_stream(type_: str) -> bytes:
    data = f'{{"type": "error", "error": {{"type": "{type_}", "message": "Overloaded"}}}}'
    return f"event: error\ndata: {data}\n\n".encode()


OVERLOADED = in_stream("overloaded_error")


@pytest.mark.parametrize(
    "trouble",
    [
        Refusal(429),
        Refusal(429, "ramp_limit_exceeded"),
        Refusal(500),
        Refusal(529),
        Refusal(408),
        Fault.DISCONNECT,
        Fault.STALL,
        Answer([Fault.DISCONNECT]),
        Answer([Fault.CUT]),
        Answer([Fault.STALL]),
        Answer(["", Fault.CUT]),
        Answer([OVERLOADED]),
        Answer([in_stream("brand_new_error")]),
        Answer([b"event: error\ndata: gone\n\n"]),
        Answer([b"event: content_block_start\ndata: {broken\n\n"]),
        Answer([], stop_reason=None),
    ],
    ids=str,
)
async def test_trouble_before_the_first_word_is_tried_again_and_nobody_is_told(trouble: Any):
    async with connected() as (server, harness):
        server.script(trouble, trouble)
        assert await text(harness) == "Yes."
        assert len(server.requests) == 3
        assert harness.received == []


@pytest.mark.parametrize(
    "trouble", [Refusal(529), Refusal(429), Fault.DISCONNECT, Answer([Fault.STALL])], ids=str
)
async def test_after_the_last_try_it_is_an_error_that_may_pass(
    trouble: Any, caplog: pytest.LogCaptureFixture
):
    async with connected() as (server, harness):
        server.script(*[trouble] * 3)
        with pytest.raises(CommandError):
            await deltas(harness)
        (error,) = raised(caplog)
        assert isinstance(error, ProviderError)
        assert error.retryable
        assert len(server.requests) == 3


async def test_an_error_inside_the_stream_is_what_its_type_says(caplog: pytest.LogCaptureFixture):
    async with connected() as (server, harness):
        server.script(Answer([in_stream("authentication_error")]))
        with pytest.raises(CommandError):
            await deltas(harness)
        (error,) = raised(caplog)
        assert isinstance(error, ProviderError)
        assert not error.retryable
        assert "(401 authentication_error): Overloaded" in str(error)
        assert len(server.requests) == 1


async def test_the_pause_that_the_server_asks_for_is_made():
    async with connected() as (server, harness):
        server.script(Refusal(429, headers={"retry-after": "4"}))
        await text(harness)
        first, second = (request.ended_at_s for request in server.requests)
        assert second - first == pytest.approx(4, abs=0.1)


async def test_a_pause_too_long_for_a_conversation_is_not_made():
    async with connected() as (server, harness):
        server.script(Refusal(429, headers={"retry-after": "60"}))
        with pytest.raises(CommandError):
            await deltas(harness)
        assert len(server.requests) == 1


async def test_tries_can_be_switched_off():
    async with connected({"max_retries": 0}) as (server, harness):
        server.script(Refusal(500))
        with pytest.raises(CommandError):
            await deltas(harness)
        assert len(server.requests) == 1


@pytest.mark.parametrize("fault", [*Fault, OVERLOADED], ids=str)
@pytest.mark.parametrize(
    "begin", ["One.", Thinking(), ToolUse("a", "clock", "{}")], ids=["word", "thought", "call"]
)
async def test_nothing_is_tried_again_once_the_answer_began(
    fault: Any, begin: Any, caplog: pytest.LogCaptureFixture
):
    async with connected() as (server, harness):
        server.script(Answer([begin, fault]))
        results = harness.call(ask())
        if begin == "One.":
            assert await anext(results) == ChatDelta("One.")
        with pytest.raises(CommandError):
            await anext(results)
        assert len(server.requests) == 1
        (error,) = raised(caplog)
        assert isinstance(error, ProviderError)
        assert error.retryable


@pytest.mark.parametrize("status", [400, 413, 422])
async def test_a_request_that_is_refused_is_an_answer_and_no_failure_of_the_node(status: int):
    async with connected() as (server, harness):
        server.script(Refusal(status, "invalid_request_error", "prompt is too long"))
        with pytest.raises(CommandError, match=f"{status} invalid_request_error.*too long"):
            await deltas(harness)
        assert len(server.requests) == 1
        assert await text(harness) == "Yes."
        assert harness.session.nodes["addon"].restart_count == 0


async def test_a_history_that_cannot_be_sent_is_no_failure_of_the_node():
    async with connected() as (server, harness):
        request = ask()
        request.messages.append({"role": "user", "content": [{"type": "image_url"}]})
        with pytest.raises(CommandError, match="only text"):
            await deltas(harness, request)
        assert server.requests == []
        assert harness.session.nodes["addon"].restart_count == 0


async def test_waits_end_after_their_time(caplog: pytest.LogCaptureFixture):
    waits = {"first_token_timeout_s": 3, "gap_timeout_s": 2, "max_retries": 0}
    loop = asyncio.get_running_loop()
    for answer, limit_s in ((Fault.STALL, 3), (Answer(["One.", Fault.STALL]), 2)):
        caplog.clear()
        async with connected(waits) as (server, harness):
            server.script(answer)
            began_s = loop.time()
            with pytest.raises(CommandError):
                await deltas(harness)
            assert loop.time() - began_s == pytest.approx(limit_s, abs=0.1)
            assert f"nothing came within {limit_s}.0 s" in str(raised(caplog)[0])
            await asyncio.wait_for(server.requests[0].ended.wait(), 1)
            assert server.requests[0].closed_early


async def test_pings_and_an_empty_block_do_not_count_as_a_first_word():
    ping = b'event: ping\ndata: {"type": "ping"}\n\n'
    async with connected({"first_token_timeout_s": 3, "max_retries": 0}) as (server, harness):
        server.script(Answer(["", *(step for _ in range(20) for step in (ping, 0.5))]))
        with pytest.raises(CommandError):
            await deltas(harness)


async def test_a_server_that_is_not_there_is_told_with_its_address(
    caplog: pytest.LogCaptureFixture,
):
    async with connected({"base_url": "http://127.0.0.1:1", "max_retries": 0}) as (_, harness):
        with pytest.raises(CommandError):
            await deltas(harness)
        assert "127.0.0.1:1 (no answer): Connection error." in str(raised(caplog)[0])
