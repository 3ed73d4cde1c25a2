"""How it ends: drain, stop, a session that cannot start, a node that cannot go on."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import logging

import pytest
from websockets.exceptions import InvalidHandshake

from ten_lite.addons import AddonConfig
from ten_lite.messages import PcmFrame, TextData
from ten_lite.runtime import App, Extension
from ten_lite_websocket_server.tests.kit import (
    SPECS,
    Client,
    Inventory,
    MuteClient,
    audio_message,
    audio_of,
    conversation_graph,
    echo_graph,
    eventually,
    http_get,
    port_of,
    serving,
    sound,
)

SHUTTING_DOWN = (1001, "the server is shutting down")
REPLY = "One two three four five six seven eight nine ten."


class WillNotStart(Extension[AddonConfig]):
    """As when a model file is damaged."""

    async def start(self) -> None:
        raise RuntimeError("/secret/path/model.bin is damaged")

    def on_pcm_frame(self, frame: PcmFrame) -> None: ...


class AlwaysFails(Extension[AddonConfig]):
    """Fails with every frame."""

    def on_pcm_frame(self, frame: PcmFrame) -> None:
        raise RuntimeError("/secret/path")


class SwallowsCancellation(Extension[AddonConfig]):
    """Like an SDK that catches ``CancelledError``."""

    async def start(self) -> None:
        self.spawn(self._work(), name="stubborn")

    async def _work(self) -> None:
        for _ in range(40):
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.sleep(0.2)

    def on_pcm_frame(self, frame: PcmFrame) -> None:
        self.send(frame)


def in_place_of_echo(extension: type[Extension]):
    factory = f"{extension.__module__}:{extension.__qualname__}"
    return dataclasses.replace(SPECS["echo"], name="broken", factory=factory)


async def timed(work) -> float:
    loop = asyncio.get_running_loop()
    began_s = loop.time()
    await work
    return loop.time() - began_s


async def test_drain_lets_the_running_turn_end_then_closes_with_1001():
    graph = conversation_graph(llm={"replies": [REPLY], "delay_ms": 100}, tts={"word_ms": 300})
    async with serving(graph) as app, Client(app) as client, Client(app) as idle:
        await client.type("hello")
        await asyncio.sleep(0.35)
        took_s = await timed(app.drain(10))
        assert await client.closed() == SHUTTING_DOWN
        assert await idle.closed() == SHUTTING_DOWN
        assert client.got[-1]["name"] == "tts_audio_end"
        assert sum(len(audio_of(r)) for r in client.got if r["type"] == "audio") == 10 * 300 * 32
        assert 3.0 <= took_s <= 4.5  # until the client has played it, not only received it


async def test_drain_takes_no_new_clients():
    graph = conversation_graph(llm={"replies": [REPLY]}, tts={"word_ms": 300})
    async with serving(graph) as app, Client(app) as client:
        await client.type("hello")
        await client.until(lambda reply: reply["type"] == "audio")
        draining = asyncio.create_task(app.drain(10))
        await asyncio.sleep(0.1)
        with pytest.raises((OSError, InvalidHandshake)):
            async with Client(app):
                pass
        with pytest.raises(ConnectionRefusedError):
            await http_get(app, "/healthz")
        await draining
        assert await client.closed() == SHUTTING_DOWN


async def test_drain_ends_after_its_time_even_in_the_middle_of_an_answer():
    graph = conversation_graph(llm={"replies": [REPLY * 20]}, tts={"word_ms": 300})
    async with serving(graph) as app, Client(app) as client:
        await client.type("hello")
        await client.until(lambda reply: reply["type"] == "audio")
        assert await timed(app.drain(3)) == pytest.approx(3, abs=0.05)
        assert await client.closed(timeout_s=1) == SHUTTING_DOWN


async def test_drain_does_not_wait_for_words_that_an_interruption_voided():
    """What waits for the socket when the user interrupts is dropped, not waited for."""
    async with serving(echo_graph()) as app, Client(app) as client:
        session = app.sessions["s1"]
        ws = session.nodes["ws"].extension
        frame = PcmFrame(sound(20))
        session.fence.stamp(frame)
        frame.fenced = True
        ws.on_pcm_frame(frame)
        session.interrupt()
        assert await timed(app.drain(10)) < 0.1
        assert await client.closed() == SHUTTING_DOWN
        assert client.got == []


async def test_stop_while_idle_takes_at_most_half_a_second():
    async with serving(conversation_graph()) as app, Client(app) as client:
        assert await timed(app.stop()) < 0.5
        assert await client.closed() == SHUTTING_DOWN
        assert app.session_count == 0
        await app.stop()  # again: nothing to do


@pytest.mark.parametrize("delay_s", [0.05, 2.0], ids=["thinking", "speaking"])
async def test_stop_in_the_middle_of_a_turn_is_bounded_and_leaves_nothing(delay_s: float):
    graph = conversation_graph(llm={"replies": [REPLY * 5], "delay_ms": 40})
    before = Inventory()
    async with serving(graph) as app, Client(app) as client:
        await client.type("hello")
        await asyncio.sleep(delay_s)
        assert await timed(app.stop()) < 1.0
        assert (await client.closed())[0] == 1001
    await eventually(before.is_back, timeout_s=0.5)


async def test_stop_is_bounded_with_a_client_that_never_reads():
    before = Inventory()
    async with serving(echo_graph(ping_interval_s=1000)) as app, MuteClient(app) as slow:
        outbox = app.sessions["s1"].nodes["ws"].extension._outbox
        message = audio_message(sound(500)).encode()
        while not len(outbox):
            await slow.send(message)
            await asyncio.sleep(0.1)
        assert await timed(app.drain(0.5)) == pytest.approx(0.5, abs=0.01)
        assert await timed(app.stop()) <= 1.0
        assert app.session_count == 0
    assert before.is_back()


async def test_stop_is_bounded_with_clients_that_never_finish_their_handshake():
    before = Inventory()
    async with serving(echo_graph()) as app:
        slow = [await asyncio.open_connection("127.0.0.1", port_of(app)) for _ in range(3)]
        slow[1][1].write(b"GET /ws HTTP/1.1\r\n")
        await asyncio.sleep(0.1)
        assert await timed(app.stop()) <= 0.5
        for _, writer in slow:
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()
    assert before.is_back()


async def test_stop_is_bounded_with_a_node_that_swallows_cancellation():
    graph = echo_graph(in_place_of_echo(SwallowsCancellation))
    async with serving(graph) as app, Client(app) as client:
        assert await timed(app.stop()) <= 2.5
        assert (await client.closed())[0] == 1001
        await asyncio.sleep(10)  # what was left over ends by itself here


async def test_a_session_that_cannot_start_is_an_error_and_1011_without_the_reason():
    async with serving(echo_graph(in_place_of_echo(WillNotStart))) as app:
        before = Inventory()
        for _ in range(3):
            async with Client(app) as client:
                assert (await client.closed())[0] == 1011
                assert client.errors() == ["the session could not be started"]
        assert app.session_count == 0
        await eventually(before.is_back, timeout_s=0.5)


async def test_a_client_that_leaves_before_its_session_failed_to_start_is_no_second_failure(
    caplog: pytest.LogCaptureFixture,
):
    async with serving(echo_graph(in_place_of_echo(WillNotStart))) as app:
        async with Client(app) as client:
            client.abort()
        await asyncio.sleep(1)
        assert app.session_count == 0
    errors = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert {record.name for record in errors} <= {"ten_lite.websocket_server"}


async def test_a_node_that_cannot_go_on_is_told_in_words_before_1011():
    async with serving(echo_graph(in_place_of_echo(AlwaysFails))) as app, Client(app) as client:
        for _ in range(200):
            await client.socket.send(audio_message(sound(20)))
            await asyncio.sleep(0.05)
            if client.socket.close_code:
                break
        code, reason = await client.closed()
        assert (code, reason) == (1011, "echo failed too often and cannot go on")
        assert client.got[-1]["error"] == "echo failed too often and cannot go on"
        assert client.got[-1]["code"] == "node_failed"
        assert [r["code"] for r in client.got[:-1]] == ["node_restarted"] * 3
        assert not any("secret" in error for error in client.errors())
        await eventually(lambda: app.session_count == 0, timeout_s=1)


async def test_last_words_that_still_wait_are_written_before_the_close():
    async with serving(conversation_graph()) as app, Client(app) as client:
        session = app.sessions["s1"]
        ws = session.nodes["ws"].extension
        send = ws._line._socket.send

        async def slow_send(text: str) -> None:
            await asyncio.sleep(0.02)
            await send(text)

        ws._line._socket.send = slow_send
        for n in range(5):
            ws.on_text_data(TextData(f"text {n}"))
        session.report("it broke", node="llm", code="broken", fatal=True)
        assert (await client.closed()) == (1011, "it broke")
        assert client.errors() == ["it broke"]
        texts = [reply["data"]["text"] for reply in client.got if reply["type"] == "data"]
        assert texts == [f"text {n}" for n in range(5)]


async def test_a_reason_of_any_length_and_script_fits_the_close_frame():
    async with serving(echo_graph()) as app, Client(app) as client:
        app.sessions["s1"].end("\u00e4" * 200, 1011)
        code, reason = await client.closed()
        assert (code, reason) == (1011, "\u00e4" * 61)


@pytest.mark.parametrize("node", ["stt", "llm", "tts"])
async def test_an_exception_in_a_provider_is_told_and_the_next_turn_works_a_second_later(node: str):
    graph = conversation_graph(stt={"silence_ms": 40})
    async with serving(graph) as app, Client(app) as client, Client(app) as other:
        broken = app.sessions["s1"].nodes[node].extension
        name = {"stt": "_tell", "llm": "complete", "tts": "synthesize"}[node]
        setattr(broken, name, fail)
        await client.say(sound(100) + bytes(32 * 100))
        index = await client.until(lambda reply: reply["type"] == "error")
        assert client.got[index]["code"] == "node_restarted"
        assert not any("secret" in error for error in client.errors())
        await asyncio.sleep(1.0)
        seen = len(client.got)
        await client.say(sound(100) + bytes(32 * 100))
        await client.until(
            lambda r: r.get("name") == "tts_audio_end" and r["data"]["reason"] == "end", after=seen
        )
        assert other.got == []


def fail(*args: object, **options: object) -> None:
    raise ValueError("/secret/path")


async def test_a_failure_ends_its_own_session_and_no_other():
    async with serving(echo_graph()) as app, Client(app) as one, Client(app) as two:
        app.sessions["s1"].report("it broke", node="echo", code="broken", fatal=True)
        assert (await one.closed())[0] == 1011
        await two.socket.send(audio_message(sound(20)))
        await two.until(lambda reply: reply["type"] == "audio")
        assert two.errors() == []


async def test_the_app_can_be_started_again_after_a_failed_start():
    async with serving(echo_graph()) as taken:
        app = App(echo_graph(port=port_of(taken)))
        with pytest.raises(Exception, match="in use"):
            await app.start()
    await app.stop()
