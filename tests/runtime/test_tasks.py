from __future__ import annotations

import asyncio

import pytest

from ten_lite.runtime.tasks import TaskOwner, bounded

from .kit import settle


@pytest.fixture
def failures() -> list[BaseException]:
    return []


@pytest.fixture
def owner(failures: list[BaseException]) -> TaskOwner:
    return TaskOwner("node", failures.append)


async def forever() -> None:
    await asyncio.Event().wait()


async def fail() -> None:
    raise ValueError("no")


async def test_a_task_is_named_after_its_owner_and_its_work(owner: TaskOwner) -> None:
    task = owner.spawn(forever(), name="read")
    assert task.get_name() == "node/read"
    await owner.close(1)


async def test_a_task_that_ended_is_forgotten(owner: TaskOwner) -> None:
    owner.spawn(asyncio.sleep(0), name="short")
    assert len(owner) == 1
    await settle()
    assert len(owner) == 0


async def test_on_error_is_told_about_an_exception_that_leaves_a_task(
    owner: TaskOwner, failures: list[BaseException]
) -> None:
    owner.spawn(fail(), name="fail")
    await settle()
    assert [type(failure) for failure in failures] == [ValueError]


async def test_cancellation_is_not_an_error(
    owner: TaskOwner, failures: list[BaseException]
) -> None:
    owner.spawn(forever(), name="read").cancel()
    await settle()
    assert failures == []


async def test_close_cancels_everything_and_waits_for_its_end(owner: TaskOwner) -> None:
    ended = []

    async def slow_end() -> None:
        try:
            await forever()
        finally:
            await asyncio.sleep(0.5)
            ended.append(True)

    owner.spawn(slow_end(), name="slow")
    await settle()
    assert await owner.close(1) == []
    assert ended == [True]


async def test_close_names_what_swallowed_its_cancellation_and_does_not_wait_longer(
    owner: TaskOwner,
) -> None:
    let_go = asyncio.Event()

    async def stubborn() -> None:
        while not let_go.is_set():
            try:
                await let_go.wait()
            except asyncio.CancelledError:
                continue

    task = owner.spawn(stubborn(), name="stubborn")
    await settle()
    began = asyncio.get_running_loop().time()
    assert await owner.close(0.5) == ["node/stubborn"]
    assert asyncio.get_running_loop().time() - began == pytest.approx(0.5)
    let_go.set()
    await task


async def test_a_closed_owner_starts_nothing(owner: TaskOwner) -> None:
    await owner.close(1)
    with pytest.raises(RuntimeError, match="node is closed and cannot start 'late'"):
        owner.spawn(forever(), name="late")


async def test_close_called_by_one_of_the_tasks_does_not_cancel_it(owner: TaskOwner) -> None:
    async def close() -> str:
        await owner.close(1)
        return "done"

    assert await owner.spawn(close(), name="close") == "done"


async def test_interrupt_cancels_only_what_works_for_an_older_epoch(owner: TaskOwner) -> None:
    old = owner.spawn(forever(), name="old", epoch=0)
    new = owner.spawn(forever(), name="new", epoch=1)
    lasting = owner.spawn(forever(), name="lasting")
    owner.interrupt(1)
    await settle()
    assert (old.cancelled(), new.done(), lasting.done()) == (True, False, False)
    await owner.close(1)


async def test_interrupt_spares_the_callers_own_task(owner: TaskOwner) -> None:
    async def flush() -> str:
        owner.interrupt(1)
        await asyncio.sleep(0)
        return "went on"

    assert await owner.spawn(flush(), name="flush", epoch=0) == "went on"


async def test_bounded_ends_what_takes_too_long() -> None:
    with pytest.raises(TimeoutError):
        await bounded(forever(), 1.0)


async def test_bounded_makes_a_cancellation_from_inside_a_failure() -> None:
    inner = asyncio.ensure_future(forever())
    asyncio.get_running_loop().call_soon(inner.cancel)

    async def wait() -> None:
        await inner

    with pytest.raises(RuntimeError, match="was cancelled"):
        await bounded(wait(), 1.0)


async def test_bounded_lets_a_cancellation_from_outside_through() -> None:
    task = asyncio.ensure_future(bounded(forever(), 1.0))
    await settle()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
