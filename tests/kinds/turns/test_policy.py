"""The rules in numbers."""

from __future__ import annotations

import pytest

from ten_lite.kinds.turns import TurnPolicy
from ten_lite.kinds.turns.presence import Presence


@pytest.mark.parametrize(
    ("text", "is_final", "is_enough"),
    [("no", True, True), ("no", False, False), ("nope", False, True), ("...", True, False)],
)
def test_a_final_needs_a_word_and_a_partial_characters_too(
    text: str, is_final: bool, is_enough: bool
):
    assert TurnPolicy().is_enough(text, is_final=is_final) is is_enough


def test_no_partial_is_enough_where_finals_interrupt():
    assert not TurnPolicy(interrupt_on="final").is_enough("stop it now", is_final=False)
    assert TurnPolicy(interrupt_on="final").is_enough("stop it now", is_final=True)


@pytest.mark.parametrize(("finished", "wait_ms"), [(0, 1_200), (0.5, 700), (1, 200), (-3, 1_200)])
def test_the_wait_lies_between_the_shortest_and_the_longest(finished: float, wait_ms: float):
    assert TurnPolicy(min_wait_ms=200, max_wait_ms=1_200).wait_ms(finished) == wait_ms


def test_what_is_known_of_the_session_goes_on_with_another_machine():
    presence = Presence(began_ms=0, idle_ms=500, reminded=1)
    policy = TurnPolicy(session_limit_ms=1_000, reminders=1)
    assert presence.deadline_ms(policy, is_silent=True) == 1_000
    assert presence.has_lasted(1_000, policy)
    assert presence.remind(600, policy) == 0
