"""OpenAI's shape of a conversation becomes Anthropic's."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ten_lite.errors import CommandError
from ten_lite.testing.providers.anthropic_rules import wrong_with
from ten_lite_anthropic.history import anthropic_history


def said(role: str, text: Any) -> dict[str, Any]:
    return {"role": role, "content": text}


def called(id_: str, arguments: str = "{}", name: str = "clock") -> dict[str, Any]:
    return {"id": id_, "type": "function", "function": {"name": name, "arguments": arguments}}


def calls(*given: dict[str, Any], text: str | None = None) -> dict[str, Any]:
    return {"role": "assistant", "content": text, "tool_calls": list(given)}


def found(id_: str, text: str = "noon") -> dict[str, Any]:
    return {"role": "tool", "tool_call_id": id_, "content": text}


def text(words: str) -> dict[str, str]:
    return {"type": "text", "text": words}


def test_the_system_prompt_is_apart_and_the_rest_keeps_its_order():
    system, messages = anthropic_history(
        [said("system", "Be brief."), said("user", "a"), said("assistant", "b"), said("user", "c")]
    )
    assert system == "Be brief."
    assert messages == [
        said("user", [text("a")]),
        said("assistant", [text("b")]),
        said("user", [text("c")]),
    ]


def test_several_system_messages_are_one_prompt():
    messages = [said("system", "a"), said("user", "b"), said("developer", "c")]
    assert anthropic_history(messages)[0] == "a\n\nc"


def test_messages_of_one_role_in_a_row_are_merged():
    _, messages = anthropic_history([said("user", "a"), said("user", "b"), said("assistant", "c")])
    assert messages == [said("user", [text("a"), text("b")]), said("assistant", [text("c")])]


def test_a_user_is_put_in_front_of_an_assistant_who_spoke_first():
    _, messages = anthropic_history([said("assistant", "Hello!"), said("user", "Hi.")])
    assert [message["role"] for message in messages] == ["user", "assistant", "user"]
    assert messages[1:] == [said("assistant", [text("Hello!")]), said("user", [text("Hi.")])]


@pytest.mark.parametrize("empty", ["", " \n", None, []])
def test_what_says_nothing_is_left_out(empty: Any):
    history = [said("user", "a"), said("assistant", empty), said("user", "b")]
    assert anthropic_history(history)[1] == [said("user", [text("a"), text("b")])]


def test_text_in_parts_is_understood():
    _, messages = anthropic_history([said("user", [text("a"), text(""), text("b")])])
    assert messages == [said("user", [text("a"), text("b")])]


def test_calls_and_their_results_become_blocks_and_the_results_come_first():
    _, messages = anthropic_history(
        [
            said("user", "What time?"),
            calls(called("a", '{"zone": "UTC"}'), called("b"), text="Wait."),
            found("a"),
            found("b", "six"),
            said("user", "Well?"),
        ]
    )
    assert messages[1]["content"] == [
        text("Wait."),
        {"type": "tool_use", "id": "a", "name": "clock", "input": {"zone": "UTC"}},
        {"type": "tool_use", "id": "b", "name": "clock", "input": {}},
    ]
    assert messages[2]["content"] == [
        {"type": "tool_result", "tool_use_id": "a", "content": "noon"},
        {"type": "tool_result", "tool_use_id": "b", "content": "six"},
        text("Well?"),
    ]


@pytest.mark.parametrize("arguments", ["", "{broken", "[1]", "null"])
def test_arguments_that_are_no_object_are_an_empty_one(arguments: str):
    _, messages = anthropic_history([said("user", "a"), calls(called("a", arguments)), found("a")])
    assert messages[1]["content"][0]["input"] == {}


def test_ids_of_other_providers_are_made_acceptable_and_unique_and_results_follow():
    _, messages = anthropic_history(
        [
            said("user", "a"),
            calls(called("s1.r:1")),
            found("s1.r:1", "x"),
            calls(called("s1.r:1")),
            found("s1.r:1", "y"),
        ]
    )
    uses = [message["content"][0]["id"] for message in messages[1::2]]
    results = [message["content"][0]["tool_use_id"] for message in messages[2::2]]
    assert uses == results == ["s1_r_1", "s1_r_1_2"]


THOUGHT = {"type": "thinking", "thinking": "Hm.", "signature": "s"}
USE = {"type": "tool_use", "id": "a", "name": "clock", "input": {}}


def test_an_answer_of_the_turn_under_way_goes_back_as_it_was_received():
    history = [said("user", "a"), calls(called("a"), text="Wait."), found("a")]
    received = {"a": [THOUGHT, text("Wait."), USE]}
    assert anthropic_history(history, received)[1][1]["content"] == received["a"]
    assert len(received["a"]) == 3


def test_answers_of_earlier_turns_go_back_without_their_thoughts():
    history = [said("user", "a"), calls(called("a")), found("a"), said("user", "b")]
    assert anthropic_history(history, {"a": [THOUGHT, USE]})[1][1]["content"] == [USE]


@pytest.mark.parametrize(
    ("message", "words"),
    [
        (said("user", [{"type": "image_url", "image_url": {"url": "https://x"}}]), "'image_url'"),
        (said("critic", "a"), "role 'critic'"),
    ],
    ids=["image", "role"],
)
def test_what_cannot_be_sent_is_told(message: dict[str, Any], words: str):
    with pytest.raises(CommandError, match=words):
        anthropic_history([message])


WORDS = st.sampled_from(["", " ", "a", "b c"])
ROUND = st.builds(
    lambda words, ids: [
        calls(*(called(id_) for id_ in ids), text=words),
        *(found(id_) for id_ in ids),
    ],
    WORDS,
    st.lists(st.sampled_from(["a", "b.c", "b_c", "d"]), min_size=1, max_size=3, unique=True),
)
SAID = st.builds(
    lambda role, words: [said(role, words)],
    st.sampled_from(["system", "user", "assistant"]),
    WORDS,
)


@given(st.lists(SAID | ROUND, max_size=8))
def test_every_history_of_whole_rounds_keeps_the_rules_of_the_api(parts: list[Any]):
    history = [message for part in parts for message in part]
    _, messages = anthropic_history([*history, said("user", "And now?")])
    assert wrong_with({"model": "m", "max_tokens": 1, "messages": messages, "stream": True}) == ""
    roles = [message["role"] for message in messages]
    assert all(one != other for one, other in itertools.pairwise(roles))
