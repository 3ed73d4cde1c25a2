"""The rules of turn taking that the properties of a node give."""

from __future__ import annotations

from ten_lite.kinds.turns import Backchannels, TurnPolicy
from ten_lite_main_control.config import MainControlConfig

__all__ = ["policy"]


def policy(config: MainControlConfig, *, can_pause: bool, has_detector: bool) -> TurnPolicy:
    """The rules of turn taking.

    Args:
        config: The properties of the node.
        can_pause: Whether the voice can hold an answer.
        has_detector: Whether a turn detector is connected.
    """
    return TurnPolicy(
        interrupt_on=config.interrupt_on,
        min_words=config.min_words,
        min_characters=config.interrupt_min_characters,
        min_speech_ms=config.min_speech_ms,
        can_pause=can_pause,
        false_interruption_ms=_ms(config.false_interruption_s),
        backchannels=Backchannels(config.backchannels),
        has_detector=has_detector,
        min_wait_ms=_ms(config.min_wait_s),
        max_wait_ms=_ms(max(config.min_wait_s, config.max_wait_s)),
        is_speculative=config.speculative,
        transcript_limit_ms=_ms(config.transcript_timeout_s),
        max_turn_ms=_ms(config.max_turn_s),
        max_answer_ms=_ms(config.max_answer_s),
        voice_limit_ms=_ms(config.voice_timeout_s),
        away_after_ms=_ms(config.away_after_s),
        reminders=len(config.away_prompts),
        session_limit_ms=_ms(config.max_session_s),
    )


def _ms(seconds: float) -> int:
    return round(seconds * 1000)
