"""What a client may speak, by the path and the subprotocol it asks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from ten_lite.wire.call_token import token_in_call
from ten_lite.wire.codec import Codec, Opening, Wire
from ten_lite.wire.plivo import PlivoCodec
from ten_lite.wire.realtime import RealtimeCodec
from ten_lite.wire.telnyx import TelnyxCodec
from ten_lite.wire.ten_bin import TenBinaryCodec
from ten_lite.wire.ten_codec import TenCodec
from ten_lite.wire.twilio import TwilioCodec
from ten_lite.wire.voice import VoiceCodec
from ten_lite_websocket_server.access import TOKEN_PROTOCOLS

__all__ = ["PATHS", "RESUMABLE", "ClientProtocol", "choose"]


@dataclass(frozen=True, slots=True)
class ClientProtocol:
    """One of them.

    Attributes:
        name: For logs and ``/api/sessions``.
        codec: Made for each session.
        is_resumable: A session begins with ``hello`` and goes on over another socket.
        token_in: Finds the server's token in one of the first messages, for callers that can send
            no header: None in one that is not where it would be, "" where it is missing.
    """

    name: str
    codec: Callable[[Opening], Codec]
    is_resumable: bool = False
    token_in: Callable[[Wire], str | None] | None = None

    @property
    def may_show_token_later(self) -> bool:
        """Whether the token may come in a message."""
        return self.is_resumable or self.token_in is not None


TEN = ClientProtocol("ten", TenCodec)

PATHS: Mapping[str, ClientProtocol] = {
    "/": TEN,
    "/ws": TEN,
    "/voice": ClientProtocol("voice", VoiceCodec),
    "/twilio": ClientProtocol("twilio", TwilioCodec, token_in=token_in_call),
    "/telnyx": ClientProtocol("telnyx", TelnyxCodec, token_in=token_in_call),
    "/plivo": ClientProtocol("plivo", PlivoCodec, token_in=token_in_call),
    "/v1/realtime": ClientProtocol("openai-realtime", RealtimeCodec),
}

RESUMABLE: Mapping[str, ClientProtocol] = {
    "ten-lite.v1.bin": ClientProtocol("ten.bin", TenBinaryCodec, is_resumable=True),
    "ten-lite.v1": ClientProtocol("ten", TenCodec, is_resumable=True),
}
"""By subprotocol, on the paths of ``ten``."""


def choose(path: str, offered: Sequence[str]) -> tuple[ClientProtocol, str | None] | None:
    """The protocol of a client, and the subprotocol that it is told; None: no such path.

    A browser gives up when it offers subprotocols and is told none, so one is always chosen: of
    those that mean nothing here the first, and one with a token only if there is no other.

    Args:
        path: Without the query.
        offered: Subprotocols, the client's favourite first.
    """
    found = PATHS.get(path)
    if found is None:
        return None
    if found is TEN:
        for name in offered:
            if name in RESUMABLE:
                return RESUMABLE[name], name
    plain = [name for name in offered if not name.startswith(TOKEN_PROTOCOLS)]
    return found, next(iter([*plain, *offered]), None)
