"""``api: "responses"``: OpenAI's other API, with the same answers and the same failures."""

from __future__ import annotations

import asyncio
import json
import logging
from typing import Any

import pytest
from pydantic import ValidationError

from ten_lite.errors import CommandError, ProviderError
from ten_lite.messages import ChatCompletion, ChatDelta
from ten_lite.testing.providers.openai import (
    Answer,
    Call,
    Failed,
    Fault,
    Refusal,
    Thought,
)
from ten_lite_openai.config import OpenaiLlmConfig
from ten_lite_openai.responses_request import Thoughts, responses_body
from ten_lite_openai.tests.kit import ask, connected, deltas, text

RESPONSES = {"api": "responses", "model": "m-1"}
TOOLS = ({"name": "clock", "description": "Tells the time."},)


def raised(caplog: pytest.LogCaptureFixture) -> ProviderError:
    (error,) = [r.exc_info[1] for r in caplog.records if r.exc_info and r.levelno >= logging.ERROR]
    assert isinstance(error, ProviderError)
    return error


async def test_text_comes_piece_by_piece_and_then_one_end_with_its_tokens():
    async with connected(RESPONSES) as (server, harness):
        server.script(Answer(["It is ", "noon", "."], cached_tokens=5))
        told = await deltas(harness)
        assert told == [
            ChatDelta("It is "),
            ChatDelta("noon"),
            ChatDelta("."),
            ChatDelta("", "stop"),
        ]
        assert told[-1].usage == {
            "prompt_tokens": 11,
            "completion_tokens": 7,
            "cache_read_tokens": 5,
        }


async def test_the_request_stores_nothing_and_has_prompt_history_and_limits():
    given = {**RESPONSES, "prompt": "Be brief.", "temperature": 0.5, "reasoning_effort": "low"}
    async with connected(given) as (server, harness):
        await deltas(harness, ask("hello"))
        (request,) = server.requests
        assert request.path == "/v1/responses"
        assert request.body == {
            "model": "m-1",
            "input": [{"role": "user", "content": "hello"}],
            "instructions": "Be brief.",
            "max_output_tokens": 512,
            "temperature": 0.5,
            "reasoning": {"effort": "low"},
            "include": ["reasoning.encrypted_content"],
            "store": False,
            "stream": True,
        }


def body(properties: dict[str, Any], **request: Any) -> dict[str, Any]:
    config = OpenaiLlmConfig.model_validate({"base_url": "http://127.0.0.1:9/v1", **properties})
    return responses_body(config, ask(**request), Thoughts())


def test_openai_is_asked_not_to_pad_and_its_default_model_not_to_think():
    sent = body({"api_key": "k", "base_url": "https://api.openai.com/v1"})
    assert sent["stream_options"] == {"include_obfuscation": False}
    assert sent["reasoning"] == {"effort": "none"}
    assert "include" not in sent


def test_extra_params_win_over_properties_and_the_request_over_both():
    given = {"max_tokens": 9, "reasoning_effort": "low", "extra_params": {"max_tokens": 8}}
    assert body(given)["max_output_tokens"] == 8
    sent = body(given, parameters={"max_completion_tokens": 7, "reasoning_effort": "high"})
    assert sent["max_output_tokens"] == 7
    assert sent["reasoning"] == {"effort": "high"}


def test_the_penalties_that_this_api_lacks_are_refused():
    with pytest.raises(ValidationError, match="unknown to the Responses API"):
        body({"api": "responses", "frequency_penalty": 0.5})


async def test_calls_and_their_results_go_there_and_back():
    calls = (Call("a", "clock", '{"zone": "UTC"}'), Call("b", "dice", "{}"))
    async with connected(RESPONSES) as (server, harness):
        server.script(Answer(["Wait.", *calls], finish_reason="tool_calls"))
        told = await deltas(harness, ask(tools=TOOLS))
        wanted = tuple({"id": c.id, "name": c.name, "arguments": c.arguments} for c in calls)
        assert told == [ChatDelta("Wait."), ChatDelta("", "tool_calls", wanted)]
        assert server.requests[0].body["tools"] == [
            {
                "type": "function",
                "name": "clock",
                "description": "Tells the time.",
                "parameters": {"type": "object", "properties": {}},
                "strict": False,
            }
        ]
        assert await text(harness, with_results(*calls)) == "Yes."
        assert server.requests[1].body["input"] == [
            {"role": "user", "content": "what time is it"},
            {"role": "assistant", "content": "Wait."},
            *(
                {"type": "function_call", "call_id": c.id, "name": c.name, "arguments": c.arguments}
                for c in calls
            ),
            *({"type": "function_call_output", "call_id": c.id, "output": "noon"} for c in calls),
        ]


def with_results(*calls: Call) -> ChatCompletion:
    made = [
        {"id": c.id, "type": "function", "function": {"name": c.name, "arguments": c.arguments}}
        for c in calls
    ]
    return ChatCompletion(
        [
            {"role": "user", "content": "what time is it"},
            {"role": "assistant", "content": "Wait.", "tool_calls": made},
            *({"role": "tool", "tool_call_id": c.id, "content": "noon"} for c in calls),
        ],
        "r2",
    )


