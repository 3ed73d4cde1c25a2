"""A share of what ``python -m tests.fuzz`` sends, and that it finds what is wrong."""

from __future__ import annotations

import time
from random import Random

import pytest

from ten_lite.errors import ProtocolError

from .attempt import Attempt, Step
from .campaign import MAX_HELD_BYTES, MAX_S, Outcome, run, run_case
from .size import deep_size
from .targets import TARGETS

SHARE = 5_000


def test_nothing_but_a_refusal_comes_of_what_a_client_sends() -> None:
    outcome = run(SHARE, seed=0)
    assert outcome.failures == [], "\n\n".join(map(str, outcome.failures))
    assert outcome.count >= SHARE
    assert list(outcome.tallies) == list(TARGETS)
    for name, tally in outcome.tallies.items():
        assert tally.good > 10, name
        assert tally.bad > 10, name


class Breaking(Attempt):
    """Breaks after a, then b, whatever comes between."""

    def __init__(self, random: Random) -> None:
        super().__init__(random)
        self.seen = ""
        self.kept: list[bytes] = []

    def next_step(self) -> Step:
        return self.random.choice("abcdef")

    def take(self, step: Step) -> bool:
        if step == "a":
            self.seen = "a"
        if step == "b" and self.seen == "a":
            raise KeyError("b")
        return True

    @property
    def held(self) -> object:
        return self.kept


class Slow(Breaking):
    def take(self, step: Step) -> bool:
        until_s = time.thread_time() + MAX_S * 1.1 * (step == "c")
        while time.thread_time() < until_s:
            pass
        return False


class Growing(Breaking):
    def take(self, step: Step) -> bool:
        self.kept.append(bytes(MAX_HELD_BYTES // 10))
        return True


class Rude(Breaking):
    def take(self, step: Step) -> bool:
        raise ProtocolError("of no use")


def test_what_breaks_is_told_with_the_few_messages_it_takes() -> None:
    outcome = run(2_000, 7, targets={"it": Breaking}, max_failures=1)
    (failure,) = outcome.failures
    assert failure.steps == ["a", "b"]
    assert "KeyError: 'b'" in failure.why
    assert f"python -m tests.fuzz --seed 7 --target it --case {failure.case}" in str(failure)


def test_a_case_can_be_run_again() -> None:
    outcome = run(2_000, 7, targets={"it": Breaking}, max_failures=1)
    again = Outcome()
    run_case(7, outcome.failures[0].case, again, {"it": Breaking})
    assert again.failures == outcome.failures


@pytest.mark.parametrize(
    ("kind", "why"),
    [(Slow, "of processor time"), (Growing, "bytes are held"), (Rude, "of no use")],
)
def test_what_takes_too_long_or_grows_or_leaves_by_another_way_is_found(
    kind: type[Attempt], why: str
) -> None:
    (failure,) = run(200, 0, targets={"it": kind}, max_failures=1).failures
    assert why in failure.why


def test_what_is_held_is_counted_once_and_through_slots() -> None:
    class Slotted:
        __slots__ = ("inner",)

    whole = Slotted()
    whole.inner = [bytes(1_000_000)] * 3
    assert 1_000_000 < deep_size(whole) < 1_001_000
