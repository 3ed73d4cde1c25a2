from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import pytest

from ten_lite.config.shape.type_fit import fits, inside, type_words


@pytest.mark.parametrize(
    ("given", "wanted", "fit"),
    [
        (str, str, "yes"),
        (str, Any, "yes"),
        (Any, str, "perhaps"),
        (int, float, "yes"),
        (float, int, "no"),
        (bool, int, "no"),
        (bool, str, "no"),
        (str, str | None, "yes"),
        (str | None, str, "perhaps"),
        (int | None, str, "no"),
        (dict[str, Any], Mapping[str, Any], "perhaps"),
        (Literal["a"], str, "yes"),
        (Literal["a"], int, "no"),
        (Literal["a"], Literal["a", "b"], "yes"),
        (Literal["a", "c"], Literal["a", "b"], "perhaps"),
        (str, Literal["a", "b"], "perhaps"),
        (int, Literal["a", "b"], "no"),
        (list[int], str, "no"),
    ],
)
def test_whether_a_value_may_stand_there(given: Any, wanted: Any, fit: str) -> None:
    assert fits(given, wanted) == fit


@pytest.mark.parametrize(
    ("hint", "path", "found"),
    [
        (str, (), str),
        (str, ("a",), None),
        (Mapping[str, Any], ("a", "b", 0), Any),
        (Mapping[str, int] | None, ("a",), int),
        (list[str], (0,), str),
        (tuple[str, ...], (0,), str),
        (list[str], ("a",), None),
        (dict, ("a",), Any),
    ],
)
def test_what_lies_inside(hint: Any, path: tuple[Any, ...], found: Any) -> None:
    assert inside(hint, path) == found


def test_words() -> None:
    assert type_words(str) == "str"
    assert type_words(str | None) == "str | None"
