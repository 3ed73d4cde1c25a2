"""For each row of transports a ``websocket_server`` that does only that wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from websockets.asyncio.server import ServerConnection

from ten_lite.addons import AddonSpec
from ten_lite.errors import ProtocolError
from ten_lite.messages import Message, PcmFrame
from ten_lite_websocket_server import WEBSOCKET_SERVER
from ten_lite_websocket_server.extension import WebsocketClient
from ten_lite_websocket_server.outbox import Outbox
from ten_lite_websocket_server.server import WebsocketServer


class SaysItTwice(WebsocketClient):
    def on_pcm_frame(self, frame: PcmFrame) -> None:
        super().on_pcm_frame(frame)
        super().on_pcm_frame(frame)


class IgnoresGarbage(WebsocketClient):
    def _refuse(self, error: ProtocolError) -> None:
        return


class NothingIsStale:
    def is_stale(self, message: Message) -> bool:
        return False


class SendsWhatIsVoid(WebsocketClient):
    async def configure(self) -> None:
        await super().configure()
        fence: Any = NothingIsStale()
        self._outbox = Outbox(fence, sound_ms=60_000)


class TakesEverybody(WebsocketServer):
    def __init__(self, config: Any, host: Any) -> None:
        super().__init__(config.model_copy(update={"max_sessions": 1_000}), host)


class TakesAnySize(WebsocketServer):
    def __init__(self, config: Any, host: Any) -> None:
        super().__init__(config.model_copy(update={"max_message_bytes": 2**24}), host)


class SaysNotWhy(WebsocketServer):
    async def _handle(self, socket: ServerConnection) -> None:
        close = socket.close

        def as_ever(code: int = 1000, reason: str = "") -> Any:
            return close(1000 if code == 1001 else code)

        socket.close = as_ever  # type: ignore[method-assign]
        await super()._handle(socket)


def server(extension: type | None = None, server_class: type | None = None) -> AddonSpec:
    """The spec of a ``websocket_server`` with another half."""
    spec = WEBSOCKET_SERVER
    if extension is not None:
        spec = replace(spec, factory=f"{extension.__module__}:{extension.__qualname__}")
    if server_class is not None:
        spec = replace(spec, server=f"{server_class.__module__}:{server_class.__qualname__}")
    return spec


WRONG: Mapping[str, AddonSpec] = {
    "ws.handshake": server(SaysItTwice),
    "ws.one_bad_client": server(IgnoresGarbage),
    "ws.clear": server(SendsWhatIsVoid),
    "ws.limits": server(server_class=TakesEverybody),
    "ws.close_codes": server(server_class=TakesAnySize),
    "ws.drain": server(server_class=SaysNotWhy),
}
