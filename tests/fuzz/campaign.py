"""Runs many attempts and tells what was wrong with them."""

from __future__ import annotations

import itertools
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random

from .attempt import Attempt, Step
from .size import deep_size
from .targets import TARGETS

STEPS = 20
LONG, LONG_STEPS = 0.0005, 2_000
MAX_S = 0.25
MAX_HELD_BYTES = 4 * 1024 * 1024
SHOWN_CHARS = 2_000


@dataclass(slots=True)
class Tally:
    """What became of the messages to one target.

    Attributes:
        good: Those that were taken.
        bad: Those that were refused.
        worst_s: The longest that one took, in seconds of processor time.
        held_bytes: The most that an instance held after its last one.
    """

    good: int = 0
    bad: int = 0
    worst_s: float = 0.0
    held_bytes: int = 0


@dataclass(slots=True)
class Failure:
    """What went wrong.

    Attributes:
        target: Where.
        seed: Of the run.
        case: Of the attempt.
        steps: All that is needed for it.
        why: What happened.
    """

    target: str
    seed: int
    case: int
    steps: list[Step]
    why: str

    def __str__(self) -> str:
        shown = "\n".join(f"    {_shown(step)}" for step in self.steps)
        again = f"python -m tests.fuzz --seed {self.seed} --target {self.target} --case {self.case}"
        return f"{self.target}: {self.why}\nafter these messages ({again}):\n{shown}"


@dataclass(slots=True)
class Outcome:
    """What a run came to."""

    tallies: dict[str, Tally] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)

    @property
    def count(self) -> int:
        """Messages so far."""
        return sum(tally.good + tally.bad for tally in self.tallies.values())


class TooMuch(AssertionError):
    """A message took too long, or an instance holds too much."""


def run(
    count: int,
    seed: int,
    *,
    targets: dict[str, Callable[[Random], Attempt]] | None = None,
    progress: Callable[[Outcome], None] = lambda outcome: None,
    max_failures: int = 5,
) -> Outcome:
    """Send ``count`` messages, or few more."""
    outcome = Outcome()
    for case in itertools.count():
        if outcome.count >= count or len(outcome.failures) >= max_failures:
            return outcome
        run_case(seed, case, outcome, targets or TARGETS)
        progress(outcome)
    raise AssertionError("there is always another case")


def run_case(
    seed: int, case: int, outcome: Outcome, targets: dict[str, Callable[[Random], Attempt]]
) -> None:
    """One attempt, which follows from the two numbers and the target's name alone."""
    names = list(targets)
    name = names[case % len(names)]
    tally = outcome.tallies.setdefault(name, Tally())
    random = Random(f"{seed}/{name}/{case}")
    steps: list[Step] = []
    try:
        attempt = targets[name](random)
        for _ in range(LONG_STEPS if random.random() < LONG else STEPS):
            steps.append(attempt.next_step())
            took_s, is_good = _timed(attempt, steps[-1])
            tally.good += is_good
            tally.bad += not is_good
            if took_s > MAX_S:
                took_s = _at_best(targets[name], steps)
            tally.worst_s = max(tally.worst_s, took_s)
            if took_s > MAX_S:
                raise TooMuch(f"took {took_s:.3f} s of processor time, of {MAX_S} at most")
        held = deep_size(attempt.held)
        tally.held_bytes = max(tally.held_bytes, held)
        if held > MAX_HELD_BYTES:
            raise TooMuch(f"{held:,} bytes are held, of {MAX_HELD_BYTES:,} at most")
    except Exception as error:
        steps = _fewer(targets[name], steps, type(error))
        why = "".join(traceback.format_exception(error, limit=-4)).strip()
        outcome.failures.append(Failure(name, seed, case, steps, why))


def _timed(attempt: Attempt, step: Step) -> tuple[float, bool]:
    began_ns = time.thread_time_ns()
    is_good = attempt.take(step)
    return (time.thread_time_ns() - began_ns) / 1e9, is_good


def _at_best(make: Callable[[Random], Attempt], steps: Sequence[Step]) -> float:
    """How long the last one takes, without what else happened in the process."""
    took_s = []
    for _ in range(3):
        attempt = make(Random(0))
        for step in steps[:-1]:
            attempt.take(step)
        took_s.append(_timed(attempt, steps[-1])[0])
    return min(took_s)


def _fewer(
    make: Callable[[Random], Attempt], steps: list[Step], kind: type[Exception]
) -> list[Step]:
    """As few of the steps as bring the same about; all of them where that cannot be told."""

    def fails(some: Sequence[Step]) -> bool:
        attempt = make(Random(0))
        try:
            for step in some:
                attempt.take(step)
        except kind:
            return True
        except Exception:
            return False
        return False

    if kind is TooMuch or not fails(steps):
        return steps
    place = 0
    while place < len(steps):
        without = steps[:place] + steps[place + 1 :]
        if fails(without):
            steps = without
        else:
            place += 1
    return steps


def _shown(step: Step) -> str:
    text = repr(step)
    return text if len(text) <= SHOWN_CHARS else f"{text[:SHOWN_CHARS]}... ({len(text)} characters)"
