"""Every message that travels on a graph: TEN's four kinds and their typed payloads.

A message is a slots dataclass of one of the kinds ``cmd`` (a request, answered by one result or
a stream of them), ``data`` (an event), ``audio_frame`` and ``video_frame``. Class attributes say
its ``kind``, its ``name`` on the graph and how it is delivered; the fields are its payload.

Messages are shared between receivers and never copied: treat them as immutable.

The envelope (``session_id``, ``turn_id``, ``epoch``, ``sequence``, ``timestamp_ns``, ``fenced``)
is written once, by the runtime, when the message is first sent. A message that is passed on
keeps the envelope it came with.

Delivery classes:

* ``URGENT`` goes past everything that waits (``tts_flush``, ``error``).
* ``PROTECTED`` waits its turn and survives an interruption (transcripts, end markers, results).
* ``ANSWER`` is part of an answer and is dropped once the user has interrupted that answer.
* ``INHERIT`` is what its cause is: a ``pcm_frame`` made from a ``tts_text_input`` belongs to the
  answer, one from the microphone does not.

An output that a graph does not connect is wired by type to the one node that takes its message;
a message that is ``to_all`` is wired to every node that takes it, because one that went without
it would be wrong: a voice that does not hear of an interruption speaks on.

``result`` is the class of what a command is answered with; None for those that get no result.

Names and fields follow TEN's messages (reference/messages in the docs lists them all).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, ClassVar, Literal

__all__ = [
    "AsrResult",
    "ChatCompletion",
    "ChatDelta",
    "Delivery",
    "EndOfSpeech",
    "ErrorMessage",
    "Kind",
    "LikelyEndOfSpeech",
    "Message",
    "PcmFrame",
    "StartOfSpeech",
    "TextData",
    "ToolCall",
    "ToolRegister",
    "ToolResult",
    "TtsAudioEnd",
    "TtsAudioStart",
    "TtsFlush",
    "TtsFlushEnd",
    "TtsTextInput",
    "UserJoined",
    "VideoFrame",
]

Kind = Literal["cmd", "data", "audio_frame", "video_frame"]
"""TEN's four kinds of message."""

ENVELOPE = frozenset({"session_id", "turn_id", "epoch", "sequence", "timestamp_ns", "fenced"})


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
    result: ClassVar[type[Message] | None] = None

    session_id: str = field(default="", compare=False)
    turn_id: int = field(default=0, compare=False)
    epoch: int = field(default=0, compare=False)
    sequence: int = field(default=0, compare=False)
    timestamp_ns: int = field(default=0, compare=False)
    fenced: bool = field(default=False, compare=False)


@dataclass(slots=True)
class PcmFrame(Message):
    """A piece of sound: 16-bit little-endian PCM, interleaved, whole samples.

    Attributes:
        data: The samples.
        sample_rate_hz: Samples per second and channel.
        channels: Interleaved channels, from 1.
        metadata: What the sender attached (TEN's ``metadata``), passed along unchanged.
    """

    kind: ClassVar[Kind] = "audio_frame"
    name: ClassVar[str] = "pcm_frame"
    delivery: ClassVar[Delivery] = Delivery.INHERIT

    data: bytes
    sample_rate_hz: int = 16_000
    channels: int = 1
    metadata: Mapping[str, Any] | None = None

    @property
    def duration_ms(self) -> float:
        """Playing time in milliseconds."""
        return len(self.data) * 500 / (self.sample_rate_hz * self.channels)


@dataclass(slots=True)
class VideoFrame(Message):
    """One picture: ``data`` holds ``width`` x ``height`` pixels in ``pixel_format``."""

    kind: ClassVar[Kind] = "video_frame"
    name: ClassVar[str] = "video_frame"
    delivery: ClassVar[Delivery] = Delivery.INHERIT

    data: bytes
    width: int
    height: int
    pixel_format: str = "I420"


@dataclass(slots=True)
class UserJoined(Message):
    """The client is connected and the graph is ready: the moment to greet."""

    kind: ClassVar[Kind] = "cmd"
    name: ClassVar[str] = "on_user_joined"


@dataclass(slots=True)
class StartOfSpeech(Message):
    """The user began to speak; ``at_ms`` counts the audio received in this session."""

    name: ClassVar[str] = "start_of_speech"

    at_ms: int


@dataclass(slots=True)
class LikelyEndOfSpeech(Message):
    """The user paused and may be done: time to work ahead, nothing is decided."""

    name: ClassVar[str] = "likely_end_of_speech"

    at_ms: int


@dataclass(slots=True)
class EndOfSpeech(Message):
    """The user stopped speaking; ``at_ms`` is where the last sound of speech was."""

    name: ClassVar[str] = "end_of_speech"

    at_ms: int


@dataclass(slots=True)
class AsrResult(Message):
    """What was understood so far (``final`` false) or for good (``final`` true).

    Attributes:
        text: The words.
        final: Whether the text of this utterance will still change.
        id: The utterance; partials and their final share it.
        start_ms: Where it begins in the audio of this session.
        duration_ms: Its length.
        language: BCP-47 code.
        metadata: TEN's metadata, passed along.
    """

    name: ClassVar[str] = "asr_result"

    text: str
    final: bool
    id: str = ""
    start_ms: int = 0
    duration_ms: int = 0
    language: str = "en-US"
    metadata: Mapping[str, Any] | None = None


