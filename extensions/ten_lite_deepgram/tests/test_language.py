"""Another language in the middle of a session: nothing lost, nothing told twice or split."""

from __future__ import annotations

import asyncio

import pytest

from ten_lite.messages import PcmFrame, SessionConfig
from ten_lite.testing import Harness
from ten_lite.testing.providers import DeepgramPlan, FakeDeepgram, pause, say_numbers

from .kit import errors, results, speak, stt, words


def told(harness: Harness) -> list[tuple[str, str]]:
    return [(result.text, result.language) for result in results(harness, final=True)]


def languages(server: FakeDeepgram) -> list[str]:
    return [call.query["language"][0] for call in server.calls]


async def test_the_next_utterance_is_understood_in_the_new_language():
    async with FakeDeepgram() as server, stt(server) as harness:
        await speak(harness, say_numbers("one", "two") + pause(800))
        harness.push(SessionConfig(language="de-DE"))
        await speak(harness, pause(1500) + say_numbers("three") + pause(600))
        assert told(harness) == [("one two", "en-US"), ("three", "de-DE")]
        assert languages(server) == ["en-US", "de"]
        assert server.calls[0].texts[-1] == {"type": "CloseStream"}
        assert [result.start_ms for result in results(harness, final=True)] == [0, 2780]
        assert errors(harness) == []


@pytest.mark.parametrize("wait_ms", [100, 300, 700, 1100])
async def test_an_utterance_under_way_is_finished_in_the_language_it_began_in(wait_ms: int):
    async with FakeDeepgram() as server, stt(server) as harness:
        sound = say_numbers("one", "two", "three", "four", "five", "six", "seven")
        await speak(harness, sound[: 32 * wait_ms])
        harness.push(SessionConfig(language="de-DE"))
        await speak(harness, sound[32 * wait_ms :] + pause(1500) + say_numbers("eight"))
        await speak(harness, pause(800))
        assert told(harness) == [("one two three four five six seven", "en-US"), ("eight", "de-DE")]
        assert len({result.id for result in results(harness)}) == 2
        assert languages(server) == ["en-US", "de"]


@pytest.mark.parametrize("pause_ms", range(0, 1600, 200))
async def test_whenever_the_language_changes_no_word_is_lost_or_told_twice(pause_ms: int):
    async with FakeDeepgram() as server, stt(server) as harness:
        await speak(harness, say_numbers("one") + pause(pause_ms))
        harness.push(SessionConfig(language="de-DE"))
        await speak(harness, say_numbers("two", "three") + pause(1500) + say_numbers("four"))
        await speak(harness, pause(800))
        assert words(harness) == ["one", "two", "three", "four"]
        assert told(harness)[-1] == ("four", "de-DE")
        assert languages(server) == ["en-US", "de"]


async def test_before_the_first_sound_the_new_language_holds_at_once():
    async with FakeDeepgram() as server, stt(server) as harness:
        await asyncio.sleep(1)
        harness.push(SessionConfig(language="fr-FR"))
        await speak(harness, say_numbers("one") + pause(600))
        assert told(harness) == [("one", "fr-FR")]
        assert len(server.calls[-1].sound) > 32 * 500
        assert languages(server) == ["en-US", "fr"]


async def test_a_client_that_sends_no_sound_meanwhile_is_understood_in_the_new_language():
    async with FakeDeepgram() as server, stt(server) as harness:
        await speak(harness, say_numbers("one") + pause(400))
        await asyncio.sleep(1)
        harness.push(SessionConfig(language="de-DE"))
        await asyncio.sleep(6)
        assert languages(server) == ["en-US", "de"]
        await speak(harness, say_numbers("two") + pause(600))
        assert told(harness) == [("one", "en-US"), ("two", "de-DE")]


async def test_a_language_that_deepgram_refuses_is_told_and_the_one_before_stays():
    async with FakeDeepgram() as server, stt(server) as harness:
        await speak(harness, pause(1200))
        server.plans.append(DeepgramPlan(status=400, reason="No such model/language"))
        harness.push(SessionConfig(language="tlh"))
        await speak(harness, pause(1500) + say_numbers("one") + pause(1200))
        assert told(harness) == [("one", "en-US")]
        assert languages(server) == ["en-US", "tlh", "en-US"]
        (text,) = errors(harness)
        assert text.startswith('"addon" cannot change to language "tlh": Deepgram refused')


async def test_a_lost_connection_does_not_bring_the_change_forward_into_an_utterance():
    async with FakeDeepgram() as server:
        server.plans.append(DeepgramPlan(drop_after_ms=1500, close_code=1006))
        async with stt(server) as harness:
            sound = say_numbers("one", "two", "three", "four", "five", "six", "seven")
            await speak(harness, sound[: 32 * 1200])
            harness.push(SessionConfig(language="de-DE"))
            await speak(harness, sound[32 * 1200 :] + pause(2500) + say_numbers("eight"))
            await speak(harness, pause(800))
            said = ("one two three four five six seven", "en-US")
            assert told(harness) == [said, ("eight", "de-DE")]
            assert languages(server) == ["en-US", "en-US", "de"]


async def test_after_a_restart_the_new_language_is_still_spoken():
    async with FakeDeepgram() as server, stt(server) as harness:
        harness.push(SessionConfig(language="de-DE"))
        await speak(harness, pause(1500))
        harness.push(PcmFrame(b"123", channels=2))  # no whole samples: a defect of the sender
        await asyncio.sleep(0.5)
        await speak(harness, say_numbers("one") + pause(600))
        assert harness.session.nodes["addon"].restart_count == 1
        assert told(harness) == [("one", "de-DE")]
        assert languages(server)[-1] == "de"
