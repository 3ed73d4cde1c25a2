"""Calls of the three providers, as their documentation shows the messages."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from typing import Any

from ten_lite.messages import Message
from ten_lite.wire.codec import Opening, Reply
from ten_lite.wire.g711 import G711, MULAW
from ten_lite.wire.media_stream import MediaStreamCodec
from ten_lite.wire.plivo import PlivoCodec
from ten_lite.wire.telnyx import TelnyxCodec
from ten_lite.wire.twilio import TwilioCodec

SILENCE = b"\xff" * 160
TWILIO_START = {
    "event": "start",
    "sequenceNumber": "1",
    "start": {
        "accountSid": "AC1",
        "streamSid": "MZ1",
        "callSid": "CA1",
        "tracks": ["inbound"],
        "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1},
        "customParameters": {"FirstName": "Jane"},
    },
    "streamSid": "MZ1",
}
TELNYX_START = {
    "event": "start",
    "sequence_number": "1",
    "start": {
        "user_id": "U1",
        "call_control_id": "v2:C1",
        "call_session_id": "S1",
        "from": "+13122010094",
        "to": "+13122123456",
        "media_format": {"encoding": "PCMU", "sample_rate": 8000, "channels": 1},
    },
    "stream_id": "32DE",
}
PLIVO_START = {
    "event": "start",
    "sequenceNumber": 1,
    "start": {
        "callId": "C1",
        "streamId": "20170ada",
        "accountId": "MA1",
        "tracks": ["inbound"],
        "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000},
    },
    "extra_headers": "userId=12345",
}


@dataclass
class Call:
    """One provider's end of a call.

    Attributes:
        codec: Ours.
        start: Its first message of use.
        law: How it codes sound.
    """

    codec: MediaStreamCodec
    start: dict[str, Any]
    law: G711 = MULAW

    def says(self, message: object) -> list[Any]:
        return list(self.codec.decode(json.dumps(message)))

    def connects(self) -> list[Any]:
        """It sends ``start``; what it is told at once."""
        replies = self.says(self.start)
        assert all(isinstance(reply, Reply) for reply in replies)
        return [json.loads(reply.wire) for reply in replies]

    def talks(self, sound: bytes = SILENCE, track: str = "inbound") -> list[Any]:
        """20 ms of the caller."""
        payload = base64.b64encode(sound).decode()
        return self.says({"event": "media", "media": {"track": track, "payload": payload}})

    def presses(self, digit: object) -> list[Any]:
        return self.says({"event": "dtmf", "dtmf": {"digit": digit, "track": "inbound_track"}})

    def played(self, name: object) -> list[Any]:
        """It answers a mark."""
        if self.codec.answered == "playedStream":
            return self.says({"event": "playedStream", "streamId": "20170ada", "name": name})
        return self.says({"event": "mark", "mark": {"name": name}})

    def gets(self, *messages: Message) -> list[Any]:
        """What it is sent of these."""
        return [json.loads(wire) for message in messages for wire in self.codec.encode(message)]

    def sound(self, wires: list[Any]) -> bytes:
        """The sound in what it was sent, decoded."""
        return self.law.decode(
            b"".join(
                base64.b64decode(wire["media"]["payload"]) for wire in wires if "media" in wire
            )
        )

    def names(self, wires: list[Any]) -> list[str]:
        """The marks in what it was sent."""
        marks = [wire for wire in wires if wire["event"] in ("mark", "checkpoint")]
        return [wire["name"] if "name" in wire else wire["mark"]["name"] for wire in marks]


def twilio(rate_hz: int = 8_000) -> Call:
    return Call(TwilioCodec(Opening(session_id="s1", sample_rate_hz=rate_hz)), TWILIO_START)


def telnyx(rate_hz: int = 8_000, **query: str) -> Call:
    opening = Opening(session_id="s1", sample_rate_hz=rate_hz, query=tuple(query.items()))
    return Call(TelnyxCodec(opening), TELNYX_START)


def plivo(rate_hz: int = 8_000) -> Call:
    return Call(PlivoCodec(Opening(session_id="s1", sample_rate_hz=rate_hz)), PLIVO_START)
