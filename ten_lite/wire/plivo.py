"""Plivo audio streaming, bidirectional: ``<Stream bidirectional="true">``.

See plivo.com/docs/voice/audio-streaming/audio-streaming. Sound is mu-law at 8 kHz both ways, which
the element asks for with ``contentType="audio/x-mulaw;rate=8000"``. Plivo answers no mark in sound
that was thrown away, and tells the end of a call by closing the connection.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ten_lite.wire.g711 import MULAW
from ten_lite.wire.media_stream import CallFormat, MediaStreamCodec, member, text_member
from ten_lite.wire.strict_json import describe, dump

__all__ = ["PlivoCodec"]

MULAW_NAME = "audio/x-mulaw"


class PlivoCodec(MediaStreamCodec):
    """Speaks with Plivo."""

    provider = "Plivo"
    answered = "playedStream"
    ignored = frozenset({"clearedAudio"})

    def call_format(self, fields: Mapping[str, Any]) -> CallFormat | str:
        """mu-law at 8 kHz; the byte order of Plivo's 16-bit sound is not documented."""
        start = member(fields, "start")
        form = member(start, "mediaFormat")
        if form.get("encoding") != MULAW_NAME or form.get("sampleRate") != 8_000:
            return (
                f"the sound is {describe(form.get('encoding'))} at "
                f"{describe(form.get('sampleRate'))} Hz; set "
                'contentType="audio/x-mulaw;rate=8000" in the Stream element'
            )
        return CallFormat(text_member(start, "streamId", "start."), MULAW, MULAW)

    def mark_name(self, fields: Mapping[str, Any]) -> str:
        """In ``name``."""
        return text_member(fields, "name")

    def media(self, stream_id: str, payload: str) -> str:
        """``playAudio``, which is for the one stream of the connection."""
        media = {"contentType": MULAW_NAME, "sampleRate": 8_000, "payload": payload}
        return dump({"event": "playAudio", "media": media})

    def mark(self, stream_id: str, name: str) -> str:
        """``checkpoint``."""
        return dump({"event": "checkpoint", "streamId": stream_id, "name": name})

    def clear(self, stream_id: str) -> str:
        """``clearAudio``."""
        return dump({"event": "clearAudio", "streamId": stream_id})
