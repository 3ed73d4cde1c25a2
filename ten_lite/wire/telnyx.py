"""Telnyx media streaming, bidirectional: ``stream_bidirectional_mode`` "rtp".

See developers.telnyx.com/api-reference/websockets/stream-call-media-over-websocket. Sound is PCMU
(mu-law) or PCMA (A-law) at 8 kHz. ``start`` tells only how the caller's sound is coded; what is
sent back is PCMU, the default of ``stream_bidirectional_codec``, or what the address says after
``?codec=``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from ten_lite.errors import ProtocolError
from ten_lite.wire.g711 import ALAW, G711, MULAW
from ten_lite.wire.media_stream import CallFormat, MediaStreamCodec, member, text_member
from ten_lite.wire.strict_json import clip, describe, dump, excerpt

__all__ = ["LAWS", "TelnyxCodec"]

LAWS: Final[Mapping[str, G711]] = {"PCMU": MULAW, "PCMA": ALAW}
"""The codings of sound by Telnyx's names."""


class TelnyxCodec(MediaStreamCodec):
    """Speaks with Telnyx."""

    provider = "Telnyx"
    answered = "mark"
    ignored = frozenset({"connected"})

    def call_format(self, fields: Mapping[str, Any]) -> CallFormat | str:
        """PCMU or PCMA, each way by itself."""
        form = member(member(fields, "start"), "media_format")
        coding = text_member(form, "encoding", "start.media_format.")
        rate_hz = form.get("sample_rate")
        if coding not in LAWS or rate_hz != 8_000:
            return (
                f"the sound is {excerpt(coding)} at {describe(rate_hz)} Hz; only PCMU and PCMA at "
                '8000 Hz are taken: set stream_codec to "PCMU"'
            )
        back = dict(self.opening.query).get("codec", "PCMU")
        if back not in LAWS:
            return f"the address asks for the codec {excerpt(back)}; it can be PCMU or PCMA"
        return CallFormat(text_member(fields, "stream_id"), LAWS[coding], LAWS[back])

    def unexpected(self, event: str, fields: Mapping[str, Any]) -> ProtocolError:
        """Telnyx tells what it did not like in ``error``."""
        if event == "error":
            # all in ASCII, as a log shows it
            return ProtocolError(
                clip(f"Telnyx tells an error: {json.dumps(fields.get('payload'))}")
            )
        return super().unexpected(event, fields)

    def mark_name(self, fields: Mapping[str, Any]) -> str:
        """In ``mark.name``."""
        return text_member(member(fields, "mark"), "name", "mark.")

    def media(self, stream_id: str, payload: str) -> str:
        """``media``; a connection has one stream, so it is not named."""
        return dump({"event": "media", "media": {"payload": payload}})

    def mark(self, stream_id: str, name: str) -> str:
        """``mark``."""
        return dump({"event": "mark", "mark": {"name": name}})

    def clear(self, stream_id: str) -> str:
        """``clear``."""
        return dump({"event": "clear"})
