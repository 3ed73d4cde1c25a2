"""What a model thinks: the client's screen shows it, and nobody hears or remembers it."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from ten_lite.errors import CommandError
from ten_lite.messages import AsrResult, ChatDelta, LikelyEndOfSpeech, TextData
from ten_lite_main_control.tests.kit import FOREVER, Desk, calling, desk


def thought(text: str) -> ChatDelta:
    return ChatDelta("", reasoning=text)


def thoughts(d: Desk) -> list[tuple[dict[str, Any], bool]]:
    """(what is in it, is final) of each thought for the client."""
    raw = [m for m in d.all(TextData) if m.data_type == "raw"]
    assert {m.role for m in raw} <= {"assistant"}
    assert all(json.loads(m.text)["data"]["stream_id"] == m.stream_id for m in raw)
    assert all(json.loads(m.text)["type"] == "reasoning" for m in raw)
    return [(json.loads(m.text)["data"], m.is_final) for m in raw]


def thought_texts(d: Desk) -> list[tuple[str, bool]]:
    return [(data["text"], is_final) for data, is_final in thoughts(d)]


async def test_thoughts_reach_the_client_in_tens_form_and_neither_voice_nor_history():
    async with desk() as d:
        d.script([thought("Hm, "), thought("\u00e9t\u00e9."), "It is noon."])
        await d.hear_and_wait("what time is it")
        assert thoughts(d) == [
            ({"text": "Hm, ", "stream_id": 1}, False),
            ({"text": "Hm, \u00e9t\u00e9.", "stream_id": 1}, False),
            ({"text": "Hm, \u00e9t\u00e9.", "stream_id": 1}, True),
        ]
        assert d.spoken == [("s1-1", "It is noon.", True)]
        assert d.history() == [("user", "what time is it"), ("assistant", "It is noon.")]


async def test_a_thought_comes_to_the_client_while_the_model_still_thinks():
    async with desk() as d:
        d.script([thought("Hm."), FOREVER])
        await d.hear_and_wait("hello")
        assert thought_texts(d) == [("Hm.", False)]
        assert d.spoken == []


async def test_each_round_of_tools_has_a_thought_of_its_own():
    async with desk() as d:
        d.script([thought("A clock."), calling(("clock", "{}"))], [thought("Noon."), "Noon."])
        await d.hear_and_wait("what time is it")
        finals = [text for text, is_final in thought_texts(d) if is_final]
        assert finals == ["A clock.", "Noon."]
        assert "A clock." not in str(d.requests)


async def test_an_answer_of_thoughts_only_is_told_as_empty():
    async with desk() as d:
        d.script([thought("Hm.")])
        await d.hear_and_wait("hello")
        assert thought_texts(d)[-1] == ("Hm.", True)
        assert [code for code, _ in d.errors] == ["empty_answer"]
        assert d.spoken == []


async def test_a_thought_before_a_failure_does_not_hide_the_failure():
    async with desk() as d:
        d.script([thought("Hm."), CommandError("broken")])
        await d.hear_and_wait("hello")
        assert [code for code, _ in d.errors] == ["answer_failed"]


async def test_a_thought_on_a_guess_is_shown_once_the_turn_is_over():
    async with desk(speculative=True) as d:
        d.script([thought("Hm."), 1.0, "Noon."])
        d.starts()
        d.push(AsrResult("what time is it", False, "u1"))
        d.push(LikelyEndOfSpeech(0))
        await asyncio.sleep(0.5)
        assert len(d.requests) == 1
        assert thoughts(d) == []
        d.stops()
        d.push(AsrResult("what time is it", True, "u1"))
        await asyncio.sleep(3)
        assert thought_texts(d) == [("Hm.", True)]
        assert d.spoken == [("s1-1", "Noon.", True)]


async def test_a_thought_on_a_guess_that_was_wrong_is_never_shown():
    async with desk(speculative=True) as d:
        d.script([thought("Hm."), FOREVER], ["One."])
        d.starts()
        d.push(AsrResult("what time is it", False, "u1"))
        d.push(LikelyEndOfSpeech(0))
        await asyncio.sleep(0.5)
        d.stops()
        d.push(AsrResult("what time is it in Rome", True, "u1"))
        await asyncio.sleep(1)
        assert thoughts(d) == []
