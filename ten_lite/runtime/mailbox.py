"""Where a node's messages arrive: called in place when it is idle, else kept in order.

One handler of a node runs at a time. A plain handler of an idle node is called in the sender's
stack; everything else waits, in order of arrival over all edges, for the node's own task.
Urgent messages go first: a plain handler of one is called even while an async handler of the node
is under way. Commands run beside each other, each in a task of its own.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ten_lite.messages import Delivery, Message
from ten_lite.runtime.cause import current_cause
from ten_lite.runtime.handlers import Handler

if TYPE_CHECKING:
    from ten_lite.runtime.channel import Channel, Entry
    from ten_lite.runtime.fence import Fence

__all__ = ["Mailbox"]

URGENT = Delivery.URGENT  # looking up a member costs as much as two calls in Python 3.11

MAX_DEPTH = 24
"""Handlers called in place on top of each other before the queue takes over."""

COMPACT_AFTER = 64
YIELD_EVERY = 256


class Mailbox:
    """The inbox of one node.

    Args:
        fence: The session's turn fence.
        direct: Whether idle nodes are called in place; False queues every message (the visible
            behaviour is the same, and the tests hold both against each other).
        run_command: Starts a command in a task of its own.
        failed: Told about an exception that left a handler.
        blocked_too_long: Told about an edge that stayed full.
        block_timeout_s: How long an edge may hold up its sender.
    """

    def __init__(
        self,
        fence: Fence,
        *,
        direct: bool,
        run_command: Callable[[Handler, Message], None],
        failed: Callable[[BaseException], None],
        blocked_too_long: Callable[[Channel], None],
        block_timeout_s: float = 10.0,
    ) -> None:
        self._fence = fence
        self._direct = direct
        self._run_command = run_command
        self._failed = failed
        self._blocked_too_long = blocked_too_long
        self._block_timeout_s = block_timeout_s
        self._pending: deque[Entry] = deque()
        self._urgent: deque[Entry] = deque()
        self._left: deque[Message] = deque()
        self._gone = 0
        self._wake = asyncio.Event()
        self._room = asyncio.Event()
        self._room.set()
        self._blocked: dict[Channel, asyncio.TimerHandle] = {}
        self._handlers: dict[type[Message], Handler] = {}
        self._open = False
        self._in_place = False
        self._held = False
        self._awaiting: Message | None = None
        self._worker: asyncio.Task[None] | None = None
        self._interrupting = False

    def open(
        self,
        handlers: dict[type[Message], Handler],
        failed: Callable[[BaseException], None] | None = None,
    ) -> None:
        """Deliver to ``handlers`` from now on, what waits first.

        Args:
            handlers: One for each message that may come.
            failed: Told about an exception that left one of them; default: as before.
        """
        self._handlers = handlers
        self._failed = failed or self._failed
        self._open = True
        self._wake.set()

    def close(self) -> None:
        """Let messages wait; a restart opens again."""
        self._open = False

    def cancel_timers(self) -> None:
        """Forget the edges that block; the session has ended."""
        for timer in self._blocked.values():
            timer.cancel()
        self._blocked.clear()
        self._room.set()

    @property
    def awaiting(self) -> Message | None:
        """What an async handler is at work on."""
        return self._awaiting

    def again(self, message: Message) -> None:
        """Deliver a message that was delivered before, to another instance, ahead of what waits."""
        handler = self._handlers[type(message)]
        if self._left or (handler.is_async and not handler.is_command):
            self._left.append(message)
            self._wake.set()
        else:
            self._call(handler, message)

    def call_now(self, channel: Channel, message: Message) -> bool:
        """Call the handler in place if that is allowed now; say whether it was."""
        if not self._is_idle_for(message):
            return False
        channel.delivered += 1
        self._call(self._handlers[type(message)], message)
        return True

    def hold(self, message: Message) -> bool:
        """Let all that comes wait until ``call_held``; say whether the node is idle for that."""
        idle = self._is_idle_for(message)
        self._held = self._held or idle
        return idle

    def call_held(self, channel: Channel, message: Message) -> None:
        """Call the handler in place, before what came since ``hold``."""
        self.release()
        channel.delivered += 1
        self._call(self._handlers[type(message)], message)

    def release(self) -> None:
        """Hold nothing up any more."""
        self._held = False

    def _is_idle_for(self, message: Message) -> bool:
        if not self._open or self._in_place or self._held or self._fence.depth >= MAX_DEPTH:
            return False
        if self._handlers[type(message)].is_async or not self._direct or self._urgent:
            return False
        if self._left:
            return False
        if not self._pending and not self._blocked and self._awaiting is None:
            return True
        return message.delivery is URGENT

    def enqueue(self, entry: Entry) -> None:
        """Keep ``entry`` until the node's task comes to it."""
        assert entry.message is not None
        urgent = entry.message.delivery is URGENT
        (self._urgent if urgent else self._pending).append(entry)
        self._wake.set()

    def gone(self, count: int) -> None:
        """``count`` waiting entries were dropped by their channels."""
        self._gone += count
        if self._gone > COMPACT_AFTER and self._gone * 2 > len(self._pending) + len(self._urgent):
            self._pending = deque(entry for entry in self._pending if entry.message is not None)
            self._urgent = deque(entry for entry in self._urgent if entry.message is not None)
            self._gone = 0

    def block(self, channel: Channel) -> None:
        """An outgoing edge is full: this node gets no work until it has room again."""
        if channel not in self._blocked:
            loop = asyncio.get_running_loop()
            self._blocked[channel] = loop.call_later(
                self._block_timeout_s, self._block_expired, channel
            )
            self._room.clear()

    def unblock(self, channel: Channel) -> None:
        """The edge has room again."""
        timer = self._blocked.pop(channel, None)
        if timer is not None:
            timer.cancel()
        if not self._blocked:
            self._room.set()
            self._wake.set()

    async def room(self) -> None:
        """Return when no outgoing edge is full."""
        await self._room.wait()

    def _block_expired(self, channel: Channel) -> None:
        self.unblock(channel)
        self._blocked_too_long(channel)

    async def work(self) -> None:
        """Deliver what waits, for as long as the node lives. Runs as the node's own task."""
        self._worker = asyncio.current_task()
        while True:
            await self._wake.wait()
            self._wake.clear()
            handled = 0
            while self._left and self._open:
                await self._deliver(self._left.popleft())
            while (entry := self._next()) is not None:
                channel = entry.channel
                message = channel.take(entry)
                if message is not None:
                    channel.delivered += 1
                    await self._deliver(message)
                handled += 1
                if handled % YIELD_EVERY == 0:  # a backlog must not hold up the other sessions
                    await asyncio.sleep(0)

    async def _deliver(self, message: Message) -> None:
        handler = self._handlers[type(message)]
        if handler.is_async and not handler.is_command:
            await self._await(handler, message)
        else:
            self._call(handler, message)

    def interrupt(self, *, all_work: bool = False) -> None:
        """Stop the handler that is under way, if its answer was interrupted.

        Args:
            all_work: Stop it in any case; the node is being restarted.
        """
        message, worker = self._awaiting, self._worker
        if message is None or worker is None or worker is asyncio.current_task():
            return
        if self._interrupting:  # a second cancellation would break off the handler's clean-up
            return
        if all_work or self._fence.is_stale(message):
            self._interrupting = True
            worker.cancel()

    def _next(self) -> Entry | None:
        while self._open:
            queue = self._urgent
            if not queue:
                queue = self._pending
                if not queue or self._blocked:
                    return None
            entry = queue.popleft()
            if entry.message is not None:
                return entry
            self._gone = max(0, self._gone - 1)
        return None

    def _call(self, handler: Handler, message: Message) -> None:
        fence = self._fence
        self._in_place = True
        fence.depth += 1
        token = current_cause.set(fence.cause_of(message))
        try:
            if handler.is_command:
                self._run_command(handler, message)
            else:
                handler.function(message)
        except (Exception, asyncio.CancelledError) as error:  # it may ask for a task's result
            self._failed(error)
        finally:
            current_cause.reset(token)
            fence.depth -= 1
            self._in_place = False
            if self._pending or self._urgent:
                self._wake.set()

    async def _await(self, handler: Handler, message: Message) -> None:
        token = current_cause.set(self._fence.cause_of(message))
        self._awaiting = message
        work: Any = handler.function
        failed = self._failed  # another instance may have taken over when the handler ends
        worker = self._worker
        assert worker is not None
        try:
            await work(message)
        except asyncio.CancelledError:
            pass  # the node is closed, the answer interrupted, or what it awaited was cancelled
        except Exception as error:
            failed(error)
        finally:
            self._awaiting = None
            current_cause.reset(token)
        if self._interrupting:
            self._interrupting = False
            worker.uncancel()
        if worker.cancelling():
            raise asyncio.CancelledError
