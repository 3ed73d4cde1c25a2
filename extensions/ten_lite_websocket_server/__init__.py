"""``websocket_server``: clients talk to the graph over a WebSocket.

How a client comes in, from the outside to the inside:

    server, tls      the listening socket        asgi, asgi_socket   ... of another server
    front            HTTP or a WebSocket?
    handshake        who comes in: origins, access; and what is spoken: protocols
    reception        which session a socket belongs to: first_messages
    line, replay     a session's way to its client, over one socket after the other
    extension        the node of the graph: caller, outbox, throttle, not_connected

    http, guard      requests, routes, pages of other sites
    pages, api, control_api, telephony   what is answered over HTTP: catalogue, agent_properties
"""

from collections.abc import Iterable

from ten_lite.addons import AddonSpec, PcmFormat, hookimpl
from ten_lite.messages import (
    EndOfSpeech,
    ErrorMessage,
    Interrupt,
    NodeMetrics,
    PcmFrame,
    PlaybackPosition,
    SessionConfig,
    StartOfSpeech,
    TextData,
    ToolCall,
    ToolRegister,
    TtsAudioEnd,
    TtsAudioStart,
    TtsFlush,
    TtsPause,
    TurnMetrics,
    UserJoined,
    UserLeft,
)
from ten_lite_websocket_server.config import WebsocketServerConfig

__all__ = ["WEBSOCKET_SERVER"]

WEBSOCKET_SERVER = AddonSpec(
    name="websocket_server",
    kind="transport",
    description="Sound and text to and from clients, as JSON over a WebSocket.",
    factory="ten_lite_websocket_server.extension:WebsocketClient",
    server="ten_lite_websocket_server.server:WebsocketServer",
    inputs=(
        PcmFrame,
        TextData,
        TtsFlush,
        TtsPause,
        TtsAudioStart,
        TtsAudioEnd,
        ErrorMessage,
        TurnMetrics,
        NodeMetrics,
        StartOfSpeech,
        EndOfSpeech,
        ToolCall,
    ),
    outputs=(
        PcmFrame,
        TextData,
        SessionConfig,
        PlaybackPosition,
        Interrupt,
        UserJoined,
        UserLeft,
        ToolRegister,
    ),
    optional_inputs=(StartOfSpeech, EndOfSpeech, ToolCall),
    optional_outputs=(ToolRegister,),
    config=WebsocketServerConfig,
    renamed={"sample_rate": "sample_rate_hz", "dump": "", "dump_path": "", "dump_max_bytes": ""},
    pcm_out=lambda config: PcmFormat((config.sample_rate_hz,), (config.channels,)),
)


@hookimpl
def ten_lite_addons() -> Iterable[AddonSpec]:
    """The addon of this package."""
    return [WEBSOCKET_SERVER]
