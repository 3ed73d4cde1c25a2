"""The same server inside another one, which brings the connections (ASGI 3)."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from urllib.parse import parse_qsl, quote

from ten_lite.runtime.transport import AsgiEvent, Receive, Send, SessionHost
from ten_lite_websocket_server.access import Access
from ten_lite_websocket_server.asgi_socket import AsgiSocket
from ten_lite_websocket_server.config import WebsocketServerConfig
from ten_lite_websocket_server.handshake import Handshake, Refusal, judge
from ten_lite_websocket_server.http import HttpError, Request, Response, Router
from ten_lite_websocket_server.http.exchange import MAX_BODY_BYTES
from ten_lite_websocket_server.reception import Reception

__all__ = ["AsgiServer"]

REFUSE_IN_WORDS = "websocket.http.response"
POLICY_VIOLATION = 1008

Headers = list[tuple[bytes, bytes]]


class AsgiServer:
    """Answers requests and lets WebSockets in, as the server with a port of its own does.

    Args:
        config: The server's; its address and port have no meaning here.
        host: Opens sessions.
        access: Knows the token.
        reception: Serves sockets.
        router: Answers requests.
    """

    def __init__(
        self,
        config: WebsocketServerConfig,
        host: SessionHost,
        access: Access,
        reception: Reception,
        router: Router,
    ) -> None:
        self._config = config
        self._host = host
        self._access = access
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
            request = Request(
                scope["method"],
                _path(scope),
                dict(parse_qsl(_query(scope), keep_blank_values=True)),
                _headers(scope),
                body,
                str(client[0]) if client else "",
            )
            response = await self._router.answer(request)
        await send(_start("http.response.start", response))
        content = b"" if scope["method"] == "HEAD" else response.body
        await send({"type": "http.response.body", "body": content})

    async def _let_in(self, scope: AsgiEvent, receive: Receive, send: Send) -> None:
        await receive()  # that it wants to come in
        offered: Sequence[str] = scope.get("subprotocols") or ()
        verdict = judge(
            Handshake(_path(scope), _query(scope), _headers(scope), offered),
            self._access,
            draining=self._host.draining,
            listening="",
            allowed_origins=self._config.allowed_origins,
        )
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


def _path(scope: AsgiEvent) -> str:
    """The path below the place the server is mounted at; percent signs are not undone."""
    root = str(scope.get("root_path", "")).rstrip("/")
    raw = scope.get("raw_path")
    whole = raw.decode("latin-1") if raw else quote(scope["path"])
    for prefix in (quote(root), root):
        if prefix and (whole == prefix or whole.startswith(f"{prefix}/")):
            return whole[len(prefix) :] or "/"
    return whole


def _query(scope: AsgiEvent) -> str:
    return bytes(scope.get("query_string", b"")).decode("latin-1")


def _headers(scope: AsgiEvent) -> dict[str, str]:
    found: Headers = scope["headers"]
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in found}
