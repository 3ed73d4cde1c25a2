"""How a mistake is told."""

from __future__ import annotations

import pytest

from ten_lite.errors import ConfigError, Problem, ProviderError, TenLiteError, counted

ERROR = Problem("TL301", "unknown addon", "/nodes/2/addon", "g.json", 12, 52, "did you mean x?")
WARNING = Problem("TL401", "odd", severity="warning")


def test_a_problem_is_told_with_its_place_and_its_cure() -> None:
    assert str(ERROR) == (
        "g.json:12:52  error TL301  unknown addon\n    at /nodes/2/addon\n    did you mean x?"
    )


def test_what_is_not_known_of_a_problem_is_left_out() -> None:
    assert str(WARNING) == "warning TL401  odd"
    assert str(Problem("TL301", "no", file="g.json")) == "g.json  error TL301  no"


@pytest.mark.parametrize(
    ("problems", "said"),
    [
        ([], "0 errors, 0 warnings"),
        ([ERROR], "1 error, 0 warnings"),
        ([ERROR, ERROR, WARNING], "2 errors, 1 warning"),
    ],
)
def test_problems_are_counted_by_their_kind(problems: list[Problem], said: str) -> None:
    assert counted(problems) == said


def test_a_config_error_tells_all_problems_and_keeps_them() -> None:
    error = ConfigError([ERROR, WARNING])
    assert error.problems == (ERROR, WARNING)
    assert str(error) == f"{ERROR}\n{WARNING}"


def test_a_provider_error_says_whether_another_try_may_help_and_whose_it_is() -> None:
    error = ProviderError("quota", retryable=True, vendor="acme", code="429", retry_after_s=2.5)
    assert isinstance(error, TenLiteError)
    assert str(error) == "quota"
    assert (error.retryable, error.vendor, error.code, error.retry_after_s) == (
        True,
        "acme",
        "429",
        2.5,
    )
