"""A telephone call as a media stream: what Twilio, Telnyx and Plivo have in common.

All three connect a call to a WebSocket and send JSON with an ``event``: first ``start``, then the
caller's sound in ``media``, keys in ``dtmf``. Sound goes back in the same form, with marks that are
answered once what is in front of them was played, and a message that throws away the rest. Sound
is G.711 of 8 kHz. They differ in names, which the subclasses know.
"""

from __future__ import annotations

from abc import abstractmethod
from binascii import b2a_base64
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from ten_lite.audio import BYTES_PER_SAMPLE, Rechunker, Resampler, frame_size
from ten_lite.errors import ProtocolError
from ten_lite.messages import (
    Message,
    PcmFrame,
    PlaybackPosition,
    TextData,
    TtsAudioEnd,
    TtsAudioStart,
    TtsFlush,
    TtsPause,
)
from ten_lite.wire.codec import Codec, Hangup, Opening, Reply, Wire
from ten_lite.wire.g711 import G711
from ten_lite.wire.pcm import decode_base64
from ten_lite.wire.playout import Playout
from ten_lite.wire.sound_out import SoundOut
from ten_lite.wire.strict_json import describe, parse_object

__all__ = ["CallFormat", "MediaStreamCodec", "member", "text_member"]

SAMPLE_RATE_HZ: Final = 8_000
FRAME_MS: Final = 20
MARK_MS: Final = 200
KEYS: Final = frozenset("0123456789*#ABCD")
MAX_WAITING: Final = 1_000
MAX_ID_CHARS: Final = 200


@dataclass(frozen=True, slots=True)
class CallFormat:
    """What ``start`` tells of a call.

    Attributes:
        stream_id: Names the stream in what is sent.
        caller: How the caller's sound is coded.
        answer: How the sound that is sent back is coded.
    """

    stream_id: str
    caller: G711
    answer: G711


