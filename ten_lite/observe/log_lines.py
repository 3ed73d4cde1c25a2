"""Log records as lines: TEN's plain text, and JSON."""

from __future__ import annotations

import json
import logging
import threading
from datetime import UTC, datetime
from typing import Any

__all__ = ["JsonLine", "PlainLine", "category_of"]

PREFIX = "ten_lite."
PLAIN = (str, int, float, list, tuple, dict)
KNOWN = {*vars(logging.makeLogRecord({})), "message", "asctime", "where", "category"}
LETTERS = {"debug": "D", "info": "I", "warn": "W", "error": "E"}
COLOURS = {"debug": "\033[90m", "info": "\033[32m", "warn": "\033[33m", "error": "\033[31m"}
RESET = "\033[0m"


def category_of(record: logging.LogRecord) -> str:
    """The record's ``category`` when it was given one, else its logger without ``ten_lite.``.

    So a node's records have the category ``node.NAME``.
    """
    given = getattr(record, "category", None)
    return given if isinstance(given, str) else record.name.removeprefix(PREFIX)


class PlainLine(logging.Formatter):
    """Time in UTC, process and thread, level, category, place in the code, message, fields.

    Args:
        colored: In the colour of the level, for terminals.
    """

    def __init__(self, *, colored: bool = False) -> None:
        super().__init__()
        self._colored = colored

    def format(self, record: logging.LogRecord) -> str:
        """The record as a line; a traceback follows on lines of its own."""
        level = _level(record)
        line = (
            f"{_time(record)} {record.process}({threading.get_native_id()}) {LETTERS[level]} "
            f"{category_of(record)} {record.funcName}@{record.filename}:{record.lineno} "
            f"{record.getMessage()}"
        )
        for key, value in _fields(record).items():
            line += f" {key}={value}"
        if record.exc_info:
            line += "\n" + self.formatException(record.exc_info)
        return f"{COLOURS[level]}{line}{RESET}" if self._colored else line


class JsonLine(logging.Formatter):
    """One JSON object: TEN's keys, then the record's own fields such as session and node."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as a line; a traceback is the text ``exception``."""
        line = {
            "timestamp": _time(record),
            "level": _level(record).upper(),
            "category": category_of(record),
            "pid": record.process,
            "tid": threading.get_native_id(),
            "function": record.funcName,
            "file": record.filename,
            "line": record.lineno,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps({**_fields(record), **line}, ensure_ascii=False, default=str)


def _level(record: logging.LogRecord) -> str:
    if record.levelno >= logging.ERROR:
        return "error"
    if record.levelno >= logging.WARNING:
        return "warn"
    return "info" if record.levelno >= logging.INFO else "debug"


def _time(record: logging.LogRecord) -> str:
    moment = datetime.fromtimestamp(record.created, UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _fields(record: logging.LogRecord) -> dict[str, Any]:
    """What is on the record beside its usual fields; objects, such as a connection, are not."""
    return {
        key: value
        for key, value in vars(record).items()
        if key not in KNOWN and isinstance(value, PLAIN)
    }
