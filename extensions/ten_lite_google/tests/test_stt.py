from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from google.cloud import speech_v2 as sdk

from ten_lite.messages import EndOfSpeech, SessionConfig, StartOfSpeech
from ten_lite.testing.providers import NUMBERS, pause, say_numbers
from ten_lite.testing.providers.google_stt import FakeGoogleStt, GoogleSttPlan

from .kit import KEY, errors, results, speak, stt, until, words

pytestmark = pytest.mark.real_time


async def test_an_utterance_is_told_as_it_is_spoken_and_then_for_good():
    async with FakeGoogleStt() as server, stt(server, language="de-DE") as harness:
        speak(harness, pause(300) + say_numbers("one", "two") + pause(1000))
        await until(lambda: results(harness, final=True))
        *partial, final = results(harness)
        assert [result.text for result in partial] == ["one", "one two"]
        assert (final.text, final.start_ms, final.duration_ms) == ("one two", 300, 440)
        assert {result.language for result in results(harness)} == {"de-DE"}
        assert len({result.id for result in results(harness)}) == 1


async def test_speech_has_its_start_and_its_end_around_the_words():
    async with FakeGoogleStt() as server, stt(server) as harness:
        speak(harness, pause(300) + say_numbers("one", "two") + pause(1000))
        await until(lambda: results(harness, final=True))
        names = [message.name for message in harness.received]
        assert names == [
            "start_of_speech",
            "asr_result",
            "asr_result",
            "end_of_speech",
            "asr_result",
        ]
        (start,) = [m for m in harness.received if isinstance(m, StartOfSpeech)]
        (end,) = [m for m in harness.received if isinstance(m, EndOfSpeech)]
        assert (start.at_ms, end.at_ms) == (300, 740)


async def test_without_speech_events_only_words_are_told():
    async with FakeGoogleStt() as server, stt(server, speech_events=False) as harness:
        speak(harness, say_numbers("one") + pause(1000))
        await until(lambda: results(harness, final=True))
        assert {message.name for message in harness.received} == {"asr_result"}


async def test_the_request_is_as_configured():
    properties = {
        "location": "eu",
        "punctuate": False,
        "endpointing": "supershort",
        "phrases": ["Quarz", "Jux"],
        "extra_params": {"config": {"features": {"profanityFilter": True}}},
    }
    async with FakeGoogleStt() as server, stt(server, **properties) as harness:
        speak(harness, say_numbers("one") + pause(1000))
        await until(lambda: results(harness, final=True))
        (call,) = server.calls
        assert call.metadata["x-goog-api-key"] == KEY
        assert call.recognizer == "projects/p1/locations/eu/recognizers/_"
        config = call.config.config
        assert (config.model, list(config.language_codes)) == ("chirp_3", ["en-US"])
        assert config.features.profanity_filter
        assert not config.features.enable_automatic_punctuation
        (phrases,) = config.adaptation.phrase_sets
        assert [phrase.value for phrase in phrases.inline_phrase_set.phrases] == ["Quarz", "Jux"]
        sensitivity = call.config.streaming_features.endpointing_sensitivity
        assert sensitivity.name == "ENDPOINTING_SENSITIVITY_SUPERSHORT"


async def test_a_model_without_the_features_of_chirp_is_not_asked_for_them():
    async with FakeGoogleStt() as server, stt(server, model="long", location="global") as harness:
        speak(harness, say_numbers("one") + pause(1000))
        await until(lambda: results(harness, final=True))
        assert words(harness) == ["one"]


async def test_the_language_that_was_found_out_is_told():
    async with FakeGoogleStt() as server, stt(server, language="auto") as harness:
        speak(harness, say_numbers("one") + pause(1000))
        await until(lambda: results(harness, final=True))
        assert results(harness, final=True)[0].language == "en-us"


@pytest.mark.parametrize("rate_hz", [8_000, 48_000])
async def test_sound_of_any_rate_is_understood_and_sent_in_pieces_that_google_takes(rate_hz: int):
    async with FakeGoogleStt() as server, stt(server, sample_rate_hz=rate_hz) as harness:
        sound = say_numbers("one", "two", sample_rate_hz=rate_hz)
        silence = pause(1200, sample_rate_hz=rate_hz)
        speak(harness, sound + silence, rate_hz=rate_hz)
        await until(lambda: results(harness, final=True))
        assert words(harness) == ["one", "two"]
        (call,) = server.calls
        assert max(call.request_bytes) <= 15_000
        assert bytes(call.sound).startswith(sound + silence)


