"""What the agent is saying, or about to say, as far as turn taking has to know."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from ten_lite.kinds.turns.policy import TurnPolicy

__all__ = ["Speech"]

MS_PER_CHARACTER = 200
"""Slower than any voice."""


@dataclass(slots=True)
class Speech:
    """One answer, or something that the agent says of its own accord.

    Attributes:
        began_ms: When it was begun.
        text: What it answers; "" for what is said of the agent's own accord.
        said: The same by transcript.
        is_protected: Whether nothing interrupts it.
        is_heard: Whether any of it has been sounded.
        is_made: Whether no more text comes.
        is_sounding: Whether the voice is at it.
        ends_ms: When the client has played what the voice has sent, once the voice is done.
    """

    began_ms: int
    text: str = ""
    said: Mapping[str, str] = field(default_factory=dict)
    is_protected: bool = False
    is_heard: bool = False
    is_made: bool = False
    is_sounding: bool = False
    ends_ms: float = -math.inf
    _given_ms: float = math.inf  # since when a sound is waited for
    _characters: int = 0  # that the voice has been given and has not reported the end of
    _changed_ms: float = 0.0

    def give(self, now_ms: int, characters: int) -> None:
        """The voice was given some text."""
        self._characters += characters
        if not self.is_sounding:
            self._given_ms = min(self._given_ms, max(now_ms, self.ends_ms))

    def make(self, now_ms: int) -> None:
        """No more text comes."""
        self.is_made, self._changed_ms = True, now_ms

    def sound(self, now_ms: int) -> None:
        """The voice has begun."""
        self.is_heard = self.is_sounding = True
        self._given_ms, self._changed_ms = math.inf, now_ms

    def fall_silent(self, now_ms: int, unplayed_ms: int) -> None:
        """The voice is done; the client has ``unplayed_ms`` of sound left."""
        self.is_sounding, self._given_ms, self._characters = False, math.inf, 0
        self.ends_ms = now_ms + unplayed_ms

    def shift(self, by_ms: int) -> None:
        """Nothing happened for a while, on purpose."""
        self.ends_ms += by_ms
        self._given_ms += by_ms
        self._changed_ms += by_ms

    @property
    def is_waiting_for_voice(self) -> bool:
        """Whether the voice has text that it has not sounded anything of."""
        return self._given_ms < math.inf

    @property
    def missing(self) -> str:
        """What has not come once ``limit_ms`` is past, for the user."""
        is_mute = self.is_waiting_for_voice or self.is_made
        return "a sound from the voice" if is_mute else "an answer"

    def is_over(self, now_ms: int) -> bool:
        """Whether it has been heard to its end."""
        is_busy = self.is_sounding or self.is_waiting_for_voice
        return self.is_made and not is_busy and now_ms >= self.ends_ms

    def limit_ms(self, policy: TurnPolicy) -> float:
        """When it is over, or when it is certain that something is wrong."""
        if self.is_waiting_for_voice:
            return self._given_ms + policy.voice_limit_ms
        if not self.is_made:
            return self.began_ms + policy.max_answer_ms
        if not self.is_sounding:
            return max(self.ends_ms, self._changed_ms)  # without a sound it is over once it is made
        return self._changed_ms + self._characters * MS_PER_CHARACTER + policy.voice_limit_ms
