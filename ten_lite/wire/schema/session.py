"""What keeps a session of ``ten-lite.v1`` alive over losses of the network."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field

from ten_lite.wire import resume
from ten_lite.wire.schema.objects import WireObject

__all__ = [
    "CONTROL_MESSAGES",
    "AckMessage",
    "GapMessage",
    "HelloMessage",
    "PingMessage",
    "ReadyMessage",
]

Token = Annotated[str, Field(min_length=1, max_length=resume.MAX_TOKEN_CHARS)]
Count = Annotated[int, Field(ge=0, le=resume.MAX_COUNT)]

Positive = Annotated[int, Field(ge=1, le=resume.MAX_COUNT)]


class Resume(WireObject):
    """Which conversation goes on, and from where.

    Attributes:
        token: The `resume_token` of the last `ready`.
        received: How many of the server's messages came.
        sent: How many messages the client has counted; those that the server lacks come again.
    """

    token: Token
    received: Count
    sent: Count = 0


class Hello(WireObject):
    """Who is there.

    Attributes:
        token: The access token, where the server asks for one.
    """

    token: Token = ""
    resume: Resume = Resume(token="-", received=0)


class HelloMessage(WireObject):
    """The first message of a client."""

    type: Literal["hello"]
    data: Hello = Hello()


class Ready(WireObject):
    """The server's answer to `hello`.

    Attributes:
        session_id: Names the conversation.
        resume_token: What to say to go on with it over another connection.
        resume_window_s: How long it is kept while nobody is connected, in seconds.
        resumed: Whether it goes on; after a `resume`, false: it is a new one, counts begin at 0.
        received: How many of the client's messages the server has.
        sample_rate: Of the sound both ways, in samples per second and channel.
        channels: Interleaved channels of the sound both ways.
        audio: How sound in binary messages is coded, for clients that asked with `?audio=`.
        audio_refused: Why it is not coded as they asked.
    """

    session_id: Token
    resume_token: Token
    resume_window_s: Annotated[float, Field(ge=0)]
    resumed: bool
    received: Count
    sample_rate: Positive
    channels: Positive
    audio: Literal["opus", "pcm16"] = "pcm16"
    audio_refused: str = ""


class ReadyMessage(WireObject):
    """The first message of a server."""

    type: Literal["ready"]
    data: Ready


class Received(WireObject):
    """How far one side has come.

    Attributes:
        received: How many of the other side's messages came; only those that count.
    """

    received: Count


class AckMessage(WireObject):
    """So many messages came: they need not be kept any longer. Either side sends it."""

    type: Literal["ack"]
    data: Received


class PingMessage(WireObject):
    """The server is there; sent every 10 s and not answered."""

    type: Literal["ping"]


class Gap(WireObject):
    """What is missing.

    Attributes:
        messages: How many messages were given up.
    """

    messages: Count


class GapMessage(WireObject):
    """Sound that was too old to be sent again was given up; it takes its place in the count."""

    type: Literal["data"]
    name: Literal["gap"]
    data: Gap


CONTROL_MESSAGES: Final[tuple[type[WireObject], ...]] = (ReadyMessage, AckMessage, PingMessage)
"""What a server says of the session; neither side counts these."""
