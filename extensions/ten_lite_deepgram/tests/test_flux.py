"""``deepgram_stt`` with a model of Flux, which speaks another protocol than nova."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import warnings
from typing import Any

import pytest
from pydantic import ValidationError

from ten_lite.messages import (
    AsrResult,
    EndOfSpeech,
    LikelyEndOfSpeech,
    SessionConfig,
    StartOfSpeech,
)
from ten_lite.testing import Harness
from ten_lite.testing.providers import (
    NUMBERS,
    DeepgramPlan,
    FakeDeepgram,
    SttCall,
    pause,
    say_numbers,
)
from ten_lite_deepgram import DEEPGRAM_STT
from ten_lite_deepgram.config import DeepgramSttConfig

from .kit import KEY, errors, results, speak, words


def flux(server: FakeDeepgram, **properties: Any) -> Harness:
    base = {"api_key": KEY, "base_url": server.url, "model": "flux-general-en"}
    return Harness(DEEPGRAM_STT, {**base, **properties})


def told(harness: Harness) -> list[str]:
    found = []
    for message in harness.received:
        if isinstance(message, AsrResult):
            found.append(f"{message.text}{'!' if message.final else '~'}")
        elif isinstance(message, StartOfSpeech | LikelyEndOfSpeech | EndOfSpeech):
            found.append(f"{message.name.split('_')[0]} {message.at_ms}")
    return found


async def test_a_turn_is_speech_words_and_an_end_with_its_silence():
    async with FakeDeepgram() as server, flux(server) as harness:
        await speak(harness, pause(1000) + say_numbers("one", "two") + pause(800))
        assert told(harness) == ["start 1000", "one~", "one two~", "end 1440", "one two!"]
        (end,) = [m for m in harness.received if isinstance(m, EndOfSpeech)]
        assert 400 <= end.silence_ms <= 480
        (final,) = results(harness, final=True)
        assert (final.start_ms, final.duration_ms, final.language) == (1000, 440, "en-US")


async def test_an_eager_end_is_a_likely_end_after_the_words_it_is_about():
    async with FakeDeepgram() as server, flux(server, eager_eot_threshold=0.5) as harness:
        await speak(harness, say_numbers("one") + pause(600))
        assert told(harness) == ["start 0", "one~", "likely 200", "end 200", "one!"]


async def test_a_turn_that_is_resumed_takes_the_likely_end_back_as_a_pause():
    async with FakeDeepgram() as server, flux(server, eager_eot_threshold=0.5) as harness:
        await speak(harness, say_numbers("one") + pause(260) + say_numbers("two") + pause(600))
        assert told(harness) == [
            *("start 0", "one~", "likely 200", "end 200", "start 200"),
            *("one two~", "likely 700", "end 700", "one two!"),
        ]


async def test_a_turn_that_is_resumed_without_a_word_ends_once():
    async with FakeDeepgram() as server, flux(server, eager_eot_threshold=0.5) as harness:
        sound = say_numbers("one") + pause(260) + say_numbers("two")[:3200] + pause(600)
        await speak(harness, sound)  # 100 ms of "two" are no word
        assert told(harness) == [
            *("start 0", "one~", "likely 200", "end 200", "start 200"),
            *("likely 200", "end 200", "one!"),
        ]


async def test_without_times_of_words_speech_lies_where_it_was_understood():
    async with FakeDeepgram() as server, flux(server) as harness:
        server.plan = DeepgramPlan(times_words=False)
        await speak(harness, pause(1000) + say_numbers("one") + pause(600))
        (final,) = results(harness, final=True)
        assert 1000 <= final.start_ms <= 1250
        assert final.start_ms + final.duration_ms <= 1900
        assert [text.split()[0] for text in told(harness)] == ["start", "one~", "end", "one!"]


async def test_the_detected_language_is_told_and_the_one_asked_for_with_its_country():
    async with FakeDeepgram() as server:
        server.plan = DeepgramPlan(languages=("de", "en"))
        for language, expected in [("multi", "de"), ("de-AT", "de-AT"), ("es-ES", "de")]:
            async with flux(server, model="flux-general-multi", language=language) as harness:
                await speak(harness, say_numbers("one") + pause(600))
                assert results(harness, final=True)[0].language == expected
        hints = [call.query.get("language_hint") for call in server.calls]
        assert hints == [None, ["de"], ["es"]]


async def test_the_stream_is_asked_for_with_parameters_of_flux_only_and_in_chunks_of_80_ms():
    async with (
        FakeDeepgram() as server,
        flux(
            server,
            eot_threshold=0.8,
            eager_eot_threshold=0.4,
            eot_timeout_ms=3000,
            keyterms=["ten lite", "graph"],
            extra_params={"mip_opt_out": True},
        ) as harness,
    ):
        sound = pause(160) + say_numbers("one") + pause(560)
        await speak(harness, sound)
        (call,) = server.calls
        assert call.path == "/v2/listen"
        assert call.headers["authorization"] == f"Token {KEY}"
        assert call.query == {
            "model": ["flux-general-en"],
            "encoding": ["linear16"],
            "sample_rate": ["16000"],
            "eot_threshold": ["0.8"],
            "eager_eot_threshold": ["0.4"],
            "eot_timeout_ms": ["3000"],
            "keyterm": ["ten lite", "graph"],
            "mip_opt_out": ["true"],
        }
        assert set(call.chunks_ms) == {80}
        assert bytes(call.sound) == sound


def essence(call: SttCall) -> tuple[object, ...]:
    return call.path, call.query, call.headers["authorization"], call.status


async def test_the_request_is_the_one_of_the_sdks_own_connect():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        from deepgram import AsyncDeepgramClient, DeepgramClientEnvironment
        from deepgram.listen.v2 import client as _loaded  # noqa: F401
    async with FakeDeepgram() as server:
        async with flux(
            server,
            model="flux-general-multi",
            language="de-DE",
            keyterms=["a b"],
            eot_threshold=0.8,
        ) as harness:
            await speak(harness, pause(100))
        environment = DeepgramClientEnvironment(
            base=server.url, production=server.url, agent=server.url, agent_rest=server.url
        )
        sdk = AsyncDeepgramClient(api_key=KEY, environment=environment)
        async with sdk.listen.v2.connect(
            model="flux-general-multi",
            encoding="linear16",
            sample_rate=16_000,
            eot_threshold=0.8,
            keyterm=["a b"],
            language_hint=["de"],
        ) as socket:
            await socket.send_close_stream()
            async for _ in socket:
                pass
        ours, theirs = server.calls
        assert essence(ours) == essence(theirs)


async def test_a_silent_session_is_held_without_a_message_and_hears_the_next_word():
    async with FakeDeepgram() as server, flux(server) as harness:
        await asyncio.sleep(180)
        assert server.calls[0].texts == []
        await speak(harness, say_numbers("one") + pause(600))
        assert words(harness) == ["one"]
        assert len(server.calls) == 1


async def test_a_turn_is_ended_when_the_client_sends_no_more_sound():
    async with FakeDeepgram() as server, flux(server) as harness:
        await speak(harness, say_numbers("one", "two"))
        await asyncio.sleep(3)
        assert server.calls[0].texts == [{"type": "ForceEndTurn"}]
        assert told(harness)[-1] == "one two!"


async def test_another_language_is_understood_from_the_next_turn_on():
    async with FakeDeepgram() as server, flux(server, model="flux-general-multi") as harness:
        await speak(harness, say_numbers("one"))
        harness.push(SessionConfig(language="de-DE"))
        await speak(harness, say_numbers("two") + pause(1500) + say_numbers("three") + pause(600))
        finals = [(final.text, final.language) for final in results(harness, final=True)]
        assert finals == [("one two", "en-US"), ("three", "de-DE")]
        assert [call.query["language_hint"] for call in server.calls] == [["en"], ["de"]]


async def test_a_request_that_is_refused_says_why(caplog: pytest.LogCaptureFixture):
    async with FakeDeepgram() as server, flux(server, extra_params={"colour": "red"}):
        await asyncio.sleep(5)
    assert "Unknown parameter colour" in caplog.text
    assert KEY not in caplog.text


@pytest.mark.parametrize("close_code", [1000, 1006, 1008, 1011])
@pytest.mark.parametrize("drop_after_ms", [80, 1300, 3700])
async def test_a_lost_connection_loses_no_word_and_tells_none_twice(
    close_code: int, drop_after_ms: int
):
    async with FakeDeepgram() as server:
        server.plans.append(DeepgramPlan(drop_after_ms=drop_after_ms, close_code=close_code))
        server.plans.append(DeepgramPlan(status=503, reason="busy"))
        async with flux(server, eager_eot_threshold=0.5) as harness:
            said = b"".join(say_numbers(*NUMBERS[n : n + 4]) + pause(600) for n in (0, 4, 8, 12))
            await speak(harness, said + pause(1500))
            assert words(harness) == list(NUMBERS[:16])
            assert len(server.calls) == 3
            assert len(errors(harness)) == 1


@pytest.mark.parametrize("said_first", ["", "one"])
async def test_a_server_that_tells_nothing_is_left_in_time_and_no_word_is_lost(said_first: str):
    async with FakeDeepgram() as server:
        server.plans.append(DeepgramPlan(deaf_after_ms=300))
        async with flux(server) as harness:
            first = say_numbers(said_first) if said_first else b""
            await speak(harness, first + pause(7000) + say_numbers("two") + pause(800))
            assert words(harness) == [*([said_first] if said_first else []), "two"]
            assert server.calls[1].at_s - server.calls[0].at_s <= 6.5


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"type": "TurnInfo"}',
        '{"type": "TurnInfo", "event": "Sneeze", "turn_index": 0, "transcript": "x",'
        ' "audio_window_start": 0, "audio_window_end": 1}',
        '{"type": "Warning", "code": "X", "description": "y"}',
        '{"type": "New"}',
    ],
)
async def test_what_is_malformed_or_unknown_is_left_alone(text: str):
    async with FakeDeepgram() as server:
        server.plan = DeepgramPlan(first_messages=(text,))
        async with flux(server) as harness:
            await speak(harness, say_numbers("one") + pause(600))
            assert told(harness)[-1] == "one!"
            assert len(server.calls) == 1


async def test_an_error_on_the_stream_is_told_and_got_over():
    text = '{"type": "Error", "code": "INTERNAL_SERVER_ERROR", "description": "oh"}'
    async with FakeDeepgram() as server:
        server.plans.append(DeepgramPlan(first_messages=(text,)))
        async with flux(server) as harness:
            await speak(harness, say_numbers("one") + pause(1500))
            assert words(harness) == ["one"]
            assert "INTERNAL_SERVER_ERROR: oh" in errors(harness)[0]


@pytest.mark.parametrize(
    ("properties", "text"),
    [
        ({"model": "flux-general-fr"}, "flux-general-multi"),
        ({"model": "flux-general-en", "language": "de-DE"}, "flux-general-multi"),
        ({"model": "flux-general-en", "punctuate": True}, "punctuate"),
        ({"model": "flux-general-en", "utterance_end_ms": 2000}, "utterance_end_ms"),
        ({"model": "flux-general-en", "eot_threshold": 0.4}, "eot_threshold"),
        ({"model": "flux-general-en", "eager_eot_threshold": 0.8}, "at most eot_threshold"),
        ({"model": "flux-general-en", "eot_timeout_ms": 100}, "eot_timeout_ms"),
        ({"model": "nova-3", "eot_threshold": 0.8}, "nova-3 has no eot_threshold"),
    ],
)
def test_properties_that_the_model_does_not_have_are_refused(properties: dict[str, Any], text: str):
    with pytest.raises(ValidationError, match=text):
        DeepgramSttConfig.model_validate({"api_key": "k", **properties})


@pytest.mark.real_time
def test_flux_loads_no_sdk():
    code = "import sys, ten_lite_deepgram.flux\nprint('deepgram' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
