from __future__ import annotations

import json
import logging
import os
import re
import sys
import threading
from typing import Any

import pytest

from ten_lite.observe.log_lines import JsonLine, PlainLine, category_of


def record(level: int = logging.WARNING, **more: Any) -> logging.LogRecord:
    made = logging.LogRecord(
        "ten_lite.node.llm", level, "/x/llm.py", 12, "late by %d ms", (5,), None, "answer"
    )
    made.created = 0.25
    vars(made).update(more)
    return made


def test_plain_lines_have_the_order_of_ten() -> None:
    line = PlainLine().format(record(session="s1", node="llm"))
    assert line == (
        f"1970-01-01T00:00:00.250Z {os.getpid()}({threading.get_native_id()}) W node.llm "
        "answer@llm.py:12 late by 5 ms session=s1 node=llm"
    )


@pytest.mark.parametrize(
    ("level", "letter", "name"),
    [
        (logging.DEBUG, "D", "DEBUG"),
        (logging.INFO, "I", "INFO"),
        (logging.WARNING, "W", "WARN"),
        (logging.ERROR, "E", "ERROR"),
        (logging.CRITICAL, "E", "ERROR"),
    ],
)
def test_levels_are_those_of_ten(level: int, letter: str, name: str) -> None:
    assert f") {letter} node" in PlainLine().format(record(level))
    assert json.loads(JsonLine().format(record(level)))["level"] == name


def test_colours_stand_around_the_line() -> None:
    plain, colored = PlainLine().format(record()), PlainLine(colored=True).format(record())
    assert re.fullmatch(r"\x1b\[33m(.*)\x1b\[0m", colored) is not None
    assert plain in colored


def test_json_lines_have_the_keys_of_ten_and_the_records_own_fields() -> None:
    made = record(session="s1", node="llm", more={"a": object}, line="not this")
    made.connection = object()
    line = JsonLine().format(made)
    assert "\n" not in line
    assert json.loads(line) == {
        "timestamp": "1970-01-01T00:00:00.250Z",
        "level": "WARN",
        "category": "node.llm",
        "pid": os.getpid(),
        "tid": threading.get_native_id(),
        "function": "answer",
        "file": "llm.py",
        "line": 12,
        "message": "late by 5 ms",
        "session": "s1",
        "node": "llm",
        "more": {"a": str(object)},
    }


def test_tracebacks_are_kept() -> None:
    try:
        raise ValueError("broken")
    except ValueError:
        made = record(exc_info=sys.exc_info())
    assert PlainLine().format(made).splitlines()[-1] == "ValueError: broken"
    line = JsonLine().format(made)
    assert "\n" not in line
    assert json.loads(line)["exception"].splitlines()[-1] == "ValueError: broken"


def test_a_category_is_the_one_given_or_the_loggers_name() -> None:
    assert category_of(record()) == "node.llm"
    assert category_of(record(category="billing")) == "billing"
    assert category_of(logging.makeLogRecord({"name": "asyncio"})) == "asyncio"
