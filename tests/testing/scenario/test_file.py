"""Scenario files: what is read, and what mistakes in them are told as."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import BaseModel

from ten_lite.testing.scenario.file import open_scenario
from ten_lite.testing.scenario.script import (
    bot_is_silent,
    bot_says,
    calls,
    model_replies,
    session_ends,
    tool_called,
    user_comes_back,
    user_interrupts,
    user_leaves,
    user_says,
    user_types,
    waits,
)
from ten_lite.testing.scenario.steps import Step

ALL_STEPS = """
script:
  - user_says: hello
  - user_says: {text: hello, wav: hello.wav}
  - user_types: hello
  - user_interrupts: {after_words: 3, says: stop}
  - user_interrupts: {after_ms: 300, stops: false}
  - user_leaves
  - user_comes_back: {}
  - bot_says: hi
  - bot_says: {contains: [a, b], matches: ^c, within_s: 3}
  - bot_is_silent_s: 2
  - tool_called: lamp
  - tool_called: {name: lamp, arguments: {is_on: true}, result: done, is_error: true}
  - model_replies: hi
  - model_replies: [hi, {tool: lamp, arguments: {n: 1}}, [{tool: a}, {tool: b}]]
  - waits_s: 1.5
  - session_ends
"""


def problems(text: str, folder: Path) -> list[str]:
    file = folder / "one.yaml"
    file.write_text(text)
    found, told = open_scenario(file)
    assert (found is None) is bool(told)
    return [
        f"{problem.line}:{problem.column} {problem.code} {problem.message} ({problem.hint})"
        for problem in told
    ]


def test_yaml_and_the_helpers_make_the_same_steps(tmp_path: Path) -> None:
    file = tmp_path / "one.yaml"
    file.write_text(ALL_STEPS)
    found, told = open_scenario(file)
    assert told == []
    assert found is not None
    expected = [
        user_says("hello"),
        user_says("hello", wav="hello.wav"),
        user_types("hello"),
        user_interrupts("stop", after_words=3),
        user_interrupts(after_ms=300, stops=False),
        user_leaves(),
        user_comes_back(),
        bot_says("hi"),
        bot_says(contains=["a", "b"], matches="^c", within_s=3),
        bot_is_silent(2),
        tool_called("lamp"),
        tool_called("lamp", {"is_on": True}, result="done", is_error=True),
        model_replies("hi"),
        model_replies("hi", calls("lamp", n=1), (calls("a"), calls("b"))),
        waits(1.5),
        session_ends(),
    ]
    assert [_given(step) for step in found.scenario.script] == [_given(s) for s in expected]


def _given(step: Step) -> tuple[str, object]:
    value = getattr(step, step.kind)
    return step.kind, value.model_dump() if isinstance(value, BaseModel) else value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- a", "1:1 TL108 a scenario is an object with a script, not a list ()"),
        ("graph: echo", '1:1 TL110 "script" is missing (add it)'),
        ("script: []", '1:9 TL108 "script" must not be empty (fill it in, or remove the key)'),
        (
            "script:\n  - user_say: hi",
            '2:5 TL109 unknown key "user_say" (did you mean "user_says"?',
        ),
        (
            "script:\n  - user_says: hi\n    bot_says: hi",
            "2:5 TL108 a step is one thing, not 2 (remove all but one)",
        ),
        ("script:\n  - {}", "2:5 TL110 a step has to say what happens (add it)"),
        ("script:\n  - waits_s: -1", '2:14 TL108 "waits_s" must be greater than 0, not -1 ()'),
        ("script:\n  - waits_s: soon", '2:14 TL108 "waits_s" must be a number, not "soon" ()'),
        (
            "script:\n  - bot_says: {matches: '('}",
            '2:25 TL108 "matches" is no regular expression: missing ), unterminated',
        ),
        (
            "script:\n  - user_interrupts: {says: hi}",
            "2:22 TL110 it takes one of after_words and after_ms (add it)",
        ),
        (
            "script:\n  - user_interrupts: {after_ms: 3, after_words: 4}",
            "2:22 TL108 it takes one of after_words and after_ms (remove all but one)",
        ),
        ("script:\n  - user_says: {}", "2:16 TL110 neither text nor wav is there (add it)"),
    ],
)
def test_mistakes_have_their_place(text: str, expected: str, tmp_path: Path) -> None:
    assert [told[: len(expected)] for told in problems(text, tmp_path)] == [expected]


def test_a_path_starts_from_the_scenario_and_a_name_does_not(tmp_path: Path) -> None:
    file = tmp_path / "one.yaml"
    graphs = {}
    for graph in ("../mine.json", "mine.yaml", "voice_assistant"):
        file.write_text(f"graph: {graph}\nscript:\n  - user_types: hi\n")
        found, _ = open_scenario(file)
        assert found is not None
        graphs[graph] = found.graph
    assert graphs == {
        "../mine.json": f"{tmp_path}/../mine.json",
        "mine.yaml": f"{tmp_path}/mine.yaml",
        "voice_assistant": "voice_assistant",
    }
