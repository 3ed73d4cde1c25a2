"""One instance of a node's code, from ``configure`` to ``stop``, with its tasks and commands."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

from ten_lite.messages import Message
from ten_lite.runtime.candidates import Candidate
from ten_lite.runtime.cause import current_cause
from ten_lite.runtime.command import CommandReceiver, CommandRun
from ten_lite.runtime.extension import Extension
from ten_lite.runtime.handlers import Handler, handlers_of, stand_in_handlers
from ten_lite.runtime.resources import HeldResources
from ten_lite.runtime.tasks import TaskOwner, bounded

if TYPE_CHECKING:
    from ten_lite.runtime.node import LiveNode

__all__ = ["Instance"]

logger = logging.getLogger("ten_lite.runtime")

STOP_LIMIT_S = 5.0
"""Longest wait for an instance to stop, should it swallow its own time limits."""


class Instance:
    """An extension object and what it owns.

    Args:
        node: Where it runs.
        candidate: Whose code it is.
        failed: Told about an exception that left the code.
        saved: Asked whether another instance will carry out a command that failed here.
        loads_within_s: Longest wait for the shared resources; None: as long as it takes.

    Attributes:
        state: The candidate's ``self.state``.
        extension: The object, from ``configure`` to ``stop``.
        is_running: Whether messages are delivered to it.
        failed_early: The first exception that left its code while it was not running.
        left: What it was given, and another addon shall deal with.
        held: The shared resources it uses.
        tasks: What it has spawned.
        commands: Carries out its commands.
    """

    def __init__(
        self,
        node: LiveNode,
        candidate: Candidate,
        *,
        failed: Callable[[Instance, BaseException], None],
        saved: Callable[[Instance, CommandRun], bool],
        loads_within_s: float | None = None,
    ) -> None:
        self.node = node
        self.candidate = candidate
        self.state = candidate.state
        self.extension: Extension[Any] | None = None
        self.is_running = False
        self.failed_early: BaseException | None = None
        self.left: list[Message] = []
        self.held = HeldResources(node.session.pool, candidate.plan.resources)
        self.tasks = TaskOwner(node.name, self.failed)
        self.commands = CommandReceiver(
            node.name,
            node.session.fence,
            node.session.runs,
            spawn=lambda work, name, epoch: self.tasks.spawn(work, name=name, epoch=epoch),
            failed=self.failed,
            saved=lambda run: saved(self, run),
        )
        self._tell_failed = failed
        self._saved = saved
        self._loads_within_s = loads_within_s
        self._owns_resources = True
        self._predecessor: Instance | None = None
        self._configured = self._started = False
        self._stopping: asyncio.Task[None] | None = None

    @property
    def addon(self) -> str:
        """The addon's name."""
        return self.candidate.plan.addon.name

    def heir(self) -> Instance:
        """A new instance of the same candidate, which takes over what this one holds."""
        heir = Instance(
            self.node,
            self.candidate,
            failed=self._tell_failed,
            saved=self._saved,
            loads_within_s=self._loads_within_s,
        )
        heir.held, self._owns_resources = self.held, False
        heir._predecessor = self
        return heir

    async def configure(self) -> None:
        """Take the shared resources and set up the extension, unless that is done.

        Raises:
            TimeoutError: It took longer than is allowed.
            Exception: Whatever the extension, or the load of a resource, raised.
        """
        if self._configured:
            return
        self._predecessor = None
        await bounded(self.held.acquire(), self._loads_within_s)
        plan = self.candidate.plan
        self.extension = plan.extension(self, plan.config)
        await bounded(self.extension.configure(), self.extension.configure_timeout_s)
        self._configured = True

    async def start(self) -> None:
        """Configure and start the extension, as far as that is not done.

        Raises:
            TimeoutError: It took longer than the extension allows itself.
            BaseException: Whatever the extension raised, or a task that it spawned already.
        """
        await self.configure()
        assert self.extension is not None
        if not self._started:
            await bounded(self.extension.start(), self.extension.start_timeout_s)
            self._started = True
        if self.failed_early is not None:
            raise self.failed_early

    def handlers(self) -> dict[type[Message], Handler]:
        """What takes the node's messages while this instance runs."""
        handlers = handlers_of(self.candidate.plan.addon, self.extension)
        return stand_in_handlers(handlers, self.node.inputs)

    def spawn(
        self, work: Coroutine[Any, Any, Any], *, name: str, until_flush: bool
    ) -> asyncio.Task[Any]:
        """See ``Extension.spawn``."""
        cause = current_cause.get()
        epoch = cause.epoch if cause is not None else self.node.session.fence.epoch
        return self.tasks.spawn(work, name=name, epoch=epoch if until_flush else None)

    def failed(self, error: BaseException) -> None:
        """An exception left the code."""
        self._tell_failed(self, error)

    def is_idle(self) -> bool:
        """Whether nothing here would be cut off if another instance took its place now.

        Raises:
            Exception: Whatever the extension raised.
        """
        if not self.is_running or self.commands.under_way or self.tasks.works_for_answer:
            return False
        assert self.extension is not None
        return self.extension.is_idle()

    async def stop(self) -> None:
        """End it once, in bounded time, even if who asked for it is cancelled meanwhile."""
        if self._stopping is None:
            self._stopping = asyncio.get_running_loop().create_task(
                self._end(), name=f"{self.node.name}/stop"
            )
        _, late = await asyncio.wait({self._stopping}, timeout=STOP_LIMIT_S)
        for task in late:
            logger.warning("%s did not end within %g s", task.get_name(), STOP_LIMIT_S)

    async def _end(self) -> None:
        current_cause.set(None)  # what stops is not part of what broke it
        if self._predecessor is not None:
            await self._predecessor.stop()  # it may use until then what is given back here
        extension, self.extension = self.extension, None
        limit_s = extension.stop_timeout_s if extension is not None else 0.0
        for leftover in await self.tasks.close(limit_s):
            logger.warning("%s did not end within %g s", leftover, limit_s)
        if extension is not None:
            try:
                await bounded(extension.stop(), extension.stop_timeout_s)
            except Exception:
                self.node.log.exception("stop failed")
        if self._owns_resources:
            await self.held.release()
