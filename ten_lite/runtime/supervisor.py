"""What runs in a node: started, started again, replaced by a fallback, and put back."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Literal

from ten_lite.errors import CommandError
from ten_lite.messages import Message
from ten_lite.runtime.candidates import Candidate, Candidates, provider_error
from ten_lite.runtime.cause import current_cause
from ten_lite.runtime.command import CommandRun
from ten_lite.runtime.instance import Instance
from ten_lite.runtime.return_to_first import ReturnToFirst

if TYPE_CHECKING:
    from ten_lite.runtime.node import LiveNode

__all__ = ["NodeStatus", "Supervisor"]

NodeStatus = Literal["starting", "running", "restarting", "fallback", "failed"]
"""What becomes of a node; ``fallback``: another addon than its own runs in it."""


class Supervisor:
    """Keeps one node alive.

    Args:
        node: The node.
        candidates: What may run in it.

    Attributes:
        node: As given.
        candidates: As given.
        current: The instance that runs, or is to run next once the one that failed is stopped.
        restart_count: How often an instance was started again.
        fallback_count: How often a fallback took over.
        return_count: How often the first candidate came back.
    """

    def __init__(self, node: LiveNode, candidates: Candidates) -> None:
        self.restart_count = self.fallback_count = self.return_count = 0
        self.candidates = candidates
        self.node = node
        self._session = node.session
        self._alive: list[Instance] = []
        self._replaced: tuple[Instance, Instance] | None = None
        self._left: list[Message] = []
        self._again: list[CommandRun] = []
        self._has_run = self._has_failed = False
        self._return = ReturnToFirst(self, is_quiet=self._is_quiet, take_over=self._take_over)
        self.current = self.new(candidates.current)

    @property
    def status(self) -> NodeStatus:
        """How the node is."""
        if self._has_failed:
            return "failed"
        if not self.current.is_running:
            return "restarting" if self._has_run else "starting"
        return "running" if self.current.candidate is self.candidates.first else "fallback"

    async def configure(self) -> None:
        """Set up the first candidate that can be.

        Raises:
            Exception: Why the last of them cannot.
        """
        await self._first_that(Instance.configure)

    async def start(self) -> None:
        """Start the first candidate that can be, and let the messages in.

        Raises:
            BaseException: Why the last of them cannot.
        """
        await self._first_that(Instance.start)
        self._open()

    async def _first_that(self, stage: Callable[[Instance], Awaitable[None]]) -> None:
        while True:
            failed = self.current
            try:
                await stage(failed)
                return
            except Exception as error:
                if self._session.ending or not self.candidates.next(self._now_s()):
                    raise
                self.node.log.error("could not be started", exc_info=error)
                self.current = self.new(self.candidates.current)
                self._replace(failed, self.current)
                await self.end(failed)

    def new(self, candidate: Candidate) -> Instance:
        """A new instance; ``end`` it, ``stop`` does at the latest."""
        several = len(self.candidates) > 1
        return self._remember(
            Instance(
                self.node,
                candidate,
                failed=self.failed,
                saved=self.saved,
                loads_within_s=self.candidates.policy.ready_within_s if several else None,
            )
        )

    def _remember(self, instance: Instance) -> Instance:
        self._alive.append(instance)
        return instance

    async def end(self, instance: Instance) -> None:
        """Stop ``instance`` and give back what it holds."""
        await instance.stop()
        if instance in self._alive:
            self._alive.remove(instance)

    async def stop(self) -> None:
        """End every instance there is, whatever state it is in."""
        await asyncio.gather(*(self.end(instance) for instance in list(self._alive)))

    def interrupt(self) -> None:
        """The epoch rose: cancel the work of older answers."""
        for instance in self._alive:
            instance.tasks.interrupt(self._session.fence.epoch)

    def failed(self, instance: Instance, error: BaseException) -> None:
        """An exception left the code of ``instance``: tell, and do what may help."""
        node = self.node
        if self._session.ending:
            node.log.debug("failed while the session ended", exc_info=error)
            return
        node.log.error("failed: %s", type(error).__name__, exc_info=error)
        if not instance.is_running:  # whoever starts it tells it
            instance.failed_early = instance.failed_early or error
            return
        instance.is_running = False
        node.mailbox.close()
        self._recover(instance, error)

    def saved(self, instance: Instance, run: CommandRun) -> bool:
        """Whether what replaces ``instance`` will carry out ``run``, which ended there."""
        replaced, successor = self._replaced or (None, None)
        if successor is None or instance is not replaced or run.ended or run.given:
            return False
        run.tried.add(instance.candidate.index)
        if successor.candidate.index in run.tried:
            return False
        run.put_back()
        self._again.append(run)
        return True

    def _recover(self, failed: Instance, error: BaseException) -> None:
        """Decide what runs next; it is brought up in a task of the session."""
        if self._session.ending:
            return
        name, spawn = self.node.name, self._session.tasks.spawn
        successor = self._return.take_standby()
        if successor is not None:
            self._returned(successor)
        else:
            delay_s = None
            gave_up = provider_error(error)
            # an addon that lets it out has tried again itself: do not keep the caller waiting
            if gave_up is None or (gave_up.retryable and not self.candidates.has_next):
                delay_s = self.candidates.restarts.next_delay_s(self._now_s())
            if delay_s is not None:
                self._report(f"{name} failed and is started again", "node_restarted")
                successor = self._remember(failed.heir())
                spawn(self._bring_up(failed, successor, after_s=delay_s), name=f"restart {name}")
                return
            if not self.candidates.next(self._now_s()):
                is_final = gave_up is not None and not gave_up.retryable
                self._has_failed = True
                how = "failed" if is_final else "failed too often"
                self._report(f"{name} {how} and cannot go on", "node_failed", fatal=True)
                self._give_up_commands()
                return
            successor = self.new(self.candidates.current)
        self._replace(failed, successor)
        spawn(self._bring_up(failed, successor), name=f"fallback {name}")

    def _replace(self, failed: Instance, successor: Instance) -> None:
        self._replaced = failed, successor
        self._left = failed.left
        self._report(
            f"{self.node.name}: {failed.addon} failed, {successor.addon} stands in",
            "node_fallback",
        )
        if successor.candidate is self.candidates.first:
            return
        self.fallback_count += 1
        self._return.begin()

    async def _bring_up(
        self, failed: Instance, successor: Instance, *, after_s: float | None = None
    ) -> None:
        current_cause.set(None)  # the new instance's work is not caused by what broke the old one
        self.current = successor
        self.node.mailbox.interrupt(all_work=True)
        await self.end(failed)
        if after_s is not None:
            await asyncio.sleep(after_s)
            self.restart_count += 1
        try:
            await successor.start()
        except Exception as error:
            self.node.log.error("could not be started again", exc_info=error)
            self._recover(successor, error)
        else:
            self._open()

    def _open(self) -> None:
        """Let the messages in to ``current``, first the commands it is to carry out again."""
        instance, mailbox = self.current, self.node.mailbox
        self._replaced = None
        self._has_run = instance.is_running = True
        mailbox.open(instance.handlers(), instance.failed)
        left, self._left = self._left, []
        for message in left:
            is_wanted = type(message) in instance.candidate.plan.addon.inputs
            if is_wanted and not self._session.fence.is_stale(message):
                mailbox.again(message)
        again, self._again = self._again, []
        for run in again:
            if run.ended:  # interrupted, or the caller waits no more
                self._forget(run)
            elif instance.candidate.index in run.tried:
                self._end(run)
            elif instance.is_running:
                mailbox.again(run.message)
            elif not self.saved(instance, run):
                self._end(run)

    def _end(self, run: CommandRun) -> None:
        run.end(CommandError(f"{self.node.name} failed while it worked on {run.message.name}"))
        self._forget(run)

    def _forget(self, run: CommandRun) -> None:
        if self._session.runs.get(run.message.sequence) is run:
            del self._session.runs[run.message.sequence]

    def _give_up_commands(self) -> None:
        again, self._again = self._again, []
        for run in again:
            self._end(run)

    def _take_over(self, instance: Instance) -> None:
        old, self.current = self.current, instance
        old.is_running = False
        self._returned(instance)
        self._open()
        self._session.tasks.spawn(self.end(old), name=f"end {self.node.name}")

    def _is_quiet(self) -> bool:
        if self.node.mailbox.awaiting is not None or self._session.is_answering:
            return False
        try:
            return self.current.is_idle()
        except Exception as error:
            self.failed(self.current, error)
            return False

    def _returned(self, instance: Instance) -> None:
        self.candidates.return_to_first(self._now_s())
        self.return_count += 1
        self.node.log.info("%s is healthy again and runs", instance.addon)

    def _report(self, text: str, code: str, *, fatal: bool = False) -> None:
        self._session.report(text, node=self.node.name, code=code, fatal=fatal)

    def _now_s(self) -> float:
        return self._session.clock.now_ns() / 1e9
