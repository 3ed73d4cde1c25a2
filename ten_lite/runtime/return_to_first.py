"""While a stand-in runs: bring up the node's own addon at the side, and let it take over."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from ten_lite.runtime.cause import current_cause
from ten_lite.runtime.instance import Instance

if TYPE_CHECKING:
    from ten_lite.runtime.supervisor import Supervisor

__all__ = ["ReturnToFirst"]


class ReturnToFirst:
    """Tries the first candidate again and again until it runs.

    Args:
        supervisor: Of the node.
        is_quiet: Whether nothing would be cut off if another instance took over now.
        take_over: Lets an instance that is up run.
    """

    def __init__(
        self,
        supervisor: Supervisor,
        *,
        is_quiet: Callable[[], bool],
        take_over: Callable[[Instance], None],
    ) -> None:
        self._supervisor = supervisor
        self._is_quiet = is_quiet
        self._take_over = take_over
        self._task: asyncio.Task[None] | None = None
        self._standby: Instance | None = None

    def begin(self) -> None:
        """A stand-in runs; called again when another one takes its place."""
        if self._task is None:
            node = self._supervisor.node
            self._task = node.session.tasks.spawn(self._work(), name=f"return {node.name}")

    def take_standby(self) -> Instance | None:
        """The first candidate, if it is up and waits; it is the caller's from now on."""
        standby = self._standby
        if standby is None or standby.failed_early is not None:
            return None
        self._standby = self._task = None
        return standby

    async def _work(self) -> None:
        current_cause.set(None)
        supervisor, candidates = self._supervisor, self._supervisor.candidates
        is_over = False
        while not is_over:
            await asyncio.sleep(candidates.return_after_s)
            instance = supervisor.new(candidates.first)
            try:
                await instance.start()
            except Exception as error:
                supervisor.node.log.info("%s is not healthy yet: %r", instance.addon, error)
                candidates.wait_longer()
            else:
                is_over = await self._wait_for_quiet(instance)
            if not is_over:
                await supervisor.end(instance)

    async def _wait_for_quiet(self, instance: Instance) -> bool:
        """Stand by until there is a moment to take over; False when none is left to wait for."""
        supervisor = self._supervisor
        policy, clock = supervisor.candidates.policy, supervisor.node.session.clock
        deadline_ns = clock.now_ns() + policy.quiet_within_s * 1e9
        self._standby = instance
        while clock.now_ns() < deadline_ns:
            if self._is_quiet() and self.take_standby() is instance:
                self._take_over(instance)
            if self._standby is not instance:
                return True
            if instance.failed_early is not None:
                supervisor.candidates.wait_longer()
                break
            await asyncio.sleep(policy.quiet_poll_s)
        else:
            supervisor.node.log.info("%s found no moment to take over", instance.addon)
        self._standby = None
        return False
