from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
from pydantic import ValidationError

from ten_lite.testing.providers import FakeAssemblyAi, SttCall, pause, say_numbers
from ten_lite_assemblyai.config import AssemblyAiSttConfig

from .kit import KEY, UNIVERSAL, speak, stt


async def test_the_session_is_asked_for_as_configured_and_the_sound_arrives_byte_for_byte():
    async with (
        FakeAssemblyAi() as server,
        stt(
            server,
            keyterms=["ten lite", "graph"],
            min_turn_silence_ms=200,
            max_turn_silence_ms=900,
            extra_params={"mode": "balanced"},
        ) as harness,
    ):
        sound = pause(130) + say_numbers("one") + pause(530)
        await speak(harness, sound)
        (call,) = server.calls
        assert call.path == "/v3/ws"
        assert call.headers["authorization"] == KEY
        assert call.query == {
            "sample_rate": ["16000"],
            "encoding": ["pcm_s16le"],
            "speech_model": ["universal-3-6-pro"],
            "min_turn_silence": ["200"],
            "max_turn_silence": ["900"],
            "keyterms_prompt": ['["ten lite", "graph"]'],
            "acknowledge_silence": ["true"],
            "language_codes": ['["en"]'],
            "mode": ["balanced"],
        }
        assert bytes(call.sound) == sound


async def test_no_message_with_sound_is_shorter_than_assemblyai_allows():
    async with FakeAssemblyAi() as server, stt(server) as harness:
        await speak(harness, pause(1000))
        (call,) = server.calls
        assert call.error == ""
        assert all(50 <= long_ms <= 1000 for long_ms in call.chunks_ms)


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        (
            {"model": "universal-streaming-english", "format_turns": True},
            {"format_turns": ["true"]},
        ),
        (
            {"model": UNIVERSAL, "language": "es", "end_of_turn_confidence": 0.6},
            {
                "format_turns": ["false"],
                "language_detection": ["true"],
                "end_of_turn_confidence_threshold": ["0.6"],
            },
        ),
        (
            {"language": "multi"},
            {"acknowledge_silence": ["true"], "language_detection": ["true"]},
        ),
    ],
)
async def test_each_model_is_asked_for_with_the_parameters_it_knows(
    properties: dict[str, Any], expected: dict[str, list[str]]
):
    async with FakeAssemblyAi() as server, stt(server, **properties) as harness:
        await speak(harness, pause(200))
        (call,) = server.calls
        assert call.error == ""
        for name in ("sample_rate", "encoding", "speech_model"):
            call.query.pop(name)
        assert call.query == expected


def essence(call: SttCall) -> tuple[object, ...]:
    query = {name: [value.lower() for value in values] for name, values in call.query.items()}
    names = ("authorization", "assemblyai-version")
    return call.path, query, *(call.headers[name] for name in names)


async def test_the_request_is_the_one_that_assemblyais_own_sdk_makes():
    from assemblyai.streaming.v3 import (
        AsyncRealTimeTranscriber,
        RealTimeParameters,
        RealTimeTranscriberOptions,
        SpeechModel,
    )

    async with FakeAssemblyAi() as server:
        async with stt(server, keyterms=["a b", "c"], min_turn_silence_ms=300) as harness:
            await speak(harness, pause(100))
        sdk = AsyncRealTimeTranscriber(
            RealTimeTranscriberOptions(api_key=KEY, api_host=server.url, connect_timeout=5)
        )
        await sdk.connect(
            RealTimeParameters(
                sample_rate=16_000,
                encoding="pcm_s16le",
                speech_model=SpeechModel.universal_3_6_pro,
                language_codes=["en"],
                keyterms_prompt=["a b", "c"],
                min_turn_silence=300,
                acknowledge_silence=True,
            )
        )
        await sdk.disconnect(terminate=True)
        ours, theirs = server.calls
        assert essence(ours) == essence(theirs)


@pytest.mark.parametrize(
    ("properties", "text"),
    [
        ({}, "api_key"),
        ({"api_key": ""}, "api_key"),
        ({"api_key": "k", "model": "universal-streaming-english", "language": "de"}, "English"),
        ({"api_key": "k", "end_of_turn_confidence": 0.5}, "universal-streaming"),
        ({"api_key": "k", "min_turn_silence_ms": -1}, "min_turn_silence_ms"),
        ({"api_key": "k", "keyterms": ["x" * 51]}, "50 characters"),
        ({"api_key": "k", "extra_params": {"speech_model": "x"}}, "speech_model"),
        ({"api_key": "k", "base_url": "ws://aai.example.com"}, "https"),
        ({"api_key": "k", "basse_url": "x"}, "basse_url"),
    ],
)
def test_properties_that_cannot_work_are_refused_before_any_connection(
    properties: dict[str, object], text: str
):
    with pytest.raises(ValidationError, match=text):
        AssemblyAiSttConfig.model_validate(properties)


def test_the_key_is_not_in_what_is_printed_of_the_properties():
    assert "hush" not in repr(AssemblyAiSttConfig(api_key="hush"))


def test_tens_address_of_the_server_is_taken():
    config = AssemblyAiSttConfig(api_key="k", base_url="wss://streaming.assemblyai.com/v3/ws")
    assert config.base_url == "https://streaming.assemblyai.com"


@pytest.mark.real_time
@pytest.mark.parametrize("module", ["ten_lite_assemblyai", "ten_lite_assemblyai.extension"])
def test_listing_and_configuring_the_addon_loads_no_client(module: str):
    code = (
        f"import sys, {module}, ten_lite_assemblyai as p\n"
        "spec, = p.ten_lite_addons()\n"
        "spec.config(api_key='k')\n"
        "print(sorted({'assemblyai', 'numpy', 'httpx', 'ten_lite_assemblyai.stream'}"
        " & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