async def test_an_utterance_is_over_although_the_sound_stops_and_the_times_stay_true():
    async with FakeGoogleStt() as server, stt(server) as harness:
        speak(harness, say_numbers("one"))
        await until(lambda: results(harness, final=True))
        speak(harness, pause(760) + say_numbers("two") + pause(1000))
        await until(lambda: len(results(harness, final=True)) == 2)
        one, two = results(harness, final=True)
        assert (one.text, one.start_ms, two.text, two.start_ms) == ("one", 0, "two", 1000)
        assert len(server.calls) == 1


async def test_a_session_without_sound_keeps_its_stream(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("ten_lite.testing.providers.google_stt.IDLE_S", 2.5)
    async with FakeGoogleStt() as server, stt(server) as harness:
        await asyncio.sleep(4)
        assert [call.status for call in server.calls] == [""]
        speak(harness, say_numbers("one") + pause(1000))
        await until(lambda: results(harness, final=True))
        assert results(harness, final=True)[0].start_ms == 0
        assert not errors(harness)


async def test_another_language_begins_a_new_stream_and_no_word_is_lost():
    async with FakeGoogleStt() as server, stt(server) as harness:
        speak(harness, say_numbers("one", "two"))
        await until(lambda: results(harness))
        harness.push(SessionConfig(language="de-DE"))
        speak(harness, say_numbers("three") + pause(1000))
        await until(lambda: len(server.calls) == 2)
        speak(harness, pause(200) + say_numbers("four") + pause(1000))
        await until(lambda: "four" in words(harness))
        assert words(harness) == ["one", "two", "three", "four"]
        assert [result.language for result in results(harness, final=True)] == ["en-US", "de-DE"]


async def test_a_language_google_does_not_know_is_told_and_the_one_before_is_used():
    async with FakeGoogleStt() as server, stt(server) as harness:
        speak(harness, say_numbers("one") + pause(1000))
        await until(lambda: results(harness, final=True))
        harness.push(SessionConfig(language="xx"))
        await until(lambda: errors(harness))
        speak(harness, say_numbers("two") + pause(1000))
        await until(lambda: words(harness) == ["one", "two"])
        (told,) = errors(harness)
        assert (told.code, told.fatal) == ("config_refused", False)


@pytest.mark.parametrize(
    "response",
    [
        sdk.StreamingRecognizeResponse(),
        sdk.StreamingRecognizeResponse(results=[sdk.StreamingRecognitionResult()]),
        sdk.StreamingRecognizeResponse(results=[sdk.StreamingRecognitionResult(is_final=True)]),
        sdk.StreamingRecognizeResponse(speech_event_type=1),
        sdk.StreamingRecognizeResponse(
            results=[
                sdk.StreamingRecognitionResult(
                    is_final=True,
                    alternatives=[sdk.SpeechRecognitionAlternative(transcript=" ")],
                    result_end_offset=timedelta(hours=1),
                )
            ]
        ),
    ],
    ids=["nothing", "empty", "final", "single", "late"],
)
async def test_what_says_nothing_is_left_out_and_the_rest_is_heard(
    response: sdk.StreamingRecognizeResponse,
):
    async with FakeGoogleStt() as server:
        server.plan = GoogleSttPlan(first_responses=(response,))
        async with stt(server) as harness:
            speak(harness, say_numbers("nine") + pause(1000))
            await until(lambda: results(harness, final=True))
            assert words(harness) == ["nine"]
            assert len(server.calls) == 1
            assert not errors(harness)


async def test_a_model_that_tells_nothing_until_the_end_is_not_taken_to_have_heard_noise():
    async with FakeGoogleStt() as server, stt(server, interim_results=False) as harness:
        for word in NUMBERS[:14]:
            speak(harness, say_numbers(word))
            await asyncio.sleep(0.24)
        speak(harness, pause(1000))
        await until(lambda: results(harness, final=True))
        names = [message.name for message in harness.received]
        assert names == ["start_of_speech", "end_of_speech", "asr_result"]
        assert words(harness) == list(NUMBERS[:14])
