from __future__ import annotations

from ten_lite.testing.conformance import TransportConformance
from ten_lite_websocket_server import WEBSOCKET_SERVER


class TestWebsocketServer(TransportConformance):
    addon = WEBSOCKET_SERVER
