"""What the ``voice`` protocol carries; ``ten_lite.wire.voice`` reads and writes it."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import ConfigDict, Field

from ten_lite.wire.schema.objects import Base64Pcm, WireObject
from ten_lite.wire.schema.ten import ConfigChange

__all__ = ["CLIENT_MESSAGES", "SERVER_MESSAGES"]


class VoiceReady(WireObject):
    """The first message of a server.

    Attributes:
        sessionId: Names the conversation.
    """

    type: Literal["ready"]
    sessionId: str


class VoiceTranscriptInterim(WireObject):
    """What the user has said so far.

    Attributes:
        text: The whole utterance, not a delta.
    """

    type: Literal["transcript_interim"]
    text: str


class VoiceUserSpeechEnd(WireObject):
    """The user stopped speaking; told at the latest right before `transcript_final`."""

    type: Literal["user_speech_end"]


class VoiceTranscriptFinal(WireObject):
    """The utterance as it was understood.

    Attributes:
        text: All of it.
    """

    type: Literal["transcript_final"]
    text: str


class VoiceAudio(WireObject):
    """A piece of an answer's sound.

    Attributes:
        data: PCM16 in base64, mono.
    """

    type: Literal["audio"]
    data: Base64Pcm


class VoiceResponseComplete(WireObject):
    """All sound of the answer was sent; it may still be playing."""

    type: Literal["response_complete"]


class VoiceInterrupted(WireObject):
    """Throw away all sound that was not played."""

    type: Literal["interrupted"]


class VoiceError(WireObject):
    """Something went wrong; the conversation goes on, unless the connection is closed.

    Attributes:
        message: What is wrong, for people.
    """

    type: Literal["error"]
    message: Annotated[str, Field(max_length=300)]


class VoiceClientAudio(WireObject):
    """What the user says: about 20 ms of sound, at the pace of real time.

    Attributes:
        audio: PCM16 in base64, mono, in the server's rate.
    """

    type: Literal["audio"]
    audio: Base64Pcm


class VoiceInterrupt(WireObject):
    """Stop the answer."""

    type: Literal["interrupt"]


class VoiceConfig(ConfigChange):
    """Change language, voice or both in mid-conversation.

    Attributes:
        language: BCP-47 code of what is spoken.
        voice: A voice by the name its provider gives it, of printable characters.
    """

    model_config = ConfigDict(json_schema_extra={"minProperties": 2})

    type: Literal["config"]


SERVER_MESSAGES: Final[tuple[type[WireObject], ...]] = (
    VoiceReady,
    VoiceTranscriptInterim,
    VoiceUserSpeechEnd,
    VoiceTranscriptFinal,
    VoiceAudio,
    VoiceResponseComplete,
    VoiceInterrupted,
    VoiceError,
)
"""What a server says."""

CLIENT_MESSAGES: Final[tuple[type[WireObject], ...]] = (
    VoiceClientAudio,
    VoiceInterrupt,
    VoiceConfig,
)
"""What a client says, binary messages apart."""
