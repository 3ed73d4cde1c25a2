from __future__ import annotations

import pytest

from ten_lite.testing.providers import DeepgramPlan, FakeDeepgram, pause, say_numbers

from .kit import errors, results, speak, stt


async def test_an_utterance_is_told_while_it_is_spoken_and_once_at_its_end():
    async with FakeDeepgram() as server, stt(server) as harness:
        await speak(harness, pause(500) + say_numbers("one", "two", "three", "four", "five", "six"))
        await speak(harness, pause(600))
        (final,) = results(harness, final=True)
        assert final.text == "one two three four five six"
        partials = results(harness, final=False)
        assert partials
        assert all(final.text.startswith(partial.text) for partial in partials)
        assert {result.id for result in results(harness)} == {final.id}


async def test_the_next_utterance_has_another_id_and_its_own_times():
    async with FakeDeepgram() as server, stt(server) as harness:
        for _ in range(3):
            await speak(harness, pause(500) + say_numbers("seven", "eight") + pause(500))
        finals = results(harness, final=True)
        assert [final.text for final in finals] == ["seven eight"] * 3
        assert len({final.id for final in finals}) == 3
        # 500 ms of silence, two words of 200 ms with 40 ms after each, 500 ms of silence
        assert [(final.start_ms, final.duration_ms) for final in finals] == [
            (500, 440),
            (1980, 440),
            (3460, 440),
        ]


async def test_an_utterance_of_many_pieces_is_told_whole():
    said = ("one", "two", "three", "four", "five", "six", "seven") * 4
    async with FakeDeepgram() as server, stt(server) as harness:
        await speak(harness, say_numbers(*said) + pause(500))
        (final,) = results(harness, final=True)
        assert final.text.split() == list(said)
        assert (final.start_ms, final.duration_ms) == (0, 28 * 240 - 40)


async def test_in_noise_the_end_of_the_utterance_is_told_all_the_same_and_once():
    async with FakeDeepgram() as server:
        server.plan = DeepgramPlan(notices_pauses=False)
        async with stt(server) as harness:
            await speak(harness, say_numbers("one", "two") + pause(5000) + say_numbers("three"))
            await speak(harness, pause(5000))
            assert [result.text for result in results(harness, final=True)] == ["one two", "three"]


async def test_silence_tells_nothing():
    async with FakeDeepgram() as server, stt(server) as harness:
        await speak(harness, pause(10_000))
        assert harness.received == []


async def test_without_interim_results_only_finals_are_told():
    async with FakeDeepgram() as server, stt(server, interim_results=False) as harness:
        await speak(harness, say_numbers("one", "two", "three", "four", "five", "six") + pause(500))
        assert [result.final for result in results(harness)] == [True]


@pytest.mark.parametrize(
    "text",
    [
        "not json",
        "[]",
        "7",
        "null",
        '{"type": "SomethingNew"}',
        '{"type": "Results"}',
        '{"type": "Results", "start": 0, "duration": 1, "channel": {"alternatives": []}}',
        '{"type": "Results", "start": "x", "duration": -1, "is_final": 5, "channel": 3}',
        '{"type": "UtteranceEnd"}',
        '{"type": ["Results"]}',
    ],
)
async def test_what_makes_no_sense_is_left_out_and_the_rest_is_heard(text: str):
    async with FakeDeepgram() as server:
        server.plan = DeepgramPlan(first_messages=(text,))
        async with stt(server) as harness:
            await speak(harness, say_numbers("nine") + pause(500))
            assert [result.text for result in results(harness)] == ["nine"]
            assert len(server.calls) == 1
            assert errors(harness) == []
