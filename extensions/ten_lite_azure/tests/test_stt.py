from __future__ import annotations

import asyncio
from typing import Any

import azure.cognitiveservices.speech as sdk
import pytest

from ten_lite.messages import AsrResult, PcmFrame
from ten_lite.testing.providers import NUMBERS, AzurePlan, pause, say_numbers
from ten_lite_azure.stt import AzureStt

from .kit import azure, errors, results, speak, stt, until, words

pytestmark = pytest.mark.real_time


async def test_an_utterance_is_told_as_it_is_spoken_and_then_for_good():
    async with azure() as server, stt(server, language="de-DE") as harness:
        speak(harness, pause(300) + say_numbers("one", "two") + pause(1000))
        await until(lambda: results(harness, final=True))
        *partial, final = results(harness)
        assert [result.text for result in partial] == ["one", "one two"]
        assert (final.text, final.start_ms, final.duration_ms) == ("one two", 300, 440)
        assert {result.language for result in results(harness)} == {"de-DE"}
        assert len({result.id for result in results(harness)}) == 1


async def test_the_next_utterance_has_another_id_and_later_times():
    async with azure() as server, stt(server) as harness:
        speak(harness, say_numbers("one") + pause(1000) + say_numbers("two") + pause(1000))
        await until(lambda: len(results(harness, final=True)) == 2)
        one, two = results(harness, final=True)
        assert one.id != two.id
        assert (one.start_ms, two.start_ms) == (0, 1240)


async def test_a_session_may_begin_before_there_is_any_sound():
    async with azure() as server, stt(server) as harness:
        await until(lambda: server.calls and server.calls[0].sound)  # the silence before the first
        harness.push(PcmFrame(b"", 16_000))
        speak(harness, say_numbers("one") + pause(1000))
        await until(lambda: results(harness, final=True))
        assert words(harness) == ["one"]
        assert errors(harness) == []
        assert len(server.calls) == 1


async def test_the_properties_reach_azure():
    async with azure() as server:
        properties = {
            "segmentation_silence_ms": 700,
            "phrases": ["Quarz", "Jux"],
            "extra_params": {"SpeechServiceConnection_InitialSilenceTimeoutMs": "7654"},
        }
        async with stt(server, **properties) as harness:
            speak(harness, say_numbers("one") + pause(1000))
            await until(lambda: results(harness, final=True))
        (call,) = server.calls
        assert call.headers["ocp-apim-subscription-key"] == "az-key"
        detection = call.context["phraseDetection"]
        assert detection["language"] == "en-US"
        assert detection["CONVERSATION"]["segmentation"]["segmentationSilenceTimeoutMs"] == 700
        assert "Quarz" in str(call.context)
        assert "7654" in str(call.context)


@pytest.mark.parametrize("rate_hz", [8000, 16000, 48000])
async def test_sound_of_any_rate_is_understood(rate_hz: int):
    async with azure() as server, stt(server) as harness:
        speak(
            harness,
            say_numbers("one", "two", sample_rate_hz=rate_hz) + pause(1200, sample_rate_hz=rate_hz),
            rate_hz=rate_hz,
        )
        await until(lambda: results(harness, final=True))
        assert words(harness) == ["one", "two"]


@pytest.mark.parametrize("close_code", [1006, 1011])
async def test_a_lost_connection_loses_no_word_and_tells_none_twice(close_code: int):
    async with azure() as server:
        server.plans.append(AzurePlan(drop_after_ms=2000, close_code=close_code))
        async with stt(server) as harness:
            speak(harness, say_numbers(*NUMBERS) + pause(1000) + say_numbers("one") + pause(1000))
            await until(lambda: len(words(harness)) > len(NUMBERS), 20)
            assert words(harness) == [*NUMBERS, "one"]
            assert results(harness, final=True)[-1].start_ms == pytest.approx(5800, abs=60)
            assert len(server.calls) == 2


async def test_an_outage_is_told_and_what_was_said_meanwhile_is_heard_later():
    async with azure() as server:
        server.plan = AzurePlan(status=503)
        async with stt(server) as harness:
            speak(harness, say_numbers("one", "two") + pause(1000))
            await until(lambda: errors(harness))
            server.plan = AzurePlan()
            await until(lambda: results(harness, final=True))
            assert words(harness) == ["one", "two"]
            assert results(harness, final=True)[0].start_ms == 0
            (error,) = errors(harness)
            assert error.code == "provider_down"
            assert not error.fatal


async def test_a_connection_that_falls_silent_in_an_utterance_is_left_and_no_word_is_lost():
    async with azure() as server:
        server.plans.append(AzurePlan(deaf_after_ms=500))
        async with stt(server, answer_timeout_s=2) as harness:
            speak(harness, say_numbers("one", "two"))
            await until(lambda: results(harness))
            speak(harness, say_numbers("three") + pause(2200))
            await until(lambda: results(harness, final=True))
            assert words(harness) == ["one", "two", "three"]
            assert "no answer for 2 s" in errors(harness)[0].text


async def test_a_server_that_does_not_answer_the_handshake_is_tried_again():
    async with azure() as server:
        server.plans.append(AzurePlan(connect_delay_s=30))
        async with stt(server, connect_timeout_s=0.5) as harness:
            speak(harness, say_numbers("one") + pause(1000))
            await until(lambda: results(harness, final=True))
            assert "cannot be reached within 0.5 s" in errors(harness)[0].text


