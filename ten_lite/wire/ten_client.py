"""The ``ten`` protocol, the client's end: what ``ten-lite call`` and the tests speak.

See ``ten_lite.wire.ten`` for the messages.
"""

from __future__ import annotations

from binascii import b2a_base64
from collections.abc import Mapping
from typing import Any, Final

from ten_lite.errors import ProtocolError
from ten_lite.messages import (
    AsrResult,
    ErrorMessage,
    Message,
    NodeMetrics,
    PcmFrame,
    PlaybackPosition,
    SessionConfig,
    TextData,
    TtsAudioEnd,
    TtsAudioStart,
    TtsFlush,
    TurnMetrics,
)
from ten_lite.wire.payload import field_names, from_wire
from ten_lite.wire.pcm import check_pcm, decode_base64
from ten_lite.wire.strict_json import describe, dump, parse_object

__all__ = [
    "decode_server",
    "encode_audio",
    "encode_config",
    "encode_interrupt",
    "encode_playback_position",
    "encode_text",
]

DATA_MESSAGES: Final[Mapping[str, type[Message]]] = {
    cls.name: cls
    for cls in (TextData, AsrResult, TtsAudioStart, TtsAudioEnd, TurnMetrics, NodeMetrics)
}
FORMAT_KEYS: Final = ("sample_rate", "channels", "bytes_per_sample", "samples_per_channel")


def encode_audio(data: bytes) -> str:
    """The text message for ``data``, PCM16 in the server's rate and channels."""
    return f'{{"audio":"{b2a_base64(data, newline=False).decode("ascii")}"}}'


def encode_text(text: str) -> str:
    """The text message for what the user typed, at most 8,000 characters."""
    return dump({"type": "data", "name": TextData.name, "data": {"text": text}})


def encode_config(*, language: str = "", voice: str = "") -> str:
    """The text message that changes language, voice or both; "" leaves one as it is."""
    asked = {"language": language, "voice": voice}
    data = {name: value for name, value in asked.items() if value}
    return dump({"type": "data", "name": SessionConfig.name, "data": data})


def encode_interrupt() -> str:
    """The text message that asks for silence."""
    return dump({"type": "cmd", "name": "interrupt"})


def encode_playback_position(request_id: str, played_ms: int) -> str:
    """The text message that says how much of an answer was played.

    Args:
        request_id: The answer, as ``tts_audio_start`` named it.
        played_ms: Its sound that was played so far, without what a flush threw away.
    """
    data = {"request_id": request_id, "played_ms": played_ms}
    return dump({"type": "data", "name": PlaybackPosition.name, "data": data})


def decode_server(message: str) -> Message:
    """The message a server sent.

    One of ``PcmFrame``, ``TextData``, ``AsrResult``, ``TtsAudioStart``, ``TtsAudioEnd``,
    ``TtsFlush``, ``TurnMetrics``, ``NodeMetrics`` and ``ErrorMessage``. Fields
    this version does not know are ignored, so a client outlives its server. The four format keys
    of a frame's metadata become its fields.

    Raises:
        ProtocolError: The message is not one of these, or not valid.
    """
    fields = parse_object(message)
    match fields:
        case {"type": "audio", "audio": str(audio), "metadata": dict(metadata)}:
            return _frame(audio, metadata)
        case {"type": "data", "name": str(name), "data": dict(data)} if name in DATA_MESSAGES:
            return _known(DATA_MESSAGES[name], data)
        case {"type": "cmd", "name": "flush", "data": dict(data)}:
            return _known(TtsFlush, data)
        case {"type": "error", "error": str(text)}:
            return _known(ErrorMessage, {**fields, "text": text})
    names = f"type {describe(fields.get('type'))}, name {describe(fields.get('name'))}"
    raise ProtocolError(f"The server sent what this client cannot read: {names}")


def _frame(audio: str, metadata: dict[str, Any]) -> PcmFrame:
    rate, channels = _count(metadata, "sample_rate"), _count(metadata, "channels")
    data = check_pcm(decode_base64(audio), channels)
    samples = len(data) // (2 * channels)
    for key, value in (("bytes_per_sample", 2), ("samples_per_channel", samples)):
        if metadata.get(key, value) != value:
            raise ProtocolError(f'"metadata.{key}" is {describe(metadata[key])}, not {value}')
    rest = {key: value for key, value in metadata.items() if key not in FORMAT_KEYS}
    return PcmFrame(data, rate, channels, rest or None)


def _count(metadata: dict[str, Any], key: str) -> int:
    value = metadata.get(key)
    if type(value) is not int or value < 1:
        raise ProtocolError(f'"metadata.{key}" is {describe(value)}, not an integer from 1')
    return value


def _known(cls: type[Message], data: dict[str, Any]) -> Message:
    names = field_names(cls)
    return from_wire(cls, {key: value for key, value in data.items() if key in names})
