from __future__ import annotations

from typing import Any

import pytest

from ten_lite.config.text.path import parse_path, read_path, without_path, write_path


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a", ("a",)),
        ("a.b", ("a", "b")),
        ("a.b[0].c", ("a", "b", 0, "c")),
        ("a[1][2]", ("a", 1, 2)),
        ("a.7", ("a", "7")),
        ("", None),
        (".a", None),
        ("a.", None),
        ("a..b", None),
        ("[0]", None),
        ("a[x]", None),
        ("a[-1]", None),
        ("a[1", None),
        ("a" + ".x" * 50, None),
    ],
)
def test_what_is_a_path(text: str, parts: Any) -> None:
    assert parse_path(text) == parts


def test_reading() -> None:
    value = {"a": [1, {"b": None}]}
    assert read_path(value, ("a", 1, "b")) is None
    for path in (("b",), ("a", 2), ("a", "b"), ("a", 0, "b"), (0,)):
        with pytest.raises(LookupError):
            read_path(value, path)


def test_writing_copies_and_makes_what_is_on_the_way() -> None:
    value = {"a": [1, {"b": 2}], "c": None}
    before = {"a": [1, {"b": 2}], "c": None}
    assert write_path(value, ("a", 1, "b"), 3) == {"a": [1, {"b": 3}], "c": None}
    assert write_path(value, ("a", 2), 3) == {"a": [1, {"b": 2}, 3], "c": None}
    assert write_path(value, ("c", "d", 0), 3)["c"] == {"d": [3]}
    assert write_path(value, ("e",), 3) == {**before, "e": 3}
    assert value == before
    for path in (("a", "b"), ("a", 3), ("a", 0, "b"), ("a", 0, 0)):
        with pytest.raises(LookupError):
            write_path(value, path, 3)


def test_taking_out_takes_what_is_empty_for_it_too() -> None:
    value = {"a": {"b": {"c": 1}, "d": 2}, "e": [1, 2]}
    assert without_path(value, ("a", "b", "c")) == {"a": {"d": 2}, "e": [1, 2]}
    assert without_path(value, ("e", 0)) == {"a": {"b": {"c": 1}, "d": 2}, "e": [2]}
    assert without_path({"a": {"b": 1}}, ("a", "b")) == {}
    with pytest.raises(LookupError):
        without_path(value, ("a", "x"))
