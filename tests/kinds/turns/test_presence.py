"""How long a user may be silent, and a session last."""

from __future__ import annotations

import math

from ten_lite.kinds.turns.policy import TurnPolicy
from ten_lite.kinds.turns.presence import Presence

POLICY = TurnPolicy(away_after_ms=5_000, reminders=2, session_limit_ms=60_000)


def test_what_is_due_first_is_due_and_nothing_without_limits_or_at_the_end() -> None:
    user = Presence(began_ms=1_000, idle_ms=10_000)
    assert user.deadline_ms(POLICY, is_silent=True) == 15_000
    assert user.deadline_ms(POLICY, is_silent=False) == 61_000
    assert user.deadline_ms(TurnPolicy(), is_silent=True) == math.inf
    user.is_over = True
    assert user.deadline_ms(POLICY, is_silent=True) == math.inf


def test_a_session_comes_to_its_longest_once() -> None:
    user = Presence(began_ms=1_000, idle_ms=1_000)
    assert not user.has_lasted(60_999, POLICY)
    assert user.has_lasted(61_000, POLICY)
    assert not user.has_lasted(10**9, TurnPolicy())
    user.is_over = True
    assert not user.has_lasted(61_000, POLICY)


def test_reminders_are_numbered_and_end_and_each_is_followed_by_the_whole_silence() -> None:
    user = Presence(began_ms=0, idle_ms=0)
    assert [user.remind(at, POLICY) for at in (5_000, 10_000, 15_000)] == [1, 2, 0]
    assert user.idle_ms == 10_000
