from __future__ import annotations

import json

import pytest

from ten_lite.messages import EndOfSpeech, StartOfSpeech
from ten_lite.testing.providers import FakeElevenLabs, ScribePlan, pause, say_numbers

from .stt_kit import errors, results, speak, stt, told, words

SIX = ("one", "two", "three", "four", "five", "six")


async def test_an_utterance_is_told_while_it_is_spoken_and_once_at_its_end():
    async with FakeElevenLabs() as server, stt(server) as harness:
        await speak(harness, pause(500) + say_numbers(*SIX) + pause(700))
        (final,) = results(harness, final=True)
        assert final.text == " ".join(SIX)
        partials = results(harness, final=False)
        assert partials
        assert all(final.text.startswith(partial.text) for partial in partials)
        assert {result.id for result in results(harness)} == {final.id}
        assert told(harness) == ["start", "end", "one two three four five six."]


async def test_the_next_utterance_has_another_id_and_its_own_times():
    async with FakeElevenLabs() as server, stt(server) as harness:
        for _ in range(3):
            await speak(harness, pause(500) + say_numbers("seven", "eight") + pause(700))
        finals = results(harness, final=True)
        assert [final.text for final in finals] == ["seven eight"] * 3
        assert len({final.id for final in finals}) == 3
        times = [(final.start_ms, final.duration_ms) for final in finals]
        # 500 ms of silence, two words of 200 ms with 40 ms after each, 700 ms of silence
        assert times == [(500, 440), (2180, 440), (3860, 440)]


@pytest.mark.parametrize("drift_ms", [0, 100, 250])
async def test_times_do_not_run_away_in_a_long_conversation(drift_ms: int):
    async with FakeElevenLabs() as server:
        server.scribe_plan = ScribePlan(drift_ms=drift_ms)
        async with stt(server) as harness:
            for _ in range(40):
                await speak(harness, say_numbers("seven") + pause(760))
            starts = [final.start_ms for final in results(harness, final=True)]
            assert starts == [1000 * n for n in range(40)]


async def test_speech_events_frame_the_speech():
    async with FakeElevenLabs() as server, stt(server) as harness:
        await speak(harness, pause(2000) + say_numbers(*SIX) + pause(900))
        start, end = (m for m in harness.received if isinstance(m, StartOfSpeech | EndOfSpeech))
        assert isinstance(start, StartOfSpeech)
        assert abs(start.at_ms - 2000) <= 600
        assert end.at_ms == 2000 + 6 * 240 - 40


async def test_partial_results_do_not_claim_sound_that_was_not_sent():
    async with FakeElevenLabs() as server, stt(server) as harness:
        await speak(harness, pause(1000) + say_numbers(*SIX) + pause(900))
        for partial in results(harness, final=False):
            assert 0 <= partial.start_ms <= 1600
            assert partial.start_ms + partial.duration_ms <= 1000 + 6 * 240


@pytest.mark.parametrize("timestamps", ["twin", "first", "never"])
async def test_every_utterance_is_told_once_however_its_times_come(timestamps: str):
    async with FakeElevenLabs() as server:
        server.scribe_plan = ScribePlan(timestamps=timestamps)
        async with stt(server) as harness:
            for word in ("yes", "yes", "two"):
                spoken = "one" if word == "yes" else word
                await speak(harness, pause(500) + say_numbers(spoken) + pause(900))
            assert words(harness) == ["one", "one", "two"]
            starts = [final.start_ms for final in results(harness, final=True)]
            assert all(abs(at - n * 1640 - 500) <= 700 for n, at in enumerate(starts))
            assert errors(harness) == []


async def test_without_times_an_utterance_ends_where_the_silence_begins():
    async with FakeElevenLabs() as server:
        server.scribe_plan = ScribePlan(timestamps="never")
        async with stt(server) as harness:
            await speak(harness, pause(1000) + say_numbers(*SIX) + pause(1200))
            (final,) = results(harness, final=True)
            assert final.start_ms + final.duration_ms == pytest.approx(1000 + 6 * 240 - 40, abs=20)


async def test_silence_tells_nothing():
    async with FakeElevenLabs() as server, stt(server) as harness:
        await speak(harness, pause(15_000))
        assert harness.received == []
        assert len(server.scribe_calls) == 1


async def test_noise_that_is_committed_without_words_tells_nothing():
    empty = json.dumps({"message_type": "committed_transcript", "text": ""})
    async with FakeElevenLabs() as server:
        server.scribe_plan = ScribePlan(first_messages=(empty, empty))
        async with stt(server) as harness:
            await speak(harness, pause(1000))
            assert harness.received == []


async def test_words_that_are_taken_back_end_the_speech_that_they_began():
    messages = (
        {"message_type": "partial_transcript", "text": "hm"},
        {"message_type": "committed_transcript", "text": ""},
        {"message_type": "committed_transcript_with_timestamps", "text": "", "words": []},
    )
    async with FakeElevenLabs() as server:
        server.scribe_plan = ScribePlan(first_messages=tuple(map(json.dumps, messages)))
        async with stt(server) as harness:
            await speak(harness, pause(1000))
            assert told(harness) == ["start", "end", "."]


@pytest.mark.parametrize("rate_hz", [8_000, 48_000])
async def test_sound_of_another_rate_is_resampled(rate_hz: int):
    async with FakeElevenLabs() as server, stt(server) as harness:
        sound = say_numbers("five", "six", "seven", sample_rate_hz=rate_hz)
        await speak(harness, sound + pause(900, sample_rate_hz=rate_hz), rate_hz=rate_hz)
        assert words(harness) == ["five", "six", "seven"]


@pytest.mark.parametrize(
    "text",
    [
        "not json",
        "[]",
        "7",
        "null",
        '{"message_type": "something_new"}',
        '{"message_type": ["partial_transcript"]}',
        '{"message_type": "partial_transcript"}',
        '{"message_type": "partial_transcript", "text": ""}',
        '{"message_type": "commit_throttled", "error": "too little sound"}',
        '{"message_type": "warning", "warning": "well"}',
        '{"message_type": "committed_transcript_with_timestamps", "text": "x", "words": 7}',
        '{"message_type": "committed_transcript_entities", "text": "x", "entities": []}',
    ],
)
async def test_what_makes_no_sense_or_no_difference_is_left_out(text: str):
    async with FakeElevenLabs() as server:
        server.scribe_plan = ScribePlan(first_messages=(text,))
        async with stt(server) as harness:
            await speak(harness, say_numbers("nine") + pause(600))
            assert [result.text for result in results(harness)] == ["nine"]
            assert len(server.scribe_calls) == 1
            assert errors(harness) == []
