"""What every target has."""

from __future__ import annotations

from abc import ABC, abstractmethod
from random import Random

from ten_lite.messages import Message

Step = str | bytes | Message
"""What a client sends, or what the graph says."""


class Attempt(ABC):
    """One instance of what is fuzzed, and what is sent to it.

    Args:
        random: Decides what is sent.
    """

    def __init__(self, random: Random) -> None:
        self.random = random

    @abstractmethod
    def next_step(self) -> Step:
        """What is sent next."""

    @abstractmethod
    def take(self, step: Step) -> bool:
        """Send it; whether it was good. Any exception is a failure."""

    @property
    def held(self) -> object:
        """What must not grow without end."""
        return None
