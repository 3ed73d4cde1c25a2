"""Finds what a test left behind: tasks, sockets, threads, and asyncio's complaints."""

from __future__ import annotations

import asyncio
import gc
import logging
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["leftover_tasks", "no_complaints", "no_new_threads"]

ENDING_S = 0.5
_depth = 0


def leftover_tasks() -> list[str]:
    """Names of the running loop's tasks other than the caller's."""
    current = asyncio.current_task()
    return sorted(
        f"{task.get_name()}: {task.get_coro()!r}"
        for task in asyncio.all_tasks()
        if task is not current and not task.done()
    )


class _Collector(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage().splitlines()[0])


@contextmanager
def no_complaints() -> Iterator[None]:
    """Fail when asyncio logs anything inside, or a resource is collected unclosed.

    Raises:
        AssertionError: With asyncio's words: an exception nobody retrieved, a task destroyed
            while pending, a socket or transport that was not closed.
    """
    collector = _Collector()
    log = logging.getLogger("asyncio")
    log.addHandler(collector)
    try:
        with _only_new_garbage(), warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always", ResourceWarning)
            yield
            gc.collect()
    finally:
        log.removeHandler(collector)
    unclosed = [str(w.message) for w in caught if issubclass(w.category, ResourceWarning)]
    for other in caught:
        if not issubclass(other.category, ResourceWarning):
            warnings.warn_explicit(other.message, other.category, other.filename, other.lineno)
    assert not collector.lines, f"asyncio complained: {collector.lines}"
    assert not unclosed, f"not closed: {unclosed}"


@contextmanager
def _only_new_garbage() -> Iterator[None]:
    """Leave out what was there before: to search that takes longer than most tests."""
    global _depth
    gc.freeze()
    _depth += 1
    try:
        yield
    finally:
        _depth -= 1
        if _depth == 0:  # or what is around this one would search everything
            gc.unfreeze()


@contextmanager
def no_new_threads() -> Iterator[None]:
    """Fail when a thread that was started inside is still alive at the end.

    Raises:
        AssertionError: With the threads' names.
    """
    before = set(threading.enumerate())
    yield
    # threads of asyncio's default executor end with their loop and are joined by it
    new = [t for t in threading.enumerate() if t not in before]
    for thread in new:
        thread.join(ENDING_S)  # one that was told to end may need a moment for it
    new = [thread for thread in new if thread.is_alive()]
    assert not new, f"threads left over: {[t.name for t in new]}"
