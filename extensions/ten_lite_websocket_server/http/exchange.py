"""HTTP/1.1 without I/O: bytes come in, requests come out, and the other way round (RFC 9112)."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import parse_qsl

import h11

from ten_lite_websocket_server.http.messages import HttpError, Request, Response

__all__ = ["HttpExchange", "MalformedRequest"]

MAX_HEAD_BYTES = 16_384
MAX_BODY_BYTES = 1_048_576


class MalformedRequest(HttpError):
    """What came is no request, or too large; after the answer the connection is closed."""


class HttpExchange:
    """One client's requests, one after the other; the next is read when this one is answered.

    Args:
        peer: The client's address, for the requests.
    """

    def __init__(self, peer: str = "") -> None:
        self._peer = peer
        self._http = h11.Connection(h11.SERVER, max_incomplete_event_size=MAX_HEAD_BYTES)
        self._head: h11.Request | None = None
        self._body = bytearray()

    @property
    def is_open(self) -> bool:
        """Whether another request may come."""
        return self._http.our_state is h11.IDLE

    @property
    def is_between(self) -> bool:
        """Whether nothing of a request has come that is not answered."""
        return self._http.their_state is h11.IDLE and not self._http.trailing_data[0]

    def feed(self, data: bytes) -> None:
        """Bytes came from the client; none: it sends no more."""
        self._http.receive_data(data)

    def next_request(self) -> Request | None:
        """The next request that is whole; None: there is none yet.

        Raises:
            MalformedRequest: There never will be.
        """
        try:
            while True:
                event = self._http.next_event()
                if isinstance(event, h11.Request):
                    self._head = event
                    self._body.clear()
                elif isinstance(event, h11.Data):
                    self._body += event.data
                    if len(self._body) > MAX_BODY_BYTES:
                        text = f"the body has more than {MAX_BODY_BYTES} bytes"
                        raise MalformedRequest(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, text)
                elif isinstance(event, h11.EndOfMessage):
                    return self._request()
                else:
                    return None
        except h11.RemoteProtocolError as error:
            status = HTTPStatus(error.error_status_hint)
            raise MalformedRequest(status, f"this is no request: {error}") from None

    @property
    def expects_continue(self) -> bool:
        """Whether the client waits for a word before it sends the body."""
        return self._http.they_are_waiting_for_100_continue

    def go_on(self) -> bytes:
        """What to send so that it does."""
        return self._http.send(h11.InformationalResponse(status_code=100, headers=[])) or b""

    def answer(self, response: Response, *, is_last: bool = False) -> bytes:
        """What to send as the answer to the last request, or to what was none.

        Args:
            response: The answer. The body is left out where the request's method is HEAD.
            is_last: Tell the client that the connection is closed behind it.
        """
        headers = [
            ("Content-Type", response.content_type),
            ("Content-Length", str(len(response.body))),
            *response.headers.items(),
            *([("Connection", "close")] if is_last else []),
        ]
        head = h11.Response(
            status_code=int(response.status),
            reason=response.status.phrase.encode(),
            headers=headers,
        )
        is_head = self._head is not None and self._head.method == b"HEAD"
        sent = self._http.send(head) or b""
        if not is_head:
            sent += self._http.send(h11.Data(data=response.body)) or b""
        sent += self._http.send(h11.EndOfMessage()) or b""
        self._head = None
        if self._http.our_state is h11.DONE and self._http.their_state is h11.DONE:
            self._http.start_next_cycle()
        return sent

    def _request(self) -> Request:
        assert self._head is not None
        target, _, query = self._head.target.decode("ascii").partition("?")
        return Request(
            self._head.method.decode("ascii"),
            target,
            dict(parse_qsl(query, keep_blank_values=True)),
            {name.decode("ascii"): value.decode("latin-1") for name, value in self._head.headers},
            bytes(self._body),
            self._peer,
        )
