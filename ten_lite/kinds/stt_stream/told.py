"""What a stream to a recogniser takes and tells.

All times are in the session's sound, in ms: a stream counts from its own beginning, and adds
where that lies.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Protocol

__all__ = [
    "LikelyOver",
    "Progress",
    "SpeechBegan",
    "SpeechGoesOn",
    "SpeechOver",
    "SttStream",
    "Told",
    "Words",
]


@dataclass(frozen=True, slots=True)
class Words:
    """All that was understood of one utterance so far.

    Attributes:
        text: The words; "" takes back what was understood before.
        start_ms: Where the first one begins.
        end_ms: Where the last one ends.
        is_final: Whether the utterance is over, and its sound need not be heard again.
        language: BCP-47 code of what was detected; "": what was asked for.
    """

    text: str
    start_ms: int
    end_ms: int
    is_final: bool
    language: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """Everything in the sound up to there was told.

    Attributes:
        until_ms: Where.
        is_final: Whether it will not change, so that the sound need not be heard again.
    """

    until_ms: int
    is_final: bool


@dataclass(frozen=True, slots=True)
class SpeechBegan:
    """The user began to make a sound that may be speech."""

    at_ms: int


@dataclass(frozen=True, slots=True)
class SpeechOver:
    """The user has made none for a while.

    Attributes:
        at_ms: Where it ended.
        silence_ms: How much silence is known after that.
    """

    at_ms: int
    silence_ms: int = 0


@dataclass(frozen=True, slots=True)
class LikelyOver:
    """The user may be done; the words so far come before it.

    Only an addon that declares the output ``LikelyEndOfSpeech`` may tell it.

    Attributes:
        at_ms: Where the last word ends.
    """

    at_ms: int


@dataclass(frozen=True, slots=True)
class SpeechGoesOn:
    """The user was not done, although ``LikelyOver`` was told; more words come after it."""


Told = Words | Progress | SpeechBegan | SpeechOver | LikelyOver | SpeechGoesOn


class SttStream(Protocol):
    """One connection to the recogniser."""

    async def send_sound(self, data: bytes) -> None:
        """Send samples; waits while the provider does not take them.

        Raises:
            ProviderError: The connection is lost.
        """

    async def keep_alive(self) -> None:
        """Say that sound will come.

        Raises:
            ProviderError: The connection is lost.
        """

    def told(self) -> AsyncGenerator[Told | None, None]:
        """What the recogniser tells; None for a sign of life without a meaning.

        It ends when the provider is done with a stream that was not used, which is no failure.

        Raises:
            ProviderError: The connection is lost.
        """

    def give_up(self, reason: str) -> None:
        """Drop the connection at once: the other methods raise ``reason``."""
