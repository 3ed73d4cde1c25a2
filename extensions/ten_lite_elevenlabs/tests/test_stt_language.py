"""Another language in the middle of a session: nothing lost, nothing told twice or split."""

from __future__ import annotations

import pytest

from ten_lite.messages import SessionConfig
from ten_lite.testing import Harness
from ten_lite.testing.providers import FakeElevenLabs, ScribePlan, pause, say_numbers

from .stt_kit import errors, results, speak, stt, words


def told(harness: Harness) -> list[tuple[str, str]]:
    return [(result.text, result.language) for result in results(harness, final=True)]


def languages(server: FakeElevenLabs) -> list[str]:
    return [call.query["language_code"][0] for call in server.scribe_calls]


async def test_the_next_utterance_is_understood_in_the_new_language():
    async with FakeElevenLabs() as server, stt(server) as harness:
        await speak(harness, say_numbers("one", "two") + pause(800))
        harness.push(SessionConfig(language="de-DE"))
        await speak(harness, pause(2500) + say_numbers("three") + pause(700))
        assert told(harness) == [("one two", "en-US"), ("three", "de-DE")]
        assert languages(server) == ["en", "de"]
        assert errors(harness) == []


@pytest.mark.parametrize("wait_ms", [1100, 1300])
async def test_an_utterance_under_way_is_finished_in_the_language_it_began_in(wait_ms: int):
    async with FakeElevenLabs() as server, stt(server) as harness:
        sound = say_numbers("one", "two", "three", "four", "five", "six", "seven")
        await speak(harness, sound[: 32 * wait_ms])
        harness.push(SessionConfig(language="de-DE"))
        await speak(harness, sound[32 * wait_ms :] + pause(2500) + say_numbers("eight"))
        await speak(harness, pause(800))
        assert told(harness) == [("one two three four five six seven", "en-US"), ("eight", "de-DE")]
        assert languages(server) == ["en", "de"]


@pytest.mark.parametrize("pause_ms", range(0, 1600, 200))
async def test_whenever_the_language_changes_no_word_is_lost_or_told_twice(pause_ms: int):
    async with FakeElevenLabs() as server, stt(server) as harness:
        await speak(harness, say_numbers("one") + pause(pause_ms))
        harness.push(SessionConfig(language="de-DE"))
        await speak(harness, say_numbers("two", "three") + pause(2500) + say_numbers("four"))
        await speak(harness, pause(800))
        assert words(harness) == ["one", "two", "three", "four"]
        assert told(harness)[-1] == ("four", "de-DE")
        assert languages(server) == ["en", "de"]


async def test_a_language_that_elevenlabs_refuses_is_told_and_the_one_before_stays():
    async with FakeElevenLabs() as server, stt(server) as harness:
        await speak(harness, pause(1200))
        harness.push(SessionConfig(language="tlh"))
        await speak(harness, pause(2500) + say_numbers("one") + pause(1200))
        assert told(harness) == [("one", "en-US")]
        assert languages(server) == ["en", "tlh", "en"]
        (text,) = errors(harness)
        assert text.startswith('"addon" cannot change to language "tlh": ElevenLabs refused')


async def test_where_any_language_may_be_spoken_each_result_tells_which():
    async with FakeElevenLabs() as server:
        server.scribe_plan = ScribePlan(language_code="fr")
        async with stt(server, language="multi") as harness:
            await speak(harness, say_numbers("one") + pause(600))
            assert told(harness) == [("one", "fr")]
            assert "language_code" not in server.scribe_calls[0].query
