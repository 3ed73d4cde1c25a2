"""The same server inside another one, which brings the connections (ASGI 3)."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import parse_qsl, quote

from ten_lite.runtime.transport import AsgiEvent, Receive, Send, SessionHost
from ten_lite_websocket_server.asgi_socket import AsgiSocket
from ten_lite_websocket_server.config import WebsocketServerConfig
from ten_lite_websocket_server.handshake import Admission, Door, Refusal
from ten_lite_websocket_server.http import HttpError, Request, Response, Router
from ten_lite_websocket_server.http.exchange import MAX_BODY_BYTES
from ten_lite_websocket_server.line import POLICY_VIOLATION
from ten_lite_websocket_server.reception import Reception

__all__ = ["AsgiServer"]

REFUSE_IN_WORDS = "websocket.http.response"

SHUTTING_DOWN = Refusal(HTTPStatus.SERVICE_UNAVAILABLE, "Shutting down.\n")

Headers = list[tuple[bytes, bytes]]


class AsgiServer:
    """Answers requests and lets WebSockets in, as the server with a port of its own does.

    Args:
        config: The server's; its address and port have no meaning here.
        host: Opens sessions.
        door: Decides about handshakes.
        reception: Serves sockets.
        router: Answers requests.
    """

    def __init__(
        self,
        config: WebsocketServerConfig,
        host: SessionHost,
        door: Door,
        reception: Reception,
        router: Router,
    ) -> None:
        self._config = config
        self._host = host
        self._door = door
        self._reception = reception
        self._router = router

    async def __call__(self, scope: AsgiEvent, receive: Receive, send: Send) -> None:
        """One connection."""
        if scope["type"] == "websocket":
            await self._let_in(scope, receive, send)
        else:
            await self._answer(scope, receive, send)

    async def _answer(self, scope: AsgiEvent, receive: Receive, send: Send) -> None:
        body = await _body(receive)
        if body is None:
            return
        if len(body) > MAX_BODY_BYTES:
            text = f"the body has more than {MAX_BODY_BYTES} bytes"
            response = Response.of_error(HttpError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, text))
        else:
            client = scope.get("client")
            root, path = _path(scope)
            request = Request(
                scope["method"],
                path,
                dict(parse_qsl(_query(scope), keep_blank_values=True)),
                {name.lower(): value for name, value in _headers(scope)},
                body,
                str(client[0]) if client else "",
                root,
            )
            response = await self._router.answer(request)
        await send(_start("http.response.start", response))
        content = b"" if scope["method"] == "HEAD" else response.body
        await send({"type": "http.response.body", "body": content})

    async def _let_in(self, scope: AsgiEvent, receive: Receive, send: Send) -> None:
        await receive()  # that it wants to come in
        if self._host.draining:
            verdict: Admission | Refusal = SHUTTING_DOWN
        else:
            verdict = self._door.decide(f"{_path(scope)[1]}?{_query(scope)}", _headers(scope))
        if isinstance(verdict, Refusal):
            await _refuse(verdict, scope, send)
            return
        await send({"type": "websocket.accept", "subprotocol": verdict.subprotocol})
        socket = AsgiSocket(receive, send, max_bytes=self._config.max_message_bytes)
        try:
            await self._reception.receive(socket, verdict.visit)
        finally:
            socket.drop()


async def _body(receive: Receive) -> bytes | None:
    """All of it, or more than is taken; None: the client left."""
    body = bytearray()
    while True:
        event = await receive()
        if event["type"] == "http.disconnect":
            return None
        body += event.get("body", b"")
        if not event.get("more_body", False) or len(body) > MAX_BODY_BYTES:
            return bytes(body)


async def _refuse(refusal: Refusal, scope: AsgiEvent, send: Send) -> None:
    if REFUSE_IN_WORDS not in (scope.get("extensions") or {}):
        await send({"type": "websocket.close", "code": POLICY_VIOLATION, "reason": refusal.text})
        return
    response = Response.text(refusal.text, refusal.status)
    await send(_start(f"{REFUSE_IN_WORDS}.start", response))
    await send({"type": f"{REFUSE_IN_WORDS}.body", "body": response.body})


def _start(event: str, response: Response) -> AsgiEvent:
    headers: Headers = [
        (b"content-type", response.content_type.encode("latin-1")),
        (b"content-length", str(len(response.body)).encode()),
    ]
    for name, value in response.headers.items():
        headers.append((name.lower().encode("latin-1"), value.encode("latin-1")))
    return {"type": event, "status": int(response.status), "headers": headers}


def _path(scope: AsgiEvent) -> tuple[str, str]:
    """Where the server is mounted, and the path below; percent signs are not undone."""
    root = str(scope.get("root_path", "")).rstrip("/")
    raw = scope.get("raw_path")
    whole = raw.decode("latin-1") if raw else quote(scope["path"])
    for prefix in (quote(root), root):
        if prefix and (whole == prefix or whole.startswith(f"{prefix}/")):
            return prefix, whole[len(prefix) :] or "/"
    return "", whole


def _query(scope: AsgiEvent) -> str:
    return bytes(scope.get("query_string", b"")).decode("latin-1")


def _headers(scope: AsgiEvent) -> list[tuple[str, str]]:
    found: Headers = scope["headers"]
    return [(name.decode("latin-1"), value.decode("latin-1")) for name, value in found]
