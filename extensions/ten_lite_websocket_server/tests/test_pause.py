"""A pause at the socket, and the client's own account of what it has played."""

from __future__ import annotations

import asyncio
import json
from itertools import pairwise
from typing import Any

import pytest

from ten_lite.addons import AddonConfig, AddonSpec
from ten_lite.cli.caller import Caller
from ten_lite.config.definition import GraphDef
from ten_lite.messages import (
    PcmFrame,
    PlaybackPosition,
    TextData,
    TtsAudioEnd,
    TtsAudioStart,
    TtsFlush,
    TtsFlushEnd,
    TtsPause,
    TtsResume,
    TtsTextInput,
)
from ten_lite.runtime import Extension
from ten_lite_websocket_server.tests.kit import SPECS, Client, audio_of, graph_of, serving


class Remote(Extension[AddonConfig]):
    """Does what the client types: ``pause``, ``resume``, ``flush``, else it is spoken."""

    async def configure(self) -> None:
        self.heard: list[Any] = []
        self.positions: list[PlaybackPosition] = []
        self.answers = 0

    def on_text_data(self, text: TextData) -> None:
        match text.text:
            case "pause":
                self.send(TtsPause("p1"))
            case "resume":
                self.send(TtsResume("p1"))
            case "flush":
                self.send(TtsFlush("f1"))
            case words:
                self.answers += 1
                self.send(TextData(words, role="assistant"))
                self.send(TtsTextInput(f"r{self.answers}", words, text_input_end=True))

    def on_tts_flush_end(self, event: TtsFlushEnd) -> None:
        self.heard.append(event.heard)

    def on_playback_position(self, position: PlaybackPosition) -> None:
        self.positions.append(position)


REMOTE = AddonSpec(
    name="remote",
    kind="control",
    description="",
    factory=f"{__name__}:Remote",
    inputs=(TextData, TtsFlushEnd, PlaybackPosition),
    outputs=(TextData, TtsTextInput, TtsFlush, TtsPause, TtsResume),
)


def graph(**ws: Any) -> GraphDef:
    nodes = {
        "ws": (SPECS["websocket_server"], {"port": 0, **ws}),
        "remote": (REMOTE, {}),
        "tts": (SPECS["fake_tts"], {"word_ms": 1000}),
    }
    return graph_of(
        nodes,
        [
            ("ws", "remote", TextData),
            ("ws", "remote", PlaybackPosition),
            ("ws", "tts", PlaybackPosition),
            ("remote", "ws", TextData),
            ("remote", "tts", TtsTextInput),
            ("remote", "tts", TtsFlush),
            ("remote", "ws", TtsFlush),
            ("remote", "tts", TtsPause),
            ("remote", "ws", TtsPause),
            ("remote", "tts", TtsResume),
            ("tts", "ws", PcmFrame),
            ("tts", "ws", TtsAudioStart),
            ("tts", "ws", TtsAudioEnd),
            ("tts", "remote", TtsFlushEnd),
        ],
    )


def sound_ms(replies: list[dict[str, Any]]) -> float:
    return sum(len(audio_of(reply)) for reply in replies if reply["type"] == "audio") / 32


async def test_a_pause_is_a_flush_to_the_client_and_no_sound_comes_until_the_resume():
    async with serving(graph()) as app, Client(app) as client:
        await client.type("one two three")
        await asyncio.sleep(1)
        await client.type("pause")
        index = await client.until(lambda reply: reply["type"] == "cmd")
        assert client.got[index] == {"type": "cmd", "name": "flush", "data": {"flush_id": "p1"}}
        await asyncio.sleep(5)
        assert sound_ms(client.got[index:]) == 0
        await client.type("resume")
        await client.until(lambda reply: reply.get("name") == "tts_audio_end", after=index)
        assert sound_ms(client.got[index:]) == pytest.approx(2000, abs=1)
        assert client.got[-1]["data"]["duration_ms"] == 3000


async def test_sound_that_waits_for_a_slow_client_is_not_written_after_a_pause(
    monkeypatch: pytest.MonkeyPatch,
):
    async with serving(graph()) as app, Client(app) as client:
        ws = app.sessions["s1"].nodes["ws"].extension
        send, is_slow = ws._line._socket.send, asyncio.Event()

        async def slow_send(text: str) -> None:
            if '"type":"audio"' in text:
                await is_slow.wait()
            await send(text)

        monkeypatch.setattr(ws._line._socket, "send", slow_send)
        await client.type("one two three")
        await asyncio.sleep(0.2)
        await client.type("pause")
        await asyncio.sleep(0.2)
        is_slow.set()
        index = await client.until(lambda reply: reply["type"] == "cmd")
        await asyncio.sleep(1)
        assert sound_ms(client.got[:index]) == 20  # it was being written already
        assert sound_ms(client.got[index:]) == 0


async def test_the_position_a_client_tells_reaches_the_voice():
    message = {"request_id": "r1", "played_ms": 500}
    async with serving(graph()) as app, Client(app) as client:
        await client.type("one two three")
        await asyncio.sleep(2)
        await client.socket.send(
            json.dumps({"type": "data", "name": "playback_position", "data": message})
        )
        await client.type("flush")
        await asyncio.sleep(0.1)
        assert client.errors() == []
        assert app.sessions["s1"].nodes["remote"].extension.heard == [{"r1": 13 * 500 // 3000}]


async def test_a_caller_tells_what_it_has_played_every_100_ms_while_it_plays():
    async with serving(graph()) as app, Caller(app.urls["ws"]) as caller:
        turn = await caller.write("one two three")
        remote = app.sessions["s1"].nodes["remote"].extension
        played = [position.played_ms for position in remote.positions]
        assert len(played) == pytest.approx(30, abs=2)
        steps = [after - before for before, after in pairwise(played[:-1])]
        assert steps == pytest.approx([100] * len(steps), abs=1)
        assert played[-1] == 3000
        assert {position.request_id for position in remote.positions} == {"r1"}
        assert len(turn.sound) == 3 * 32_000
        await asyncio.sleep(5)
        assert len(remote.positions) == len(played)


async def test_a_caller_hears_an_answer_that_was_paused_as_one():
    async with serving(graph()) as app, Caller(app.urls["ws"]) as caller:
        remote = app.sessions["s1"].nodes["remote"].extension
        writing = asyncio.create_task(caller.write("one two three"))
        await asyncio.sleep(1)
        remote.on_text_data(TextData("pause"))
        await asyncio.sleep(0.5)
        stopped = remote.positions[-1].played_ms
        assert stopped == pytest.approx(1000, abs=25)
        await asyncio.sleep(2)
        assert remote.positions[-1].played_ms == stopped
        remote.on_text_data(TextData("resume"))
        turn = await writing
        assert turn.answer == "one two three"
        assert turn.first_audio_ms == 0
        assert len(turn.sound) == pytest.approx(3 * 32_000, abs=64)
        assert remote.positions[-1].played_ms == pytest.approx(3000, abs=1)
