from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ten_lite.config.text.locate import Lines, json_spots, spot_of, unclosed
from ten_lite.config.text.pointer import Json, join

NUMBERS = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
JSON = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


def test_lines() -> None:
    lines = Lines("ab\n\ncd")
    assert [lines.at(offset) for offset in range(6)] == [
        (1, 1),
        (1, 2),
        (1, 3),
        (2, 1),
        (3, 1),
        (3, 2),
    ]


def test_keys_and_values_have_places() -> None:
    spots = json_spots('{\n\t"a" : [1,\n  {"b/c": "x"}] }')
    assert spots[""].value == (1, 1)
    assert spots["/a"] == ((2, 2), (2, 8))
    assert spots["/a/0"] == ((2, 9), (2, 9))
    assert spots["/a/1/b~1c"] == ((3, 4), (3, 11))


def test_what_confuses_yaml_parsers() -> None:
    key = "k" * 2000
    text = f'{{"{key}": "\\ud83d\\ude00 [,]:{{}}\\"", "x\\u0041": \t{{"": 0}}}}'
    spots = json_spots(text)
    assert spots[f"/{key}"].key == (1, 2)
    assert spots["/xA/"].value == (1, text.index("0}") + 1)


def test_of_a_key_given_twice_the_last_counts() -> None:
    assert json_spots('{"a": 1, "a": 2}')["/a"] == ((1, 10), (1, 15))


@given(JSON, st.sampled_from([None, 1]))
def test_every_value_is_found_where_it_stands(value: Json, indent: int | None) -> None:
    text = json.dumps(value, indent=indent)
    lines = text.split("\n")
    spots = json_spots(text)

    def check(value: Json, pointer: str) -> None:
        line, column = spots[pointer].value
        rest = "\n".join([lines[line - 1][column - 1 :], *lines[line:]])
        assert json.JSONDecoder().raw_decode(rest)[0] == value
        items = value.items() if isinstance(value, dict) else enumerate(value)
        for key, item in items:
            place = join(pointer, key)
            if isinstance(value, dict):
                line, column = spots[place].key
                assert json.JSONDecoder().raw_decode(lines[line - 1][column - 1 :])[0] == key
            if isinstance(item, dict | list):
                check(item, place)

    if isinstance(value, dict | list):
        check(value, "")
    else:
        assert spots[""].value == (1, 1)


def test_spot_of_goes_up_to_what_exists() -> None:
    spots = json_spots('{"a": {"b": 1}}')
    assert spot_of(spots, "/a/x/y") == ("/a", spots["/a"])
    assert spot_of(spots, "/a/b") == ("/a/b", spots["/a/b"])
    assert spot_of({}, "/a")[1].value == (0, 0)


@pytest.mark.parametrize(
    ("text", "found"),
    [("{}", None), ('{\n"a": [1', ("[", 2)), ('{\n"[": 1', ("{", 1)), ("]]", None)],
)
def test_unclosed(text: str, found: tuple[str, int] | None) -> None:
    assert unclosed(text) == found
