from __future__ import annotations

import asyncio
from typing import Any

import pytest
from pydantic import ValidationError

from ten_lite.messages import ChatCompletion, ChatDelta
from ten_lite.testing import Harness
from ten_lite_fakes import FAKE_LLM


def ask(*said: str) -> ChatCompletion:
    return ChatCompletion([{"role": "user", "content": text} for text in said], "r1")


async def answer(harness: Harness, *said: str) -> list[str]:
    async with harness.call(ask(*said)) as results:
        return [d.delta async for d in results if isinstance(d, ChatDelta) and d.delta]


async def test_replies_are_given_one_after_another_and_begin_again():
    async with Harness(FAKE_LLM, {"replies": ["One.", "Two."]}) as harness:
        assert [await answer(harness, "x") for _ in range(3)] == [["One."], ["Two."], ["One."]]


@pytest.mark.parametrize(
    "reply", ["one two three", "a  b", " leading", "line\nbreak", "Yes, 3.14 it is."]
)
async def test_a_reply_comes_word_by_word_and_joins_to_its_text(reply: str):
    async with Harness(FAKE_LLM, {"replies": [reply]}) as harness:
        deltas = await answer(harness, "x")
        assert "".join(deltas) == reply
        assert len(deltas) == len(reply.split())


async def test_what_the_user_said_last_is_filled_in():
    async with Harness(FAKE_LLM) as harness:
        assert "".join(await answer(harness, "first", "the last")) == "You said: the last."


async def test_braces_of_the_user_are_left_alone():
    async with Harness(FAKE_LLM) as harness:
        assert "".join(await answer(harness, "{text} {0}")) == "You said: {text} {0}."


async def test_without_a_user_there_is_nothing_to_fill_in():
    async with Harness(FAKE_LLM, {"replies": ["Hello {text}!"]}) as harness:
        assert "".join(await answer(harness)) == "Hello !"


async def test_the_delay_comes_before_each_word():
    async with Harness(FAKE_LLM, {"replies": ["a b c"], "delay_ms": 250}) as harness:
        loop = asyncio.get_running_loop()
        began_s = loop.time()
        at_s = []
        async for delta in harness.call(ask("x")):
            assert isinstance(delta, ChatDelta)
            at_s.append((delta.delta, round(loop.time() - began_s, 3)))
        assert at_s == [("a", 0.25), (" b", 0.5), (" c", 0.75), ("", 0.75)]


@pytest.mark.parametrize("wrong", [{"replies": []}, {"delay_ms": -1}, {"reply": "x"}], ids=str)
def test_a_wrong_or_unknown_property_is_refused_by_name(wrong: dict[str, Any]):
    with pytest.raises(ValidationError, match=next(iter(wrong))):
        FAKE_LLM.config.model_validate(wrong)


async def test_a_scripted_call_is_one_delta_with_the_call_as_json():
    call = {"tool": "clock", "arguments": {"zone": "UTC"}}
    async with Harness(FAKE_LLM, {"replies": [call, "It is late."]}) as harness:
        assert [delta async for delta in harness.call(ask("time?"))] == [
            ChatDelta(
                "",
                "tool_calls",
                ({"id": "call-1-1", "name": "clock", "arguments": '{"zone": "UTC"}'},),
            )
        ]
        assert "".join(await answer(harness, "x")) == "It is late."


async def test_a_list_of_scripted_calls_is_called_at_once_and_each_has_its_own_id():
    calls = [{"tool": "clock"}, {"tool": "clock"}]
    async with Harness(FAKE_LLM, {"replies": [calls]}) as harness:
        seen = [
            call["id"]
            for _ in range(2)
            async for delta in harness.call(ask("time?"))
            if isinstance(delta, ChatDelta)
            for call in delta.tool_calls
        ]
        assert seen == ["call-1-1", "call-1-2", "call-2-1", "call-2-2"]


async def test_what_a_tool_said_last_is_filled_in_and_its_braces_are_left_alone():
    async with Harness(FAKE_LLM, {"replies": ["{text} {result}"]}) as harness:
        request = ask("{result}")
        request.messages.append({"role": "tool", "tool_call_id": "1", "content": "{text}"})
        words = [d.delta async for d in harness.call(request) if isinstance(d, ChatDelta)]
        assert "".join(words) == "{result} {text}"
