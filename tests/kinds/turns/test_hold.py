"""How long an answer is held."""

from __future__ import annotations

from ten_lite.kinds.turns.hold import AFTER_SPEECH_MS, LONGEST, Hold
from ten_lite.kinds.turns.policy import TurnPolicy
from ten_lite.kinds.turns.utterance import Utterance

POLICY = TurnPolicy(false_interruption_ms=2_000)


def test_a_noise_holds_it_as_long_as_words_may_need() -> None:
    assert Hold(1_000).ends_ms(1_100, POLICY, None) == 3_000
    assert Hold(1_000).ends_ms(2_900, POLICY, None) == 2_900 + AFTER_SPEECH_MS


def test_speech_without_words_does_not_hold_it_for_ever() -> None:
    speaking = Utterance(number=1, began_ms=0, changed_ms=0)
    speaking.begin_speech()
    assert Hold(1_000).ends_ms(2_900, POLICY, speaking) == 1_000 + LONGEST * 2_000
