from __future__ import annotations

import asyncio

import pytest

from ten_lite.messages import PcmFrame
from ten_lite.testing.providers import NUMBERS, pause, say_numbers
from ten_lite.testing.providers.google_stt import FakeGoogleStt, GoogleSttPlan

from .kit import errors, results, speak, stt, until, words

pytestmark = pytest.mark.real_time


@pytest.mark.parametrize("status", ["UNAVAILABLE", "INTERNAL", "ABORTED", "OUT_OF_RANGE"])
async def test_a_lost_stream_loses_no_word_and_tells_none_twice(status: str):
    async with FakeGoogleStt() as server:
        server.plans.append(GoogleSttPlan(status=status, after_ms=2000))
        async with stt(server) as harness:
            speak(harness, say_numbers(*NUMBERS) + pause(1000) + say_numbers("one") + pause(1000))
            await until(lambda: len(words(harness)) > len(NUMBERS))
            assert words(harness) == [*NUMBERS, "one"]
            assert results(harness, final=True)[-1].start_ms == 5800
            assert len(server.calls) == 2
            (told,) = errors(harness)
            assert (told.code, told.fatal) == ("provider_down", False)


async def test_a_stream_that_is_full_is_renewed_without_a_lost_word_and_without_an_error(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr("ten_lite_google.stt.GoogleStt.longest_stream_s", 2.0)
    async with FakeGoogleStt(longest_s=4) as server, stt(server) as harness:
        for word in NUMBERS[:10]:
            speak(harness, say_numbers(word, word) + pause(20))
            await asyncio.sleep(0.5)
        speak(harness, pause(1000))
        await until(lambda: len(words(harness)) >= 20)
        assert words(harness) == [word for word in NUMBERS[:10] for _ in range(2)]
        assert len(server.calls) >= 2
        assert {call.status for call in server.calls} <= {"CANCELLED", ""}
        assert not errors(harness)


async def test_a_stream_that_google_ends_at_its_limit_is_no_failure(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr("ten_lite.kinds.stt_stream.extension.SETTLED_S", 0.5)
    async with FakeGoogleStt(longest_s=1.0) as server, stt(server) as harness:
        speak(harness, say_numbers("one", "two"))
        for _ in range(12):
            speak(harness, say_numbers("three"))
            await asyncio.sleep(0.1)
        assert server.calls[0].status == "ABORTED"
        speak(harness, pause(1000))
        await until(lambda: results(harness, final=True))
        assert words(harness) == ["one", "two", *["three"] * 12]
        assert not errors(harness)


async def test_an_outage_is_told_once_and_what_was_said_meanwhile_is_heard_later():
    async with FakeGoogleStt() as server, stt(server, max_attempts=20) as harness:
        await until(lambda: server.calls)
        await server.shut()
        speak(harness, say_numbers("one", "two") + pause(1000))
        await until(lambda: errors(harness))
        await asyncio.sleep(1)
        await server.open()
        await until(lambda: results(harness, final=True))
        assert words(harness) == ["one", "two"]
        assert results(harness, final=True)[0].start_ms == 0
        (told,) = errors(harness)
        assert (told.code, told.fatal) == ("provider_down", False)


async def test_a_stream_that_falls_silent_in_an_utterance_is_left_and_no_word_is_lost():
    async with FakeGoogleStt() as server:
        server.plans.append(GoogleSttPlan(deaf_after_ms=500))
        async with stt(server, answer_timeout_s=2) as harness:
            speak(harness, say_numbers("one", "two", "three"))
            for _ in range(60):
                speak(harness, pause(100))
                await asyncio.sleep(0.1)
            await until(lambda: results(harness, final=True))
            assert words(harness) == ["one", "two", "three"]
            assert "no answer for 2 s" in errors(harness)[0].text


@pytest.mark.parametrize(
    ("status", "details", "text"),
    [
        ("UNAUTHENTICATED", "no", "refused the key"),
        ("PERMISSION_DENIED", "no", "refused the key"),
        ("INVALID_ARGUMENT", "API key not valid. Please", "refused the key"),
        ("RESOURCE_EXHAUSTED", "no", "no quota left"),
        ("INVALID_ARGUMENT", "no", "refused the request"),
        ("NOT_FOUND", "no", "does not know"),
    ],
)
async def test_what_trying_again_does_not_cure_is_fatal_in_two_seconds_and_three_tries(
    status: str, details: str, text: str, caplog: pytest.LogCaptureFixture
):
    async with FakeGoogleStt() as server:
        server.plan = GoogleSttPlan(status=status, details=details)
        async with stt(server) as harness:
            speak(harness, pause(500))
            await until(lambda: any(error.fatal for error in errors(harness)))
            await asyncio.sleep(0.3)
            assert len(server.calls) <= 3
            assert len([error for error in errors(harness) if error.fatal]) == 1
    assert text in caplog.text


@pytest.mark.parametrize(
    "plan",
    [
        GoogleSttPlan(),
        GoogleSttPlan(deaf_after_ms=0),
        GoogleSttPlan(reads=False),
        GoogleSttPlan(status="UNAVAILABLE"),
        GoogleSttPlan(status="UNAUTHENTICATED"),
    ],
    ids=["good", "deaf", "hung", "away", "refused"],
)
async def test_stop_takes_less_than_a_second_and_google_hears_of_it(plan: GoogleSttPlan):
    loop = asyncio.get_running_loop()
    async with FakeGoogleStt() as server:
        server.plan = plan
        async with stt(server) as harness:
            speak(harness, say_numbers("one") * 40)
            await until(lambda: server.calls)
            await asyncio.sleep(0.2)
            began_s = loop.time()
        assert loop.time() - began_s < 10
        await until(lambda: all(call.status for call in server.calls))


async def test_a_node_that_is_started_again_goes_on_with_the_sound_and_the_clock():
    async with FakeGoogleStt() as server, stt(server) as harness:
        speak(harness, say_numbers("one") + pause(760) + say_numbers("two", "three"))
        await until(lambda: any("two" in result.text for result in results(harness)))
        harness.push(PcmFrame(b"123", channels=2))  # no whole samples: a defect of the sender
        await until(lambda: harness.session.nodes["addon"].restart_count == 1)
        speak(harness, say_numbers("four") + pause(1000))
        await until(lambda: "four" in words(harness))
        one, rest = results(harness, final=True)
        assert (one.text, one.start_ms) == ("one", 0)
        assert (rest.text, rest.start_ms) == ("two three four", 1000)
