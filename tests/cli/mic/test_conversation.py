"""A conversation with a whole app of fakes, by a card of the test, in virtual time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from websockets.asyncio.server import ServerConnection, serve

from ten_lite.cli.mic.conversation import Conversation
from ten_lite.cli.mic.screen import Screen
from ten_lite.errors import TenLiteError
from ten_lite.messages import PlaybackPosition, TtsFlush
from ten_lite.runtime import App
from ten_lite_websocket_server.tests.kit import conversation_graph, serving, sound

from .kit import FakeCard

LONG = {"llm": {"replies": ["word " * 40]}, "tts": {"word_ms": 250}}


class Talk:
    def __init__(self, url: str, card: FakeCard, **options: Any) -> None:
        self.card = card
        self.shown = ""
        self.stop = asyncio.Event()
        conversation = Conversation(url, card, Screen(self._show, None), **options)
        self.task = asyncio.create_task(conversation.run(self.stop), name="conversation")

    def _show(self, text: str) -> None:
        self.shown += text

    async def say(self, ms: int = 1_000) -> None:
        """Speak, and wait until it is said."""
        rate = self.card.input_rate_hz
        self.card.speech += sound(ms * rate // 16_000)
        await asyncio.sleep(ms / 1000)


async def until(is_so: Callable[[], bool]) -> None:
    loop = asyncio.get_running_loop()
    while not is_so():
        changed = loop.create_future()
        loop.call_later(0.001, changed.set_result, None)
        await changed


@asynccontextmanager
async def talking(
    card: FakeCard | None = None, options: dict[str, Any] | None = None, **graph: Any
) -> AsyncIterator[tuple[Talk, App]]:
    async with serving(conversation_graph(**graph)) as app:
        talk = Talk(app.urls["ws"], card or FakeCard(), **(options or {}))
        await asyncio.sleep(0.1)
        yield talk, app
        talk.stop.set()
        await asyncio.gather(talk.task, return_exceptions=True)
        await asyncio.sleep(0)


async def test_what_the_microphone_hears_is_answered_on_the_loudspeaker_and_shown() -> None:
    async with talking(stt={"transcripts": ["good morning"]}) as (talk, _):
        await talk.say()
        await asyncio.sleep(3)
        assert talk.card.sounding_ms == pytest.approx(800, rel=0.01)  # four words of 200 ms
        assert "you:   good morning\nagent: You said: good morning.\n" in talk.shown
        assert "       server: transcript 0, token 0" in talk.shown
        assert "       tts: fake_tts: " in talk.shown


@pytest.mark.parametrize("rate_hz", [44_100, 48_000])
async def test_devices_of_other_rates_are_resampled(rate_hz: int) -> None:
    async with talking(FakeCard(rate_hz, rate_hz), tts={"word_ms": 250}) as (talk, app):
        sent_before = app.sessions["s1"].channels[0].stats().sent
        await talk.say()
        await asyncio.sleep(3)
        frames = app.sessions["s1"].channels[0].stats().sent - sent_before
        assert frames == pytest.approx(200, abs=3)  # 4 s in frames of 20 ms
        assert "agent: You said: hello there." in talk.shown
        assert talk.card.sounding_ms == pytest.approx(1_000, rel=0.02)


async def test_an_interruption_silences_the_loudspeaker_at_once() -> None:
    graph: dict[str, Any] = {**LONG, "stt": {"transcripts": ["count", "stop"]}}
    graph["llm"] = {"replies": ["word " * 40, " "]}  # and then nothing
    async with talking(**graph) as (talk, app):
        await talk.say()
        await asyncio.sleep(3)
        assert any(talk.card.played[-1_280:])
        await talk.say()
        (edge,) = (
            c for c in app.sessions["s1"].channels if (c.message, c.edge.target) == (TtsFlush, "ws")
        )
        assert edge.stats().sent == 0
        async with asyncio.timeout(1):
            await until(lambda: edge.stats().sent == 1)
        await asyncio.sleep(0.03)  # a block of the card and a half
        begin = len(talk.card.played)
        await asyncio.sleep(0.06)
        assert not any(talk.card.played[begin:])


async def test_where_the_loudspeaker_is_is_told_while_it_plays() -> None:
    async with talking(**LONG) as (talk, app):
        (edge,) = (c for c in app.sessions["s1"].channels if c.message is PlaybackPosition)
        await talk.say()
        before = edge.stats().sent
        await asyncio.sleep(5)
        assert edge.stats().sent - before == pytest.approx(45, abs=3)  # 0.4 s to understand


async def test_ctrl_c_parts_politely() -> None:
    codes = []

    async def listen(socket: ServerConnection) -> None:
        async for _ in socket:
            pass
        codes.append(socket.close_code)

    async with serve(listen, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        card = FakeCard()
        talk = Talk(f"ws://127.0.0.1:{port}", card)
        await asyncio.sleep(1)
        talk.stop.set()
        await talk.task
        await asyncio.sleep(0.1)
        assert codes == [1000]
        assert card.stops


async def test_language_and_voice_are_told_first() -> None:
    heard: list[str | bytes] = []

    async def listen(socket: ServerConnection) -> None:
        heard.append(await socket.recv())
        await socket.wait_closed()

    async with serve(listen, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        talk = Talk(f"ws://127.0.0.1:{port}", FakeCard(), language="de-DE")
        await asyncio.sleep(1)
        talk.stop.set()
        await talk.task
    assert heard == ['{"type":"data","name":"config","data":{"language":"de-DE"}}']


async def test_a_server_that_leaves_ends_the_call_with_its_reason() -> None:
    async with talking() as (talk, app):
        await app.stop()
        with pytest.raises(TenLiteError, match=r"the server has ended the call.*close code 1001"):
            await talk.task
        assert talk.card.stops


async def test_a_device_that_stops_ends_the_call_with_the_reason() -> None:
    async with talking() as (talk, app):
        talk.card.lose("the microphone has stopped")
        with pytest.raises(TenLiteError, match="the microphone has stopped"):
            await talk.task
        await asyncio.sleep(0.1)
        assert app.session_count == 0


async def test_a_card_that_cannot_be_opened_leaves_no_connection_behind() -> None:
    class Broken(FakeCard):
        def start(self, *_: Any) -> None:
            raise TenLiteError("cannot open the microphone")

    async with talking(Broken()) as (talk, app):
        with pytest.raises(TenLiteError, match="cannot open"):
            await talk.task
        await asyncio.sleep(0.1)
        assert app.session_count == 0


@pytest.mark.parametrize("message", ["nonsense", '{"type": "unknown"}', b"\xff\xfe"], ids=repr)
async def test_a_server_that_speaks_something_else_is_an_error(message: str | bytes) -> None:
    async def chatter(socket: ServerConnection) -> None:
        await socket.send(message)
        await socket.wait_closed()

    async with serve(chatter, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        talk = Talk(f"ws://127.0.0.1:{port}", FakeCard())
        with pytest.raises(TenLiteError, match="does not speak this protocol"):
            await talk.task


async def test_half_duplex_the_agent_does_not_hear_what_is_said_while_it_speaks() -> None:
    graph: dict[str, Any] = {**LONG, "stt": {"transcripts": ["count", "stop"]}}
    async with talking(options={"is_half_duplex": True}, **graph) as (talk, app):
        await talk.say()
        await asyncio.sleep(3)
        await talk.say()
        await asyncio.sleep(8)
        assert app.sessions["s1"].fence.epoch == 0
        assert "stop" not in talk.shown
        assert talk.card.sounding_ms == pytest.approx(10_000, rel=0.01)
        await talk.say()  # and then it does
        await asyncio.sleep(1)
        assert "you:   stop" in talk.shown


async def test_with_reconnect_an_answer_is_heard_whole_though_the_connection_breaks() -> None:
    card = FakeCard()
    async with talking(card, {"is_lasting": True}, **LONG) as (talk, app):
        await talk.say()
        await asyncio.sleep(3)
        (socket,) = (caller.line._socket for caller in (s.client for s in app.sessions.values()))
        socket.transport.abort()
        await asyncio.sleep(12)
        assert card.sounding_ms == pytest.approx(10_000, rel=0.01)
        assert "connected again\n" in talk.shown
        assert list(app.sessions) == ["s1"]


async def test_a_server_that_wants_another_rate_gets_it() -> None:
    async with talking(options={"is_lasting": True}, ws={"sample_rate_hz": 24_000}) as (_, app):
        await asyncio.sleep(2)
        frames = app.sessions["s1"].channels[0].stats().sent
        assert frames == pytest.approx(100, abs=4)


async def test_errors_of_the_server_are_shown_and_the_call_goes_on() -> None:
    async with talking(llm={"replies": [" ", "Yes."]}) as (talk, _):
        await talk.say()
        await asyncio.sleep(1)
        assert "error: the model gave an empty answer\n" in talk.shown
        await talk.say()
        await asyncio.sleep(2)
        assert "agent: Yes.\n" in talk.shown


async def test_sound_that_the_network_does_not_take_is_not_kept_for_ever() -> None:
    async def busy(socket: ServerConnection) -> None:
        socket.transport.pause_reading()
        await asyncio.sleep(600)

    async with serve(busy, "127.0.0.1", 0, ping_interval=None) as server:
        port = server.sockets[0].getsockname()[1]
        card = FakeCard()
        stop = asyncio.Event()
        conversation = Conversation(f"ws://127.0.0.1:{port}", card, Screen(print, None))
        task = asyncio.create_task(conversation.run(stop))
        await asyncio.sleep(1)
        for _ in range(10_000):
            conversation._hear([bytes(640)])
        assert len(conversation._unsent) == 100
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
