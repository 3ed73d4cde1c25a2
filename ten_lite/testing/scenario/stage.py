"""Where a scenario is played: a graph in virtual time, or a server."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from ten_lite.testing.scenario.record import Record
from ten_lite.testing.scenario.steps import ModelReply, Speech, Step

__all__ = ["Stage"]


class Stage(Protocol):
    """What steps do there; what comes of it is told to ``record``."""

    @property
    def record(self) -> Record:
        """What the client sees and hears."""
        ...

    @property
    def word_ms(self) -> int:
        """Sound of each word; 0: nobody knows."""
        ...

    def refusal(self, step: Step) -> str:
        """Why ``step`` cannot be played here; "" when it can."""
        ...

    async def say(self, speech: Speech) -> None:
        """Say it, to its end."""
        ...

    async def write(self, text: str) -> None:
        """Type it."""
        ...

    async def ask_for_silence(self) -> None:
        """Have the answer stop without a word."""
        ...

    async def leave(self) -> None:
        """Lose the connection."""
        ...

    async def come_back(self) -> None:
        """Have it again."""
        ...

    def reply(self, replies: Sequence[ModelReply]) -> None:
        """Have the model answer so, one reply a request."""
        ...

    @property
    def unused_replies(self) -> Sequence[ModelReply]:
        """Those nobody has asked for."""
        ...
