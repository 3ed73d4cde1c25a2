"""One client's conversation: one live instance of a graph."""

from __future__ import annotations

import asyncio
import itertools
import logging
from collections.abc import Iterator
from typing import Any

from ten_lite.config.definition import EdgeDef, QueueDef
from ten_lite.errors import CommandError, ConversionError, Interrupted, TenLiteError
from ten_lite.messages import ErrorMessage, Message, NodeMetrics, TtsTextInput, TurnMetrics
from ten_lite.observe.meters import Meters
from ten_lite.runtime.candidates import ReturnPolicy
from ten_lite.runtime.channel import Channel
from ten_lite.runtime.clock import Clock, LoopClock
from ten_lite.runtime.command import CommandRun
from ten_lite.runtime.fence import Fence
from ten_lite.runtime.node import LiveNode
from ten_lite.runtime.plan import Plan
from ten_lite.runtime.resources import ResourcePool
from ten_lite.runtime.tasks import TaskOwner
from ten_lite.runtime.turns import Turns

__all__ = ["Session"]

logger = logging.getLogger("ten_lite.session")

GOING_AWAY, NORMAL, INTERNAL_ERROR = 1001, 1000, 1011
ERROR_TEXT_LIMIT = 300
BUS_QUEUE = QueueDef(size=64, policy="drop_oldest")
CLOSE_LIMIT_S = 1.0


