"""Refusals, faults and waits: what is tried again, what is told, and what is for good."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import pytest

from ten_lite.errors import CommandError, ProviderError
from ten_lite.messages import ChatDelta
from ten_lite.testing.providers.openai import Answer, Fault, Refusal, tool_call_deltas
from ten_lite_openai.tests.kit import ask, connected, deltas, text


def raised(caplog: pytest.LogCaptureFixture) -> list[BaseException]:
    """What left the node's code, in order."""
    found = [r.exc_info[1] for r in caplog.records if r.exc_info and r.levelno >= logging.ERROR]
    return [error for error in found if error is not None]


@pytest.mark.parametrize(
    ("properties", "server", "code", "words"),
    [
        ({"api_key": "sk-wrong"}, {}, "invalid_api_key", '"api_key" is refused by 127.0.0.1'),
        ({"model": "gpt-9"}, {"models": ["gpt-4"]}, "model_not_found", 'check "model" (gpt-9)'),
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
        assert (error.retryable, error.vendor, error.code) == (False, "openai", code)
        assert words in str(error)
        assert len(fake.requests) == 1
    assert "sk-wrong" not in caplog.text


@pytest.mark.parametrize(
    ("refusal", "code"),
    [
        (Refusal(403, "unsupported_country"), "unsupported_country"),
        (Refusal(402), ""),
        (Refusal(404), ""),
        (Refusal(429, "insufficient_quota"), "insufficient_quota"),
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


IN_STREAM = b'data: {"error": {"message": "overloaded", "code": "server_error"}}\n\n'


@pytest.mark.parametrize(
    "trouble",
    [
        Refusal(429, "rate_limit_exceeded"),
        Refusal(500),
        Refusal(503),
        Refusal(408),
        Fault.DISCONNECT,
        Answer([Fault.DISCONNECT]),
        Answer([Fault.CUT]),
        Answer([IN_STREAM]),
        Answer([b"data: {broken\n\n"]),
        Answer([Fault.STALL]),
        Fault.STALL,
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
    "trouble",
    [Refusal(429, "rate_limit_exceeded"), Refusal(502), Fault.DISCONNECT, Answer([Fault.STALL])],
    ids=str,
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


async def test_the_pause_before_a_try_grows_and_is_not_always_the_same():
    pauses = []
    for _ in range(5):
        async with connected() as (server, harness):
            server.script(Refusal(500), Refusal(500))
            await text(harness)
            at_s = [request.ended_at_s for request in server.requests]
            pauses.append((at_s[1] - at_s[0], at_s[2] - at_s[1]))
    assert all(0.37 < first < 0.63 and 0.74 < second < 1.26 for first, second in pauses)
    assert len({round(first, 6) for first, _ in pauses}) > 1


@pytest.mark.parametrize("header", [{"retry-after": "4"}, {"retry-after-ms": "4000"}], ids=str)
async def test_the_pause_that_the_server_asks_for_is_made(header: dict[str, str]):
    async with connected() as (server, harness):
        server.script(Refusal(429, headers=header))
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


@pytest.mark.parametrize("fault", [*Fault, IN_STREAM], ids=str)
@pytest.mark.parametrize(
    "begin",
    ["One.", {"reasoning": "Hm."}, tool_call_deltas(("a", "clock", "{}"))[0]],
    ids=["word", "thought", "call"],
)
async def test_nothing_is_tried_again_once_the_answer_began(
    fault: Any, begin: Any, caplog: pytest.LogCaptureFixture
):
    async with connected() as (server, harness):
        server.script(Answer([begin, fault]))
        results = harness.call(ask())
        if begin == "One.":
            assert await anext(results) == ChatDelta("One.")
        elif "reasoning" in begin:
            assert await anext(results) == ChatDelta("", reasoning="Hm.")
        with pytest.raises(CommandError):
            await anext(results)
        assert len(server.requests) == 1
        (error,) = raised(caplog)
        assert isinstance(error, ProviderError)
        assert error.retryable


@pytest.mark.parametrize("status", [400, 413, 422])
async def test_a_request_that_is_refused_is_an_answer_and_no_failure_of_the_node(status: int):
    async with connected() as (server, harness):
        server.script(Refusal(status, "context_length_exceeded", "too many tokens"))
        with pytest.raises(CommandError, match=f"{status} context_length_exceeded.*too many"):
            await deltas(harness)
        assert len(server.requests) == 1
        assert await text(harness) == "Yes."
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


async def test_comments_and_roles_do_not_count_as_a_first_word():
    async with connected({"first_token_timeout_s": 3, "max_retries": 0}) as (server, harness):
        server.script(Answer([step for _ in range(20) for step in (b": busy\n\n", {}, 0.5)]))
        with pytest.raises(CommandError):
            await deltas(harness)


async def test_a_server_that_is_not_there_is_told_with_its_address(
    caplog: pytest.LogCaptureFixture,
):
    given = {"base_url": "http://127.0.0.1:1/v1", "max_retries": 0}
    async with connected(given) as (_, harness):
        with pytest.raises(CommandError):
            await deltas(harness)
        assert "127.0.0.1:1 (no answer): Connection error." in str(raised(caplog)[0])


async def test_a_missing_end_after_the_finish_reason_ends_the_answer_soon():
    async with connected() as (server, harness):
        finish = b'data: {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}\n\n'
        server.script(Answer(["Yes.", finish, Fault.STALL]))
        began_s = asyncio.get_running_loop().time()
        assert await deltas(harness) == [ChatDelta("Yes."), ChatDelta("", "stop")]
        assert asyncio.get_running_loop().time() - began_s < 1
