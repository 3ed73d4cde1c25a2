"""Another language and voice in the middle of a session, at the wire."""

from __future__ import annotations

import asyncio

import pytest

from ten_lite.messages import PcmFrame, SessionConfig, TtsAudioEnd, TtsTextInput
from ten_lite.testing import Harness
from ten_lite.testing.providers import (
    AzurePlan,
    AzureSpeechPlan,
    FakeAzure,
    pause,
    say_numbers,
    spell,
)

from .kit import azure, errors, results, sound, speak, stt, tts, until

pytestmark = pytest.mark.real_time


def told(harness: Harness) -> list[tuple[str, str]]:
    return [(result.text, result.language) for result in results(harness, final=True)]


def languages(server: FakeAzure) -> list[str]:
    """What each recognition was asked to listen for."""
    return [str(call.context["phraseDetection"]["language"]) for call in server.calls]


async def flow(harness: Harness, data: bytes) -> None:
    """Send ``data`` in real time, as a microphone does."""
    for start in range(0, len(data), 640):
        harness.push(PcmFrame(data[start : start + 640]))
        await asyncio.sleep(0.018)


async def say(harness: Harness, request_id: str, text: str) -> str:
    """How it ended."""
    harness.push(TtsTextInput(request_id, text, True))
    return (await harness.pull(TtsAudioEnd)).reason


async def test_the_next_utterance_is_understood_in_the_new_language():
    async with azure() as server, stt(server) as harness:
        speak(harness, say_numbers("one", "two") + pause(1000))
        await until(lambda: results(harness, final=True))
        harness.push(SessionConfig(language="de-DE"))
        await until(lambda: len(server.calls) == 2)
        speak(harness, say_numbers("three") + pause(1000))
        await until(lambda: len(results(harness, final=True)) == 2)
        assert told(harness) == [("one two", "en-US"), ("three", "de-DE")]
        assert languages(server) == ["en-US", "de-DE"]
        assert [result.start_ms for result in results(harness, final=True)] == [0, 1480]
        assert server.calls[0].said_goodbye
        assert not errors(harness)


async def test_an_utterance_under_way_is_finished_in_the_language_it_began_in():
    async with azure() as server, stt(server) as harness:
        speak(harness, say_numbers("one", "two"))
        await until(lambda: results(harness))
        harness.push(SessionConfig(language="de-DE"))
        await asyncio.sleep(1.5)  # longer than the quiet that is waited for
        assert len(server.calls) == 1
        speak(harness, say_numbers("three") + pause(1000))
        await until(lambda: results(harness, final=True))
        await until(lambda: len(server.calls) == 2)
        speak(harness, say_numbers("four") + pause(1000))
        await until(lambda: len(results(harness, final=True)) == 2)
        assert told(harness) == [("one two three", "en-US"), ("four", "de-DE")]
        assert len({result.id for result in results(harness)}) == 2


async def test_what_is_said_while_the_recognitions_change_is_heard_whole_and_once():
    async with azure() as server, stt(server) as harness:
        speak(harness, say_numbers("one") + pause(1000))
        await until(lambda: results(harness, final=True))
        harness.push(SessionConfig(language="de-DE"))
        await flow(harness, say_numbers(*["two", "three"] * 5))  # over the moment of the change
        speak(harness, pause(1000))
        await until(lambda: " ".join(text for text, _ in told(harness)).count("three") == 5)
        assert " ".join(text for text, _ in told(harness)) == "one" + " two three" * 5


async def test_before_the_first_word_the_new_language_holds_and_an_earlier_one_is_forgotten():
    async with azure() as server, stt(server) as harness:
        harness.push(SessionConfig(language="de-DE"))
        harness.push(SessionConfig(language="fr-FR"))
        await flow(harness, pause(1500))
        assert languages(server)[-1] == "fr-FR"
        speak(harness, say_numbers("one") + pause(1000))
        await until(lambda: results(harness, final=True))
        assert told(harness) == [("one", "fr-FR")]
        assert not errors(harness)


async def test_a_language_that_azure_refuses_is_told_and_the_one_before_stays():
    async with azure() as server, stt(server) as harness:
        speak(harness, pause(200))
        await until(lambda: server.calls)
        server.plans.append(AzurePlan(drop_after_ms=0, close_code=1007))
        harness.push(SessionConfig(language="xx-XX"))
        speak(harness, pause(500))
        await until(lambda: errors(harness))
        speak(harness, say_numbers("one") + pause(1000))
        await until(lambda: results(harness, final=True))
        assert told(harness) == [("one", "en-US")]
        (error,) = errors(harness)
        assert (error.code, error.fatal) == ("config_refused", False)
        assert error.text.startswith('"addon" cannot change to language "xx-XX": Azure refused')


async def test_what_is_no_language_is_refused_before_azure_is_asked():
    async with azure() as server, stt(server) as harness:
        harness.push(SessionConfig(language="german"))
        assert [error.code for error in errors(harness)] == ["config_refused"]
        await flow(harness, pause(1300))
        assert languages(server) == ["en-US"]


async def test_the_next_text_has_the_new_voice_and_language():
    async with azure() as server, tts(server) as harness:
        await say(harness, "r1", "One")
        harness.push(SessionConfig(language="de-DE", voice="de-DE-KatjaNeural"))
        await say(harness, "r2", "zwei")
        one, two = server.speeches
        assert "<voice name='en-US-AvaMultilingualNeural'>" in one.ssml
        assert "<voice name='de-DE-KatjaNeural'>zwei</voice>" in two.ssml
        assert "xml:lang='de-DE'" in two.ssml
        assert sound(harness) == spell("Onezwei")
        assert not errors(harness)


async def test_a_multilingual_voice_speaks_the_new_language_itself():
    async with azure() as server, tts(server) as harness:
        harness.push(SessionConfig(language="de-DE"))
        await say(harness, "r1", "eins")
        assert "<lang xml:lang='de-DE'>eins</lang>" in server.speeches[0].ssml


async def test_a_voice_of_one_language_is_not_asked_for_another():
    async with azure() as server, tts(server, voice="en-US-JennyNeural") as harness:
        harness.push(SessionConfig(language="de-DE"))
        await say(harness, "r1", "one")
        assert "de-DE" not in server.speeches[0].ssml
        (error,) = errors(harness)
        assert error.text.startswith(
            '"addon" cannot change to language "de-DE": '
            "the voice en-US-JennyNeural speaks en-US only"
        )


async def test_a_voice_azure_does_not_have_is_told_and_the_text_is_spoken_all_the_same():
    async with azure() as server, tts(server) as harness:
        server.speech_plans.append(AzureSpeechPlan(close_code=1007))
        harness.push(SessionConfig(voice="en-US-NobodyNeural"))
        assert await say(harness, "r1", "hello") == "end"
        assert await say(harness, "r2", "again") == "end"
        assert sound(harness) == spell("helloagain")
        assert ["Nobody" in speech.ssml for speech in server.speeches] == [True, False, False]
        (error,) = errors(harness)
        assert (error.code, error.fatal) == ("config_refused", False)
        assert error.text.startswith('"addon" cannot change to voice "en-US-NobodyNeural": Azure')
