"""Plain HTTP and handshakes, as fuzzed."""

from __future__ import annotations

from collections.abc import Coroutine
from http import HTTPStatus
from random import Random
from typing import Any

from ten_lite_websocket_server.access import Access
from ten_lite_websocket_server.config import WebsocketServerConfig
from ten_lite_websocket_server.front import protocol_of
from ten_lite_websocket_server.guard import Guard
from ten_lite_websocket_server.handshake import Admission, Door, Refusal
from ten_lite_websocket_server.http import Request, Response, Router
from ten_lite_websocket_server.http.exchange import HttpExchange, MalformedRequest
from ten_lite_websocket_server.telephony import add_telephony

from . import corpus
from .attempt import Attempt, Step
from .mutation import Mutator, mangled


class HttpAttempt(Attempt):
    """A client of plain HTTP, whose bytes come in pieces."""

    def __init__(self, random: Random) -> None:
        super().__init__(random)
        self._exchange = HttpExchange("127.0.0.1")
        self._router = _router()
        self._bodies = Mutator(random, [corpus.START])
        self._rest: list[bytes] = []

    def next_step(self) -> Step:
        if self._rest:
            return self._rest.pop(0)
        if self.random.random() < 0.05:
            return b""  # the client sends no more
        if self.random.random() < 0.3:
            data = self._request(self._bodies.wire())
        else:
            data = mangled(self.random, corpus.HTTP) or b"\0"
        if len(data) > 1 and self.random.random() < 0.3:
            cut = self.random.randrange(1, len(data))
            data, self._rest = data[:cut], [data[cut:]]
        return data

    def _request(self, body: str | bytes) -> bytes:
        if isinstance(body, str):
            body = body.encode("utf-8", "surrogatepass")
        head = "POST /start HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body

    def take(self, step: Step) -> bool:
        assert isinstance(step, bytes)
        protocol_of(step)
        exchange = self._exchange
        exchange.feed(step)
        try:
            while exchange.is_open:
                request = exchange.next_request()
                if request is None:
                    if exchange.expects_continue:
                        exchange.go_on()
                    if not step:
                        break
                    return True
                response = _at_once(self._router.answer(request))
                assert response.status is not HTTPStatus.INTERNAL_SERVER_ERROR, "see the log"
                exchange.answer(response)
        except MalformedRequest as error:
            exchange.answer(Response.of_error(error), is_last=True)
            self._exchange = HttpExchange("127.0.0.1")
            return False
        self._exchange = HttpExchange("127.0.0.1")  # the connection is closed
        return True

    @property
    def held(self) -> object:
        return self._exchange


class HandshakeAttempt(Attempt):
    """The first bytes and the headers of a WebSocket: nothing may be raised at all."""

    def __init__(self, random: Random) -> None:
        super().__init__(random)
        pages = ["https://example.org", "http://[::1]:80"]
        self._door = Door(WebsocketServerConfig(allowed_origins=pages), Access("secret"))

    def next_step(self) -> Step:
        lines = [b"GET %s HTTP/1.1" % mangled(self.random, corpus.TARGETS)]
        lines += [
            b"%s: %s" % (name, mangled(self.random, values))
            for name, values in corpus.HEADERS.items()
            if self.random.random() < 0.6
        ]
        return b"\r\n".join(lines) + b"\r\n\r\n"

    def take(self, step: Step) -> bool:
        assert isinstance(step, bytes)
        protocol_of(step)
        first, *lines = step.decode("latin-1").split("\r\n")
        target = first.removeprefix("GET ").removesuffix(" HTTP/1.1")
        pairs = [line.partition(":") for line in lines]
        answer = self._door.decide(target, [(name, value.strip()) for name, _, value in pairs])
        assert isinstance(answer, Admission | Refusal)
        return isinstance(answer, Admission)


def _router() -> Router:
    router = Router()
    router.wrap(Guard("127.0.0.1", ["https://example.org"]))
    add_telephony(router, Access("secret"))

    async def echo(request: Request) -> Response:
        return Response.of_json(request.json())

    router.add("POST", "/start", echo)
    return router


def _at_once(work: Coroutine[Any, Any, Response]) -> Response:
    """What ``work`` comes to, which waits for nothing."""
    try:
        work.send(None)
    except StopIteration as done:
        response: Response = done.value
        return response
    raise AssertionError("it waits")
