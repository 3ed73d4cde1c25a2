from __future__ import annotations

import asyncio
from itertools import pairwise
from urllib.parse import parse_qs, urlsplit

import pytest
from pydantic import ValidationError

from ten_lite.testing.providers import FakeDeepgram, pause, say_numbers
from ten_lite_deepgram.config import DeepgramSttConfig
from ten_lite_deepgram.request import stream_url

from .kit import KEY, speak, stt, words


async def test_the_stream_is_asked_for_as_configured_and_the_sound_arrives_byte_for_byte():
    async with (
        FakeDeepgram() as server,
        stt(server, keyterms=["ten lite", "graph"], extra_params={"numerals": True}) as harness,
    ):
        sound = pause(130) + say_numbers("one") + pause(500)
        await speak(harness, sound)
        (call,) = server.calls
        assert call.path == "/v1/listen"
        assert call.headers["authorization"] == f"Token {KEY}"
        assert call.query == {
            "model": ["nova-3"],
            "language": ["en-US"],
            "encoding": ["linear16"],
            "sample_rate": ["16000"],
            "channels": ["1"],
            "interim_results": ["true"],
            "endpointing": ["300"],
            "utterance_end_ms": ["1000"],
            "punctuate": ["true"],
            "smart_format": ["false"],
            "vad_events": ["true"],
            "keyterm": ["ten lite", "graph"],
            "numerals": ["true"],
        }
        assert bytes(call.sound) == sound


def test_without_interim_results_no_utterance_end_is_asked_for():
    config = DeepgramSttConfig(api_key="k", interim_results=False)
    assert "utterance_end_ms" not in parse_qs(urlsplit(stream_url(config)).query)


def test_a_country_deepgram_does_not_know_is_left_out():
    config = DeepgramSttConfig(api_key="k", language="es-ES")
    assert parse_qs(urlsplit(stream_url(config)).query)["language"] == ["es"]


async def test_a_result_tells_the_language_of_the_graph_and_not_deepgrams_short_form():
    async with FakeDeepgram() as server, stt(server, language="es-ES") as harness:
        await speak(harness, say_numbers("one") + pause(500))
        assert harness.received[-1].language == "es-ES"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("properties", "text"),
    [
        ({}, "api_key"),
        ({"api_key": ""}, "api_key"),
        ({"api_key": "k", "utterance_end_ms": 500}, "utterance_end_ms"),
        ({"api_key": "k", "utterance_end_ms": 2000, "interim_results": False}, "interim_results"),
        ({"api_key": "k", "keyterms": ["a"], "model": "nova-2"}, "nova-3"),
        ({"api_key": "k", "extra_params": {"model": "nova-2"}}, "model"),
        ({"api_key": "k", "base_url": "ws://deepgram.example.com"}, "https"),
        ({"api_key": "k", "basse_url": "x"}, "basse_url"),
    ],
)
def test_properties_that_cannot_work_are_refused_before_any_connection(
    properties: dict[str, object], text: str
):
    with pytest.raises(ValidationError, match=text):
        DeepgramSttConfig.model_validate(properties)


def test_the_key_is_not_in_what_is_printed_of_the_properties():
    assert "hush" not in repr(DeepgramSttConfig(api_key="hush"))


async def test_a_silent_session_is_kept_alive_from_the_start_and_hears_the_next_word():
    async with FakeDeepgram() as server, stt(server) as harness:
        await asyncio.sleep(120)
        (call,) = server.calls
        assert {text["type"] for text in call.texts} == {"KeepAlive"}
        at_s = [call.at_s, *call.text_at_s]
        gaps_s = [later - before for before, later in pairwise(at_s)]
        assert all(3 <= gap_s <= 5 for gap_s in gaps_s)
        await speak(harness, say_numbers("one") + pause(500))
        assert words(harness) == ["one"]
        assert len(server.calls) == 1
