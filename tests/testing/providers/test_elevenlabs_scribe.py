"""The fake holds Scribe's rules, so that an addon that breaks one is found out."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from ten_lite.testing.providers import FakeElevenLabs, ScribePlan, pause, say_numbers

GOOD = "model_id=scribe_v2_realtime&audio_format=pcm_16000&commit_strategy=vad"
TIMED = f"{GOOD}&include_timestamps=true&vad_silence_threshold_secs=0.5"
KEY = {"xi-api-key": "el-key"}


def stream(server: FakeElevenLabs, query: str = TIMED, **options: Any) -> connect:
    url = server.url.replace("http", "ws")
    options = {"additional_headers": KEY, "proxy": None} | options
    return connect(f"{url}/v1/speech-to-text/realtime?{query}", **options)


def chunk(sound: bytes, **more: Any) -> str:
    audio = base64.b64encode(sound).decode()
    fields = {"message_type": "input_audio_chunk", "audio_base_64": audio, "commit": False}
    return json.dumps({**fields, "sample_rate": 16_000, **more})


async def told(socket: ClientConnection) -> list[dict[str, Any]]:
    """Everything until the connection ends."""
    found: list[dict[str, Any]] = []
    with contextlib.suppress(ConnectionClosed):
        async for text in socket:
            found += [json.loads(text)]
    return found


async def test_words_are_told_twice_once_with_times_and_these_run_ahead():
    async with FakeElevenLabs() as server, stream(server) as socket:
        for _ in range(2):
            await socket.send(chunk(pause(400) + say_numbers("three", "one") + pause(500)))
        messages = [json.loads(await socket.recv()) for _ in range(7)]
        kinds = [message["message_type"] for message in messages]
        pair = ["committed_transcript", "committed_transcript_with_timestamps"]
        assert [kind for kind in kinds if kind != "partial_transcript"] == [
            "session_started",
            *pair,
            *pair,
        ]
        first, second = (m for m in messages if "words" in m)
        assert first["text"] == "three one"
        assert [(w["text"], w["start"], w["end"]) for w in first["words"]] == [
            ("three", 0.4, 0.6),
            (" ", 0.6, 0.64),
            ("one", 0.64, 0.84),
        ]
        assert second["words"][0]["start"] == pytest.approx(1.38 + 0.4 + 0.1)


async def test_a_wrong_key_is_told_on_the_socket_and_ends_it():
    async with FakeElevenLabs() as server, stream(server, additional_headers={}) as socket:
        (error,) = await told(socket)
        assert error["message_type"] == "auth_error"
        assert socket.close_code == 1008


async def test_another_path_or_a_plan_is_a_refusal_of_the_handshake():
    async with FakeElevenLabs() as server:
        server.scribe_plans.append(ScribePlan(status=429))
        with pytest.raises(InvalidStatus) as refused:
            await stream(server)
        assert refused.value.response.status_code == 429
        with pytest.raises(InvalidStatus) as refused:
            await connect(server.url.replace("http", "ws") + "/v1/else", proxy=None)
        assert refused.value.response.status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "model_id=scribe_v1&audio_format=pcm_16000",
        "model_id=scribe_v2_realtime&audio_format=pcm_32000",
        f"{GOOD}&colour=red",
        f"{GOOD}&commit_strategy=vad",
        f"{GOOD}&vad_silence_threshold_secs=5",
        f"{GOOD}&include_timestamps=True",
        f"{GOOD}&language_code=en-US",
        f"{GOOD}&keyterms={'a' * 21}",
    ],
)
async def test_a_request_that_elevenlabs_refuses_is_told_and_ends_it(query: str):
    async with FakeElevenLabs() as server, stream(server, query) as socket:
        (error,) = await told(socket)
        assert error["message_type"] == "invalid_request"


@pytest.mark.parametrize(
    "messages",
    [
        [b"\0\0"],
        ["hello"],
        ['{"message_type": "input_audio_chunk"}'],
        [chunk(b"\0\0", audio_base_64="?")],
        [chunk(b"\0\0", sample_rate=8000)],
        [chunk(b"\0\0", colour="red")],
        [chunk(b"\0\0"), chunk(b"\0\0", previous_text="then")],
    ],
)
async def test_a_message_that_is_no_chunk_of_sound_is_an_error_and_the_end(messages: list[Any]):
    async with FakeElevenLabs() as server, stream(server) as socket:
        for message in messages:
            await socket.send(message)
        _, error = await told(socket)
        assert error["message_type"] == "input_error"
        assert socket.close_code == 1008


async def test_ten_seconds_without_sound_end_the_stream():
    async with FakeElevenLabs() as server, stream(server) as socket:
        began_s = asyncio.get_running_loop().time()
        await told(socket)
        assert asyncio.get_running_loop().time() - began_s == pytest.approx(10, abs=0.1)
