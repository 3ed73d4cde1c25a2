"""Carries rows out, each in an event loop of its own, and says how they went."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from ten_lite.testing.conformance.kit import Conformance
from ten_lite.testing.conformance.provider import Provider
from ten_lite.testing.conformance.row import Failure, NotApplicable, Row
from ten_lite.testing.conformance.warm_pool import WarmPool
from ten_lite.testing.leaks import leftover_tasks, no_complaints
from ten_lite.testing.loop import VirtualTimeLoop

__all__ = ["Outcome", "Result", "run_row", "run_rows"]

Result = Literal["pass", "fail", "skipped"]

LIMIT_S = 3_600.0
"""Of virtual time; what hangs is found, however patient it is."""
REAL_LIMIT_S = 90.0
THREADS_END_S, REAL_THREADS_END_S = 10.0, 45.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one row went.

    Attributes:
        row: The row.
        result: ``fail`` also when the kit itself could not go on.
        why: What was wrong, or why it was left out, in a line; "" for a pass.
        error: The exception of a failure.
    """

    row: Row
    result: Result
    why: str = ""
    error: BaseException | None = None


def run_rows(kit: Conformance[Any]) -> Iterator[Outcome]:
    """Carry out all rows, one after another."""
    for row in kit.rows():
        yield run_row(kit, row)


def run_row(kit: Conformance[Any], row: Row) -> Outcome:
    """Carry out one row; nothing is raised, whatever the addon does."""
    try:
        provider = kit.new_provider()
        if row.id in provider.leaves_out:
            return Outcome(row, "skipped", provider.leaves_out[row.id])
        _run(kit, row, provider)
    except NotApplicable as reason:
        return Outcome(row, "skipped", str(reason))
    except Exception as error:
        return Outcome(row, "fail", _line(error), error)
    return Outcome(row, "pass")


def _run(kit: Conformance[Any], row: Row, provider: Provider) -> None:
    loop: Callable[[], asyncio.AbstractEventLoop] = VirtualTimeLoop
    limit_s = LIMIT_S
    if provider.real_time:
        loop, limit_s = asyncio.new_event_loop, REAL_LIMIT_S
    before = set(threading.enumerate())
    with no_complaints(), asyncio.Runner(loop_factory=loop) as runner:
        runner.run(_carry_out(kit, row, provider, limit_s))
    if late := _threads_left(before, REAL_THREADS_END_S if provider.real_time else THREADS_END_S):
        raise Failure(f"threads are left over: {', '.join(late)}")


async def _carry_out(kit: Conformance[Any], row: Row, provider: Provider, limit_s: float) -> None:
    async with provider:
        kit.fake = provider
        kit.pool = pool = WarmPool()
        try:
            async with asyncio.timeout(limit_s) as limit:
                await getattr(kit, row.method)()
        except TimeoutError as error:
            if limit.expired():
                raise Failure(f"it hung: nothing came of it for {limit_s:g} s") from None
            raise Failure(f"what was waited for did not come{_where(error)}") from error
        finally:
            await pool.close()
    await asyncio.sleep(0)
    if left := leftover_tasks():
        raise Failure(f"tasks are left over: {', '.join(left)}")


def _threads_left(before: set[threading.Thread], within_s: float) -> list[str]:
    """Names of the threads that do not end; what an SDK's threads have to finish, they may."""
    end_s = time.monotonic() + within_s
    while True:
        late = [t for t in threading.enumerate() if t not in before and t.is_alive()]
        if not late or time.monotonic() > end_s:
            return [thread.name for thread in late]
        time.sleep(0.01)


def _where(error: BaseException) -> str:
    """The line of the row that waited."""
    trace, line = error.__traceback__, ""
    while trace is not None:
        if "/conformance/" in trace.tb_frame.f_code.co_filename.replace("\\", "/"):
            line = f" (line {trace.tb_lineno} of {trace.tb_frame.f_code.co_name})"
        trace = trace.tb_next
    return line


def _line(error: BaseException) -> str:
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    text = " ".join(str(error).split())
    if isinstance(error, AssertionError):
        return text
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
