from __future__ import annotations

import asyncio
import threading
import time

import pytest

from ten_lite.testing import VirtualTimeLoop
from ten_lite.testing import loop as loop_module


def running() -> VirtualTimeLoop:
    loop = asyncio.get_running_loop()
    assert isinstance(loop, VirtualTimeLoop)
    return loop


async def test_an_hour_takes_no_time() -> None:
    began, began_real = running().time(), time.perf_counter()
    await asyncio.sleep(3600)
    assert running().time() - began == pytest.approx(3600)
    assert time.perf_counter() - began_real < 5


async def test_time_stands_still_while_there_is_something_to_do() -> None:
    before = running().time()
    for _ in range(1000):
        await asyncio.sleep(0)
    assert running().time() == before


async def test_timers_fire_in_the_order_of_their_time() -> None:
    fired: list[float] = []
    for delay in (3.0, 1.0, 2.0, 0.5):
        running().call_later(delay, fired.append, delay)
    await asyncio.sleep(10)
    assert fired == [0.5, 1.0, 2.0, 3.0]


async def test_a_timeout_expires_in_virtual_time() -> None:
    before = running().time()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(30):
            await asyncio.Event().wait()
    assert running().time() - before == pytest.approx(30)


async def test_work_in_threads_is_waited_for_without_time_passing() -> None:
    before, let_go = running().time(), threading.Event()
    threading.Timer(0.05, let_go.set).start()
    timer = running().call_later(1, lambda: None)
    await asyncio.to_thread(let_go.wait, 10)
    assert running().time() == before
    assert running().threads_at_work == 0
    timer.cancel()


async def test_a_threads_exception_counts_as_its_end() -> None:
    def fail() -> None:
        raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011 - there is nothing to match
        await asyncio.to_thread(fail)
    await asyncio.sleep(0)
    assert running().threads_at_work == 0


async def test_sockets_work_when_both_ends_live_in_the_loop() -> None:
    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(await reader.readline())
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    async with asyncio.timeout(60):
        server = await asyncio.start_server(echo, "127.0.0.1", 0)
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        writer.write(b"hello\n")
        assert await reader.readline() == b"hello\n"
        writer.close()
        await writer.wait_closed()
        server.close()
        await server.wait_closed()


def test_a_loop_that_can_never_go_on_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loop_module, "STUCK_AFTER_S", 0.01)
    loop = VirtualTimeLoop()
    task = loop.create_task(asyncio.Event().wait())
    with pytest.raises(RuntimeError, match="stuck: no timer is set"):
        loop.run_until_complete(task)
    task.cancel()
    loop.run_until_complete(asyncio.wait({task}))
    loop.close()


async def test_threads_of_the_default_executor_end_with_their_loop() -> None:
    assert await asyncio.to_thread(threading.active_count) > 1  # the leak check sees to the rest


def test_ending_the_threads_takes_no_virtual_time() -> None:
    async def work() -> None:
        await asyncio.get_running_loop().run_in_executor(None, int)

    with asyncio.Runner(loop_factory=VirtualTimeLoop) as runner:
        runner.run(work())
        loop = runner.get_loop()
        before_s = loop.time()
    assert loop.time() == before_s
