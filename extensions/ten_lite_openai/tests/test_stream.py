"""What the server streams becomes text, tool calls and one end."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from ten_lite.messages import ChatDelta
from ten_lite.testing.providers.openai import Answer, tool_call_deltas
from ten_lite_openai.tests.kit import ask, connected, deltas, text


async def test_text_comes_piece_by_piece_in_order_and_then_one_end():
    async with connected() as (server, harness):
        server.script(Answer(["It is ", "noon", "."]))
        assert await deltas(harness) == [
            ChatDelta("It is "),
            ChatDelta("noon"),
            ChatDelta("."),
            ChatDelta("", "stop"),
        ]


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
    ("answer", "usage"),
    [
        (Answer(["It"]), {"prompt_tokens": 11, "completion_tokens": 7}),
        (
            Answer(["It"], cached_tokens=5),
            {"prompt_tokens": 11, "completion_tokens": 7, "cache_read_tokens": 5},
        ),
        (Answer(["It"], usage=False), None),
    ],
)
async def test_the_end_tells_the_tokens_if_the_server_does(
    answer: Answer, usage: dict[str, int] | None
):
    async with connected() as (server, harness):
        server.script(answer)
        assert [delta.usage for delta in await deltas(harness)] == [None, usage]


@pytest.mark.parametrize("reason", ["length", "content_filter"])
async def test_the_reason_of_the_end_is_told(reason: str):
    async with connected() as (server, harness):
        server.script(Answer(["It"], finish_reason=reason))
        assert (await deltas(harness))[-1] == ChatDelta("", reason)


@pytest.mark.parametrize("steps", [[], ["", ""]])
async def test_an_empty_answer_is_only_an_end(steps: list[str]):
    async with connected() as (server, harness):
        server.script(Answer(steps))
        assert await deltas(harness) == [ChatDelta("", "stop")]


async def test_a_character_that_is_cut_by_the_network_arrives_whole():
    chunk = {"choices": [{"index": 0, "delta": {"content": "Grüße 😀"}}]}
    wire = f"data: {json.dumps(chunk, ensure_ascii=False)}\n\n".encode()
    async with connected() as (server, harness):
        steps: list[Any] = []
        for byte in wire:
            steps += [bytes([byte]), 0.01]
        server.script(Answer(steps))
        assert await text(harness) == "Grüße 😀"


async def test_fragments_of_parallel_tool_calls_become_whole_calls_in_the_last_delta():
    calls = [("a", "clock", '{"zone": "UTC"}'), ("b", "dice", '{"sides": 6, "times": 2}')]
    async with connected() as (server, harness):
        server.script(Answer(["Wait.", *tool_call_deltas(*calls)], finish_reason="tool_calls"))
        assert await deltas(harness) == [
            ChatDelta("Wait."),
            ChatDelta(
                "",
                "tool_calls",
                tuple({"id": i, "name": n, "arguments": a} for i, n, a in calls),
            ),
        ]


WHOLE = {"id": "a", "type": "function", "function": {"name": "clock", "arguments": "{}"}}
CALL = {"id": "a", "name": "clock", "arguments": "{}"}


@pytest.mark.parametrize(
    ("answer", "wanted"),
    [
        (Answer([{"tool_calls": [{**WHOLE, "index": 0}]}], "stop"), (CALL,)),
        (Answer([{"tool_calls": [WHOLE]}], "tool_calls"), (CALL,)),
        (
            Answer(
                [
                    {"tool_calls": [{**WHOLE, "index": 0}]},
                    {"tool_calls": [{**WHOLE, "index": 0, "id": "b"}]},
                ]
            ),
            (CALL, {**CALL, "id": "b"}),
        ),
        (
            Answer([{"tool_calls": [{"index": 0, "function": WHOLE["function"]}]}]),
            ({**CALL, "id": "r1-1"},),
        ),
        (
            Answer(
                [
                    {"tool_calls": [{**WHOLE, "function": {"name": "clock", "arguments": "{"}}]},
                    {"tool_calls": [{"function": {"arguments": "}"}}]},
                ]
            ),
            (CALL,),
        ),
        (Answer([{"tool_calls": [{"index": 0, "function": {"arguments": "{}"}}]}]), ()),
    ],
    ids=["whole, ends with stop", "no index", "all index 0", "no id", "bits, no index", "no name"],
)
async def test_tool_calls_of_compatible_servers_are_understood(answer: Answer, wanted: Any):
    async with connected() as (server, harness):
        server.script(answer)
        (last,) = await deltas(harness)
        assert last.tool_calls == wanted
        assert last.finish_reason == ("tool_calls" if wanted else "stop")


@pytest.mark.parametrize(
    "answer",
    [
        Answer(["Yes."], done=False),
        Answer(["Yes."], usage=False),
        Answer([b'data: {"choices": [], "prompt_filter_results": []}\n\n', "Yes."]),
        Answer([b": OPENROUTER PROCESSING\n\n", 0.5, "Yes."]),
        Answer([b"data: {}\n\n", "Yes."]),
        Answer([{"role": "assistant", "content": None}, "Yes."]),
        Answer(
            [
                "Yes.",
                b'data: {"choices": [{"index": 0, "delta": null, "finish_reason": "stop"}], '
                b'"usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}}\n\n',
            ],
            finish_reason=None,
        ),
    ],
    ids=[
        "no [DONE]",
        "no usage",
        "first chunk without choices",
        "comments",
        "empty chunk",
        "null content",
        "usage and null delta in the last chunk",
    ],
)
async def test_other_habits_of_compatible_servers_do_no_harm(answer: Answer):
    async with connected() as (server, harness):
        server.script(answer)
        assert await deltas(harness) == [ChatDelta("Yes."), ChatDelta("", "stop")]


@pytest.mark.parametrize(
    "steps",
    [
        [{"reasoning_content": "Hmm, they ask."}, "Yes."],
        [{"reasoning": "Hmm, they ask."}, "Yes."],
        ["<think>Hmm, they ask.</think>\n\nYes."],
        ["\n<th", "ink>Hmm, ", "they ask.</thi", "nk>", "\n", "Yes."],
    ],
    ids=["reasoning_content", "reasoning", "tag", "tag in bits"],
)
async def test_what_the_model_thinks_is_never_text_and_told_by_itself(steps: list[Any]):
    async with connected() as (server, harness):
        server.script(Answer(steps))
        told = await deltas(harness)
        assert "".join(delta.delta for delta in told).strip() == "Yes."
        assert "".join(delta.reasoning for delta in told) == "Hmm, they ask."


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
        server.script(Answer([0.25, "Atlantis", 0.5]))
        await text(harness, ask("Lemuria"))
    (line,) = [r.getMessage() for r in caplog.records if "total_ms" in r.getMessage()]
    assert line == (
        "openai_llm: first_token_ms 250, total_ms 750, characters 8, "
        "prompt_tokens 11, completion_tokens 7"
    )
    assert "Atlantis" not in caplog.text
    assert "Lemuria" not in caplog.text
    assert "test-key" not in caplog.text