class MediaStreamCodec(Codec):
    """One call.

    The caller hears the sound of the graph and presses keys, each of which is text that the user
    typed; texts and errors stay here. What is sent before ``start``, which nobody could receive,
    is kept until then.

    Args:
        opening: The session.

    Attributes:
        provider: Its name, for errors.
        answered: The event that answers a mark.
        ignored: Events that say nothing of use.
    """

    provider: ClassVar[str]
    answered: ClassVar[str]
    ignored: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, opening: Opening) -> None:
        super().__init__(opening)
        self._call: CallFormat | None = None
        self._waiting: deque[Message] = deque(maxlen=MAX_WAITING)
        self._heard = Resampler(SAMPLE_RATE_HZ, opening.sample_rate_hz, quality="LQ")
        self._sound = SoundOut(SAMPLE_RATE_HZ)
        self._frames = Rechunker(frame_size(SAMPLE_RATE_HZ, 1, FRAME_MS))
        self._playout = Playout(SAMPLE_RATE_HZ, mark_ms=MARK_MS)
        self._stopped_at: PlaybackPosition | None = None

    @abstractmethod
    def call_format(self, fields: Mapping[str, Any]) -> CallFormat | str:
        """What the ``start`` message ``fields`` tells; words when sound of its kind is not taken.

        Raises:
            ProtocolError: It is not as the provider's documentation has it.
        """

    @abstractmethod
    def mark_name(self, fields: Mapping[str, Any]) -> str:
        """The mark that the message ``fields`` answers.

        Raises:
            ProtocolError: It names none.
        """

    @abstractmethod
    def media(self, stream_id: str, payload: str) -> str:
        """The message for sound in base64."""

    @abstractmethod
    def mark(self, stream_id: str, name: str) -> str:
        """The message for a mark."""

    @abstractmethod
    def clear(self, stream_id: str) -> str:
        """The message that throws away what was not played."""

    def unexpected(self, event: str, fields: Mapping[str, Any]) -> ProtocolError:
        """What to say of a message whose event this class does not know."""
        return ProtocolError(f"{self.provider}: unknown event {describe(event)}")

    def decode(self, wire: Wire) -> Iterable[Message | Reply | Hangup]:
        """The caller's sound, keys, what was played of an answer; at ``start``, what waited."""
        if not isinstance(wire, str):
            raise ProtocolError(
                f"{self.provider} sends text messages with JSON; this one is binary"
            )
        fields = parse_object(wire)
        event = fields.get("event")
        if not isinstance(event, str):
            raise ProtocolError(f'"event" must be a string, got {describe(event)}')
        if event in self.ignored:
            return ()
        if event == "start":
            return self._start(fields)
        if event == "stop":
            return (Hangup(f"{self.provider}: the stream has stopped"),)
        if event not in ("media", "dtmf", self.answered):
            raise self.unexpected(event, fields)
        if self._call is None:
            raise ProtocolError(f'"{event}" came before "start"')
        if event == "media":
            return self._hear(member(fields, "media"), self._call)
        if event == "dtmf":
            return (_key(member(fields, "dtmf")),)
        position = self._playout.answer(self.mark_name(fields))
        return () if position is None else (position,)

    def encode(self, message: Message) -> Iterable[Wire]:
        """Sound with marks in it, or the message that throws sound away."""
        if isinstance(message, TtsFlush | TtsPause):
            return self._clear(is_pause=isinstance(message, TtsPause))
        if not isinstance(message, PcmFrame | TtsAudioStart | TtsAudioEnd):
            return ()
        if self._call is None:
            self._waiting.append(message)
            return ()
        match message:
            case PcmFrame():
                return self._send(self._sound.feed(message), self._call)
            case TtsAudioStart():
                self._playout.begin(message.request_id)
            case TtsAudioEnd(reason="end" | "error"):
                return self._end(self._call)
        return ()

    def refuse(self, error: ProtocolError) -> Iterable[Wire]:
        """Nothing: the provider has no message for that."""
        return ()

    def _start(self, fields: Mapping[str, Any]) -> Iterable[Message | Reply | Hangup]:
        if self._call is not None:
            raise ProtocolError('"start" came a second time')
        call = self.call_format(fields)
        if isinstance(call, str):
            return (Hangup(f"{self.provider}: {call}"),)
        if not 0 < len(call.stream_id) <= MAX_ID_CHARS:
            raise ProtocolError(
                f"The stream's name has {len(call.stream_id)} characters; "
                f"it must have 1 to {MAX_ID_CHARS}"
            )
        self._call = call
        waiting = tuple(self._waiting)
        self._waiting.clear()
        return tuple(Reply(wire) for message in waiting for wire in self.encode(message))

    def _hear(self, media: Mapping[str, Any], call: CallFormat) -> Iterable[Message]:
        if media.get("track") == "outbound":  # what we have sent
            return ()
        sound = decode_base64(text_member(media, "payload", "media."))
        if not sound:
            raise ProtocolError('"media.payload" is empty')
        self._playout.hear(len(sound))
        stopped_at, self._stopped_at = self._stopped_at, None
        pcm = self._heard.feed(call.caller.decode(sound))
        frames = (PcmFrame(pcm, self.opening.sample_rate_hz),) if pcm else ()
        return frames if stopped_at is None else (stopped_at, *frames)

    def _send(self, pcm: bytes, call: CallFormat) -> list[Wire]:
        wires: list[Wire] = []
        for frame in self._frames.feed(pcm):
            wires.append(self._media(frame, call))
            self._playout.send(len(frame) // BYTES_PER_SAMPLE)
            if self._playout.is_mark_due:
                wires += self._mark(call)
        return wires

    def _end(self, call: CallFormat) -> list[Wire]:
        """The rest of an answer, filled up with silence: not all take less than 20 ms."""
        wires = self._send(self._sound.finish(), call)
        rest = self._frames.flush()
        if rest:
            padded = rest.ljust(frame_size(SAMPLE_RATE_HZ, 1, FRAME_MS), b"\0")
            wires.append(self._media(padded, call))
            self._playout.send(len(rest) // BYTES_PER_SAMPLE)
        return wires + self._mark(call)

    def _media(self, frame: bytes, call: CallFormat) -> Wire:
        payload = b2a_base64(call.answer.encode(frame), newline=False).decode("ascii")
        return self.media(call.stream_id, payload)

    def _mark(self, call: CallFormat) -> list[Wire]:
        name = self._playout.mark()
        return [self.mark(call.stream_id, name)] if name else []

    def _clear(self, *, is_pause: bool) -> Iterable[Wire]:
        self._sound.clear()
        self._frames.flush()
        stopped_at = self._playout.clear()
        # after a pause the voice goes on there; after a flush it has forgotten the answer
        self._stopped_at = stopped_at if is_pause else None
        starts = [message for message in self._waiting if isinstance(message, TtsAudioStart)]
        self._waiting.clear()
        self._waiting.extend(starts)
        return () if self._call is None else (self.clear(self._call.stream_id),)


def member(fields: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """The object ``name`` in ``fields``.

    Raises:
        ProtocolError: It is missing or no object.
    """
    if name not in fields:
        raise ProtocolError(f'Missing required field: "{name}" with an object')
    value = fields[name]
    if not isinstance(value, dict):
        raise ProtocolError(f'"{name}" must be an object, got {describe(value)}')
    return value


def text_member(fields: Mapping[str, Any], name: str, within: str = "") -> str:
    """The string ``name`` in ``fields``, which errors find in ``within``, such as ``media.``.

    Raises:
        ProtocolError: It is missing or no string.
    """
    if name not in fields:
        raise ProtocolError(f'Missing required field: "{within}{name}" with a string')
    value = fields[name]
    if not isinstance(value, str):
        raise ProtocolError(f'"{within}{name}" must be a string, got {describe(value)}')
    return value


def _key(dtmf: Mapping[str, Any]) -> TextData:
    digit = text_member(dtmf, "digit", "dtmf.")
    if digit not in KEYS:
        raise ProtocolError(f'"dtmf.digit" is {describe(digit)}, which is no key of a telephone')
    return TextData(digit, role="user", is_final=True)
