"""What is taken for JSON and what is written as JSON."""

from __future__ import annotations

import json
from types import MappingProxyType
from typing import Any

import pytest

from ten_lite.errors import ProtocolError
from ten_lite.wire.strict_json import (
    MAX_NESTING,
    clip,
    describe,
    dump,
    excerpt,
    parse_object,
    plain,
    printable,
)


def nested(levels: int, kind: str = "[]") -> str:
    """An object of so many levels, itself included."""
    return '{"a":' + kind[0] * (levels - 1) + kind[1] * (levels - 1) + "}"


def test_an_object_is_taken_as_it_is() -> None:
    text = '{"a": [1, -2.5, true, null, "\\u00e9\\ud83d\\ude00"], "b": {}, "a2": "é"}'
    assert parse_object(text) == json.loads(text)


def test_of_a_key_that_occurs_twice_the_last_counts() -> None:
    assert parse_object('{"a": 1, "a": 2}') == {"a": 2}


@pytest.mark.parametrize("number", [-(2**63), 2**64 - 1, 0])
def test_integers_of_64_bits_are_taken(number: int) -> None:
    assert parse_object(f'{{"a": {number}}}') == {"a": number}


def test_as_many_levels_as_allowed_are_taken() -> None:
    assert parse_object(nested(MAX_NESTING)) == json.loads(nested(MAX_NESTING))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "Expecting property name enclosed in double quotes (line 1, column 2)"),
        ('{"a": x}', 'Expecting value (line 1, column 7, near "x}")'),
        ("[1]", "expected an object, got an array"),
        ('"a"', 'expected an object, got "a"'),
        ("1", "expected an object, got 1"),
        ("null", "expected an object, got null"),
        ('{"a": NaN}', "NaN is not a JSON number"),
        ('{"a": -Infinity}', "-Infinity is not a JSON number"),
        ('{"a": 1e999}', 'the number "1e999" is out of range'),
        ('{"a": 18446744073709551616}', "does not fit in 64 bits"),
        (f'{{"a": {"9" * 5000}}}', "does not fit in 64 bits"),
        ('{"a": "\\ud800"}', 'a lone surrogate in "\\ud800"'),
        ('{"a": {"b\\ud800": 1}}', 'a lone surrogate in "b\\ud800"'),
        ('{"a": ["\\udc00"]}', 'a lone surrogate in "\\udc00"'),
        (nested(MAX_NESTING + 1), f"nested deeper than {MAX_NESTING} levels"),
        (nested(200_000), f"nested deeper than {MAX_NESTING} levels"),
    ],
    ids=range(16),
)
def test_anything_else_is_refused_in_words_for_the_client(text: str, said: str) -> None:
    with pytest.raises(ProtocolError) as caught:
        parse_object(text)
    assert str(caught.value).startswith("Invalid JSON: ")
    assert said in str(caught.value)
    assert len(str(caught.value)) <= 300


def test_many_brackets_side_by_side_are_no_depth() -> None:
    assert parse_object('{"a": [' + "[], " * 100 + "[]]}")["a"] == [[]] * 101


def test_json_is_written_compact_and_in_its_own_letters() -> None:
    assert dump({"a": [1, "é"], "b": None}) == '{"a":[1,"é"],"b":null}'


def test_a_mapping_is_written_as_an_object() -> None:
    assert dump({"a": MappingProxyType({"b": 1})}) == '{"a":{"b":1}}'
    assert plain(MappingProxyType({"b": 1})) == {"b": 1}
    with pytest.raises(TypeError, match="set is not a JSON value"):
        plain({1})


def test_what_is_written_can_be_sent_as_utf_8() -> None:
    assert dump({"a": "x\ud800y"}) == '{"a":"x�y"}'
    assert dump({"a": "\ud83d\ude00"}) == '{"a":"😀"}'


def recursive() -> list[Any]:
    found: list[Any] = []
    found.append(found)
    return found


@pytest.mark.parametrize(
    "value",
    [float("nan"), float("inf"), object(), recursive()],
    ids=["nan", "inf", "object", "recursive"],
)
def test_what_json_cannot_express_is_not_written(value: object) -> None:
    with pytest.raises(ProtocolError, match="Cannot be written as JSON"):
        dump({"a": value})


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", '""'),
        ('a"b\\c', '"a\\"b\\\\c"'),
        ("a\nb\x1b", '"a\\nb\\x1b"'),
        ("é", '"é"'),
        ("x" * 37, f'"{"x" * 37}"'),
        ("x" * 41, f'"{"x" * 37}..."'),
        ("\x00" * 20, '"' + "\\x00" * 9 + '..."'),
    ],
    ids=range(7),
)
def test_an_excerpt_is_short_and_printable(text: str, shown: str) -> None:
    assert excerpt(text) == shown
    assert excerpt(text).isprintable()


@pytest.mark.parametrize(
    ("value", "said"),
    [("a", '"a"'), ({"a": 1}, "an object"), ([1], "an array"), (True, "true"), (1.5, "1.5")],
)
def test_a_value_is_described_as_the_client_wrote_it(value: object, said: str) -> None:
    assert describe(value) == said


def test_an_error_is_cut_at_300_characters() -> None:
    assert clip("x" * 300) == "x" * 300
    assert clip("x" * 301) == "x" * 297 + "..."


def test_a_terminal_is_shown_escapes_and_does_not_obey_them() -> None:
    assert printable("plain é") == "plain é"
    assert printable("a\x1b[2Jb\n") == "a\\x1b[2Jb\\n"
