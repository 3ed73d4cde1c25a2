"""A live node: one extension instance, its mailbox, its tasks, and its restarts."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from copy import copy
from typing import TYPE_CHECKING, Any

from ten_lite.errors import AddonError, CommandError, EdgeFullError
from ten_lite.messages import Message, TtsFlush
from ten_lite.runtime.cause import current_cause
from ten_lite.runtime.channel import Channel
from ten_lite.runtime.command import CommandReceiver, CommandResults, CommandRun
from ten_lite.runtime.extension import Extension
from ten_lite.runtime.handlers import handlers_of
from ten_lite.runtime.mailbox import Mailbox
from ten_lite.runtime.plan import NodePlan
from ten_lite.runtime.restarts import Restarts
from ten_lite.runtime.tasks import TaskOwner, bounded

if TYPE_CHECKING:
    from ten_lite.runtime.session import Session

__all__ = ["LiveNode"]

logger = logging.getLogger("ten_lite.runtime")

STOP_LIMIT_S = 5.0
"""Longest wait for an instance to stop, should it swallow its own time limits."""


class LiveNode:
    """Runs one node of one session.

    Attributes:
        name: The node's name.
        routes: The outgoing channels of each declared output.
        state: Kept over restarts.
        restart_count: How often the extension was started again.
    """

    def __init__(self, session: Session, plan: NodePlan, *, direct: bool) -> None:
        self.session = session
        self.plan = plan
        self.name = plan.definition.name
        self.state: dict[str, Any] = {}
        self.log = logging.LoggerAdapter(
            logging.getLogger(f"ten_lite.node.{self.name}"),
            {"session": session.id, "node": self.name},
        )
        self.routes: dict[type[Message], list[Channel]] = {
            output: [] for output in plan.definition.addon.outputs
        }
        commands = CommandReceiver(
            self.name,
            session.fence,
            session.runs,
            spawn=lambda work, name, epoch: self._tasks.spawn(work, name=name, epoch=epoch),
            failed=self.failed,
        )
        self.mailbox = Mailbox(
            session.fence,
            direct=direct,
            run_command=commands.take,
            failed=self.failed,
            blocked_too_long=self._blocked_too_long,
        )
        self.restart_count = 0
        self._resources: dict[str, Any] = {}
        self._restarts = Restarts(plan.definition.restart)
        self._running = False
        self._failed_early: BaseException | None = None
        self._tasks = TaskOwner(self.name, self.failed)
        self._extension: Extension[Any] | None = None
        self._stopping: asyncio.Task[None] | None = None

    @property
    def extension(self) -> Extension[Any]:
        """The running instance."""
        assert self._extension is not None, f"{self.name} is not configured"
        return self._extension

    async def configure(self) -> None:
        """Take the shared resources and set up a new instance.

        Raises:
            TimeoutError: It took longer than the extension allows itself.
            Exception: Whatever the extension raised.
        """
        self._failed_early = None
        for name, resource in self.plan.resources.items():
            if name not in self._resources:
                self._resources[name] = await self.session.pool.acquire(resource)
        self._extension = self.plan.extension(self, self.plan.definition.config)
        await bounded(self._extension.configure(), self._extension.configure_timeout_s)

    async def start(self) -> None:
        """Start the instance and let its messages in.

        Raises:
            TimeoutError: It took longer than the extension allows itself.
            BaseException: Whatever the extension raised, or a task that it spawned already.
        """
        extension = self.extension
        await bounded(extension.start(), extension.start_timeout_s)
        if self._failed_early is not None:
            raise self._failed_early
        self._running = True
        self.mailbox.open(handlers_of(self.plan.definition.addon, extension))

    async def drain(self) -> None:
        """Let the instance finish what it has begun, if there is one just now."""
        if self._extension is None:
            return
        try:
            await bounded(self._extension.drain(), None)
        except Exception:
            self.log.exception("drain failed")

    async def stop(self) -> None:
        """End the instance and its tasks, in bounded time, whatever state they are in."""
        self.mailbox.close()
        await self._stop_instance()
        self.mailbox.cancel_timers()
        for name in list(self._resources):
            self._resources.pop(name)
            await self.session.pool.release(self.plan.resources[name])

    async def _stop_instance(self) -> None:
        """Stop the instance once, even if who asked for it is cancelled meanwhile."""
        extension, self._extension = self._extension, None
        if extension is not None:
            self._stopping = asyncio.get_running_loop().create_task(
                self._end(extension), name=f"{self.name}/stop"
            )
        if self._stopping is not None:
            _, late = await asyncio.wait({self._stopping}, timeout=STOP_LIMIT_S)
            for task in late:
                logger.warning("%s did not end within %g s", task.get_name(), STOP_LIMIT_S)

    async def _end(self, extension: Extension[Any]) -> None:
        current_cause.set(None)  # what stops is not part of what broke it
        for leftover in await self._tasks.close(extension.stop_timeout_s):
            logger.warning("%s did not end within %g s", leftover, extension.stop_timeout_s)
        try:
            await bounded(extension.stop(), extension.stop_timeout_s)
        except Exception:
            self.log.exception("stop failed")

    def send(self, message: Message) -> None:
        """See ``Extension.send``."""
        channels = self.routes.get(type(message))
        if channels is None:
            raise self._undeclared(message)
        if not message.sequence:
            if type(message) is TtsFlush:
                self.session.interrupt()
            self.session.fence.stamp(message)
        if len(channels) == 1:
            channel = channels[0]
            given = message if channel.edge.converter is None else channel.converted(message)
            if given is not None:
                channel.push(given)
        else:
            self._fan_out(channels, message)

    def _fan_out(self, channels: list[Channel], message: Message) -> None:
        """Deliver to every receiver, before anything that one of them sends because of it."""
        held: list[tuple[Channel, Message]] = []
        full: EdgeFullError | None = None
        for channel in channels:
            given = channel.converted(message)
            if given is None:
                continue
            if channel.receiver.hold(given):
                held.append((channel, given))
                continue
            try:
                channel.push(given)
            except EdgeFullError as error:  # the other receivers do not suffer for it
                full = error
        for channel, given in held:
            channel.push_held(given)
        if full is not None:
            raise full

    def call(self, command: Message, timeout_s: float) -> CommandResults:
        """See ``Extension.call``."""
        channels = self.routes.get(type(command))
        if channels is None:
            raise self._undeclared(command)
        if len(channels) != 1:
            where = ", ".join(channel.edge.target for channel in channels) or "nowhere"
            raise CommandError(
                f"{command.name} of {self.name} is connected to {where}; a command that is "
                "called needs exactly one receiver"
            )
        if command.sequence:  # passed on: a new request, so it gets an envelope of its own
            command = copy(command)
            command.sequence = 0
        self.session.fence.stamp(command)
        run = CommandRun(command)
        self.session.runs[command.sequence] = run
        given = channels[0].converted(command)
        if given is not None:
            channels[0].push(given)
        return CommandResults(run, timeout_s, channels[0].edge.result_converter)

    def spawn(
        self, work: Coroutine[Any, Any, Any], *, name: str, until_flush: bool
    ) -> asyncio.Task[Any]:
        """See ``Extension.spawn``."""
        cause = current_cause.get()
        epoch = cause.epoch if cause is not None else self.session.fence.epoch
        return self._tasks.spawn(work, name=name, epoch=epoch if until_flush else None)

    def resource(self, name: str) -> Any:
        """See ``Extension.resource``."""
        return self._resources[name]

    def _undeclared(self, message: Message) -> AddonError:
        spec = self.plan.definition.addon
        declared = ", ".join(output.name for output in spec.outputs) or "none"
        return AddonError(
            f'{self.name} (addon "{spec.name}") sent {message.name}, which its spec does not '
            f"declare; declared outputs: {declared}"
        )

    def interrupt(self) -> None:
        """The epoch rose: cancel the work of older answers."""
        self._tasks.interrupt(self.session.fence.epoch)
        self.mailbox.interrupt()

    def failed(self, error: BaseException) -> None:
        """An exception left the extension's code: tell, and start it again if that may help."""
        if self.session.ending:
            self.log.debug("failed while the session ended", exc_info=error)
            return
        self.log.error("failed: %s", type(error).__name__, exc_info=error)
        if not self._running:  # ``start`` tells it
            self._failed_early = self._failed_early or error
            return
        self._running = False
        self.mailbox.close()
        self._start_again()

    def _start_again(self) -> None:
        delay_s = self._restarts.next_delay_s(self.session.clock.now_ns() / 1e9)
        if delay_s is None:
            self.session.report(
                f"{self.name} failed too often and cannot go on",
                node=self.name,
                code="node_failed",
                fatal=True,
            )
            return
        self.session.report(
            f"{self.name} failed and is started again", node=self.name, code="node_restarted"
        )
        self.session.tasks.spawn(self._restart(delay_s), name=f"restart {self.name}")

    async def _restart(self, delay_s: float) -> None:
        current_cause.set(None)  # the new instance's work is not caused by what broke the old one
        self.mailbox.interrupt(all_work=True)
        await self._stop_instance()
        await asyncio.sleep(delay_s)
        self._tasks = TaskOwner(self.name, self.failed)
        self.restart_count += 1
        try:
            await self.configure()
            await self.start()
        except Exception as error:
            self.log.error("could not be started again", exc_info=error)
            self._start_again()

    def _blocked_too_long(self, channel: Channel) -> None:
        edge = channel.edge
        self.session.report(
            f"{edge.target} does not take {edge.message.name} from {edge.source}",
            node=edge.target,
            code="edge_full",
        )
