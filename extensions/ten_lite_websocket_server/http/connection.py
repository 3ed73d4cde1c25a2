"""One client that speaks HTTP: reads its requests, has them answered, and does not wait for ever.

Requests are answered one after the other; while one is, nothing more is read.
"""

from __future__ import annotations

import asyncio
from http import HTTPStatus

from ten_lite_websocket_server.http.exchange import HttpExchange, MalformedRequest
from ten_lite_websocket_server.http.messages import Response
from ten_lite_websocket_server.http.router import Answer

__all__ = ["HttpConnection"]

REQUEST_S = 10.0
"""From the first byte of a request to its last."""
BETWEEN_S = 30.0
ANSWER_TAKEN_S = 10.0
"""How long a client may leave an answer unread."""


class HttpConnection:
    """What a transport's protocol hands its events to.

    Args:
        transport: To the client.
        answer: Answers a request, and raises nothing.
        peer: The client's address.
    """

    def __init__(self, transport: asyncio.Transport, answer: Answer, *, peer: str) -> None:
        self._transport = transport
        self._answer = answer
        self._exchange = HttpExchange(peer)
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.TimerHandle | None = None
        self._task: asyncio.Task[None] | None = None
        self._can_write = asyncio.Event()
        self._can_write.set()
        self._is_draining = False

    @property
    def task(self) -> asyncio.Task[None] | None:
        """The answer that is being made."""
        return self._task

    def data_received(self, data: bytes) -> None:
        """Bytes came; b"": the client sends no more."""
        self._exchange.feed(data)
        if self._task is None:
            self._transport.pause_reading()
            self._task = self._loop.create_task(self._answer_all(), name="answer http")

    def pause_writing(self) -> None:
        """The client does not read."""
        self._can_write.clear()

    def resume_writing(self) -> None:
        """It does again."""
        self._can_write.set()

    def connection_lost(self) -> None:
        """The client is gone."""
        self._wait(None)
        self._can_write.set()
        if self._task is not None:
            self._task.cancel()

    def drain(self) -> None:
        """Close the connection when the answer that is being made is sent."""
        self._is_draining = True
        if self._task is None:
            self._transport.close()

    async def _answer_all(self) -> None:
        try:
            while self._exchange.is_open and not self._transport.is_closing():
                request = self._exchange.next_request()
                if request is None:
                    self._read_on()
                    return
                self._wait(None)
                await self._send(await self._answer(request), is_last=self._is_draining)
            self._transport.close()
        except MalformedRequest as error:
            await self._send(Response.of_error(error), is_last=True)
            self._transport.close()
        finally:
            self._task = None

    def _read_on(self) -> None:
        if self._exchange.expects_continue:
            self._transport.write(self._exchange.go_on())
        if self._exchange.is_between:
            self._wait(BETWEEN_S)
        elif self._timer is None or self._timer.when() - self._loop.time() > REQUEST_S:
            self._wait(REQUEST_S)  # and no new one for each byte
        self._transport.resume_reading()

    async def _send(self, response: Response, *, is_last: bool) -> None:
        if self._transport.is_closing():
            return
        self._transport.write(self._exchange.answer(response, is_last=is_last))
        try:
            async with asyncio.timeout(ANSWER_TAKEN_S):
                await self._can_write.wait()
        except TimeoutError:
            self._transport.abort()

    def _wait(self, timeout_s: float | None) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = None
        if timeout_s is not None:
            self._timer = self._loop.call_later(timeout_s, self._give_up)

    def _give_up(self) -> None:
        """Nobody waits for ever; a request that is not whole is told so."""
        if not self._exchange.is_between and self._task is None:
            error = MalformedRequest(HTTPStatus.REQUEST_TIMEOUT, "the request took too long")
            self._transport.write(self._exchange.answer(Response.of_error(error), is_last=True))
        self._transport.close()
