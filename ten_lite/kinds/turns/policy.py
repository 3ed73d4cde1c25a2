"""The rules of taking turns, in numbers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from ten_lite.kinds.turns.backchannel import Backchannels
from ten_lite.kinds.turns.utterance import word_count

__all__ = ["InterruptOn", "TurnPolicy"]

InterruptOn = Literal["speech", "partial", "final"]
"""What stops an answer: each includes those after it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnPolicy:
    """How turns are taken; times in milliseconds.

    Attributes:
        interrupt_on: ``speech``: the beginning of speech holds the answer, words end it;
            ``partial``: a transcript that may still change ends it; ``final``: one that may not.
        min_words: Words that it takes.
        min_characters: Characters that it takes of a transcript that may still change.
        min_speech_ms: How long speech must last before it holds an answer.
        can_pause: Whether the voice can hold an answer and go on with it; else speech ends it.
        false_interruption_ms: Speech without words for this long was none: the answer goes on.
        backchannels: What is no interruption.
        has_detector: Whether somebody can be asked if the user sounds finished.
        min_wait_ms: From a final transcript to the answer, if the user sounds finished.
        max_wait_ms: The same if the user does not sound finished at all.
        is_speculative: Whether the answer is begun before the turn is certainly over.
        transcript_limit_ms: From the end of speech, or the last partial transcript, to the final
            one; then the partial one is answered.
        max_turn_ms: Then the user's turn is over, even in mid-speech.
        max_answer_ms: From the end of the turn to the end of the answer's text.
        voice_limit_ms: From the first text for the voice to its sound.
        away_after_ms: Silence after which the user is asked whether they are there; 0: never.
        reminders: How often, before the session ends.
        session_limit_ms: Longest session; 0: none.
    """

    interrupt_on: InterruptOn = "speech"
    min_words: int = 1
    min_characters: int = 3
    min_speech_ms: int = 0
    can_pause: bool = True
    false_interruption_ms: int = 2_000
    backchannels: Backchannels = field(default_factory=Backchannels)
    has_detector: bool = False
    min_wait_ms: int = 0
    max_wait_ms: int = 1_500
    is_speculative: bool = False
    transcript_limit_ms: int = 3_000
    max_turn_ms: int = 60_000
    max_answer_ms: int = 300_000
    voice_limit_ms: int = 10_000
    away_after_ms: int = 0
    reminders: int = 0
    session_limit_ms: int = 0

    def is_enough(self, text: str, *, is_final: bool) -> bool:
        """Whether ``text``, said over an answer, ends it."""
        if word_count(text) < self.min_words:
            return False
        return is_final or (self.interrupt_on != "final" and len(text) >= self.min_characters)

    def wait_ms(self, finished: float) -> float:
        """From a final transcript to the answer, if the user sounds ``finished``, 0.0 to 1.0."""
        share = 1 - min(1.0, max(0.0, finished))
        return self.min_wait_ms + (self.max_wait_ms - self.min_wait_ms) * share
