"""The base of all messages: kind, delivery and envelope."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import ClassVar, Literal

__all__ = ["ENVELOPE", "Delivery", "Kind", "Message"]

Kind = Literal["cmd", "data", "audio_frame", "video_frame"]
"""TEN's four kinds of message."""

ENVELOPE = frozenset(
    {"session_id", "source", "turn_id", "epoch", "sequence", "timestamp_ns", "fenced"}
)


class Delivery(Enum):
    """How a message is treated when it waits and when an answer is interrupted."""

    URGENT = "urgent"
    PROTECTED = "protected"
    ANSWER = "answer"
    INHERIT = "inherit"


@dataclass(slots=True, kw_only=True)
class Message:
    """Base of all messages: the envelope.

    Attributes:
        session_id: The conversation it belongs to.
        source: The node that sent it first; "" for what no node sent.
        turn_id: The user's utterance that caused it, from 1; 0 before the first.
        epoch: The session's interruption count when its cause began.
        sequence: Its number within the session, from 1; 0 means not sent yet.
        timestamp_ns: When it was first sent, on the session's clock (monotonic).
        fenced: Whether an interruption makes it void.
    """

    kind: ClassVar[Kind] = "data"
    name: ClassVar[str] = ""
    delivery: ClassVar[Delivery] = Delivery.PROTECTED
    to_all: ClassVar[bool] = False
    optional: ClassVar[bool] = False
    result: ClassVar[type[Message] | None] = None

    session_id: str = field(default="", compare=False)
    source: str = field(default="", compare=False)
    turn_id: int = field(default=0, compare=False)
    epoch: int = field(default=0, compare=False)
    sequence: int = field(default=0, compare=False)
    timestamp_ns: int = field(default=0, compare=False)
    fenced: bool = field(default=False, compare=False)
