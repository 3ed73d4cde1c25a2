"""The ``voice`` protocol: few messages, each JSON with a ``type``; for clients of the path /voice.

A client sends::

    {"type": "audio", "audio": "<base64 PCM16>"}
    {"type": "interrupt"}                                      stop the answer
    {"type": "config", "language": "de-DE", "voice": "..."}    from now on; one will do
    <binary>                                                   bare PCM16

and receives::

    {"type": "ready", "sessionId": "..."}          first of all
    {"type": "user_speech_end"}                    before the final transcript, at the latest
    {"type": "transcript_interim", "text": "..."}  what the user has said so far
    {"type": "transcript_final", "text": "..."}
    {"type": "audio", "data": "<base64 PCM16>"}
    {"type": "response_complete"}                  all sound of an answer was sent
    {"type": "interrupted"}                        throw away what has not been played
    {"type": "error", "message": "..."}

PCM16 is 16-bit signed little-endian, mono, both ways in the server's configured rate. Keys that
are not named here are ignored, but in ``config``.
"""

from __future__ import annotations

from binascii import b2a_base64
from collections.abc import Iterable, Mapping
from typing import Any, Final

from ten_lite.errors import ProtocolError
from ten_lite.messages import (
    EndOfSpeech,
    ErrorMessage,
    Interrupt,
    Message,
    PcmFrame,
    TextData,
    TtsAudioEnd,
    TtsFlush,
    TtsPause,
)
from ten_lite.wire.codec import Codec, Hangup, Opening, Reply, Wire
from ten_lite.wire.pcm import check_pcm, decode_base64
from ten_lite.wire.session_config import decode_config
from ten_lite.wire.sound_out import SoundOut
from ten_lite.wire.strict_json import clip, describe, dump, parse_object

__all__ = ["VoiceCodec"]

SPEECH_END: Final = dump({"type": "user_speech_end"})
COMPLETE: Final = dump({"type": "response_complete"})
INTERRUPTED: Final = dump({"type": "interrupted"})


class VoiceCodec(Codec):
    """Speaks ``voice``.

    Sound that a pause takes back is sent again, so a client is told ``interrupted`` then, too: it
    does the same for both. A flush that ends the pause is not told once more.

    Args:
        opening: The session; ``channels`` counts for the graph, the client's sound is mono.
    """

    def __init__(self, opening: Opening) -> None:
        super().__init__(opening)
        self._sound = SoundOut(opening.sample_rate_hz)
        self._is_paused = False
        self._end_was_told = False

    def open(self) -> Iterable[Wire]:
        """``ready``."""
        return (dump({"type": "ready", "sessionId": self.opening.session_id}),)

    def decode(self, wire: Wire) -> Iterable[Message | Reply | Hangup]:
        """The one message for the graph that the client sent."""
        if not isinstance(wire, str):
            return (self._frame(bytes(wire)),)
        fields = parse_object(wire)
        if "type" not in fields:
            raise ProtocolError('Missing required field: "type"')
        match fields["type"]:
            case "audio":
                return (self._frame(_audio(fields)),)
            case "interrupt":
                return (Interrupt(),)
            case "config":
                change = {key: value for key, value in fields.items() if key != "type"}
                return (decode_config(change, within=""),)
        raise ProtocolError(
            f"Unknown type {describe(fields['type'])}: "
            'a client sends "audio", "interrupt" or "config"'
        )

    def encode(self, message: Message) -> Iterable[Wire]:
        """None, one or two text messages."""
        match message:
            case PcmFrame():
                self._is_paused = False
                return _sound(self._sound.feed(message))
            case TextData(role="user", data_type="transcribe"):
                return self._transcript(message)
            case EndOfSpeech():
                self._end_was_told = True
                return (SPEECH_END,)
            case TtsAudioEnd():
                tail = _sound(self._sound.finish())
                return (*tail, COMPLETE) if message.reason == "end" else tail
            case TtsFlush() | TtsPause():
                return self._interrupted(is_pause=isinstance(message, TtsPause))
            case ErrorMessage():
                return (_error(message.text),)
        return ()

    def refuse(self, error: ProtocolError) -> Iterable[Wire]:
        """``error``."""
        return (_error(str(error)),)

    def _frame(self, data: bytes) -> PcmFrame:
        return PcmFrame(check_pcm(data, 1), self.opening.sample_rate_hz)

    def _transcript(self, text: TextData) -> Iterable[Wire]:
        if not text.is_final:
            return (dump({"type": "transcript_interim", "text": text.text}),)
        final = dump({"type": "transcript_final", "text": text.text})
        was_told, self._end_was_told = self._end_was_told, False
        return (final,) if was_told else (SPEECH_END, final)

    def _interrupted(self, *, is_pause: bool) -> Iterable[Wire]:
        self._sound.clear()
        was_told, self._is_paused = self._is_paused, is_pause
        return () if was_told else (INTERRUPTED,)


def _audio(fields: Mapping[str, Any]) -> bytes:
    if "audio" not in fields:
        raise ProtocolError('Missing required field: "audio" with base64 data')
    audio = fields["audio"]
    if not isinstance(audio, str):
        raise ProtocolError(f'"audio" must be a string of base64 data, got {describe(audio)}')
    return decode_base64(audio)


def _sound(data: bytes) -> Iterable[Wire]:
    if not data:
        return ()
    return (f'{{"type":"audio","data":"{b2a_base64(data, newline=False).decode("ascii")}"}}',)


def _error(text: str) -> str:
    return dump({"type": "error", "message": clip(text)})