@dataclass(slots=True)
class TextData(Message):
    """Text for people: a transcript for the client, or text the client typed.

    Attributes:
        text: The whole text so far (not a delta).
        role: Who says it.
        is_final: Whether it will still change.
        stream_id: Groups the updates of one text.
        data_type: TEN's kind of text; ``raw`` is for programs.
        text_ts: When it was said, in milliseconds on the session's clock.
    """

    name: ClassVar[str] = "text_data"

    text: str
    role: Literal["user", "assistant"] = "user"
    is_final: bool = True
    stream_id: int = 0
    data_type: Literal["transcribe", "raw"] = "transcribe"
    text_ts: int = 0


@dataclass(slots=True)
class ChatDelta(Message):
    """A piece of the model's answer; the last one carries ``finish_reason``.

    Attributes:
        delta: Text to append.
        finish_reason: ``stop``, ``length``, ``tool_calls`` or what else the model says.
        tool_calls: Whole calls, put together from the provider's fragments and sent at once with
            the last piece: ``{"id": ..., "name": ..., "arguments": text of a JSON object}``.
    """

    name: ClassVar[str] = "chat_delta"
    delivery: ClassVar[Delivery] = Delivery.ANSWER

    delta: str
    finish_reason: str | None = None
    tool_calls: tuple[Mapping[str, str], ...] = ()


@dataclass(slots=True)
class ChatCompletion(Message):
    """Ask a language model to go on with a conversation; answered by ``ChatDelta`` results.

    Attributes:
        messages: OpenAI-shaped chat messages, oldest first.
        request_id: Unique for each request.
        parameters: Sampling parameters that override the node's own.
        tools: What the model may call, each as ``ToolRegister.tool``; empty: nothing.
    """

    kind: ClassVar[Kind] = "cmd"
    name: ClassVar[str] = "chat_completion"
    delivery: ClassVar[Delivery] = Delivery.ANSWER
    result: ClassVar[type[Message] | None] = ChatDelta

    messages: list[dict[str, Any]]
    request_id: str = ""
    parameters: dict[str, Any] | None = None
    tools: tuple[Mapping[str, Any], ...] = ()


@dataclass(slots=True)
class ToolRegister(Message):
    """A node offers a tool to the model; sent once, when the node starts.

    Attributes:
        tool: ``{"name": ..., "description": ..., "parameters": a JSON Schema of an object}``.
    """

    kind: ClassVar[Kind] = "cmd"
    name: ClassVar[str] = "tool_register"

    tool: Mapping[str, Any]


@dataclass(slots=True)
class ToolResult(Message):
    """What a tool found, as text for the model; ``is_error`` when it failed."""

    name: ClassVar[str] = "tool_result"

    content: str
    is_error: bool = False


@dataclass(slots=True)
class ToolCall(Message):
    """Use a tool; answered by one ``ToolResult`` of the node that registered it.

    Attributes:
        call_id: Unique for each call.
        tool_name: The tool.
        arguments: What the model wants it called with, an object of the tool's ``parameters``.
    """

    kind: ClassVar[Kind] = "cmd"
    name: ClassVar[str] = "tool_call"
    delivery: ClassVar[Delivery] = Delivery.ANSWER
    to_all: ClassVar[bool] = True
    result: ClassVar[type[Message] | None] = ToolResult

    call_id: str
    tool_name: str
    arguments: Mapping[str, Any]


@dataclass(slots=True)
class TtsTextInput(Message):
    """A piece of text to speak; pieces of one ``request_id`` are one answer.

    Attributes:
        request_id: The answer it belongs to.
        text: What to say; may be empty when only the end is told.
        text_input_end: Whether it is the last piece of this answer.
        metadata: TEN's metadata, passed along.
    """

    name: ClassVar[str] = "tts_text_input"
    delivery: ClassVar[Delivery] = Delivery.ANSWER

    request_id: str
    text: str
    text_input_end: bool = False
    metadata: Mapping[str, Any] | None = None


@dataclass(slots=True)
class TtsFlush(Message):
    """Stop speaking now. Sending it raises the session's epoch before it is delivered."""

    name: ClassVar[str] = "tts_flush"
    delivery: ClassVar[Delivery] = Delivery.URGENT
    to_all: ClassVar[bool] = True

    flush_id: str
    reason: str = ""


@dataclass(slots=True)
class TtsFlushEnd(Message):
    """The voice has stopped; answers every ``TtsFlush``, also when nothing was spoken."""

    name: ClassVar[str] = "tts_flush_end"

    flush_id: str


@dataclass(slots=True)
class TtsAudioStart(Message):
    """The first sound of an answer follows."""

    name: ClassVar[str] = "tts_audio_start"
    delivery: ClassVar[Delivery] = Delivery.ANSWER
    to_all: ClassVar[bool] = True

    request_id: str


@dataclass(slots=True)
class TtsAudioEnd(Message):
    """No more sound of this answer follows.

    Attributes:
        request_id: The answer.
        duration_ms: Sound that was sent for it.
        reason: Why it ended.
        unplayed_ms: What a client that plays in real time has still to play of it.
    """

    name: ClassVar[str] = "tts_audio_end"
    to_all: ClassVar[bool] = True

    request_id: str
    duration_ms: int
    reason: Literal["end", "interrupted", "error"] = "end"
    unplayed_ms: int = 0


@dataclass(slots=True)
class ErrorMessage(Message):
    """Something failed; the client sees ``text``, the operator finds the rest in the log.

    Attributes:
        text: At most 300 characters, without paths or tracebacks.
        node: The node it happened in.
        code: A short stable word, such as ``handler_failed``.
        fatal: Whether the session ends because of it.
    """

    name: ClassVar[str] = "error"
    delivery: ClassVar[Delivery] = Delivery.URGENT

    text: str
    node: str = ""
    code: str = ""
    fatal: bool = False
