from __future__ import annotations

import pytest

from .batch import run

SHARE = 60


@pytest.mark.parametrize("first", range(0, 4 * SHARE, SHARE))
def test_whatever_happens_when_each_turn_gets_one_answer_and_no_byte_comes_late(first: int) -> None:
    """A share of what ``python -m tests.proof --count 100000`` runs."""
    outcome = run(range(first, first + SHARE))
    assert not outcome.wrong, f"\n{outcome}"
    for happened in ("interruptions", "pauses", "tool calls", "answers settled", "left"):
        assert outcome.counts[happened] > SHARE / 10, outcome.counts
