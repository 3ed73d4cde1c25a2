"""A command on its way: one caller, one receiver, and the results that stream back."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import aclosing
from functools import partial
from types import TracebackType
from typing import Any, Self

from ten_lite.config.conversion import Conversion
from ten_lite.errors import CommandError, ConversionError
from ten_lite.messages import Message
from ten_lite.observe.command_watch import CommandWatch
from ten_lite.runtime.fence import Fence
from ten_lite.runtime.handlers import Handler

__all__ = ["CommandReceiver", "CommandResults", "CommandRun"]

RESULTS_IN_FLIGHT = 64
CANCEL_WAIT_S = 0.05


class CommandRun:
    """The receiver's end: takes results while the command is carried out.

    Args:
        message: The command.
        watch: Told about results and end, for the metrics of the turn.

    Attributes:
        message: The command.
        task: The receiver's task that carries it out, once it began.
        started: Whether it has reached its receiver.
        given: Whether the caller was handed a result.
        tried: Which of the receiver's candidates failed at it, by their place in the order.
    """

    def __init__(self, message: Message, watch: CommandWatch | None = None) -> None:
        self.message = message
        self._watch = watch
        self.task: asyncio.Task[Any] | None = None
        self.started = False
        self.given = False
        self.tried: set[int] = set()
        self._results: deque[Message] = deque()
        self._ready = asyncio.Event()  # there is a result, or no more will come
        self._room = asyncio.Event()
        self._room.set()
        self._ended = False
        self._error: CommandError | None = None

    async def put(self, result: Message) -> None:
        """Hand one result to the caller; waits while the caller is behind."""
        await self._room.wait()
        self.put_now(result)

    def put_now(self, result: Message) -> None:
        """Hand over a result without waiting: the only one of a plain handler."""
        if self._ended:
            return
        self.given = True
        if self._watch is not None:
            self._watch.take_result(result)
        self._results.append(result)
        self._ready.set()
        if len(self._results) >= RESULTS_IN_FLIGHT:
            self._room.clear()

    def end(self, error: CommandError | None = None) -> None:
        """No more results follow; ``error`` is raised at the caller after those it has."""
        if not self._ended:
            self._ended = True
            self._error = error
            self._ready.set()
            if self._watch is not None:
                self._watch.take_end(error)

    @property
    def ended(self) -> bool:
        """Whether all results are in."""
        return self._ended

    def cancel(self, error: CommandError | None = None) -> None:
        """Stop the work at the receiver; ``error`` is what the caller gets, if it still waits."""
        if self._ended:
            return
        self._results.clear()
        self.end(error)
        if self.task is not None:
            self.task.cancel()

    def put_back(self) -> None:
        """It has not reached anybody, after all: what failed at it is replaced."""
        self.started = False
        self.task = None

    async def next(self, timeout_s: float) -> Message | None:
        """The next result, or None after the last.

        Raises:
            CommandError: The command failed, or no result came within ``timeout_s`` seconds.
        """
        if not self._ready.is_set():
            try:
                async with asyncio.timeout(timeout_s):
                    await self._ready.wait()
            except TimeoutError:
                late = CommandError(f"no result for {self.message.name} within {timeout_s:g} s")
                self.cancel(late)
            except asyncio.CancelledError:
                self.cancel()
                raise
        if self._results:
            result = self._results.popleft()
            self._room.set()
            if not self._results and not self._ended:
                self._ready.clear()
            return result
        if self._error is not None:
            raise self._error
        return None


class CommandResults(AsyncIterator[Message]):
    """The caller's end: iterate over the results, or take the one there is.

    Leaving the iteration early, closing it, forgetting it, or being cancelled while it waits
    cancels the work at the receiver.
    """

    def __init__(
        self, run: CommandRun, timeout_s: float, converter: Conversion | None = None
    ) -> None:
        self._run = run
        self._timeout_s = timeout_s
        self._converter = converter

    async def __anext__(self) -> Message:
        result = await self._run.next(self._timeout_s)
        if result is None:
            raise StopAsyncIteration
        if self._converter is None:
            return result
        try:
            return self._converter(result)
        except ConversionError as error:
            await self.aclose()
            raise CommandError(str(error)) from None

    async def result(self) -> Message | None:
        """The last result, after the command has ended; None when it gave none.

        Raises:
            CommandError: The command failed, or nothing came in time.
        """
        last: Message | None = None
        async for result in self:
            last = result
        return last

    async def aclose(self) -> None:
        """Stop the work at the receiver; returns when it has ended, after 50 ms at most."""
        self._run.cancel()
        if self._run.task is not None and not self._run.task.done():
            await asyncio.wait({self._run.task}, timeout=CANCEL_WAIT_S)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.aclose()

    def __del__(self) -> None:
        self._run.cancel()


class CommandReceiver:
    """Carries out the commands that reach one node.

    Args:
        node: The node's name, for reports.
        fence: Stamps the results.
        runs: The session's open commands, by sequence; those that end here are taken out.
        spawn: Starts a task of the node: the work, its name, the epoch that it is for or None.
        failed: Told about an exception that left a handler and is no ``CommandError``.
        saved: Asked whether a stand-in will carry out a command that failed or was cancelled
            here; it puts the run back then.

    Attributes:
        under_way: Commands it is at work on.
    """

    def __init__(
        self,
        node: str,
        fence: Fence,
        runs: dict[int, CommandRun],
        *,
        spawn: Callable[[Coroutine[Any, Any, None], str, int | None], asyncio.Task[None]],
        failed: Callable[[BaseException], None],
        saved: Callable[[CommandRun], bool],
    ) -> None:
        self.under_way = 0
        self._node = node
        self._fence = fence
        self._runs = runs
        self._spawn = spawn
        self._failed = failed
        self._saved = saved

    def take(self, handler: Handler, message: Message) -> None:
        """Call a plain handler, or start an async one in a task of its own."""
        run = self._runs.get(message.sequence)
        if run is None or run.started:
            run = CommandRun(message)  # sent or passed on, not called: nobody waits for results
            run.end()
        elif run.ended:
            del self._runs[message.sequence]
            return
        run.started = True
        self.under_way += 1
        run.message = message  # its connection may have converted it
        if handler.is_async:
            epoch = message.epoch if message.fenced else None
            run.task = self._spawn(self._carry_out(handler, run), message.name, epoch)
            run.task.add_done_callback(partial(self._over, run))
            return
        try:
            self._put_only(run, handler.function(message))
        except (Exception, asyncio.CancelledError) as error:
            self._fail(run, error)
        finally:
            self._over(run)

    async def _carry_out(self, handler: Handler, run: CommandRun) -> None:
        try:
            if handler.is_stream:
                async with aclosing(handler.function(run.message)) as results:
                    async for result in results:
                        self._fence.stamp(result, self._node)
                        await run.put(result)
            else:
                self._put_only(run, await handler.function(run.message))
        except Exception as error:
            self._fail(run, error)

    def _put_only(self, run: CommandRun, result: Message | None) -> None:
        if result is not None:
            self._fence.stamp(result, self._node)
            run.put_now(result)

    def _fail(self, run: CommandRun, error: BaseException) -> None:
        """A ``CommandError`` is an answer; anything else is a defect of the node as well."""
        if isinstance(error, CommandError):
            run.end(error)
            return
        self._failed(error)
        if not self._saved(run):
            run.end(CommandError(f"{self._node} failed while it worked on {run.message.name}"))

    def _over(self, run: CommandRun, task: asyncio.Task[None] | None = None) -> None:
        self.under_way -= 1
        if not run.started or run.task is not task:  # it is somebody else's now
            return
        if task is not None and task.cancelled():
            if self._saved(run):
                return
            run.end(CommandError(f"{run.message.name} was cancelled at {self._node}"))
        run.end()
        if self._runs.get(run.message.sequence) is run:
            del self._runs[run.message.sequence]
