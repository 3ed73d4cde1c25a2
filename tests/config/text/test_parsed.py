from __future__ import annotations

import math

from ten_lite.config.text.parsed import MAX_DEPTH, Flaw, FlawError, parse_int, unusable_values


def test_numbers_of_absurd_length_are_infinite() -> None:
    assert parse_int("-12") == -12
    assert parse_int("9" * 300) == int("9" * 300)
    assert parse_int("9" * 301) == math.inf


def test_a_plain_document_has_no_flaw() -> None:
    assert list(unusable_values({"a": [1, 1.5, None, True, "ä", "😀"], "ß": {}})) == []


def test_every_unusable_value_is_found() -> None:
    value = {"a": [math.nan, {"b": -math.inf}], "c": "\ud800", "\udfff": "x"}
    found = [(flaw.code, flaw.pointer) for flaw in unusable_values(value)]
    assert found == [
        ("TL105", "/a/0"),
        ("TL105", "/a/1/b"),
        ("TL105", "/c"),
        ("TL105", ""),
    ]


def test_depth_is_limited() -> None:
    deep: list[object] = []
    for _ in range(MAX_DEPTH - 1):
        deep = [deep]
    assert list(unusable_values(deep)) == []
    flaws = list(unusable_values([deep]))
    assert [(flaw.code, flaw.pointer) for flaw in flaws] == [("TL106", "/0" * MAX_DEPTH)]


def test_the_error_carries_its_flaw() -> None:
    flaw = Flaw("TL103", "a mistake")
    assert FlawError(flaw).flaw is flaw
    assert str(FlawError(flaw)) == "a mistake"
