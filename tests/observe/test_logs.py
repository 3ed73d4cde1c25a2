"""How a log record looks on a terminal."""

from __future__ import annotations

import logging
import sys

import pytest

from ten_lite.observe.logs import Formatter


def record(**extra: str) -> logging.LogRecord:
    made = logging.LogRecord("ten_lite.app", logging.INFO, "", 0, "%s said", ("hi",), None)
    vars(made).update(extra)
    return made


@pytest.mark.parametrize(
    ("extra", "where"),
    [
        ({"session": "s1", "node": "llm"}, "s1/llm"),
        ({"session": "s1"}, "s1"),
        ({"node": "llm"}, "llm"),
        ({}, "ten_lite.app"),
    ],
)
def test_a_line_says_when_how_bad_where_and_what(extra: dict[str, str], where: str) -> None:
    line = Formatter().format(record(**extra))
    assert line.split(" ", 1)[1] == f"INFO {where}: hi said"
    assert len(line.split(" ", 1)[0]) == len("12:34:56")


def test_an_exception_comes_with_its_traceback() -> None:
    made = record()
    try:
        raise OSError("no")
    except OSError:
        made.exc_info = sys.exc_info()
    assert Formatter().format(made).endswith("OSError: no")
