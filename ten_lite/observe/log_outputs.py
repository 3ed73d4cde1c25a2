"""Sends log records where the settings say; for programs, never for the library itself."""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from typing import TextIO

from ten_lite.errors import TenLiteError
from ten_lite.observe.log_lines import JsonLine, PlainLine, category_of
from ten_lite.observe.log_settings import LogOutput, LogSettings

__all__ = ["LogFile", "log_handlers", "send_log"]

logger = logging.getLogger("ten_lite.log")


class LogFile(logging.StreamHandler[TextIO]):
    """Appends to a file, which can be moved away while it is written.

    Args:
        path: The file; folders are made.

    Raises:
        TenLiteError: It cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()  # the working directory may change
        try:
            stream = self._open()
        except OSError as error:
            raise TenLiteError(
                f"cannot write the log file {path}: {error.strerror}; name another in ten.log"
            ) from error
        super().__init__(stream)

    def reopen(self) -> None:
        """Go on in a new file of the same name; where that cannot be made, in the old one."""
        try:
            stream = self._open()
        except OSError as error:
            logger.error("the log file %s cannot be opened again: %s", self.path, error.strerror)
            return
        old = self.setStream(stream)
        if old is not None:
            old.close()

    def close(self) -> None:
        """Close the file."""
        self.acquire()
        try:
            self.stream.close()
            super().close()
        finally:
            self.release()

    def _open(self) -> TextIO:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        return self.path.open("a", encoding="utf-8", errors="backslashreplace")


def log_handlers(settings: LogSettings) -> list[logging.Handler]:
    """A handler for each output.

    Raises:
        TenLiteError: A file cannot be written.
    """
    handlers: list[logging.Handler] = []
    try:
        handlers.extend(map(_handler, settings.outputs))
    except TenLiteError:
        for handler in handlers:
            handler.close()
        raise
    return handlers


def send_log(settings: LogSettings) -> list[logging.Handler]:
    """Send the records of this process to all outputs.

    What other libraries log below the level of a warning is left out: it may hold what was said.

    Returns:
        The handlers; those that are a ``LogFile`` can be opened again.

    Raises:
        TenLiteError: A file cannot be written.
    """
    handlers = log_handlers(settings)
    root = logging.getLogger()
    for handler in handlers:
        root.addHandler(handler)
    root.setLevel(logging.WARNING)
    logging.getLogger("ten_lite").setLevel(settings.lowest_level)
    return handlers


def _handler(output: LogOutput) -> logging.Handler:
    if isinstance(output.target, Path):
        handler: logging.Handler = LogFile(output.target)
    else:
        handler = logging.StreamHandler(sys.stdout if output.target == "stdout" else sys.stderr)
    handler.setFormatter(JsonLine() if output.as_json else PlainLine(colored=output.colored))
    handler.addFilter(lambda record: output.takes(record.levelno, category_of(record)))
    return handler
