"""What the server streams becomes text, tool calls and one end."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from ten_lite.messages import ChatCompletion, ChatDelta
from ten_lite.testing.providers.anthropic import Answer, Fault, Thinking, ToolUse
from ten_lite_anthropic.tests.kit import ask, connected, deltas, text


async def test_text_comes_piece_by_piece_in_order_and_then_one_end():
    async with connected() as (server, harness):
        server.script(Answer(["It is ", "noon", "."]))
        assert await deltas(harness) == [
            ChatDelta("It is "),
            ChatDelta("noon"),
            ChatDelta("."),
            ChatDelta("", "stop"),
        ]


async def test_the_end_tells_the_tokens_those_from_the_cache_among_what_was_read():
    async with connected() as (server, harness):
        server.script(Answer(["It"]))
        usage = {"prompt_tokens": 11 + 0 + 5, "cache_read_tokens": 5, "completion_tokens": 7}
        assert [delta.usage for delta in await deltas(harness)] == [None, usage]


async def test_a_piece_is_given_on_before_the_next_one_is_there():
    async with connected() as (server, harness):
        server.script(Answer(["one", 5.0, "two"]))
        loop = asyncio.get_running_loop()
        began_s = loop.time()
        results = harness.call(ask())
        assert await anext(results) == ChatDelta("one")
        assert loop.time() - began_s < 0.1
        await results.aclose()


@pytest.mark.parametrize(
    ("stop_reason", "wanted"),
    [
        ("end_turn", "stop"),
        ("stop_sequence", "stop"),
        ("max_tokens", "length"),
        ("model_context_window_exceeded", "length"),
        ("refusal", "content_filter"),
        ("brand_new", "brand_new"),
    ],
)
async def test_the_reason_of_the_end_is_told_in_openais_words(stop_reason: str, wanted: str):
    async with connected() as (server, harness):
        server.script(Answer(["It"], stop_reason=stop_reason))
        assert (await deltas(harness))[-1] == ChatDelta("", wanted)


@pytest.mark.parametrize("steps", [[], [""], [Thinking()]], ids=str)
async def test_an_empty_answer_is_only_an_end(steps: list[Any]):
    async with connected() as (server, harness):
        server.script(Answer(steps))
        assert await deltas(harness) == [ChatDelta("", "stop")]


async def test_what_the_model_thinks_is_never_text_and_told_by_itself():
    async with connected() as (server, harness):
        server.script(Answer([Thinking("Hm."), "Yes."]))
        told = await deltas(harness)
        assert "".join(delta.delta for delta in told) == "Yes."
        assert "".join(delta.reasoning for delta in told) == "Hm."


async def test_a_character_that_is_cut_by_the_network_arrives_whole():
    delta = {"type": "text_delta", "text": "Grüße 😀"}
    event = {"type": "content_block_delta", "index": 0, "delta": delta}
    data = json.dumps(event, ensure_ascii=False)
    async with connected() as (server, harness):
        steps: list[Any] = [""]
        for byte in f"event: content_block_delta\ndata: {data}\n\n".encode():
            steps += [bytes([byte]), 0.01]
        server.script(Answer(steps))
        assert await text(harness) == "Grüße 😀"


async def test_fragments_of_tool_calls_become_whole_calls_in_the_last_delta():
    calls = [("a", "clock", '{"zone": "UTC"}'), ("b", "dice", '{"sides": 6, "times": 2}')]
    async with connected() as (server, harness):
        server.script(Answer(["Wait.", *(ToolUse(*call) for call in calls)]))
        assert await deltas(harness) == [
            ChatDelta("Wait."),
            ChatDelta(
                "",
                "tool_calls",
                tuple({"id": i, "name": n, "arguments": a} for i, n, a in calls),
            ),
        ]


async def test_a_call_without_arguments_has_an_empty_object():
    async with connected() as (server, harness):
        server.script(Answer([ToolUse("a", "clock", "")]))
        (last,) = await deltas(harness)
        assert last.tool_calls == ({"id": "a", "name": "clock", "arguments": "{}"},)


async def test_what_the_model_thinks_is_never_text():
    async with connected() as (server, harness):
        server.script(Answer([Thinking("Hmm, they ask."), "Yes.", Thinking("Fine."), " Sir."]))
        assert await text(harness) == "Yes. Sir."


def after_calls(*ids: str) -> ChatCompletion:
    """The request that brings the results of the calls."""
    request = ask("What time is it?")
    calls = [
        {"id": id_, "type": "function", "function": {"name": "clock", "arguments": '{"a": 1}'}}
        for id_ in ids
    ]
    request.messages.append({"role": "assistant", "content": "Wait.", "tool_calls": calls})
    for id_ in ids:
        request.messages.append({"role": "tool", "tool_call_id": id_, "content": "noon"})
    return request


async def test_an_answer_with_thoughts_and_calls_is_sent_back_as_it_came():
    async with connected() as (server, harness):
        steps = [Thinking("Hm.", "sig"), "Wait.", Thinking(), ToolUse("a", "clock", '{"a": 1}')]
        server.script(Answer(steps))
        await deltas(harness)
        await deltas(harness, after_calls("a"))
        assert server.requests[1].body["messages"][1]["content"] == [
            {"type": "thinking", "thinking": "Hm.", "signature": "sig"},
            {"type": "text", "text": "Wait."},
            {"type": "thinking", "thinking": "", "signature": "c2lnbmVk"},
            {"type": "tool_use", "id": "a", "name": "clock", "input": {"a": 1}},
        ]


async def test_only_the_latest_thoughts_are_kept():
    async with connected() as (server, harness):
        for n in range(40):
            server.script(Answer([Thinking("Hm."), ToolUse(f"c{n}", "clock", "{}")]))
            await deltas(harness)
        for n, kept in ((0, False), (39, True)):
            await deltas(harness, after_calls(f"c{n}"))
            sent = str(server.requests[-1].body["messages"])
            assert ("thinking" in sent) == kept


@pytest.mark.parametrize(
    "answer",
    [
        Answer(["Yes."], done=False),
        Answer([b'event: ping\ndata: {"type": "ping"}\n\n', b": comment\n\n", "Yes."]),
        Answer([b'event: news\ndata: {"type": "news", "what": 1}\n\n', "Yes."]),
        Answer(
            [
                b'event: message_start\ndata: {"type": "message_start", "message": {}}\n\n',
                "Yes.",
            ]
        ),
    ],
    ids=["no message_stop", "pings and comments", "unknown event", "no usage"],
)
async def test_other_habits_of_servers_do_no_harm(answer: Answer):
    async with connected() as (server, harness):
        server.script(answer)
        assert await deltas(harness) == [ChatDelta("Yes."), ChatDelta("", "stop")]


async def test_a_missing_end_after_the_stop_reason_ends_the_answer_soon():
    stop = {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {}}
    async with connected() as (server, harness):
        wire = f"event: message_delta\ndata: {json.dumps(stop)}\n\n".encode()
        server.script(Answer(["Yes.", wire, Fault.STALL]))
        began_s = asyncio.get_running_loop().time()
        assert await deltas(harness) == [ChatDelta("Yes."), ChatDelta("", "stop")]
        assert asyncio.get_running_loop().time() - began_s < 1


async def test_requests_at_the_same_time_are_not_mixed_up():
    async with connected() as (server, harness):
        server.script(*(Answer([f"{n} ", 0.1, f"{n} ", 0.1, f"{n}"]) for n in range(5)))
        answers = await asyncio.gather(*(text(harness) for _ in range(5)))
        assert sorted(answers) == [f"{n} {n} {n}" for n in range(5)]


async def test_the_log_has_times_and_tokens_and_nothing_that_was_said(
    caplog: pytest.LogCaptureFixture,
):
    caplog.set_level("INFO", logger="ten_lite")
    async with connected() as (server, harness):
        server.script(Answer([0.25, Thinking("Mu"), "Atlantis", 0.5]))
        await text(harness, ask("Lemuria"))
    (line,) = [r.getMessage() for r in caplog.records if "total_ms" in r.getMessage()]
    assert line == (
        "anthropic_llm: first_token_ms 250, total_ms 750, characters 8, "
        "prompt_tokens 16, cache_read_tokens 5, completion_tokens 7"
    )
    for secret in ("Atlantis", "Lemuria", "Mu", "test-key"):
        assert secret not in caplog.text