async def test_what_was_thought_before_a_call_goes_back_with_it_unread():
    call = Call("a", "clock", "{}")
    async with connected({**RESPONSES, "reasoning_effort": "low"}) as (server, harness):
        server.script(Answer([Thought("Hm."), call], finish_reason="tool_calls"))
        await deltas(harness, ask(tools=TOOLS))
        await deltas(harness, with_results(call))
        kinds = [item.get("type") for item in server.requests[1].body["input"]]
        assert kinds == [None, None, "reasoning", "function_call", "function_call_output"]
        assert server.requests[1].body["input"][2]["encrypted_content"] == "gAAAsecret"


async def test_what_the_model_thinks_is_never_text_and_told_by_itself():
    async with connected(RESPONSES) as (server, harness):
        server.script(Answer([Thought("Hm, "), Thought("well."), "Yes."]))
        told = await deltas(harness)
        assert "".join(delta.delta for delta in told) == "Yes."
        assert "".join(delta.reasoning for delta in told) == "Hm, well."


@pytest.mark.parametrize(
    ("reason", "wanted"), [("length", "length"), ("content_filter", "content_filter")]
)
async def test_the_reason_of_an_early_end_is_told(reason: str, wanted: str):
    async with connected(RESPONSES) as (server, harness):
        server.script(Answer(["It"], finish_reason=reason))
        assert (await deltas(harness))[-1] == ChatDelta("", wanted)


@pytest.mark.parametrize("step", [b'event: response.new\ndata: {"type": "response.new"}\n\n'])
async def test_events_that_are_not_known_do_no_harm(step: bytes):
    async with connected(RESPONSES) as (server, harness):
        server.script(Answer([step, "Yes."]))
        assert await text(harness) == "Yes."


ERROR = {"type": "error", "code": "server_error", "message": "overloaded", "param": None}


@pytest.mark.parametrize(
    "trouble",
    [
        Refusal(429, "rate_limit_exceeded"),
        Refusal(500),
        Fault.DISCONNECT,
        Fault.STALL,
        Answer([Fault.DISCONNECT]),
        Answer([Fault.CUT]),
        Answer([Failed("server_error")]),
        Answer([Failed("rate_limit_exceeded")]),
        Answer([ERROR]),
        Answer([f"data: {json.dumps({'error': ERROR})}\n\n".encode()]),
    ],
    ids=str,
)
async def test_trouble_before_the_first_word_is_tried_again_and_nobody_is_told(trouble: Any):
    async with connected(RESPONSES) as (server, harness):
        server.script(trouble, trouble)
        assert await text(harness) == "Yes."
        assert len(server.requests) == 3
        assert harness.received == []


@pytest.mark.parametrize(
    "begin", ["One.", Thought("Hm."), Call("a", "clock", "{}")], ids=["word", "thought", "call"]
)
@pytest.mark.parametrize("trouble", [*Fault, Failed()], ids=str)
async def test_nothing_is_tried_again_once_the_answer_began(
    begin: Any, trouble: Any, caplog: pytest.LogCaptureFixture
):
    async with connected(RESPONSES) as (server, harness):
        server.script(Answer([begin, trouble]))
        with pytest.raises(CommandError):
            await deltas(harness)
        assert len(server.requests) == 1
        assert raised(caplog).retryable


@pytest.mark.parametrize(
    ("refusal", "code"),
    [
        (Refusal(401, "invalid_api_key"), "invalid_api_key"),
        (Refusal(404, "model_not_found"), "model_not_found"),
        (Refusal(429, "insufficient_quota"), "insufficient_quota"),
        (Answer([Failed("insufficient_quota")]), "insufficient_quota"),
    ],
    ids=str,
)
async def test_what_no_further_try_can_cure_is_not_tried_again(
    refusal: Any, code: str, caplog: pytest.LogCaptureFixture
):
    async with connected(RESPONSES) as (server, harness):
        server.script(refusal)
        with pytest.raises(CommandError):
            await deltas(harness)
        assert len(server.requests) == 1
        assert (raised(caplog).retryable, raised(caplog).code) == (False, code)


@pytest.mark.parametrize(
    "refusal", [Refusal(400, "invalid_prompt"), Answer([Failed("invalid_prompt")])], ids=str
)
async def test_a_request_that_is_refused_is_an_answer_and_no_failure_of_the_node(refusal: Any):
    async with connected(RESPONSES) as (server, harness):
        server.script(refusal)
        with pytest.raises(CommandError, match="invalid_prompt"):
            await deltas(harness)
        assert await text(harness) == "Yes."
        assert harness.session.nodes["addon"].restart_count == 0


@pytest.mark.parametrize(
    "answer",
    [Fault.STALL, Answer([5.0, "late"]), Answer(["one", Fault.STALL])],
    ids=["before the headers", "before the first word", "between words"],
)
async def test_the_server_sees_an_interruption_within_100_ms(answer: Any):
    async with connected(RESPONSES) as (server, harness):
        server.script(answer)
        reading = asyncio.ensure_future(deltas(harness))
        await asyncio.sleep(0.5)
        at_s = asyncio.get_running_loop().time()
        harness.session.interrupt()
        (request,) = server.requests
        await asyncio.wait_for(request.ended.wait(), 5)
        assert request.closed_early
        assert request.ended_at_s - at_s < 0.1
        await asyncio.wait({reading})
        assert reading.exception() is not None or reading.result() == []
