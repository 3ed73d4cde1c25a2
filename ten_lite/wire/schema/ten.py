"""What the ``ten`` protocol carries; ``ten_lite.wire.ten`` reads and writes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal

from pydantic import ConfigDict, Field, create_model

from ten_lite.messages import Message, TurnMetrics
from ten_lite.wire import session_config, ten
from ten_lite.wire.schema.objects import Base64Pcm, Count, WireObject, payload_model

__all__ = [
    "CLIENT_MESSAGES",
    "SERVER_DATA",
    "SERVER_MESSAGES",
    "AudioMessage",
    "ClientAudio",
    "ConfigMessage",
    "ErrorMessage",
    "FlushMessage",
    "InterruptMessage",
    "PlaybackPositionMessage",
    "TypedTextMessage",
]

Positive = Annotated[int, Field(ge=1)]
Name = Annotated[str, Field(min_length=1, max_length=session_config.MAX_NAME_CHARS)]


class AudioFormat(WireObject):
    """The format of a piece of sound, and what its sender attached.

    Attributes:
        sample_rate: Samples per second and channel.
        channels: Interleaved channels.
        bytes_per_sample: It is PCM16.
        samples_per_channel: Length of the piece.
    """

    model_config = ConfigDict(extra="allow")

    sample_rate: Positive
    channels: Positive
    bytes_per_sample: Literal[2]
    samples_per_channel: Count


class AudioMessage(WireObject):
    """A piece of an answer's sound.

    Attributes:
        audio: PCM16 in base64.
    """

    type: Literal["audio"]
    audio: Base64Pcm
    metadata: AudioFormat


class Flush(WireObject):
    """Which interruption it was.

    Attributes:
        flush_id: Names it.
    """

    flush_id: str


class FlushMessage(WireObject):
    """Throw away all sound that was not played: the answer is interrupted, or may be."""

    type: Literal["cmd"]
    name: Literal["flush"]
    data: Flush


class ErrorMessage(WireObject):
    """Something went wrong; the conversation goes on, unless the connection is closed.

    Attributes:
        error: What is wrong, for people.
        code: A short stable word, where there is one.
    """

    type: Literal["error"]
    error: Annotated[str, Field(max_length=300)]
    code: str = ""


class ToolTime(WireObject):
    """One call of a tool.

    Attributes:
        name: The tool.
        ms: How long it took, in milliseconds.
        is_error: Whether it failed.
    """

    name: str
    ms: int
    is_error: bool


class ClientAudioFormat(WireObject):
    """What the client attaches to its sound; a format in it must be the server's.

    Attributes:
        sample_rate: The server's, in samples per second and channel.
        channels: The server's.
        bytes_per_sample: It is PCM16.
    """

    model_config = ConfigDict(extra="allow")

    sample_rate: Positive = 16_000
    channels: Positive = 1
    bytes_per_sample: Literal[2] = 2


class ClientAudio(WireObject):
    """What the user says: about 20 ms of sound, at the pace of real time.

    Attributes:
        audio: PCM16 in base64, in the server's rate and channels.
    """

    audio: Base64Pcm
    type: Literal["audio"] = "audio"
    metadata: ClientAudioFormat = ClientAudioFormat()


class TypedText(WireObject):
    """What the user typed.

    Attributes:
        text: The whole text; not only white space.
    """

    text: Annotated[str, Field(min_length=1, max_length=ten.MAX_TEXT_CHARS, pattern=r"\S")]
    role: Literal["user"] = "user"
    is_final: Literal[True] = True


class TypedTextMessage(WireObject):
    """Text in place of speech."""

    type: Literal["data"]
    name: Literal["text_data"]
    data: TypedText


class ConfigChange(WireObject):
    """What is different from now on; one of the two will do.

    Attributes:
        language: BCP-47 code of what is spoken.
        voice: A voice by the name its provider gives it, of printable characters.
    """

    model_config = ConfigDict(extra="forbid", json_schema_extra={"minProperties": 1})

    language: Annotated[Name, Field(pattern=f"^{session_config.LANGUAGE.pattern}$")] = ""
    voice: Annotated[Name, Field(pattern=r"\S")] = ""


class ConfigMessage(WireObject):
    """Change language, voice or both in mid-conversation."""

    type: Literal["data"]
    name: Literal["config"]
    data: ConfigChange


class Played(WireObject):
    """How much of an answer was played.

    Attributes:
        request_id: The answer, as `tts_audio_start` named it.
        played_ms: Its sound that was played, in milliseconds; not what was thrown away.
    """

    request_id: Annotated[str, Field(min_length=1, max_length=ten.MAX_ID_CHARS)]
    played_ms: Annotated[int, Field(ge=0, le=ten.MAX_PLAYED_MS)]


class PlaybackPositionMessage(WireObject):
    """What was really heard, told about every 100 ms while an answer plays."""

    type: Literal["data"]
    name: Literal["playback_position"]
    data: Played


class InterruptMessage(WireObject):
    """Stop the answer, though nothing was said or typed."""

    type: Literal["cmd"]
    name: Literal["interrupt"]
    data: dict[str, Any] = Field(default_factory=dict)


def _data_message(cls: type[Message], payload: type[WireObject]) -> type[WireObject]:
    fields: dict[str, Any] = {
        "type": (Literal["data"], ...),
        "name": (Literal[cls.name], ...),
        "data": (payload, ...),
    }
    model: type[WireObject] = create_model(
        f"{cls.__name__}Message",
        __base__=WireObject,
        __doc__=(cls.__doc__ or "").partition("\n")[0],
        __module__=__name__,
        **fields,
    )
    return model


SHAPES: Final[Mapping[str, Mapping[str, Any]]] = {TurnMetrics.name: {"tools": tuple[ToolTime, ...]}}

SERVER_DATA: Final = {
    cls.name: payload_model(cls, SHAPES.get(cls.name)) for cls in ten.DATA_MESSAGES
}
"""What the data messages of a server carry, by name."""

SERVER_MESSAGES: Final[tuple[type[WireObject], ...]] = (
    *(_data_message(cls, SERVER_DATA[cls.name]) for cls in ten.DATA_MESSAGES),
    FlushMessage,
    ErrorMessage,
)
"""What a server says in a conversation, sound apart."""

CLIENT_MESSAGES: Final[tuple[type[WireObject], ...]] = (
    TypedTextMessage,
    ConfigMessage,
    PlaybackPositionMessage,
    InterruptMessage,
)
"""What a client says in a conversation, sound apart."""
