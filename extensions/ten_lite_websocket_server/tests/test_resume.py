"""A conversation goes on when its connection breaks."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from websockets.asyncio.client import connect

from ten_lite.messages import PlaybackPosition, UserLeft
from ten_lite.wire.ten_bin import HEADER

from .kit import (
    CONVERSATION,
    SPECS,
    echo_graph,
    eventually,
    graph_of,
    serving,
    text_message,
)
from .talker import PROTOCOL, Talker


def names(talker: Talker) -> list[str]:
    return [m.get("name", m["type"]) for m in talker.got if isinstance(m, dict)]


async def test_the_first_message_names_the_session_and_how_to_come_back():
    async with serving(echo_graph(resume_window_s=12)) as app:
        talker = Talker(app)
        await talker.come()
        assert talker.ready | {"resume_token": ""} == {
            "session_id": "s1",
            "resume_token": "",
            "resume_window_s": 12,
            "resumed": False,
            "received": 0,
            "sample_rate": 16000,
            "channels": 1,
        }
        assert len(talker.ready["resume_token"]) >= 32
        await talker.leave()


async def test_what_was_said_on_the_way_is_neither_lost_nor_heard_twice():
    async with serving(echo_graph()) as app:
        talker = Talker(app)
        await talker.come()
        said = b""
        for number in range(400):
            piece = number.to_bytes(2, "little") * 160
            said += piece
            await talker.say(HEADER.pack(1, 0, 0, 0, number, 0) + piece)
            if number % 50 == 20:
                await talker.vanish()
                await talker.come()
                assert talker.ready["resumed"]
            await asyncio.sleep(0.01)
        await eventually(lambda: len(talker.sound()) == len(said), timeout_s=5)
        assert talker.sound() == said
        assert list(app.sessions) == ["s1"]
        await talker.leave()


async def test_a_client_that_says_farewell_has_ended_its_session():
    async with serving(echo_graph()) as app:
        talker = Talker(app)
        await talker.come()
        await talker.leave()
        await eventually(lambda: not app.sessions, timeout_s=1)


async def test_who_does_not_come_back_within_the_window_begins_anew():
    async with serving(echo_graph(resume_window_s=5)) as app:
        talker = Talker(app)
        await talker.come()
        await talker.vanish()
        await asyncio.sleep(4)
        assert list(app.sessions) == ["s1"]
        await asyncio.sleep(2)
        assert not app.sessions
        await talker.come()
        assert not talker.ready["resumed"]
        assert talker.ready["session_id"] == "s2"
        await talker.leave()


@pytest.mark.parametrize("is_taken", [True, False])
async def test_a_server_that_does_not_know_the_session_goes_on_with_what_was_said(is_taken: bool):
    graph = conversation(restore_history=is_taken)
    async with serving(graph) as app:
        talker = Talker(app)
        talker.ready = {"resume_token": "of a server that is gone"}
        talker.history = [
            {"role": "user", "text": "My name is Ada."},
            {"role": "assistant", "text": "Hello, Ada."},
        ]
        await talker.come()
        assert not talker.ready["resumed"]
        assert talker.ready.get("restored", False) is is_taken
        await talker.say(text_message("and now"))
        await eventually(lambda: "tts_audio_end" in names(talker), timeout_s=20)
        talk = app.sessions["s1"].nodes["control"].extension._talk
        said = [message["content"] for message in talk.history.messages()]
        before = ["My name is Ada.", "Hello, Ada."] if is_taken else []
        assert said[: said.index("and now")] == before
        await talker.leave()


async def test_what_was_typed_is_acknowledged_at_once():
    async with serving(conversation()) as app:
        socket = await connect(app.urls["ws"], subprotocols=[PROTOCOL], proxy=None)
        await socket.send('{"type":"hello"}')
        assert json.loads(await socket.recv())["type"] == "ready"
        await socket.send(text_message("go"))
        async with asyncio.timeout(0.1):
            while await socket.recv() != '{"type":"ack","data":{"received":1}}':
                pass
        await socket.close()


async def test_a_foreign_resume_token_leads_to_no_session():
    async with serving(echo_graph()) as app:
        one, two = Talker(app), Talker(app)
        await one.come()
        two.ready = {"resume_token": one.ready["resume_token"][:-1] + "x"}
        await two.come()
        assert not two.ready["resumed"]
        assert len(app.sessions) == 2
        await one.leave()
        await two.leave()


async def test_a_client_that_has_lost_its_place_begins_anew_in_it():
    async with serving(echo_graph(max_sessions=1, replay_bytes=10_000)) as app:
        talker = Talker(app)
        await talker.come()
        for number in range(100):
            await talker.say(HEADER.pack(1, 0, 0, 0, number, 0) + bytes(640))
        await eventually(lambda: len(talker.got) == 100, timeout_s=5)
        await talker.vanish()
        talker.got = talker.got[:10]
        await talker.come()
        assert not talker.ready["resumed"]
        assert list(app.sessions) == ["s2"]
        await talker.leave()


async def test_nobody_waits_for_who_is_away_when_the_server_ends():
    async with serving(conversation()) as app:
        talker = Talker(app)
        await talker.come()
        await talker.say(text_message("go"))
        await eventually(lambda: len(talker.sound()) > 8_000, timeout_s=5)
        await talker.vanish()
        await asyncio.sleep(0.1)
        loop = asyncio.get_running_loop()
        began_s = loop.time()
        await app.drain(25)
        assert loop.time() - began_s < 0.5


async def test_a_client_that_is_away_gives_way_when_the_server_is_full():
    async with serving(echo_graph(max_sessions=1)) as app:
        one, two = Talker(app), Talker(app)
        await one.come()
        await one.vanish()
        await asyncio.sleep(0.1)
        await two.come()
        assert list(app.sessions) == ["s2"]
        await two.leave()


@pytest.mark.parametrize(
    "first",
    [
        "x",
        "{}",
        '{"type":"data"}',
        '{"type":"hello","data":3}',
        b"\0\0",
        '{"type":"hello","data":{"resume":{}}}',
    ],
)
async def test_a_first_message_that_is_no_hello_is_told_and_opens_no_session(first: Any):
    async with serving(echo_graph()) as app:
        socket = await connect(app.urls["ws"], subprotocols=[PROTOCOL], proxy=None)
        await socket.send(first)
        error = json.loads(await socket.recv())
        assert error["type"] == "error"
        await socket.wait_closed()
        assert socket.close_code == 1008
        assert app.meters.page().count("ten_lite_sessions_total 1") == 0


async def test_who_says_nothing_first_is_dropped_after_ten_seconds():
    async with serving(echo_graph()) as app:
        loop = asyncio.get_running_loop()
        socket = await connect(app.urls["ws"], subprotocols=[PROTOCOL], proxy=None)
        began_s = loop.time()
        await socket.wait_closed()
        assert 9 <= loop.time() - began_s <= 11
        assert socket.close_code == 1008


async def test_the_token_may_come_in_the_first_message():
    async with serving(echo_graph(token="open sesame")) as app:
        talker = Talker(app, token="open sesame")
        await talker.come()
        assert list(app.sessions) == ["s1"]
        await talker.leave()

        for hello in ({}, {"token": "open sesam"}):
            socket = await connect(app.urls["ws"], subprotocols=[PROTOCOL], proxy=None)
            await socket.send(json.dumps({"type": "hello", "data": hello}))
            await socket.wait_closed()
            assert socket.close_code == 4401
        await eventually(lambda: not app.sessions, timeout_s=1)


async def test_a_client_is_pinged_in_words_that_a_page_can_see():
    async with serving(echo_graph()) as app:
        socket = await connect(app.urls["ws"], subprotocols=["ten-lite.v1"], proxy=None)
        await socket.send('{"type":"hello"}')
        assert json.loads(await socket.recv())["type"] == "ready"
        async with asyncio.timeout(11):
            assert json.loads(await socket.recv()) == {"type": "ping"}
        await socket.close()


def conversation(**ws: Any) -> Any:
    """With the edges that only a client that comes back needs."""
    from ten_lite.messages import TtsPause, TtsResume

    nodes = {
        "ws": (SPECS["websocket_server"], {"port": 0, **ws}),
        "stt": (SPECS["fake_stt"], {}),
        "control": (SPECS["main_control"], {}),
        "llm": (SPECS["fake_llm"], {"replies": ["one two three four five six seven eight"]}),
        "tts": (SPECS["fake_tts"], {}),
    }
    edges = (
        *CONVERSATION,
        ("ws", "control", UserLeft),
        ("control", "tts", TtsPause),
        ("control", "tts", TtsResume),
        ("control", "ws", TtsPause),
    )
    return graph_of(nodes, edges)


async def test_an_answer_is_held_while_its_user_is_away_and_goes_on_where_it_was_heard():
    async with serving(conversation()) as app:
        whole = Talker(app)
        await whole.come()
        await whole.say(text_message("go"))
        await eventually(lambda: "tts_audio_end" in names(whole), timeout_s=20)
        expected = whole.sound()
        await whole.leave()

        talker = Talker(app)
        await talker.come()
        await talker.say(text_message("go"))
        await eventually(lambda: len(talker.sound()) > 16_000, timeout_s=5)
        start = next(
            m for m in talker.got if isinstance(m, dict) and m.get("name") == "tts_audio_start"
        )
        heard = talker.sound()[:8_000]
        position = {"request_id": start["data"]["request_id"], "played_ms": 250}
        await talker.vanish()
        await talker.say(
            json.dumps({"type": "data", "name": PlaybackPosition.name, "data": position})
        )
        count = len(talker.got)
        await asyncio.sleep(20)
        await talker.come()
        assert talker.ready["resumed"]
        await eventually(lambda: "tts_audio_end" in names(talker), timeout_s=20)
        flush = next(
            index
            for index, m in enumerate(talker.got)
            if isinstance(m, dict) and m.get("name") == "flush"
        )
        assert flush >= count
        after = b"".join(m[HEADER.size :] for m in talker.got[flush:] if isinstance(m, bytes))
        assert heard + after == expected
        await talker.leave()
