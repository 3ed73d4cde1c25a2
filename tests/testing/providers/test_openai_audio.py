"""The fake OpenAI holds the rules of speech, transcriptions and responses."""

from __future__ import annotations

import json
from typing import Any

import httpx2
import pytest

from ten_lite.testing.providers import NUMBERS, pause, read_numbers, say_numbers, spell
from ten_lite.testing.providers.multipart import UploadedFile, parse_form
from ten_lite.testing.providers.openai import Answer, Call, FakeOpenai, Thought, Transcript
from ten_lite.wav import wav_header

SPEECH = {"model": "m", "voice": "coral", "input": "Hi", "response_format": "pcm"}
USER = {"role": "user", "content": "hello"}
CALL = {"type": "function_call", "call_id": "c1", "name": "f", "arguments": "{}"}
OUTPUT = {"type": "function_call_output", "call_id": "c1", "output": "found"}


def wav(sound: bytes) -> tuple[str, bytes, str]:
    return ("a.wav", wav_header(len(sound), 16_000) + sound, "audio/wav")


async def post(server: FakeOpenai, path: str, **content: Any) -> httpx2.Response:
    headers = {"authorization": "Bearer test-key"}
    async with httpx2.AsyncClient(trust_env=False) as client:
        return await client.post(f"{server.base_url}/{path}", headers=headers, **content)


async def test_speech_is_the_text_spelled_at_24_khz():
    async with FakeOpenai() as server:
        answer = await post(server, "audio/speech", json=SPEECH)
        assert answer.content == spell("Hi", sample_rate_hz=24_000)
        assert answer.headers["content-type"] == "audio/pcm"


@pytest.mark.parametrize(
    "wrong",
    [
        {"input": ""},
        {"input": "a" * 4097},
        {"response_format": "mp3"},
        {"speed": 9},
        {"voice": None},
        {"tempo": 1},
    ],
    ids=str,
)
async def test_speech_that_openai_refuses_is_a_400(wrong: dict[str, Any]):
    async with FakeOpenai() as server:
        answer = await post(server, "audio/speech", json={**SPEECH, **wrong})
        assert answer.status_code == 400


@pytest.mark.parametrize("stream", ["true", "false"])
async def test_a_transcription_is_the_numbers_that_were_said(stream: str):
    async with FakeOpenai() as server:
        answer = await post(
            server,
            "audio/transcriptions",
            data={"model": "m", "stream": stream, "keywords[]": ["a", "b"]},
            files={"file": wav(say_numbers("one", "two"))},
        )
        if stream == "false":
            assert answer.json()["text"] == "one two"
        else:
            events = [json.loads(line[6:]) for line in answer.text.splitlines() if line]
            assert [e["type"].rpartition(".")[2] for e in events] == ["delta", "delta", "done"]
            assert events[-1]["text"] == "one two"
        (request,) = server.requests
        assert request.body["keywords[]"] == ["a", "b"]


@pytest.mark.parametrize(
    ("data", "file"),
    [
        ({}, ("a.pcm", bytes(32000), "audio/pcm")),
        ({}, ("a.wav", b"RIFF" + bytes(32000), "audio/wav")),
        ({}, wav(bytes(320))),
        ({"language": "en-US"}, wav(bytes(32000))),
        ({"words": "x"}, wav(bytes(32000))),
    ],
    ids=["no container", "damaged", "too short", "language", "unknown field"],
)
async def test_a_transcription_that_openai_refuses_is_a_400(data: dict[str, str], file: Any):
    async with FakeOpenai() as server:
        answer = await post(
            server, "audio/transcriptions", data={"model": "m", **data}, files={"file": file}
        )
        assert answer.status_code == 400


async def test_a_server_that_does_not_stream_answers_at_once():
    async with FakeOpenai() as server:
        server.script(Transcript(steps=["a", " b"], streams=False))
        form = {"data": {"model": "m", "stream": "true"}, "files": {"file": wav(pause(500))}}
        answer = await post(server, "audio/transcriptions", **form)
        assert answer.json()["text"] == "a b"


@pytest.mark.parametrize(
    "wrong",
    [
        {"messages": [USER]},
        {"max_tokens": 5},
        {"input": [USER, CALL]},
        {"input": [USER, OUTPUT]},
        {"input": [{"role": "tool", "content": "x"}]},
        {"input": [{"type": "tool_result"}]},
        {"tools": [{"type": "function", "function": {"name": "f"}}]},
        {"stream": False},
    ],
    ids=str,
)
async def test_a_response_that_openai_refuses_is_a_400(wrong: dict[str, Any]):
    good = {"model": "m", "input": [USER, CALL, OUTPUT], "stream": True}
    async with FakeOpenai() as server:
        assert (await post(server, "responses", json=good)).status_code == 200
        assert (await post(server, "responses", json={**good, **wrong})).status_code == 400


async def test_events_of_a_response_are_numbered_and_its_items_are_opened_and_closed():
    async with FakeOpenai() as server:
        server.script(Answer([Thought("Hm."), "Yes", ".", Call("a", "clock", "{}")]))
        body = {"model": "m", "input": [USER], "stream": True}
        answer = await post(server, "responses", json=body)
        lines = [line for line in answer.text.splitlines() if line.startswith("data: ")]
        events = [json.loads(line[6:]) for line in lines]
        assert [e["sequence_number"] for e in events] == list(range(len(events)))
        opened = [e["item"]["type"] for e in events if e["type"].endswith("output_item.added")]
        closed = [e["item"]["type"] for e in events if e["type"].endswith("output_item.done")]
        assert opened == closed == ["reasoning", "message", "function_call"]
        assert events[-1]["type"] == "response.completed"
        assert len(events[-1]["response"]["output"]) == 3


def test_numbers_are_read_as_they_are_said():
    assert read_numbers(pause(130) + say_numbers(*NUMBERS)) == list(NUMBERS)
    assert read_numbers(say_numbers("one")[:3200]) == []


def test_a_form_is_read_byte_by_byte():
    data = bytes(range(256)) + b"\r\n--\r\n"
    request = httpx2.Request(
        "POST", "http://x", data={"a": "1"}, files={"file": ("f.bin", data, "x/y")}
    )
    fields = parse_form(request.headers["content-type"], request.read())
    assert fields == {"a": "1", "file": UploadedFile("f.bin", "x/y", data)}
    with pytest.raises(ValueError, match="not multipart"):
        parse_form("text/plain", b"")
