"""What AssemblyAI tells becomes words, likely ends and ends of speech."""

from __future__ import annotations

import asyncio

import pytest

from ten_lite.messages import EndOfSpeech, StartOfSpeech
from ten_lite.testing.providers import AssemblyAiPlan, FakeAssemblyAi, pause, say_numbers

from .kit import UNIVERSAL, finals, speak, stt, told


async def test_a_turn_is_partial_words_and_one_final_with_its_place_in_the_sound():
    async with FakeAssemblyAi() as server, stt(server) as harness:
        await speak(harness, pause(1000) + say_numbers("one", "two") + pause(600))
        assert told(harness) == ["start", "one~", "one two~", "end", "One two.!"]
        (final,) = finals(harness)
        assert (final.start_ms, final.duration_ms, final.language) == (1000, 440, "en-US")
        places = [m.at_ms for m in harness.received if isinstance(m, StartOfSpeech | EndOfSpeech)]
        assert places == [1000, 1440]


async def test_a_turn_that_sounds_almost_finished_is_a_likely_end_and_then_an_end():
    async with FakeAssemblyAi() as server, stt(server) as harness:
        server.plan = AssemblyAiPlan(sounds_finished=False)
        await speak(harness, say_numbers("one") + pause(1300))
        assert told(harness) == ["start", "one~", "one~", "likely", "end", "One.!"]


async def test_who_goes_on_after_a_likely_end_is_heard_as_after_a_pause():
    async with FakeAssemblyAi() as server, stt(server) as harness:
        server.plan = AssemblyAiPlan(sounds_finished=False)
        await speak(harness, say_numbers("one") + pause(300) + say_numbers("two") + pause(1300))
        assert told(harness) == [
            *("start", "one~", "one~", "likely", "end", "start"),
            *("one two~", "one two~", "likely", "end", "One two.!"),
        ]


async def test_words_that_may_change_are_told_with_those_that_will_not():
    async with FakeAssemblyAi() as server, stt(server, model=UNIVERSAL) as harness:
        await speak(harness, say_numbers("one", "two") + pause(600))
        assert told(harness) == ["start", "one~", "one two~", "end", "one two!"]


async def test_a_pause_that_is_no_end_is_a_likely_end_for_a_universal_streaming_model():
    async with FakeAssemblyAi() as server, stt(server, model=UNIVERSAL) as harness:
        server.plan = AssemblyAiPlan(sounds_finished=False)
        await speak(harness, say_numbers("one") + pause(1600))
        assert told(harness) == ["start", "one~", "one~", "likely", "end", "one!"]


async def test_a_turn_that_is_formatted_later_is_final_once_and_the_end_comes_first():
    async with FakeAssemblyAi() as server, stt(server, model=UNIVERSAL, format_turns=True) as h:
        await speak(h, say_numbers("one") + pause(600))
        assert told(h) == ["start", "one~", "one~", "end", "One.!"]


async def test_a_formatted_turn_that_never_comes_is_told_without_format_with_the_next_turn():
    async with FakeAssemblyAi() as server, stt(server, model=UNIVERSAL, format_turns=True) as h:
        server.plan = AssemblyAiPlan(formats=False)
        await speak(h, say_numbers("one") + pause(600) + say_numbers("two") + pause(300))
        assert told(h)[:6] == ["start", "one~", "one~", "end", "one!", "start"]


async def test_the_detected_language_is_told():
    async with FakeAssemblyAi() as server, stt(server, language="multi") as harness:
        server.plan = AssemblyAiPlan(language="de")
        await speak(harness, say_numbers("one") + pause(400))
        assert finals(harness)[0].language == "de"


async def test_a_detected_language_that_was_asked_for_is_told_with_its_country():
    async with (
        FakeAssemblyAi() as server,
        stt(server, model=UNIVERSAL, language="de-AT") as harness,
    ):
        server.plan = AssemblyAiPlan(language="de")
        await speak(harness, say_numbers("one") + pause(600))
        assert finals(harness)[0].language == "de-AT"


async def test_a_turn_is_ended_when_the_client_sends_no_more_sound():
    async with FakeAssemblyAi() as server, stt(server) as harness:
        await speak(harness, say_numbers("one"))
        await asyncio.sleep(3)
        assert server.calls[0].texts == [{"type": "ForceEndpoint"}]
        assert told(harness)[-1] == "One.!"


async def test_speech_events_can_be_left_to_a_vad():
    async with FakeAssemblyAi() as server, stt(server, speech_events=False) as harness:
        await speak(harness, say_numbers("one") + pause(400))
        assert told(harness) == ["one~", "One.!"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '{"type": "Turn"}',
        '{"type": "Turn", "turn_order": "x", "end_of_turn": 3, "words": 1}',
        '{"type": "Turn", "turn_order": 0, "end_of_turn": true, "words": [{"text": 1}]}',
        '{"type": "SpeechStarted", "timestamp": -5}',
        '{"type": "Heartbeat", "total_duration_ms": 5}',
        '{"type": "New"}',
    ],
)
async def test_what_is_malformed_or_unknown_is_left_alone(text: str):
    async with FakeAssemblyAi() as server:
        server.plan = AssemblyAiPlan(first_messages=(text,))
        async with stt(server) as harness:
            await speak(harness, say_numbers("one") + pause(400))
            assert told(harness)[-1] == "One.!"
            assert len(server.calls) == 1


async def test_a_turn_that_is_told_again_after_its_end_is_not_told_twice():
    late = (
        '{"type": "Turn", "turn_order": 0, "end_of_turn": true, "transcript": "Hm.", "words": []}'
    )
    async with FakeAssemblyAi() as server, stt(server) as harness:
        server.plan = AssemblyAiPlan(first_messages=(late, late))
        await speak(harness, pause(300))
        assert [final.text for final in finals(harness)] == ["Hm."]
