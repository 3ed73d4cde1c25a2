"""The leak checks find leaks."""

from __future__ import annotations

import asyncio
import logging
import socket
import threading
import warnings

import pytest

from ten_lite.testing import leftover_tasks, no_complaints, no_new_threads


@pytest.fixture(autouse=True)
def nothing_is_left_behind() -> None:
    """Off: these tests leave things behind on purpose."""


async def test_a_leftover_task_is_named() -> None:
    assert leftover_tasks() == []
    task = asyncio.create_task(asyncio.sleep(3600), name="forgotten")
    await asyncio.sleep(0)
    (line,) = leftover_tasks()
    assert line.startswith("forgotten: ")
    task.cancel()
    await asyncio.wait({task})
    assert leftover_tasks() == []


def test_a_warning_of_asyncio_is_a_complaint() -> None:
    with pytest.raises(AssertionError, match="asyncio complained"), no_complaints():
        logging.getLogger("asyncio").error("Task was destroyed but it is pending!\nmore")


def test_an_exception_that_nobody_retrieved_is_a_complaint() -> None:
    async def forget() -> None:
        future = asyncio.get_running_loop().create_future()
        future.set_exception(ValueError("nobody asks"))

    with pytest.raises(AssertionError, match="never retrieved"), no_complaints():
        asyncio.run(forget())


def test_an_open_socket_is_a_complaint() -> None:
    with pytest.raises(AssertionError, match=r"not closed: .*socket"), no_complaints():
        socket.socket()


def test_nothing_is_no_complaint() -> None:
    with no_complaints(), no_new_threads():
        logging.getLogger("asyncio").debug("fine")
        socket.socket().close()


def test_other_warnings_pass_through() -> None:
    with pytest.warns(UserWarning, match="mine"), no_complaints():
        warnings.warn("mine", UserWarning, stacklevel=1)


def test_a_failure_inside_is_not_hidden() -> None:
    with pytest.raises(KeyError), no_complaints(), no_new_threads():
        raise KeyError


def test_a_thread_that_is_still_alive_is_named() -> None:
    let_go = threading.Event()
    thread = threading.Thread(target=let_go.wait, name="forgotten", daemon=True)
    with pytest.raises(AssertionError, match=r"threads left over: .*forgotten"), no_new_threads():
        thread.start()
    let_go.set()
    thread.join()


def test_a_thread_that_has_ended_is_fine() -> None:
    with no_new_threads():
        thread = threading.Thread(target=lambda: None)
        thread.start()
        thread.join()
