"""Lines that go on over another socket, with the real server on the loopback, in virtual time."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import pairwise
from typing import Any

import pytest
from websockets.asyncio.server import ServerConnection, serve

from ten_lite.audio import Wav
from ten_lite.cli.caller import Caller
from ten_lite.cli.lasting_line import LastingLine
from ten_lite.cli.line import LineLost
from ten_lite.errors import TenLiteError
from ten_lite.messages import PcmFrame
from ten_lite.runtime import App
from ten_lite.wire.client_outbox import Kind
from ten_lite.wire.resume import PING, ready
from ten_lite.wire.ten_client import encode_text
from ten_lite_websocket_server.tests.kit import conversation_graph, echo_graph, serving, sound


class Listener:
    """A line, and what came over it."""

    def __init__(self, url: str, **options: Any) -> None:
        self.said: list[str] = []
        self.line = LastingLine(url, tell_user=self.said.append, chance=lambda: 0.1, **options)
        self.heard = bytearray()
        self.failure: TenLiteError | None = None

    async def start(self) -> None:
        await self.line.open()
        self.task = asyncio.create_task(self._listen(), name="listener")

    async def _listen(self) -> None:
        try:
            async for message in self.line.messages():
                if isinstance(message, PcmFrame):
                    self.heard += message.data
        except TenLiteError as error:
            self.failure = error

    def cut(self) -> None:
        """The network is gone, without a word."""
        assert self.line._socket is not None
        self.line._socket.transport.abort()

    async def stop(self) -> None:
        await self.line.close()
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)


@asynccontextmanager
async def listening(app: App) -> AsyncIterator[Listener]:
    listener = Listener(app.urls["ws"])
    await listener.start()
    yield listener
    await listener.stop()
    await asyncio.sleep(0)


def piece(number: int) -> bytes:
    return (number + 1).to_bytes(2, "little") * 320


async def test_sound_goes_both_ways_in_binary_frames() -> None:
    async with serving(echo_graph()) as app, listening(app) as listener:
        for number in range(10):
            await listener.line.sound(piece(number))
            await asyncio.sleep(0.02)
        await asyncio.sleep(0.1)
        assert listener.heard == b"".join(map(piece, range(10)))
        assert listener.line.connections == 1


async def test_with_200_cuts_at_random_points_no_sound_is_lost_and_none_comes_twice() -> None:
    chance, number = random.Random(4), 0
    async with serving(echo_graph()) as app, listening(app) as listener:
        while listener.line.connections < 200:
            await listener.line.sound(piece(number % 60_000))
            number += 1
            await asyncio.sleep(0.02)
            if chance.random() < 0.1:
                await asyncio.sleep(chance.random() * 0.01)
                listener.cut()
        await asyncio.sleep(3)
        assert listener.heard == b"".join(piece(n % 60_000) for n in range(number))
        assert list(app.sessions) == ["s1"]
        assert listener.said[:2] == ["the connection is lost; trying again", "connected again"]


async def test_what_is_said_without_a_connection_is_kept_for_2_s() -> None:
    async with serving(echo_graph()) as app, listening(app) as listener:
        await listener.line.sound(piece(0))
        await asyncio.sleep(1.5)  # it has been acknowledged
        listener.cut()
        listener.line._connect = never  # type: ignore[method-assign]
        for number in range(1, 151):
            await listener.line.sound(piece(number))
            await asyncio.sleep(0.02)
        del listener.line._connect
        await asyncio.sleep(10)
        assert listener.heard == b"".join(map(piece, [0, *range(51, 151)]))


async def never() -> Any:
    raise TenLiteError("no network")


async def test_who_comes_too_late_begins_a_new_conversation_and_is_told() -> None:
    async with serving(echo_graph(resume_window_s=1)) as app, listening(app) as listener:
        listener.cut()
        listener.line._connect = never  # type: ignore[method-assign]
        await asyncio.sleep(3)
        del listener.line._connect
        await asyncio.sleep(10)
        assert list(app.sessions) == ["s2"]
        assert listener.said[-1] == "connected again, to a new conversation"


async def test_closing_ends_the_session_at_once() -> None:
    async with serving(echo_graph()) as app:
        async with listening(app):
            assert app.session_count == 1
        await asyncio.sleep(0.1)
        assert app.session_count == 0


async def test_a_session_that_the_server_has_ended_is_not_come_back_to() -> None:
    async with serving(echo_graph()) as app, listening(app) as listener:
        app.sessions["s1"].end("it is over")
        await asyncio.sleep(1)
        assert isinstance(listener.failure, LineLost)
        assert "it is over (close code 1000)" in str(listener.failure)
        with pytest.raises(LineLost):
            await listener.line.tell("anything")
        assert app.session_count == 0


async def test_a_missing_token_is_told_at_once() -> None:
    async with serving(echo_graph(token="secret")) as app:
        with pytest.raises(LineLost, match=r"token is missing or wrong \(close code 4401\)"):
            await LastingLine(app.urls["ws"]).open()


async def test_where_nobody_answers_it_is_told_at_once() -> None:
    with pytest.raises(TenLiteError, match=r"cannot connect to ws://127\.0\.0\.1:1/ws"):
        await LastingLine("ws://127.0.0.1:1/ws").open()


Handler = Callable[[ServerConnection], Any]


@asynccontextmanager
async def server(handler: Handler, *names: str) -> AsyncIterator[str]:
    async with serve(handler, "127.0.0.1", 0, subprotocols=names or None) as served:  # type: ignore[arg-type]
        yield f"ws://127.0.0.1:{served.sockets[0].getsockname()[1]}"


async def hang(socket: ServerConnection) -> None:
    await socket.wait_closed()


async def test_a_server_that_does_not_know_how_is_told_with_the_cure() -> None:
    async with server(hang) as url:
        with pytest.raises(TenLiteError, match=r"does not know ten-lite.v1.bin; leave out"):
            await LastingLine(url).open()


async def test_a_server_that_says_nothing_is_told_after_10_s() -> None:
    async with server(hang, "ten-lite.v1.bin") as url:
        began_s = asyncio.get_running_loop().time()
        with pytest.raises(TenLiteError, match="no answer within 10 s"):
            await LastingLine(url).open()
        assert asyncio.get_running_loop().time() - began_s == pytest.approx(10, abs=0.1)


def first(**more: Any) -> str:
    fields = {"session_id": "s", "resume_token": "r", "resume_window_s": 30, "resumed": False}
    return ready(**fields, **{"received": 0, "sample_rate_hz": 16_000, "channels": 1, **more})


@pytest.mark.parametrize(("pings", "connections"), [(False, 3), (True, 1)])
async def test_a_server_that_is_not_heard_for_25_s_is_left(pings: bool, connections: int) -> None:
    async def quiet(socket: ServerConnection) -> None:
        await socket.recv()
        await socket.send(first())
        while pings:
            await asyncio.sleep(10)
            await socket.send(PING)
        await socket.wait_closed()

    async with server(quiet, "ten-lite.v1.bin") as url:
        listener = Listener(url)
        await listener.start()
        await asyncio.sleep(55)
        assert listener.line.connections == connections
        await listener.stop()


async def test_a_server_that_speaks_something_else_is_an_error() -> None:
    async def chatter(socket: ServerConnection) -> None:
        await socket.recv()
        await socket.send(first())
        await socket.send("nonsense")
        await socket.wait_closed()

    async with server(chatter, "ten-lite.v1.bin") as url:
        listener = Listener(url)
        await listener.start()
        await asyncio.sleep(0.1)
        assert "JSON" in str(listener.failure)
        await listener.stop()


async def test_waits_between_attempts_double_up_to_8_s(monkeypatch: pytest.MonkeyPatch) -> None:
    async with serving(echo_graph(resume_window_s=60)) as app:
        listener = Listener(app.urls["ws"])
        listener.line._chance = lambda: 1.0
        await listener.start()
        tries: list[float] = []

        async def fail() -> Any:
            tries.append(asyncio.get_running_loop().time())
            raise TenLiteError("no network")

        listener.line._connect = fail  # type: ignore[method-assign]
        listener.cut()
        await asyncio.sleep(40)
        waits = [later - before for before, later in pairwise(tries)]
        assert waits[:7] == pytest.approx([0.5, 1, 2, 4, 8, 8, 8])
        await listener.stop()


async def test_a_call_with_reconnect_goes_on_in_the_middle_of_an_answer() -> None:
    graph = conversation_graph(llm={"replies": ["word " * 20]}, tts={"word_ms": 250})
    hello = Wav(sound(200, 0) + sound(1_000) + sound(300, 0), 16_000)
    said: list[str] = []
    async with serving(graph) as app:
        calling = Caller(
            app.urls["ws"], answer_timeout_s=20, is_lasting=True, tell_user=said.append
        )
        async with calling as caller:
            turning = asyncio.create_task(caller.say(hello))
            await asyncio.sleep(3)
            assert isinstance(caller._line, LastingLine)
            assert caller._line._socket is not None
            caller._line._socket.transport.abort()
            turn = await turning
            assert said == ["the connection is lost; trying again", "connected again"]
            assert turn.answer.split() == ["word"] * 20
            assert caller.errors == []
            assert len(turn.sound) / 32 == pytest.approx(5_000, abs=5)


async def test_a_call_that_can_only_speak_at_another_rate_says_so() -> None:
    async with serving(echo_graph(sample_rate_hz=24_000)) as app:
        with pytest.raises(TenLiteError, match="the server wants sound at 24000 Hz"):
            async with Caller(app.urls["ws"], is_lasting=True):
                pass


async def test_text_goes_over_the_next_connection_when_there_is_none() -> None:
    async with serving(conversation_graph()) as app, listening(app) as listener:
        listener.cut()
        await listener.line.tell(encode_text("hello"), Kind.TEXT)
        await asyncio.sleep(3)
        assert len(listener.heard) == 3 * 200 * 32
