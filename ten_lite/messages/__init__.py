"""Every message that travels on a graph: TEN's four kinds and their typed payloads.

A message is a slots dataclass of one of the kinds ``cmd`` (a request, answered by one result or
a stream of them), ``data`` (an event), ``audio_frame`` and ``video_frame``. Class attributes say
its ``kind``, its ``name`` on the graph and how it is delivered; the fields are its payload.

Messages are shared between receivers and never copied: treat them as immutable.

The envelope (``session_id``, ``source``, ``turn_id``, ``epoch``, ``sequence``, ``timestamp_ns``,
``fenced``) is written once, by the runtime, when the message is first sent. A message that is
passed on keeps the envelope it came with.

Delivery classes:

* ``URGENT`` goes past everything that waits (``tts_flush``, ``error``).
* ``PROTECTED`` waits its turn and survives an interruption (transcripts, end markers, results).
* ``ANSWER`` is part of an answer and is dropped once the user has interrupted that answer.
* ``INHERIT`` is what its cause is: a ``pcm_frame`` made from a ``tts_text_input`` belongs to the
  answer, one from the microphone does not.

An output that a graph does not connect is wired by type to the one node that takes its message;
a message that is ``to_all`` is wired to every node that takes it, because one that went without
it would be wrong: a voice that does not hear of an interruption speaks on.

A message that is ``optional`` may stay unconnected: a node that takes it works without it, too.

``result`` is the class of what a command is answered with; None for those that get no result.

Names and fields follow TEN's messages (reference/messages in the docs lists them all).
"""

from ten_lite.messages.base import Delivery, Kind, Message
from ten_lite.messages.hearing import (
    AsrResult,
    EndOfSpeech,
    LikelyEndOfSpeech,
    StartOfSpeech,
    TextData,
    TurnCheck,
    TurnVerdict,
)
from ten_lite.messages.media import PcmFrame, VideoFrame
from ten_lite.messages.session import (
    ErrorMessage,
    NodeMetrics,
    Notice,
    SessionConfig,
    TurnMetrics,
    UserJoined,
    UserLeft,
)
from ten_lite.messages.speaking import (
    Interrupt,
    PlaybackPosition,
    TtsAudioEnd,
    TtsAudioStart,
    TtsFlush,
    TtsFlushEnd,
    TtsPause,
    TtsResume,
    TtsTextInput,
)
from ten_lite.messages.thinking import ChatCompletion, ChatDelta, ToolCall, ToolRegister, ToolResult

__all__ = [
    "AsrResult",
    "ChatCompletion",
    "ChatDelta",
    "Delivery",
    "EndOfSpeech",
    "ErrorMessage",
    "Interrupt",
    "Kind",
    "LikelyEndOfSpeech",
    "Message",
    "NodeMetrics",
    "Notice",
    "PcmFrame",
    "PlaybackPosition",
    "SessionConfig",
    "StartOfSpeech",
    "TextData",
    "ToolCall",
    "ToolRegister",
    "ToolResult",
    "TtsAudioEnd",
    "TtsAudioStart",
    "TtsFlush",
    "TtsFlushEnd",
    "TtsPause",
    "TtsResume",
    "TtsTextInput",
    "TurnCheck",
    "TurnMetrics",
    "TurnVerdict",
    "UserJoined",
    "UserLeft",
    "VideoFrame",
]
