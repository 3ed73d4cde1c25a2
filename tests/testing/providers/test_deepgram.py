"""The fake holds Deepgram's rules, so that an addon that breaks one is found out."""

from __future__ import annotations

import asyncio
import contextlib
import json
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from ten_lite.testing.providers import DeepgramPlan, FakeDeepgram, pause, say_numbers

GOOD = "model=nova-3&encoding=linear16&sample_rate=16000&interim_results=true&endpointing=300"
KEY = {"Authorization": "Token dg-key"}


def stream(server: FakeDeepgram, query: str = GOOD, **options: Any) -> connect:
    options = {"additional_headers": KEY, "proxy": None} | options
    return connect(f"{server.url}/v1/listen?{query}", **options)


async def told(socket: ClientConnection) -> list[dict[str, Any]]:
    """Everything until the connection ends."""
    found: list[dict[str, Any]] = []
    with contextlib.suppress(ConnectionClosed):
        async for text in socket:
            found += [json.loads(text)]
    return found


async def test_words_are_told_with_their_times_and_the_stream_ends_as_it_should():
    async with FakeDeepgram() as server, stream(server) as socket:
        await socket.send(pause(400) + say_numbers("three", "one") + pause(400))
        await socket.send('{"type": "CloseStream"}')
        *results, last, metadata = await told(socket)
        final = next(result for result in results if result["speech_final"])
        (alternative,) = final["channel"]["alternatives"]
        assert alternative["transcript"] == "three one"
        assert [(w["start"], w["end"]) for w in alternative["words"]] == [(0.4, 0.6), (0.64, 0.84)]
        assert last["from_finalize"]
        assert metadata["type"] == "Metadata"
        assert socket.close_code == 1000


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Token x"}, {"Authorization": "dg-key"}])
async def test_a_wrong_key_is_a_401_that_says_so(headers: dict[str, str]):
    async with FakeDeepgram() as server:
        with pytest.raises(InvalidStatus) as refused:
            await stream(server, additional_headers=headers)
        assert refused.value.response.status_code == 401
        assert refused.value.response.headers["dg-error"] == "Invalid credentials."
        assert server.calls[0].status == 401


@pytest.mark.parametrize(
    "query",
    [
        "model=nova-3",
        "model=gpt&encoding=linear16&sample_rate=16000",
        f"{GOOD}&colour=red",
        f"{GOOD}&model=nova-2",
        f"{GOOD}&punctuate=True",
        f"{GOOD}&utterance_end_ms=500",
        "model=nova-3&encoding=linear16&sample_rate=16000&utterance_end_ms=1000",
        "model=nova-2&encoding=linear16&sample_rate=16000&keyterm=x",
    ],
)
async def test_a_request_that_deepgram_refuses_is_a_400(query: str):
    async with FakeDeepgram() as server:
        with pytest.raises(InvalidStatus) as refused:
            await stream(server, query)
        assert refused.value.response.status_code == 400


@pytest.mark.parametrize("text", ["hello", '{"type": "Hello"}', "[]"])
async def test_a_text_that_is_no_control_is_an_error_and_the_end(text: str):
    async with FakeDeepgram() as server, stream(server) as socket:
        await socket.send(text)
        (error,) = await told(socket)
        assert (error["type"], error["message"]) == ("Error", text)
        assert socket.close_code == 1008


async def test_ten_seconds_without_anything_end_the_stream_and_keep_alive_prevents_it():
    async with FakeDeepgram() as server, stream(server) as socket:
        for _ in range(5):
            await asyncio.sleep(9)
            await socket.send('{"type": "KeepAlive"}')
        began_s = asyncio.get_running_loop().time()
        assert [message["type"] for message in await told(socket)] == ["Metadata"]
        assert asyncio.get_running_loop().time() - began_s == pytest.approx(10, abs=0.1)
        assert socket.close_code == 1011


async def test_an_empty_binary_message_ends_the_stream():
    async with FakeDeepgram() as server, stream(server) as socket:
        await socket.send(b"")
        await told(socket)
        assert socket.close_code == 1000


@pytest.mark.parametrize(
    ("sound", "starts_s"),
    [
        (pause(400) + say_numbers("one", "two") + pause(400) + say_numbers("three"), [0.4, 1.28]),
        (pause(400) + b"\x00\x70" * 16 * 120 + pause(400), [0.4]),
        (b"\x00\x70" * 16 * 80 + pause(400), []),
    ],
    ids=["words", "noise", "click"],
)
async def test_sound_after_a_pause_is_the_start_of_speech_if_asked_for(
    sound: bytes, starts_s: list[float]
):
    for asked, expected in (("&vad_events=true", starts_s), ("", [])):
        async with FakeDeepgram() as server, stream(server, GOOD + asked) as socket:
            await socket.send(sound)
            await socket.send('{"type": "CloseStream"}')
            starts = [m for m in await told(socket) if m["type"] == "SpeechStarted"]
            assert [start["timestamp"] for start in starts] == expected


async def test_plans_are_used_in_order_and_then_the_standing_one():
    async with FakeDeepgram() as server:
        server.plans.extend([DeepgramPlan(status=429, reason="slow down"), DeepgramPlan()])
        server.plan = DeepgramPlan(drop_after_ms=0, close_code=1008)
        with pytest.raises(InvalidStatus):
            await stream(server)
        async with stream(server) as socket:
            await socket.send(pause(1000))
            assert json.loads(await socket.recv())["type"] == "Results"
        async with stream(server) as socket:
            await socket.send(pause(20))
            await told(socket)
            assert socket.close_code == 1008
        assert [call.status for call in server.calls] == [429, 101, 101]
