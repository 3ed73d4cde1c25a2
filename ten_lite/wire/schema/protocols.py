"""All protocols of the server: where a client finds each, and what both sides send."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from ten_lite.wire.codec import Opening
from ten_lite.wire.media_stream import MediaStreamCodec
from ten_lite.wire.plivo import PlivoCodec
from ten_lite.wire.schema import session, ten, voice
from ten_lite.wire.schema.binary import BARE_PCM, OPUS_FRAME, SOUND_FRAME, BinaryMessage
from ten_lite.wire.schema.objects import WireObject
from ten_lite.wire.telnyx import TelnyxCodec
from ten_lite.wire.twilio import TwilioCodec

__all__ = ["PROTOCOLS", "ForeignMessage", "Protocol", "WireMessage"]


@dataclass(frozen=True, slots=True)
class ForeignMessage:
    """Messages that somebody else has described.

    Attributes:
        name: What they are called in documents.
        summary: What they are.
        key: The field that says which it is.
        values: What it can say; empty: that is in the description.
    """

    name: str
    summary: str
    key: str
    values: tuple[str, ...] = ()


WireMessage = type[WireObject] | BinaryMessage | ForeignMessage
"""How a message is described: as a model, as bytes, or elsewhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Protocol:
    """One way to talk with the server.

    Attributes:
        name: What it is called, and its channel in the AsyncAPI file.
        summary: Who it is for.
        paths: Where it is spoken; the first one is the usual one.
        subprotocol: What a client offers in ``Sec-WebSocket-Protocol``; "" for none.
        codec: The module in ``ten_lite.wire``.
        page: Its page among the docs; "" if it is described elsewhere only.
        document: Where somebody else describes it; "" for our own.
        query: Parameters of the address, and what they say.
        client: What a client sends.
        server: What a server sends.
    """

    name: str
    summary: str
    paths: tuple[str, ...]
    codec: str
    client: tuple[WireMessage, ...]
    server: tuple[WireMessage, ...]
    subprotocol: str = ""
    page: str = ""
    document: str = ""
    query: Mapping[str, str] = field(default_factory=dict)


def _call(
    codec: type[MediaStreamCodec], page: str, query: Mapping[str, str] | None = None
) -> Protocol:
    provider, name = codec.provider, codec.provider.lower()
    # 8 kHz, the rate of calls: nothing is resampled, so nothing needs to be installed for it
    example = codec(Opening(session_id="", sample_rate_hz=8_000))
    sent = (example.media("", ""), example.mark("", ""), example.clear(""))
    heard = sorted({"start", "media", "dtmf", "stop", codec.answered} | codec.ignored)
    document = f"{provider}'s own documentation describes them."
    return Protocol(
        name=name,
        summary=f"A telephone call as a media stream of {provider}.",
        paths=(f"/{name}",),
        codec=name,
        page="protocol-telephony.md",
        document=page,
        query=query or {},
        client=(
            ForeignMessage(
                f"{provider}Event", f"What {provider} sends. {document}", "event", tuple(heard)
            ),
        ),
        server=(
            ForeignMessage(
                f"{provider}Command",
                f"What is sent to {provider}. {document}",
                "event",
                tuple(json.loads(text)["event"] for text in sent),
            ),
        ),
    )


TEN_PATHS: Final = ("/ws", "/")
KEPT_CLIENT: Final[tuple[type[WireObject], ...]] = (
    session.HelloMessage,
    session.AckMessage,
    session.GapMessage,
    *ten.CLIENT_MESSAGES,
)
KEPT_SERVER: Final[tuple[type[WireObject], ...]] = (*session.CONTROL_MESSAGES, *ten.SERVER_MESSAGES)

PROTOCOLS: Final = (
    Protocol(
        name="ten",
        summary="The messages of TEN's websocket example, for clients that know no subprotocol.",
        paths=TEN_PATHS,
        codec="ten_codec",
        page="protocol-ten.md",
        client=(ten.ClientAudio, *ten.CLIENT_MESSAGES, BARE_PCM),
        server=(ten.AudioMessage, *ten.SERVER_MESSAGES),
    ),
    Protocol(
        name="ten-lite.v1",
        summary="The same in a session that survives the network.",
        paths=TEN_PATHS,
        subprotocol="ten-lite.v1",
        codec="ten_codec",
        page="protocol-ten.md",
        client=(ten.ClientAudio, *KEPT_CLIENT),
        server=(ten.AudioMessage, *KEPT_SERVER),
    ),
    Protocol(
        name="ten-lite.v1.bin",
        summary="The same with sound in binary messages.",
        paths=TEN_PATHS,
        subprotocol="ten-lite.v1.bin",
        codec="ten_bin",
        page="protocol-ten.md",
        query={"audio": "How sound is coded, `pcm16` or `opus`; `ready` tells whether it is."},
        client=(SOUND_FRAME, OPUS_FRAME, *KEPT_CLIENT),
        server=(SOUND_FRAME, OPUS_FRAME, *KEPT_SERVER),
    ),
    Protocol(
        name="voice",
        summary="Few messages, for clients that only talk.",
        paths=("/voice",),
        codec="voice",
        page="protocol-voice.md",
        client=(*voice.CLIENT_MESSAGES, BARE_PCM),
        server=voice.SERVER_MESSAGES,
    ),
    _call(TwilioCodec, "https://www.twilio.com/docs/voice/media-streams/websocket-messages"),
    _call(
        TelnyxCodec,
        "https://developers.telnyx.com/api-reference/websockets/stream-call-media-over-websocket",
        {"codec": "How sound is sent to the caller, `PCMU` or `PCMA`."},
    ),
    _call(PlivoCodec, "https://www.plivo.com/docs/voice/audio-streaming/audio-streaming"),
    Protocol(
        name="openai-realtime",
        summary="The events of OpenAI's Realtime API, for its SDKs.",
        paths=("/v1/realtime",),
        codec="realtime.codec",
        page="protocol-openai-realtime.md",
        query={"model": "What the client calls the graph."},
        document="https://platform.openai.com/docs/api-reference/realtime",
        client=(
            ForeignMessage(
                "RealtimeClientEvent",
                "A client event of the Realtime API. OpenAI's own documentation describes them.",
                "type",
            ),
        ),
        server=(
            ForeignMessage(
                "RealtimeServerEvent",
                "A server event of the Realtime API. OpenAI's own documentation describes them.",
                "type",
            ),
        ),
    ),
)
"""Every protocol, the usual one first."""
