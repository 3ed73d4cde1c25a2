"""The fake holds ElevenLabs' rules, so that an addon that breaks one is found out."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import pytest

from ten_lite.testing.providers import ElevenLabsPlan, FakeElevenLabs, spell

PATH = "/v1/text-to-speech/voice/stream"
KEY = {"xi-api-key": "el-key"}


async def ask(
    server: FakeElevenLabs,
    body: Any = None,
    *,
    path: str = PATH,
    query: str = "output_format=pcm_16000",
    headers: dict[str, str] | None = None,
) -> httpx.Response:
    async with httpx.AsyncClient(trust_env=False) as client:
        return await client.post(
            f"{server.url}{path}?{query}",
            content=body if isinstance(body, str) else json.dumps(body or {"text": "Hi"}),
            headers=KEY if headers is None else headers,
        )


async def test_text_becomes_sound_of_the_asked_rate():
    async with FakeElevenLabs() as server:
        answer = await ask(server, {"text": "Hi you"}, query="output_format=pcm_24000")
        assert answer.status_code == 200
        assert answer.content == spell("Hiyou", sample_rate_hz=24_000)
        assert server.calls[0].done


@pytest.mark.parametrize("headers", [{}, {"xi-api-key": "x"}, {"authorization": "Bearer el-key"}])
async def test_a_wrong_key_is_a_401_that_says_so(headers: dict[str, str]):
    async with FakeElevenLabs() as server:
        answer = await ask(server, headers=headers)
        assert answer.status_code == 401
        assert answer.json()["detail"]["status"] == "invalid_api_key"


@pytest.mark.parametrize("path", ["/text-to-speech/v/stream", "/v1/text-to-speech/v", "/v1/x"])
async def test_another_path_is_a_404(path: str):
    async with FakeElevenLabs() as server:
        assert (await ask(server, path=path)).status_code == 404


@pytest.mark.parametrize(
    ("body", "query"),
    [
        ({"text": ""}, ""),
        ({"text": " "}, ""),
        ({"text": 5}, ""),
        ({"text": "x", "colour": "red"}, ""),
        ({"text": "x", "model_id": "gpt"}, ""),
        ({"text": "x" * 10_001}, ""),
        ({"text": "x", "language_code": "de"}, ""),
        ({"text": "x", "voice_settings": {"speed": 9}}, ""),
        ({"text": "x", "voice_settings": {"colour": 0}}, ""),
        ("not json", ""),
        ("[]", ""),
        ({"text": "x"}, "output_format=mp3_44100_128"),
        ({"text": "x"}, "colour=red&output_format=pcm_16000"),
    ],
)
async def test_a_request_that_elevenlabs_refuses_is_a_422(body: Any, query: str):
    async with FakeElevenLabs() as server:
        answer = await ask(server, body, query=query or "output_format=pcm_16000")
        assert answer.status_code == 422
        assert answer.json()["detail"][0]["loc"]


async def test_a_client_that_leaves_is_noted_with_its_time():
    loop = asyncio.get_running_loop()
    async with FakeElevenLabs() as server, httpx.AsyncClient(trust_env=False) as client:
        server.plan = ElevenLabsPlan(chunk_delay_s=1)
        async with client.stream(
            "POST",
            f"{server.url}{PATH}?output_format=pcm_16000",
            json={"text": "a" * 100},
            headers=KEY,
        ) as answer:
            async for _ in answer.aiter_raw():
                break
        left_s = loop.time()
        await asyncio.sleep(0.1)
        assert server.calls[0].cancelled_at_s == pytest.approx(left_s, abs=0.01)
        assert not server.calls[0].done


async def test_an_answer_that_is_cut_is_no_whole_answer():
    async with FakeElevenLabs() as server:
        server.plan = ElevenLabsPlan(cut_after_bytes=100)
        with pytest.raises(httpx.RemoteProtocolError):
            await ask(server)
