"""The ``ten`` protocol, the server's end: TEN's JSON messages, and binary audio.

A client sends::

    {"audio": "<base64 PCM16>", "metadata": {...}}                      metadata is optional
    {"type": "data", "name": "text_data", "data": {"text": "..."}}      what the user typed
    {"type": "data", "name": "config", "data": {"language", "voice"}}   from now on; one will do
    {"type": "data", "name": "playback_position",
                     "data": {"request_id": "...", "played_ms": 1840}}  what it has played
    {"type": "cmd", "name": "interrupt"}                                stop the answer
    <binary>                                                            bare PCM16

and receives::

    {"type": "audio", "audio": "<base64>", "metadata": {"sample_rate", "channels",
                                                "bytes_per_sample", "samples_per_channel"}}
    {"type": "data", "name": "text_data", "data": {...}}     and asr_result, tts_audio_start / _end,
                                                             metrics
    {"type": "cmd", "name": "flush", "data": {"flush_id"}}   of tts_flush, and of tts_pause
    {"type": "error", "error": "...", "code": "..."}         code only when there is one

PCM16 is 16-bit signed little-endian, interleaved, in the server's configured rate and channels.
Top-level keys that are not named here are ignored when the message is otherwise valid.
``{"type": "audio", "audio": ...}`` is taken like the form without ``type``.
"""

from __future__ import annotations

from binascii import b2a_base64
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from ten_lite.errors import ProtocolError
from ten_lite.messages import (
    AsrResult,
    ErrorMessage,
    Interrupt,
    Message,
    NodeMetrics,
    PcmFrame,
    PlaybackPosition,
    SessionConfig,
    TextData,
    TtsAudioEnd,
    TtsAudioStart,
    TtsFlush,
    TtsPause,
    TurnMetrics,
)
from ten_lite.wire.payload import field_names
from ten_lite.wire.pcm import check_pcm, decode_base64
from ten_lite.wire.session_config import decode_config
from ten_lite.wire.strict_json import clip, describe, dump, parse_object

__all__ = ["MAX_TEXT_CHARS", "decode", "encode", "error_text"]

MAX_TEXT_CHARS: Final = 8_000
"""Characters a client may type in one message."""

MAX_ID_CHARS: Final = 200
MAX_PLAYED_MS: Final = 2**40

DATA_MESSAGES: Final = (
    TextData,
    AsrResult,
    TtsAudioStart,
    TtsAudioEnd,
    TurnMetrics,
    NodeMetrics,
)


def decode(message: str | bytes, *, sample_rate_hz: int, channels: int) -> Message:
    """The message a client sent.

    It is a ``PcmFrame``, a ``TextData`` of the user, a ``SessionConfig``, a ``PlaybackPosition`` or
    an ``Interrupt``.

    Nothing else is reachable from the wire; names such as ``asr_result`` are refused.

    Args:
        message: One WebSocket message, text or binary.
        sample_rate_hz: The configured rate, from 1.
        channels: The configured number of channels, from 1.

    Raises:
        ProtocolError: Anything else was sent; the text is for the client.
    """
    if not isinstance(message, str):
        return PcmFrame(check_pcm(bytes(message), channels), sample_rate_hz, channels)
    fields = parse_object(message)
    kind = fields.get("type", "audio")
    if kind == "audio":
        return _decode_audio(fields, sample_rate_hz, channels)
    if kind == "data":
        return _decode_data(fields)
    if kind == "cmd":
        return _decode_command(fields)
    raise ProtocolError(f'Unknown type {describe(kind)}: a client sends "audio", "data" or "cmd"')


def encode(message: Message) -> str | None:
    """The text message for a client, or None when the protocol does not carry ``message``.

    A frame's own ``metadata`` is sent along; where a key says the format, the format wins. Lone
    surrogates become U+FFFD. The text of an error is cut at 300 characters; where it happened
    (``node``) and why a flush was sent (``reason``) stay in the house.

    Raises:
        ProtocolError: The message is ours but wrong: a frame without whole samples, a payload
            that is not JSON.
    """
    if isinstance(message, PcmFrame):
        audio = b2a_base64(message.data, newline=False).decode("ascii")
        about = _format(message.sample_rate_hz, message.channels, len(message.data))
        if message.metadata:
            about = dump({**message.metadata, **parse_object(about)})
        return f'{{"type":"audio","audio":"{audio}","metadata":{about}}}'
    if isinstance(message, DATA_MESSAGES):
        data = {name: getattr(message, name) for name in field_names(type(message))}
        return dump({"type": "data", "name": message.name, "data": data})
    if isinstance(message, TtsFlush | TtsPause):
        # a client does the same for both; it cannot and need not know that sound comes again
        name = message.flush_id if isinstance(message, TtsFlush) else message.pause_id
        return dump({"type": "cmd", "name": "flush", "data": {"flush_id": name}})
    if isinstance(message, ErrorMessage):
        return error_text(message.text, code=message.code)
    return None