class Session:
    """A live graph. Sessions share nothing but the resource pool.

    Args:
        plan: What to run.
        session_id: Names the session in messages and logs.
        pool: The process's shared resources.
        client: The connection, for the transport's extension; the runtime does not look at it.
        clock: Time; default: the event loop's.
        direct: Whether idle nodes are called in place (see ``Mailbox``).
        return_policy: When a node that fell back tries its own addon again.
        meters: Where turns, errors and figures of nodes are counted; default: nowhere.

    Attributes:
        id: The session's id.
        graph: What it runs.
        fence: Turn, epoch and envelope.
        turns: Writes down what each turn took.
        ended: Set when the session should be closed: the client left, or it cannot go on.
        end_code: WebSocket close code that tells why.
        end_reason: The same in words.
    """

    def __init__(
        self,
        plan: Plan,
        *,
        session_id: str,
        pool: ResourcePool,
        client: Any = None,
        clock: Clock | None = None,
        direct: bool = True,
        return_policy: ReturnPolicy = ReturnPolicy(),  # noqa: B008, it is frozen
        meters: Meters | None = None,
    ) -> None:
        self.id = session_id
        self.graph = plan.graph
        self.pool = pool
        self.client = client
        self.clock = clock or LoopClock()
        self._opened_ns = self.clock.now_ns()
        self.fence = Fence(session_id, self.clock)
        self.return_policy = return_policy
        self.ended = asyncio.Event()
        self.end_code = NORMAL
        self.end_reason = ""
        self.runs: dict[int, CommandRun] = {}
        self.tasks = TaskOwner(f"session {session_id}", self._task_failed)
        self.nodes = {
            node.definition.name: LiveNode(self, node, direct=direct) for node in plan.nodes
        }
        self.channels = [self._connect(edge) for edge in plan.edges]
        self._bus = {
            message: list(self._bus_channels(message))
            for message in (ErrorMessage, TurnMetrics, NodeMetrics)
        }
        self._meters = meters or Meters()
        self.turns = Turns(
            session_id,
            self.clock,
            typists={node.name for node in self._transports()},
            has_voice=any(node.routes.get(TtsTextInput) for node in self.nodes.values()),
            tell=self._tell_metrics,
            count=self._meters.take,
        )
        self._told: set[str] = set()
        self._starting: asyncio.Task[None] | None = None
        self._closing: asyncio.Task[None] | None = None

    def _connect(self, edge: EdgeDef) -> Channel:
        source, target = self.nodes[edge.source], self.nodes[edge.target]
        channel = Channel(
            edge, self.fence, source.mailbox, target.mailbox, self._lost, self._not_converted
        )
        source.routes[edge.message].append(channel)
        return channel

    def _transports(self) -> list[LiveNode]:
        return [n for n in self.nodes.values() if n.plan.definition.addon.kind == "transport"]

    def _bus_channels(self, message: type[Message]) -> Iterator[Channel]:
        """What the runtime itself tells the transports; not over edges of the graph."""
        for node in self._transports():
            if message in node.plan.definition.addon.inputs:
                edge = EdgeDef("(runtime)", node.name, message, BUS_QUEUE)
                yield Channel(
                    edge, self.fence, node.mailbox, node.mailbox, self._lost, self._not_converted
                )

    async def start(self) -> None:
        """Configure every node, then start every node.

        Raises:
            TenLiteError: The session was closed meanwhile.
            Exception: What the first failing node raised; the session is closed by then.
        """
        self._starting = asyncio.get_running_loop().create_task(
            self._start(), name=f"session {self.id}/start"
        )
        try:
            await self._starting
        except BaseException as error:
            was_closed = self._closing is not None
            self.end("the session could not start", INTERNAL_ERROR)
            await self.close()
            if was_closed and isinstance(error, asyncio.CancelledError):
                raise TenLiteError("the session was closed while it started") from None
            raise

    async def _start(self) -> None:
        for node in self.nodes.values():
            self.tasks.spawn(node.mailbox.work(), name=f"{node.name} mailbox")
        await self._all("configure")
        await self._all("start")

    async def _all(self, stage: str) -> None:
        try:
            async with asyncio.TaskGroup() as group:
                for node in self.nodes.values():
                    group.create_task(getattr(node, stage)(), name=f"{node.name} {stage}")
        except BaseExceptionGroup as failures:
            raise failures.exceptions[0] from None

    @property
    def age_s(self) -> float:
        """Seconds since it was made."""
        return (self.clock.now_ns() - self._opened_ns) / 1e9

    @property
    def ending(self) -> bool:
        """Whether the session has ended or is being closed."""
        return self._closing is not None or self.ended.is_set()

    def end(self, reason: str, code: int = NORMAL) -> None:
        """Say that the session is over; whoever opened it closes it. The first call counts."""
        if not self.ended.is_set():
            self.end_reason, self.end_code = reason, code
            self.ended.set()

    async def drain(self, timeout_s: float, *, only_transports: bool = False) -> None:
        """Let running turns finish, transports last; gives up after ``timeout_s`` seconds.

        Args:
            timeout_s: For all nodes together.
            only_transports: Only let them write what waits, a last error message say.
        """
        transports = self._transports()
        others = [] if only_transports else [n for n in self.nodes.values() if n not in transports]
        try:
            async with asyncio.timeout(timeout_s):
                for node in others + transports:
                    await node.drain()
        except TimeoutError:
            logger.warning("session %s did not drain within %g s", self.id, timeout_s)

    async def close(self) -> None:
        """Stop everything the session owns. May be called often; each call returns at the end.

        A caller that is cancelled while it waits leaves nothing half closed.
        """
        self.end("closed")
        if self._closing is None:
            self._closing = asyncio.get_running_loop().create_task(
                self._close(), name=f"session {self.id}/close"
            )
        await asyncio.shield(self._closing)

    async def _close(self) -> None:
        self.turns.close()
        for run in list(self.runs.values()):
            run.cancel(Interrupted("the session ended"))
        if self._starting is not None:
            self._starting.cancel()
            await asyncio.wait({self._starting}, timeout=CLOSE_LIMIT_S)
        for leftover in await self.tasks.close(CLOSE_LIMIT_S):
            logger.warning("%s did not end within %g s", leftover, CLOSE_LIMIT_S)
        await asyncio.gather(*(node.stop() for node in self.nodes.values()))
        for channel in itertools.chain(self.channels, *self._bus.values()):
            channel.drop_all()
        self.runs.clear()

    @property
    def is_answering(self) -> bool:
        """Whether a message or a command of an answer is waiting or being worked on."""
        waiting = (entry.message for channel in self.channels for entry in channel.waiting)
        at_work = (node.mailbox.awaiting for node in self.nodes.values())
        called = (run.message for run in self.runs.values())
        return any(
            message is not None and message.fenced and not self.fence.is_stale(message)
            for message in itertools.chain(called, at_work, waiting)
        )

    def interrupt(self) -> None:
        """Void every running answer, everywhere, now. Sending ``tts_flush`` does this."""
        self.fence.raise_epoch()
        for channel in self.channels:
            channel.drop_stale()
        for run in list(self.runs.values()):
            if self.fence.is_stale(run.message):
                run.cancel(Interrupted("the answer was interrupted"))
        self._cancel_void_work()
        if self.fence.depth:  # the caller may run on top of work that is void now, too
            asyncio.get_running_loop().call_soon(self._cancel_void_work)

    def pause_sound(self) -> None:
        """Void the sound of answers that is under way. Sending ``tts_pause`` does this."""
        self.fence.void_sound()
        for channel in self.channels:
            channel.drop_stale()

    def _cancel_void_work(self) -> None:
        for node in self.nodes.values():
            node.interrupt()

    def _lost(self, message: Message) -> None:
        """A connection gave ``message`` up; whoever called a command need not wait for it."""
        run = self.runs.get(message.sequence)
        if run is None or run.started:
            return
        del self.runs[message.sequence]
        if self.fence.is_stale(message):
            run.end(Interrupted("the answer was interrupted"))
        else:
            run.end(CommandError(f"{message.name} was dropped: its connection is full"))

    def _not_converted(self, edge: EdgeDef, error: ConversionError) -> None:
        text = f"{edge.source} -> {edge.message.name} -> {edge.target}: {error}"
        if text in self._told:  # one mistake in a graph may concern every message of a session
            logger.debug("session %s: %s", self.id, text)
            return
        self._told.add(text)
        self.report(text, node=edge.target, code="conversion_failed")

    def report(self, text: str, *, node: str, code: str, fatal: bool = False) -> None:
        """Send an error to the client through every transport, and log it."""
        if self.ending:
            return
        logger.warning("session %s: %s (%s)", self.id, text, code)
        error = ErrorMessage(text[:ERROR_TEXT_LIMIT], node=node, code=code, fatal=fatal)
        self.fence.stamp(error, node)
        self.turns.count_error(error)
        self._meters.take(error)
        for channel in self._bus[ErrorMessage]:
            channel.push(error)
        if fatal:
            self.end(text, INTERNAL_ERROR)

    def measured(self, metrics: NodeMetrics) -> None:
        """A node has measured something: have it told, and logged, shortly after."""
        self.fence.stamp(metrics)
        self.turns.measured(metrics)

    def _tell_metrics(self, metrics: TurnMetrics | NodeMetrics) -> None:
        if isinstance(metrics, TurnMetrics):
            self.fence.stamp(metrics)
            metrics.turn_id = metrics.stream_id  # the next turn may have begun
        for channel in self._bus[type(metrics)]:
            channel.push(metrics)

    def _task_failed(self, error: BaseException) -> None:
        logger.error("session %s: a task failed", self.id, exc_info=error)
        self.report("internal error", node="", code="internal_error", fatal=True)
