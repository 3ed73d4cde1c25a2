from __future__ import annotations

from ten_lite.kinds.turns import CheckTurn, State, Think, TurnMachine, TurnPolicy

POLICY = TurnPolicy(has_detector=True, transcript_limit_ms=3_000)


def test_a_verdict_on_what_was_said_before_the_user_went_on_ends_no_turn() -> None:
    machine = TurnMachine(POLICY, 0)
    machine.speech_started(0)
    machine.transcript(100, "book a table", is_final=True, utterance_id="a")
    (check,) = [s for s in machine.speech_ended(200) if isinstance(s, CheckTurn)]
    machine.speech_started(300)
    machine.transcript(400, "for", is_final=False, utterance_id="b")
    machine.speech_ended(500)
    assert machine.verdict(600, check.number, 1.0) == []
    assert machine.tick(601) == []
    assert machine.state is State.ENDING
    steps = [
        *machine.transcript(700, "for two", is_final=True, utterance_id="b"),
        *machine.tick(700 + POLICY.max_wait_ms),
    ]
    assert [step.text for step in steps if isinstance(step, Think)] == ["book a table for two"]
