"""One conversation, broken off at each of its steps: start, turn, flush, pause, tool, stop."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any

import pytest

from ten_lite.errors import TenLiteError
from ten_lite.runtime import Session

from .conversation import HANGS, close, converse, play, set_up
from .stepping import SteppingLoop
from .world import World

SEED = 592
"""Of a short conversation in which everything happens."""
SCENES = 4
COVERED = ("pauses", "interruptions", "tool calls", "turn checks", "answers settled", "absences")

At = Callable[[Session, asyncio.Task[Any] | None], None]


@pytest.fixture(autouse=True)
def quiet() -> Any:
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


async def broken_off(step: int, do: At) -> tuple[World, int]:
    """The conversation, with ``do`` before its ``step``-th step; what was wrong, and its steps."""
    loop = asyncio.get_running_loop()
    assert isinstance(loop, SteppingLoop)
    world, client, session = set_up(SEED)
    loop.set_exception_handler(lambda _, context: world.wrong.append(str(context)))

    async def talk() -> None:
        await session.start()
        await play(world, client, session, scenes=SCENES)
        await session.close()

    loop.steps, loop.stop_at = 0, step
    here = asyncio.current_task()
    loop.at_stop = lambda task: do(session, None if task is here else task)
    talking = asyncio.create_task(talk(), name="the owner")
    await asyncio.wait({talking})
    steps = loop.steps
    if not talking.cancelled() and (error := talking.exception()) is not None:
        world.claim(isinstance(error, TenLiteError), f"the owner got {error!r}")
    await close(session, world)
    return world, steps


def every_step(do: At) -> dict[int, list[str]]:
    """What was wrong, by the step at which ``do`` was done."""
    wrong: dict[int, list[str]] = {}

    async def run() -> None:
        _, steps = await broken_off(-1, do)
        assert 200 < steps < 2_000, steps
        for step in range(1, steps + 1):
            world, _ = await broken_off(step, do)
            # without a task of its own a node may do nothing more; that is not what is asked here
            if left := [fault for fault in world.wrong if not fault.startswith(HANGS)]:
                wrong[step] = left

    with asyncio.Runner(loop_factory=SteppingLoop) as runner:
        runner.run(run())
    return wrong


def close_it(session: Session, _: asyncio.Task[Any] | None) -> None:
    closing = asyncio.get_running_loop().create_task(session.close(), name="another owner")
    closing.add_done_callback(lambda task: task.cancelled() or task.exception())


def cancel_it(session: Session, task: asyncio.Task[Any] | None) -> None:
    if task is not None and not is_private(task):
        task.cancel()


def is_private(task: asyncio.Task[Any]) -> bool:
    """Whether it is the work of closing itself, which is out of everybody's reach."""
    return getattr(task.get_coro(), "__qualname__", "") in (
        "Session._close",
        "LiveNode.stop",
        "Supervisor.end",
        "Instance._end",
    )


def test_the_conversation_that_is_broken_off_has_everything_in_it() -> None:
    with asyncio.Runner(loop_factory=SteppingLoop) as runner:
        world = runner.run(converse(SEED, scenes=SCENES))
    assert not world.wrong
    assert all(world.counts[happened] for happened in COVERED), world.counts


def test_a_session_that_is_closed_at_any_step_leaves_nothing() -> None:
    assert every_step(close_it) == {}


def test_whatever_task_is_cancelled_at_any_step_the_session_closes_in_time_and_leaves_nothing() -> (
    None
):
    assert every_step(cancel_it) == {}