def error_text(text: str, *, code: str = "") -> str:
    """``{"type":"error","error":text}``, with ``code`` when there is one."""
    fields = {"type": "error", "error": clip(text)}
    return dump(fields | {"code": code} if code else fields)


def _decode_audio(fields: Mapping[str, Any], sample_rate_hz: int, channels: int) -> PcmFrame:
    if "audio" not in fields:
        raise ProtocolError('Missing required field: "audio" with base64 data')
    audio = fields["audio"]
    if not isinstance(audio, str):
        raise ProtocolError(f'"audio" must be a string of base64 data, got {describe(audio)}')
    metadata = None
    if "metadata" in fields:
        metadata = fields["metadata"]
        if not isinstance(metadata, dict):
            raise ProtocolError(f'"metadata" must be an object, got {describe(metadata)}')
        _check_format(metadata, "sample_rate", sample_rate_hz)
        _check_format(metadata, "channels", channels)
        _check_format(metadata, "bytes_per_sample", 2)
    data = check_pcm(decode_base64(audio), channels)
    return PcmFrame(data, sample_rate_hz, channels, metadata)


def _check_format(metadata: Mapping[str, Any], key: str, configured: int) -> None:
    declared = metadata.get(key, configured)
    if type(declared) is not int or declared != configured:
        raise ProtocolError(
            f'"metadata.{key}" is {describe(declared)}, but this server takes {configured}'
        )


def _decode_command(fields: Mapping[str, Any]) -> Interrupt:
    name = fields.get("name")
    if name != Interrupt.name:
        raise ProtocolError(f'Unknown command {describe(name)}: a client sends "interrupt"')
    return Interrupt()


def _decode_data(fields: Mapping[str, Any]) -> TextData | SessionConfig | PlaybackPosition:
    if "audio" in fields:
        raise ProtocolError('A message carries either "audio" or data, not both')
    if "name" not in fields:
        raise ProtocolError('Missing required field: "name" of the data message')
    name = fields["name"]
    if name not in (TextData.name, SessionConfig.name, PlaybackPosition.name):
        raise ProtocolError(
            f'Unknown data name {describe(name)}: a client sends "text_data", "config" or '
            '"playback_position"'
        )
    if "data" not in fields:
        raise ProtocolError('Missing required field: "data" with an object')
    data = fields["data"]
    if not isinstance(data, dict):
        raise ProtocolError(f'"data" must be an object, got {describe(data)}')
    if name == SessionConfig.name:
        return decode_config(data)
    return _text(data) if name == TextData.name else _position(data)


def _position(data: Mapping[str, Any]) -> PlaybackPosition:
    if "request_id" not in data:
        raise ProtocolError('Missing required field: "data.request_id" with a string')
    request_id = data["request_id"]
    if not isinstance(request_id, str):
        raise ProtocolError(f'"data.request_id" must be a string, got {describe(request_id)}')
    if not 0 < len(request_id) <= MAX_ID_CHARS:
        raise ProtocolError(
            f'"data.request_id" has {len(request_id)} characters; it must have 1 to {MAX_ID_CHARS}'
        )
    if "played_ms" not in data:
        raise ProtocolError('Missing required field: "data.played_ms" with an integer')
    played_ms = data["played_ms"]
    if type(played_ms) is not int or not 0 <= played_ms <= MAX_PLAYED_MS:
        raise ProtocolError(
            f'"data.played_ms" must be an integer from 0 to {MAX_PLAYED_MS}, '
            f"got {describe(played_ms)}"
        )
    return PlaybackPosition(request_id, played_ms)


def _text(data: Mapping[str, Any]) -> TextData:
    if "text" not in data:
        raise ProtocolError('Missing required field: "data.text" with a string')
    text = data["text"]
    if not isinstance(text, str):
        raise ProtocolError(f'"data.text" must be a string, got {describe(text)}')
    if not text.strip():
        raise ProtocolError('"data.text" is empty')
    if len(text) > MAX_TEXT_CHARS:
        raise ProtocolError(
            f'"data.text" has {len(text)} characters; at most {MAX_TEXT_CHARS} are taken'
        )
    if data.get("role", "user") != "user":
        raise ProtocolError(f'"data.role" is {describe(data["role"])}, but a client is "user"')
    if data.get("is_final", True) is not True:
        raise ProtocolError(
            f'"data.is_final" is {describe(data["is_final"])}, but typed text is final: true'
        )
    return TextData(text, role="user", is_final=True)


@lru_cache(maxsize=64)
def _format(sample_rate_hz: int, channels: int, size: int) -> str:
    """The metadata of a frame of ``size`` bytes; the same for nearly all frames of a session."""
    if channels < 1 or size % (2 * channels):
        raise ProtocolError(f"pcm_frame: {size} bytes are not whole samples of {channels} channels")
    return dump(
        {
            "sample_rate": sample_rate_hz,
            "channels": channels,
            "bytes_per_sample": 2,
            "samples_per_channel": size // (2 * channels),
        }
    )
