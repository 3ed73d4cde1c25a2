"""What a piece of work was caused by: the turn and epoch its messages will carry.

The runtime sets the cause around every handler, and asyncio copies it into the tasks started
there, so extension code does nothing for it.
"""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass

__all__ = ["Cause", "current_cause"]


@dataclass(frozen=True, slots=True)
class Cause:
    """The envelope that work passes on to what it sends.

    Attributes:
        turn_id: The user's utterance behind the work.
        epoch: The session's epoch when the work began.
        fenced: Whether the work is part of an answer.
    """

    turn_id: int
    epoch: int
    fenced: bool


current_cause: ContextVar[Cause | None] = ContextVar("ten_lite_cause", default=None)
