from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ten_lite.config.text.json_text import duplicate_key, parse_json
from ten_lite.config.text.parsed import FlawError


def flaw_of(text: str) -> tuple[str, int, int]:
    with pytest.raises(FlawError) as caught:
        parse_json(text)
    return caught.value.flaw.message, caught.value.flaw.line, caught.value.flaw.column


def test_a_good_text_is_its_value() -> None:
    text = '{"a": [1, -2.5e3, true, null, "\\u00e9\\ud83d\\ude00"], "b": {}}'
    assert parse_json(text) == (json.loads(text), [])


def test_every_key_given_twice_is_told_once() -> None:
    value, flaws = parse_json('[{"a": 1, "a": 2, "a": 3, "b": {"c": 1, "c": 1}}]')
    assert value == [{"a": 3, "b": {"c": 1}}]
    assert flaws == [duplicate_key("a", "/0/a"), duplicate_key("c", "/0/b/c")]


def test_a_trailing_comma_is_shown_where_it_is() -> None:
    assert flaw_of('{"a": [1,\n ]}') == ("a comma after the last item", 1, 9)
    assert flaw_of('{"a": 1 , }') == ("a comma after the last item", 1, 9)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (" \n", "the file is empty"),
        ('"\\u12"', "\\u without four hexadecimal digits"),
        ("[1 2]", "a comma is missing before this"),
        ("[" * 100_000, "nested deeper than 100 levels"),
        ("[[1]", "the file ends too early"),
        ("nul", "expected a value"),
        ("NaN", "not a finite number"),
    ],
)
def test_syntax(text: str, message: str) -> None:
    assert flaw_of(text)[0] == message


@given(st.text())
def test_nothing_but_flaws_is_raised(text: str) -> None:
    flaw = None
    try:
        parse_json(text)
    except FlawError as error:
        flaw = error.flaw
    assert flaw is None or (flaw.message and flaw.hint and flaw.line)
