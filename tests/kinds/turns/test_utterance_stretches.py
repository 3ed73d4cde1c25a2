"""Stretches of speech in one turn, told by a recogniser that is late, or never done with one."""

from __future__ import annotations

import pytest

from ten_lite.kinds.turns import Think, TurnMachine, TurnPolicy
from ten_lite.kinds.turns.utterance import Utterance


def hear(*told: tuple[str, str, bool]) -> Utterance:
    """What was told, each with the id of its stretch, and whether for good."""
    utterance = Utterance(1, 0, 0)
    for place, (name, text, is_final) in enumerate(told):
        utterance.hear(place, text, is_final=is_final, utterance_id=name)
    return utterance


def test_words_of_a_stretch_that_never_becomes_final_are_kept_when_the_next_one_begins() -> None:
    assert hear(("a", "book a table", False), ("b", "for two", False)).text == (
        "book a table for two"
    )


def test_a_late_final_transcript_does_not_take_away_what_is_being_said() -> None:
    utterance = hear(("a", "book", False), ("b", "for two", False), ("a", "book a table", True))
    assert utterance.text == "book a table for two"
    assert not utterance.has_final


def test_a_final_transcript_is_of_the_stretch_that_was_told_of_before() -> None:
    utterance = hear(("a", "book a", False), ("a", "book a table", True))
    assert (utterance.text, utterance.has_final) == ("book a table", True)


@pytest.mark.parametrize("said", [{}, {"old": "hello"}])
def test_without_ids_a_final_transcript_takes_the_place_of_the_partial_one(
    said: dict[str, str],
) -> None:
    utterance = hear(("", "book a", False))
    utterance.follow(said)  # a partial transcript may have interrupted an answer
    utterance.hear(2, "book a table", is_final=True, utterance_id="")
    assert utterance.text == " ".join([*said.values(), "book a table"])


def test_what_is_typed_in_mid_speech_does_not_take_away_what_was_said() -> None:
    machine = TurnMachine(TurnPolicy(), 0)
    machine.speech_started(0)
    machine.transcript(100, "book a table", is_final=False, utterance_id="a")
    steps = machine.typed(200, "for two")
    assert [step.text for step in steps if isinstance(step, Think)] == ["for two book a table"]
