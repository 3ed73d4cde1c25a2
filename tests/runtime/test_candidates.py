from __future__ import annotations

from typing import cast

import pytest

from ten_lite.config.definition import RestartDef
from ten_lite.errors import CommandError, ProviderError
from ten_lite.runtime.candidates import Candidates, ReturnPolicy, provider_error
from ten_lite.runtime.plan import CandidatePlan

POLICY = ReturnPolicy(after_s=1, longest_s=6, proven_s=10)

FINAL = ProviderError("no", retryable=False)
BUSY = ProviderError("busy", retryable=True)


def make(count: int) -> Candidates:
    return Candidates([cast(CandidatePlan, None)] * count, RestartDef(limit=1), POLICY)


def test_they_are_tried_in_order_until_there_is_none() -> None:
    candidates = make(3)
    assert candidates.current is candidates.first
    assert [candidates.next(0) for _ in range(4)] == [True, True, False, False]
    assert candidates.current.index == 2


def test_each_one_begins_with_all_its_restarts() -> None:
    candidates = make(2)
    for _ in range(3):
        assert candidates.restarts.next_delay_s(0) is not None
        assert candidates.restarts.next_delay_s(0) is None
        if candidates.current is candidates.first:
            candidates.next(0)
        else:
            candidates.return_to_first(0)


def test_the_pause_doubles_when_the_first_fails_soon_after_its_return() -> None:
    candidates, pauses = make(2), []
    for now_s in (0, 9, 18, 27, 37, 46):
        candidates.next(now_s)
        pauses.append(candidates.return_after_s)
        candidates.return_to_first(now_s)
    assert pauses == [1, 2, 4, 6, 1, 2]


def test_the_pause_doubles_with_each_try_in_vain() -> None:
    candidates = make(2)
    candidates.next(0)
    pauses = []
    for _ in range(4):
        pauses.append(candidates.return_after_s)
        candidates.wait_longer()
    assert pauses == [1, 2, 4, 6]


@pytest.mark.parametrize(
    ("error", "found"),
    [
        (FINAL, FINAL),
        (BUSY, BUSY),
        (CommandError("x"), None),
        (ExceptionGroup("x", [ValueError(), FINAL]), FINAL),
        (ExceptionGroup("x", [BUSY, ExceptionGroup("y", [FINAL])]), FINAL),
        (ExceptionGroup("x", [ValueError(), BUSY]), BUSY),
        (ExceptionGroup("x", [ValueError()]), None),
    ],
)
def test_the_worst_that_is_known_of_a_provider_counts(
    error: Exception, found: ProviderError | None
) -> None:
    assert provider_error(error) is found
