"""Variables of the environment in a text."""

from __future__ import annotations

import pytest

from ten_lite.config.text.variables import expand, required_variables

ENVIRON = {"NAME": "value", "EMPTY": ""}


@pytest.mark.parametrize(
    ("text", "result", "names"),
    [
        ("plain", "plain", ()),
        ("a ${env:NAME} b", "a value b", ("NAME",)),
        ("${env:NO|x{y}z}", "x{y}z", ("NO",)),
        ("${env:EMPTY|x}${env:NAME}", "value", ("EMPTY", "NAME")),
    ],
)
def test_a_variable_is_put_in_or_its_default(text: str, result: str, names: tuple[str]) -> None:
    assert expand(text, ENVIRON) == (result, names, ())


@pytest.mark.parametrize("text", ["${env:}", "${env:1X}", "${env:NAME", "${env:A B}"])
def test_what_is_malformed_is_told_and_stays(text: str) -> None:
    expanded = expand(text, ENVIRON)
    assert expanded.text == text
    assert [code for code, _, _ in expanded.problems] == ["TL308"]


def test_each_variable_that_is_not_set_is_told_once_with_the_nearest_name() -> None:
    expanded = expand("${env:NAM} ${env:NAM} ${env:OTHER}", ENVIRON)
    told = [(code, message) for code, message, _ in expanded.problems]
    assert told == [
        ("TL307", "the environment variable NAM is not set"),
        ("TL307", "the environment variable OTHER is not set"),
    ]
    assert "NAME" in expanded.problems[0][2]


def test_variables_without_a_default_are_required_wherever_they_stand() -> None:
    value = {"a": ["${env:A}", {"b": "${env:B|x} ${env:C}"}], "d": 5, "e": "plain"}
    assert list(required_variables(value)) == ["A", "C"]
