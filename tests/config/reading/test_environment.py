from __future__ import annotations

from typing import Any

import pytest

from ten_lite.config.reading.environment import expand_properties, expand_sheet
from ten_lite.config.reading.overrides import apply_overrides
from ten_lite.config.reading.subgraphs import read_nodes
from ten_lite.config.text.variables import required_variables

from .. import kit

ENVIRON = {"NAME": "value", "EMPTY": "", "_x1": "${env:NAME}"}


def expand(text: Any) -> tuple[Any, list[str], set[str]]:
    draft = kit.draft({"x": text}, environ=ENVIRON)
    problems = list(expand_sheet(draft, draft.root))
    return draft.root.graph["x"], [problem.code for problem in problems], draft.unset


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("${env:NAME}", "value"),
        ("${env:NAME|default}", "value"),
        ("${env:NO|default}", "default"),
        ("${env:NO|}", ""),
        ("${env:EMPTY|default}", ""),
        ("${env:EMPTY}", ""),
        ('${env:NO|{"a": [1]}}', '{"a": [1]}'),
        ("${env:NO|http://x/?a=b|c}", "http://x/?a=b|c"),
        ("wss://${env:NAME}:${env:NO|443}/", "wss://value:443/"),
        ("${env:_x1}", "${env:NAME}"),
        ("${NAME} $NAME {env:NAME}", "${NAME} $NAME {env:NAME}"),
        (["${env:NAME}", {"a": "${env:NAME}", "${env:NAME}": 1}], None),
        (5, 5),
    ],
)
def test_what_a_text_becomes(text: Any, result: Any) -> None:
    if result is None:
        result = ["value", {"a": "value", "${env:NAME}": 1}]
    assert expand(text) == (result, [], set())


def test_what_is_not_set_is_told_for_every_variable() -> None:
    text = "${env:NO}-${env:NAME}-${env:NEITHER}-${env:NO}"
    assert expand(text) == (text, ["TL307", "TL307"], {"/x"})


@pytest.mark.parametrize(
    "text", ["${env:}", "${env:A B}", "${env:1A}", "${env:NAME", "${env:|x}", "${env:${env:NAME}}"]
)
def test_malformed(text: str) -> None:
    assert expand(text) == (text, ["TL308"], {"/x"})


def test_the_document_is_not_changed_and_the_variables_are_kept() -> None:
    draft = kit.draft({"x": ["a", "${env:NAME}"]}, environ=ENVIRON)
    before = draft.root.graph
    assert list(expand_sheet(draft, draft.root)) == []
    assert before == {"x": ["a", "${env:NAME}"]}
    assert draft.variables == {"/x/1": ("NAME",)}


def test_properties_wait_for_the_command_line() -> None:
    node = {"name": "a", "addon": "${env:NAME}", "property": {"p": "${env:NAME}"}}
    node["fallback"] = [{"addon": "${env:NAME}", "property": {"p": "${env:NAME}"}}]
    draft = kit.draft({"nodes": [node]}, environ=ENVIRON)
    list(read_nodes(draft))
    assert [(n.addon, n.properties) for n in draft.providers()] == [
        ("value", {"p": "${env:NAME}"})
    ] * 2
    assert list(expand_properties(draft)) == []
    assert [n.properties for n in draft.providers()] == [{"p": "value"}] * 2
    assert set(draft.variables) == {
        "/nodes/0/addon",
        "/nodes/0/property/p",
        "/nodes/0/fallback/0/addon",
        "/nodes/0/fallback/0/property/p",
    }


def test_what_the_command_line_gave_is_left_alone() -> None:
    draft = kit.draft({"nodes": [kit.node("a", "x", p="${env:NO}")]}, overrides=["a.p=${env:NO}"])
    for step in (read_nodes, apply_overrides, expand_properties):
        assert list(step(draft)) == []
    assert draft.nodes[0].properties == {"p": "${env:NO}"}


def test_required_variables() -> None:
    value = {"a": ["${env:A}", "${env:B|x}", "${env:C}${env:A}", 1], "b": {"c": "${env:D}"}}
    assert list(required_variables(value)) == ["A", "C", "A", "D"]
