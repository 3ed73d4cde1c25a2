"""What every protocol of a transport is: messages of the graph to and from what a socket carries.

A codec has no I/O and no clock of its own; there is one for each session.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ten_lite.errors import ProtocolError
from ten_lite.messages import Message, ToolResult
from ten_lite.wire.strict_json import clip

__all__ = ["Codec", "Hangup", "NotDone", "Opening", "Reply", "ToolDone", "Wire"]

Wire = str | bytes
"""A text or a binary message of a WebSocket."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What a codec knows of its session.

    Attributes:
        session_id: Names it.
        sample_rate_hz: Rate of the sound that the graph is given.
        channels: Its interleaved channels, from 1; a protocol whose sound is mono gives it one.
        query: The parameters of the address the client asked for.
    """

    session_id: str
    sample_rate_hz: int = 16_000
    channels: int = 1
    query: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """Something for the client that no node sends: the answer to what it just said.

    Attributes:
        wire: As it is sent.
    """

    wire: Wire


@dataclass(frozen=True, slots=True)
class Hangup:
    """The client says that it is done: nothing comes after this, and the session may end.

    Attributes:
        reason: Why, for the log.
    """

    reason: str


@dataclass(frozen=True, slots=True)
class ToolDone:
    """The result of a ``ToolCall`` that the codec was given; what it answers.

    One that nobody waits for any more, as its answer was interrupted, say, is for nobody.

    Attributes:
        call_id: The call.
        result: What came of it.
    """

    call_id: str
    result: ToolResult


class NotDone(ProtocolError):
    """What the client said is of the protocol, but this graph does not do it.

    Args:
        text: Why, for the client; cut at 300 characters.
        code: The same as a short stable word.
        message: What the codec has made of it.
    """

    def __init__(self, text: str, *, code: str, message: Message) -> None:
        super().__init__(clip(text))
        self.code = code
        self.message = message


class Codec(ABC):
    """One client's protocol.

    Args:
        opening: The session.
    """

    def __init__(self, opening: Opening) -> None:
        self.opening = opening

    def ready(self) -> Mapping[str, object]:
        """What a server's ``ready`` tells of this protocol besides what it tells of each."""
        return {}

    def open(self) -> Iterable[Wire]:
        """What the client is sent first."""
        return ()

    @abstractmethod
    def decode(self, wire: Wire) -> Iterable[Message | Reply | Hangup | ToolDone]:
        """What the client said, for the graph, what it is told at once, and whether it leaves.

        Raises:
            ProtocolError: It is not of this protocol; the text is for the client. What came before
                in this call is done all the same, and the next message is read as ever.
        """

    @abstractmethod
    def encode(self, message: Message) -> Iterable[Wire]:
        """``message`` for the client; nothing where the protocol does not carry it.

        Raises:
            ProtocolError: The message is ours but wrong.
        """

    @abstractmethod
    def refuse(self, error: ProtocolError) -> Iterable[Wire]:
        """How the client is told that what it said was wrong, or was not done (``NotDone``)."""
