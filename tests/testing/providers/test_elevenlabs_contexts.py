"""The fake holds the rules of ElevenLabs' contexts, so that an addon that breaks one is found."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from ten_lite.testing.providers import FakeElevenLabs, VoicePlan, spell

GOOD = "model_id=eleven_flash_v2_5&output_format=pcm_16000"
AUTO = f"{GOOD}&auto_mode=true&sync_alignment=true"
KEY = {"xi-api-key": "el-key"}
OPEN = {"text": " ", "context_id": "c"}


def stream(server: FakeElevenLabs, query: str = AUTO, **options: Any) -> connect:
    url = server.url.replace("http", "ws")
    options = {"additional_headers": KEY, "proxy": None} | options
    return connect(f"{url}/v1/text-to-speech/voice/multi-stream-input?{query}", **options)


async def give(socket: ClientConnection, *messages: Any) -> None:
    for message in messages:
        await socket.send(message if isinstance(message, str | bytes) else json.dumps(message))


async def told(socket: ClientConnection, *, within_s: float = 1.0) -> list[dict[str, Any]]:
    """Everything until the connection ends, or that time is over."""
    found: list[dict[str, Any]] = []
    with contextlib.suppress(ConnectionClosed, TimeoutError):
        async with asyncio.timeout(within_s):
            async for text in socket:
                found += [json.loads(text)]
    return found


def sound(messages: list[dict[str, Any]]) -> bytes:
    return b"".join(base64.b64decode(message.get("audio") or "") for message in messages)


async def test_text_is_spoken_with_the_place_of_each_character_and_ends_when_it_is_closed():
    async with FakeElevenLabs() as server, stream(server) as socket:
        await give(socket, OPEN, {"text": "Hi you! ", "context_id": "c"})
        await give(socket, {"context_id": "c", "flush": True})
        await give(socket, {"context_id": "c", "close_context": True})
        *chunks, final = await told(socket)
        assert sound(chunks) == spell("Hiyou")
        assert chunks[0]["alignment"] == {
            "chars": list("Hi you! "),
            "charStartTimesMs": [0, 10, 20, 20, 30, 40, 50, 50],
            "charDurationsMs": [10, 10, 0, 10, 10, 10, 0, 0],
        }
        assert final == {"isFinal": True, "contextId": "c"}
        assert server.voice_calls[0].contexts["c"].is_final


async def test_without_auto_mode_120_characters_or_a_flush_are_waited_for():
    async with FakeElevenLabs() as server, stream(server, GOOD) as socket:
        await give(socket, OPEN, {"text": "Hi ", "context_id": "c"})
        assert await told(socket) == []
        await give(socket, {"context_id": "c", "flush": True})
        assert sound(await told(socket)) == spell("Hi")


async def test_a_context_that_is_closed_right_behind_its_text_is_lost_with_it():
    async with FakeElevenLabs() as server, stream(server) as socket:
        await give(socket, OPEN, {"text": "Hi ", "context_id": "c"})
        await give(socket, {"context_id": "c", "close_context": True})
        assert await told(socket) == []


async def test_the_sixth_context_ends_all_of_them():
    async with FakeElevenLabs() as server, stream(server) as socket:
        for n in range(6):
            await give(socket, {"text": " ", "context_id": f"c{n}"})
        (error,) = await told(socket)
        assert error["code"] == socket.close_code == 1008
        assert server.voice_calls[0].most_open == 6


async def test_a_flush_or_an_empty_text_opens_a_phantom():
    async with FakeElevenLabs() as server, stream(server) as socket:
        await give(socket, {"context_id": "a", "flush": True}, {"context_id": "b", "text": ""})
        assert await told(socket) == []
        assert server.voice_calls[0].phantoms == ["a", "b"]
        assert server.voice_calls[0].most_open == 2


@pytest.mark.parametrize(
    "message",
    [
        b"x",
        "hello",
        "[]",
        {**OPEN, "colour": "red"},
        {"text": 5, "context_id": "c"},
        {"text": "Hi", "context_id": "c"},
        {"text": " ", "context_id": "c", "voice_settings": {"speed": 9}},
    ],
)
async def test_a_message_that_is_wrong_ends_the_connection(message: Any):
    async with FakeElevenLabs() as server, stream(server) as socket:
        await give(socket, message)
        (error,) = await told(socket)
        assert (error["error"], socket.close_code) == ("invalid_message", 1008)


async def test_settings_behind_the_first_message_end_the_connection():
    async with FakeElevenLabs() as server, stream(server) as socket:
        await give(socket, OPEN, {**OPEN, "voice_settings": {"speed": 1}})
        (error,) = await told(socket)
        assert error["error"] == "invalid_message"


async def test_a_wrong_key_is_told_at_the_first_message():
    async with FakeElevenLabs() as server, stream(server, additional_headers={}) as socket:
        assert await told(socket) == []
        await give(socket, OPEN)
        (error,) = await told(socket)
        assert error["error"] == "invalid_api_key"


@pytest.mark.parametrize(
    "query",
    [
        "output_format=pcm_16000&model_id=gpt",
        "output_format=pcm_16000&model_id=eleven_v3",
        "model_id=eleven_flash_v2_5&output_format=mp3_44100_128",
        f"{GOOD}&colour=red",
        f"{GOOD}&inactivity_timeout=600",
        "model_id=eleven_multilingual_v2&output_format=pcm_16000&language_code=de",
    ],
)
async def test_a_request_that_elevenlabs_refuses_is_told_and_ends_it(query: str):
    async with FakeElevenLabs() as server, stream(server, query) as socket:
        (error,) = await told(socket)
        assert error["error"] == "invalid_parameters"


async def test_without_text_the_connection_ends_when_it_was_asked_to():
    async with (
        FakeElevenLabs() as server,
        stream(server, f"{AUTO}&inactivity_timeout=30") as socket,
    ):
        await asyncio.sleep(29)
        await give(socket, OPEN)
        began_s = asyncio.get_running_loop().time()
        (error,) = await told(socket, within_s=60)
        assert error["error"] == "input_timeout_exceeded"
        assert asyncio.get_running_loop().time() - began_s == pytest.approx(30, abs=0.1)


async def test_a_plan_for_a_context_holds_for_that_one_on_whichever_connection():
    async with FakeElevenLabs() as server, stream(server) as socket:
        server.context_plans.append(VoicePlan(sound=b"ab" * 50, finals=2))
        for name in ("c", "d"):
            await give(socket, {**OPEN, "context_id": name}, {"text": "Hi ", "context_id": name})
            await give(socket, {"context_id": name, "flush": True})
            await give(socket, {"context_id": name, "close_context": True})
        messages = await told(socket)
        of_c = [message for message in messages if message["contextId"] == "c"]
        of_d = [message for message in messages if message["contextId"] == "d"]
        assert sound(of_c) == b"ab" * 50
        assert sound(of_d) == spell("Hi")
        assert [message["isFinal"] for message in (*of_c, *of_d)] == [None, True, True, None, True]


async def test_a_plan_refuses_the_handshake():
    async with FakeElevenLabs() as server:
        server.voice_plan = VoicePlan(status=429)
        with pytest.raises(InvalidStatus) as refused:
            await stream(server)
        assert refused.value.response.status_code == 429
