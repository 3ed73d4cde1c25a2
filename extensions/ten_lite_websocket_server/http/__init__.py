"""Plain HTTP on the port of the WebSocket: requests, responses, and who answers which."""

from ten_lite_websocket_server.http.exchange import HttpExchange, MalformedRequest
from ten_lite_websocket_server.http.messages import HttpError, Request, Response
from ten_lite_websocket_server.http.router import Answer, Router

__all__ = [
    "Answer",
    "HttpError",
    "HttpExchange",
    "MalformedRequest",
    "Request",
    "Response",
    "Router",
]
