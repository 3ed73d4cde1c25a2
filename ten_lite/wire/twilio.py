"""Twilio Media Streams, bidirectional: ``<Connect><Stream>``.

See twilio.com/docs/voice/media-streams/websocket-messages. Sound is mu-law at 8 kHz both ways.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ten_lite.wire.g711 import MULAW
from ten_lite.wire.media_stream import CallFormat, MediaStreamCodec, member, text_member
from ten_lite.wire.strict_json import describe, dump

__all__ = ["TwilioCodec"]


class TwilioCodec(MediaStreamCodec):
    """Speaks with Twilio."""

    provider = "Twilio"
    answered = "mark"
    ignored = frozenset({"connected"})

    def call_format(self, fields: Mapping[str, Any]) -> CallFormat | str:
        """mu-law at 8 kHz; Twilio has nothing else."""
        start = member(fields, "start")
        form = member(start, "mediaFormat")
        if form.get("encoding") != "audio/x-mulaw" or form.get("sampleRate") != 8_000:
            return (
                f"the sound is {describe(form.get('encoding'))} at "
                f'{describe(form.get("sampleRate"))} Hz; only "audio/x-mulaw" at 8000 Hz is taken'
            )
        return CallFormat(text_member(start, "streamSid", "start."), MULAW, MULAW)

    def mark_name(self, fields: Mapping[str, Any]) -> str:
        """In ``mark.name``."""
        return text_member(member(fields, "mark"), "name", "mark.")

    def media(self, stream_id: str, payload: str) -> str:
        """``media``."""
        return dump({"event": "media", "streamSid": stream_id, "media": {"payload": payload}})

    def mark(self, stream_id: str, name: str) -> str:
        """``mark``."""
        return dump({"event": "mark", "streamSid": stream_id, "mark": {"name": name}})

    def clear(self, stream_id: str) -> str:
        """``clear``."""
        return dump({"event": "clear", "streamSid": stream_id})
