"""The request is as configured, and the one that ElevenLabs' own SDK makes."""

from __future__ import annotations

import asyncio

import pytest
from pydantic import ValidationError

from ten_lite.testing.providers import FakeElevenLabs, ScribeCall, pause, say_numbers
from ten_lite_elevenlabs.stt_config import ElevenLabsSttConfig

from .stt_kit import KEY, speak, stt


async def test_the_stream_is_asked_for_as_configured_and_the_sound_arrives_byte_for_byte():
    async with (
        FakeElevenLabs() as server,
        stt(server, keyterms=["ten lite", "graph"], extra_params={"no_verbatim": True}) as harness,
    ):
        sound = pause(130) + say_numbers("one") + pause(500)
        await speak(harness, sound)
        (call,) = server.scribe_calls
        assert call.path == "/v1/speech-to-text/realtime"
        assert call.headers["xi-api-key"] == KEY
        assert call.query == {
            "model_id": ["scribe_v2_realtime"],
            "audio_format": ["pcm_16000"],
            "commit_strategy": ["vad"],
            "vad_silence_threshold_secs": ["0.5"],
            "language_code": ["en"],
            "include_timestamps": ["true"],
            "keyterms": ["ten lite", "graph"],
            "no_verbatim": ["true"],
        }
        assert bytes(call.sound) == sound


def essence(call: ScribeCall) -> tuple[object, ...]:
    return call.path, call.query, call.headers["xi-api-key"], bytes(call.sound), call.error


async def test_the_request_is_the_one_of_the_sdks_own_connect():
    from elevenlabs import AudioFormat, CommitStrategy
    from elevenlabs.client import AsyncElevenLabs

    async with FakeElevenLabs() as server:
        own = {"vad_threshold": 0.4, "min_speech_ms": 100, "min_silence_ms": 120}
        async with stt(server, keyterms=["a b", "c"], sample_rate_hz=24_000, **own) as harness:
            await speak(harness, pause(100, sample_rate_hz=24_000), rate_hz=24_000)
        sdk = AsyncElevenLabs(api_key=KEY, base_url=server.url)
        connection = await sdk.speech_to_text.realtime.connect(
            {
                "model_id": "scribe_v2_realtime",
                "audio_format": AudioFormat.PCM_24000,
                "sample_rate": 24_000,
                "commit_strategy": CommitStrategy.VAD,
                "vad_silence_threshold_secs": 0.5,
                "vad_threshold": 0.4,
                "min_speech_duration_ms": 100,
                "min_silence_duration_ms": 120,
                "language_code": "en",
                "include_timestamps": True,
                "keyterms": ["a b", "c"],
            }
        )
        for _ in range(5):
            await connection.send({"audio_base_64": "AAAA" * 320})
        await asyncio.sleep(0.1)
        await connection.close()
        ours, theirs = server.scribe_calls
        assert essence(ours) == essence(theirs)
        await sdk._client_wrapper.httpx_client.httpx_client.aclose()


@pytest.mark.parametrize(
    ("properties", "text"),
    [
        ({}, "api_key"),
        ({"api_key": ""}, "api_key"),
        ({"api_key": "k", "sample_rate_hz": 32_000}, "sample_rate_hz"),
        ({"api_key": "k", "silence_ms": 200}, "silence_ms"),
        ({"api_key": "k", "keyterms": ["a" * 21]}, "keyterms"),
        ({"api_key": "k", "vad_threshold": 1}, "vad_threshold"),
        ({"api_key": "k", "extra_params": {"commit_strategy": "manual"}}, "commit_strategy"),
        ({"api_key": "k", "base_url": "ws://elevenlabs.example.com"}, "https"),
        ({"api_key": "k", "modle_id": "x"}, "modle_id"),
    ],
)
def test_properties_that_cannot_work_are_refused_before_any_connection(
    properties: dict[str, object], text: str
):
    with pytest.raises(ValidationError, match=text):
        ElevenLabsSttConfig.model_validate(properties)


def test_a_full_address_and_the_key_are_taken_and_the_key_is_not_printed():
    url = "wss://api.elevenlabs.io/v1/speech-to-text/realtime"
    config = ElevenLabsSttConfig(api_key="hush", base_url=url)
    assert config.base_url == "https://api.elevenlabs.io"
    assert "hush" not in repr(config)
