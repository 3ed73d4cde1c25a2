"""Which of a node's addons runs, and when the first of them is given another chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from ten_lite.config.definition import RestartDef
from ten_lite.errors import ProviderError
from ten_lite.runtime.plan import CandidatePlan
from ten_lite.runtime.restarts import Restarts

__all__ = ["Candidate", "Candidates", "ReturnPolicy", "provider_error"]


@dataclass(frozen=True, slots=True)
class ReturnPolicy:
    """When a node goes back to its own addon.

    Attributes:
        after_s: Pause before the first try; doubles with each try that fails, and when the
            addon fails again soon after its return.
        longest_s: Longest pause.
        proven_s: How long it must run after its return for the pauses to begin anew.
        ready_within_s: How long its shared resources may take to load.
        quiet_within_s: How long it waits, ready, for a moment between turns.
        quiet_poll_s: How often it looks for one.
    """

    after_s: float = 30.0
    longest_s: float = 300.0
    proven_s: float = 60.0
    ready_within_s: float = 20.0
    quiet_within_s: float = 60.0
    quiet_poll_s: float = 0.05


@dataclass(slots=True)
class Candidate:
    """One of the addons that may run in a node of a session.

    Attributes:
        index: Its place in the order, from 0.
        plan: Its code and configuration.
        state: What its instances keep in ``self.state``.
    """

    index: int
    plan: CandidatePlan
    state: dict[str, Any] = field(default_factory=dict)


class Candidates:
    """Remembers which candidate runs and how it has done.

    Args:
        plans: In the order they are tried.
        restart: How often each may be started again.
        policy: When the first is given another chance.

    Attributes:
        current: The one that runs.
        restarts: Its failures; each new one begins with none.
        policy: As given.
        return_after_s: Pause before the first candidate is tried again.
    """

    def __init__(
        self,
        plans: Sequence[CandidatePlan],
        restart: RestartDef,
        policy: ReturnPolicy = ReturnPolicy(),
    ) -> None:
        self._all = [Candidate(index, plan) for index, plan in enumerate(plans)]
        self._restart = restart
        self._returned_at_s: float | None = None
        self.policy = policy
        self.current = self._all[0]
        self.restarts = Restarts(restart)
        self.return_after_s = policy.after_s

    def __len__(self) -> int:
        return len(self._all)

    @property
    def has_next(self) -> bool:
        """Whether there is one more to go on to."""
        return self.current.index + 1 < len(self._all)

    @property
    def first(self) -> Candidate:
        """The node's own addon."""
        return self._all[0]

    def next(self, now_s: float) -> bool:
        """Go on to the next candidate; False when there is none."""
        if not self.has_next:
            return False
        if self.current is self.first:
            returned_at_s, policy = self._returned_at_s, self.policy
            if returned_at_s is not None and now_s - returned_at_s < policy.proven_s:
                self.wait_longer()
            else:
                self.return_after_s = policy.after_s
        self._run(self._all[self.current.index + 1])
        return True

    def return_to_first(self, now_s: float) -> None:
        """The first candidate runs again."""
        self._returned_at_s = now_s
        self._run(self.first)

    def wait_longer(self) -> None:
        """The first candidate is not healthy yet."""
        self.return_after_s = min(2 * self.return_after_s, self.policy.longest_s)

    def _run(self, candidate: Candidate) -> None:
        self.current = candidate
        self.restarts = Restarts(self._restart)


def provider_error(error: BaseException) -> ProviderError | None:
    """``error`` if it is about a provider, or the worst of that sort among those it groups."""
    if isinstance(error, BaseExceptionGroup):
        found = [one for part in error.exceptions if (one := provider_error(part)) is not None]
        return min(found, key=lambda one: one.retryable, default=None)
    return error if isinstance(error, ProviderError) else None