async def test_attempts_end_and_the_node_fails_for_good():
    async with azure() as server:
        server.plan = AzurePlan(status=503)
        async with stt(server, max_attempts=1) as harness:
            await until(lambda: errors(harness))
            assert errors(harness)[0].fatal
            tried = len(server.calls)
            await asyncio.sleep(1)
            assert len(server.calls) == tried


@pytest.mark.parametrize(
    "plan",
    [
        AzurePlan(),
        AzurePlan(deaf_after_ms=0),
        AzurePlan(status=503),
        AzurePlan(status=401),
    ],
    ids=["good", "deaf", "away", "refused"],
)
async def test_stop_does_not_wait_for_the_sdk_and_tells_nothing(plan: AzurePlan):
    loop = asyncio.get_running_loop()
    async with azure() as server:
        server.plan = plan
        async with stt(server) as harness:
            speak(harness, say_numbers("one"))
            await asyncio.sleep(0.2)
            before = [m for m in harness.received if isinstance(m, AsrResult)]
            began_s = loop.time()
        assert loop.time() - began_s < 8  # bounded at 1 s; the SDK itself takes 10 s or more
        assert [m for m in harness.received if isinstance(m, AsrResult)] == before


async def test_a_client_that_sends_no_sound_keeps_its_connection_and_is_understood_later():
    async with azure() as server, stt(server) as harness:
        await asyncio.sleep(2.5)
        speak(harness, say_numbers("one") + pause(1000))
        await until(lambda: results(harness, final=True))
        (one,) = results(harness, final=True)
        assert (one.text, one.start_ms) == ("one", 0)
        assert len(server.calls) == 1
        assert not errors(harness)


async def test_azure_may_close_what_is_not_used_and_the_next_sound_is_heard(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr("ten_lite.kinds.stt_stream.extension.SETTLED_S", 0.0)
    async with azure() as server, stt(server, max_attempts=1) as harness:
        extension: Any = harness.session.nodes["addon"].extension
        for _ in range(3):
            before = len(server.calls)
            speak(harness, pause(100))
            await until(lambda before=before: len(server.calls) > before and extension._stream)
            await asyncio.sleep(0.5)
            server.cut()
            await until(lambda: extension._stream is None)
        speak(harness, say_numbers("one") + pause(1000))
        await until(lambda: results(harness, final=True))
        assert words(harness) == ["one"]
        assert not errors(harness)


async def test_a_frame_without_samples_does_not_end_the_recognition():
    async with azure() as server, stt(server) as harness:
        speak(harness, say_numbers("one"))
        harness.push(PcmFrame(b"", 16_000))
        speak(harness, say_numbers("two") + pause(1000))
        await until(lambda: results(harness, final=True))
        assert words(harness) == ["one", "two"]
        assert not server.calls[0].said_goodbye


async def test_azure_is_told_goodbye():
    async with azure() as server:
        async with stt(server) as harness:
            speak(harness, pause(300))
            await until(lambda: server.calls and server.calls[0].sound)
        assert server.calls[0].said_goodbye


async def test_after_a_long_silence_a_new_recognition_begins_and_nobody_notices(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(AzureStt, "longest_stream_s", 1.25)
    async with azure() as server, stt(server) as harness:
        await until(lambda: server.calls)
        speak(harness, pause(1020))
        await until(lambda: len(server.calls) == 2)
        speak(harness, say_numbers("one") + pause(600))
        await until(lambda: results(harness, final=True))
        (one,) = results(harness, final=True)
        assert (one.text, one.start_ms) == ("one", 1020)
        assert not errors(harness)


async def test_a_node_that_is_started_again_goes_on_with_the_sound_and_the_clock():
    async with azure() as server, stt(server) as harness:
        speak(harness, say_numbers("one") + pause(760) + say_numbers("two", "three"))
        await until(lambda: any("two" in result.text for result in results(harness)))
        harness.push(PcmFrame(b"123", channels=2))  # no whole samples: a defect of the sender
        await until(lambda: harness.session.nodes["addon"].restart_count == 1)
        speak(harness, say_numbers("four") + pause(1000))
        await until(lambda: "four" in words(harness))
        one, rest = results(harness, final=True)
        assert (one.text, one.start_ms) == ("one", 0)
        assert (rest.text, rest.start_ms) == ("two three four", 1000)


async def test_the_sdk_is_asked_what_came_of_the_start_as_it_keeps_that_until_then(monkeypatch):
    begin, asked = sdk.SpeechRecognizer.start_continuous_recognition_async, []

    def begin_and_note(recognizer: Any) -> Any:
        future = begin(recognizer)
        get = future.get
        future.get = lambda: asked.append(get())
        return future

    monkeypatch.setattr(sdk.SpeechRecognizer, "start_continuous_recognition_async", begin_and_note)
    async with azure() as server, stt(server) as harness:
        speak(harness, say_numbers("one") + pause(1000))
        await until(lambda: results(harness, final=True))
        assert asked == []  # which waits until it has connected
    await until(lambda: asked)
