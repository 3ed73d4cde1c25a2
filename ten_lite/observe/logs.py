"""How log records look on a terminal; the library itself configures no logging."""

from __future__ import annotations

import logging

__all__ = ["Formatter"]


class Formatter(logging.Formatter):
    """One line a record: time, level, session and node when there are any, message."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(where)s%(message)s", datefmt="%H:%M:%S")

    def format(self, record: logging.LogRecord) -> str:
        """The record as text, with its traceback if it has one."""
        places = (getattr(record, "session", ""), getattr(record, "node", ""))
        where = "/".join(place for place in places if place)
        record.where = f"{where or record.name}: "
        return super().format(record)
