"""The record of a turn: written by the runtime from what nodes send anyway, one for each turn."""

from __future__ import annotations

import asyncio
import gc
import logging
import random

import pytest

from ten_lite.errors import CommandError
from ten_lite.messages import (
    AsrResult,
    ChatDelta,
    EndOfSpeech,
    PlaybackPosition,
    TtsPause,
    TtsResume,
    TtsTextInput,
    TurnMetrics,
)
from ten_lite.observe.turn_record import TurnRecord

from .turn_kit import talking

START_MS = 1_000_000  # where virtual time begins


async def test_a_spoken_turn_is_told_from_the_end_of_speech():
    async with talking() as talk:
        talk.ear.hear(silence_ms=400)
        talk.control.begin_turn()
        talk.control.answer()
        assert await talk.record() == TurnMetrics(
            1,
            "speech_end",
            START_MS + 600,  # of the session's second 400 ms were silence
            transcript_ms=400,
            first_token_ms=450,
            first_text_ms=500,
            first_audio_ms=600,
            heard_ms=1_000,
            requests=1,
            characters=10,
            spoken_characters=10,
            prompt_tokens=10,
            completion_tokens=4,
        )


async def test_the_record_carries_the_envelope_of_its_turn_and_comes_when_the_sound_was_played():
    async with talking() as talk:
        talk.ear.hear()
        talk.control.begin_turn()
        talk.control.answer()
        await asyncio.sleep(0.1 + 0.1 + 0.5 + 0.49)
        assert talk.records == []
        await asyncio.sleep(0.07)
        (record,) = talk.records
        assert (record.turn_id, record.session_id, record.source) == (1, "s1", "")
        assert record.sequence > 0
        assert not record.fenced


async def test_a_turn_id_that_began_with_the_utterance_gives_the_same_record():
    async with talking() as talk:
        talk.control.begin_turn()
        talk.ear.hear()
        talk.control.answer()
        record = await talk.record()
        assert (record.stream_id, record.since, record.first_token_ms) == (1, "speech_end", 450)


async def test_a_typed_turn_counts_from_the_text():
    async with talking() as talk:
        talk.type()
        talk.control.begin_turn()
        talk.control.answer()
        record = await talk.record()
        assert (record.since, record.since_at_ms - START_MS, record.transcript_ms) == (
            "text",
            1_000,
            None,
        )
        assert record.first_token_ms == 50


async def test_without_speech_events_it_counts_from_the_final_transcript():
    async with talking() as talk:
        talk.ear.send(AsrResult("hm", final=False))
        await asyncio.sleep(0.2)
        talk.ear.send(AsrResult("hm?", final=True))
        talk.control.begin_turn()
        talk.control.answer()
        record = await talk.record()
        assert (record.since, record.since_at_ms - START_MS) == ("transcript", 1_200)
        assert (record.transcript_ms, record.first_token_ms) == (0, 50)


async def test_without_anything_heard_it_counts_from_the_request():
    async with talking() as talk:
        talk.control.begin_turn()
        talk.control.answer()
        record = await talk.record()
        assert (record.since, record.first_token_ms) == ("request", 50)


async def test_an_end_of_speech_after_the_transcript_counts_for_the_answer_that_follows():
    async with talking() as talk:
        talk.ear.send(AsrResult("hm?", final=True))
        talk.control.begin_turn()
        talk.control.answer()
        await asyncio.sleep(0.02)
        talk.ear.send(EndOfSpeech(0, 300))
        record = await talk.record()
        assert (record.since, record.since_at_ms - START_MS) == ("speech_end", 720)
        assert record.transcript_ms == 280


async def test_an_answer_that_was_begun_early_counts_from_the_end_that_came_later():
    async with talking() as talk:
        talk.control.begin_turn()
        answer = talk.control.answer(speak=False)
        await answer
        talk.ear.hear(silence_ms=0)
        talk.control.send(TtsTextInput("t1", "Hello you.", text_input_end=True))
        record = await talk.record()
        assert (record.since, record.transcript_ms) == ("speech_end", 0)
        assert (record.first_token_ms, record.first_text_ms) == (-50, 0)


async def test_a_greeting_is_no_turn():
    async with talking() as talk:
        talk.control.send(TtsTextInput("greeting", "Welcome.", text_input_end=True))
        await asyncio.sleep(5)
        assert talk.records == []


async def test_an_interrupted_answer_tells_when_and_how_much_was_heard():
    async with talking() as talk:
        talk.ear.hear()
        talk.control.begin_turn()
        talk.control.answer()
        await asyncio.sleep(0.1 + 0.1 + 0.3)
        talk.flush()
        record = await talk.record()
        assert record.first_audio_ms == 600
        assert record.interrupted_ms == 900
        assert record.heard_ms == 300


async def test_an_interruption_while_the_end_is_played_counts_what_was_played():
    async with talking() as talk:
        talk.ear.hear()
        talk.control.begin_turn()
        talk.control.answer()
        await asyncio.sleep(0.1 + 0.1 + 0.5 + 0.2)
        talk.flush()
        record = await talk.record()
        assert (record.interrupted_ms, record.heard_ms) == (1_300, 700)


async def test_a_pause_puts_the_record_off_and_is_not_heard():
    async with talking() as talk:
        talk.ear.hear()
        talk.control.begin_turn()
        talk.control.answer()
        await asyncio.sleep(0.1 + 0.1 + 0.5 + 0.2)
        talk.control.send(TtsPause("p"))
        await asyncio.sleep(3)
        assert talk.records == []
        talk.control.send(TtsResume("p"))
        await asyncio.sleep(0.2)
        assert talk.records == []
        assert (await talk.record()).heard_ms == 1_000


async def test_a_paused_answer_that_is_dropped_was_heard_up_to_the_pause():
    async with talking() as talk:
        talk.ear.hear()
        talk.control.begin_turn()
        talk.control.answer()
        await asyncio.sleep(0.1 + 0.1 + 0.3)
        talk.control.send(TtsPause("p"))
        await asyncio.sleep(0.1)
        talk.flush()
        record = await talk.record()
        assert (record.interrupted_ms, record.heard_ms) == (1_000, 300)


async def test_the_client_tells_what_was_heard_of_an_interrupted_answer():
    async with talking() as talk:
        talk.ear.hear()
        talk.control.begin_turn()
        talk.control.answer()
        await asyncio.sleep(0.5)
        talk.client.send(PlaybackPosition("t1", 210))
        talk.flush()
        assert (await talk.record()).heard_ms == 210


async def test_an_answer_interrupted_before_its_sound_is_told_when_the_next_turn_begins():
    async with talking() as talk:
        talk.type()
        talk.control.begin_turn()
        talk.control.answer()
        await asyncio.sleep(0.06)
        talk.flush()
        await asyncio.sleep(5)
        assert talk.records == []
        talk.type()
        talk.control.begin_turn()
        talk.control.answer()
        await asyncio.sleep(5)
        first, second = talk.records
        assert (first.stream_id, first.interrupted_ms, first.first_audio_ms) == (1, 60, None)
        assert (first.first_token_ms, first.characters) == (50, 6)
        assert (second.stream_id, second.interrupted_ms, second.first_token_ms) == (2, None, 50)
        assert first.turn_id == 1


async def test_an_answer_that_is_begun_anew_in_its_turn_tells_the_times_of_the_last_beginning():
    async with talking() as talk:
        talk.ear.hear(silence_ms=0)
        talk.control.begin_turn()
        talk.control.answer()
        await asyncio.sleep(0.06)
        talk.flush()
        await asyncio.sleep(0.5)
        talk.ear.hear(silence_ms=200)
        talk.control.answer()
        record = await talk.record()
        assert record.since_at_ms - START_MS == 1_000 + 560 - 200
        assert (record.transcript_ms, record.first_token_ms) == (200, 250)
        assert (record.requests, record.characters, record.prompt_tokens) == (2, 10, 10)
        assert record.interrupted_ms is None


async def test_a_turn_with_tools_names_each_with_its_time_and_whether_it_failed():
    calls = ({"id": "1", "name": "weather", "arguments": "{}"},)
    async with talking() as talk:
        talk.type()
        talk.control.begin_turn()
        await talk.control.give(ChatDelta("", "tool_calls", calls), speak=False)
        both = [talk.control.use("weather", 300), talk.control.use("clock", 120, fails=True)]
        await asyncio.gather(*both)
        talk.control.answer(role="tool")
        record = await talk.record()
        assert record.tools == (
            {"name": "clock", "ms": 120, "is_error": True},
            {"name": "weather", "ms": 300, "is_error": False},
        )
        assert (record.requests, record.first_token_ms) == (2, 50)
        assert (record.prompt_tokens, record.completion_tokens) == (20, 8)
        assert record.first_text_ms == 50 + 300 + 100


async def test_a_tool_that_is_cut_off_has_failed():
    async with talking() as talk:
        talk.type()
        talk.control.begin_turn()
        use = talk.control.spawn(talk.control.use("slow", 9_000), name="use", until_flush=True)
        await asyncio.sleep(0.25)
        talk.flush()
        await asyncio.wait({use})
        talk.control.begin_turn()
        talk.control.answer()
        await asyncio.sleep(5)
        assert talk.records[0].tools == ({"name": "slow", "ms": 250, "is_error": True},)


async def test_a_model_that_fails_is_told_soon_with_the_error():
    async with talking() as talk:
        talk.type()
        talk.control.begin_turn()
        talk.control.answer(CommandError("no"))
        await asyncio.sleep(0.05 + 0.16)
        (record,) = talk.records
        assert (record.errors, record.requests, record.first_token_ms) == (1, 1, None)
        assert (record.prompt_tokens, record.heard_ms) == (None, 0)


async def test_an_answer_without_a_voice_is_complete_when_the_model_is():
    async with talking(voice=False) as talk:
        talk.type()
        talk.control.begin_turn()
        talk.control.answer()
        await asyncio.sleep(0.1 + 0.16)
        (record,) = talk.records
        assert (record.characters, record.spoken_characters) == (10, 0)


async def test_two_quick_turns_are_two_records_each_with_its_own_times():
    async with talking() as talk:
        for pause_s in (0.07, 0.0):
            talk.ear.hear()
            if talk.control.session.fence.turn_id:
                talk.flush()
            talk.control.begin_turn()
            talk.control.answer()
            await asyncio.sleep(pause_s)
        await asyncio.sleep(5)
        first, second = talk.records
        assert (first.stream_id, first.since_at_ms - START_MS, first.interrupted_ms) == (
            1,
            600,
            470,
        )
        assert (second.stream_id, second.since_at_ms - START_MS, second.first_token_ms) == (
            2,
            670,
            450,
        )
        assert second.heard_ms == 1_000


async def test_what_the_user_says_over_an_answer_belongs_to_the_next_turn():
    async with talking() as talk:
        talk.ear.hear()
        talk.control.begin_turn()
        talk.control.answer()
        await asyncio.sleep(0.5)
        talk.ear.hear(silence_ms=100)
        await asyncio.sleep(0.1)
        talk.flush()
        talk.control.begin_turn()
        talk.control.answer()
        await asyncio.sleep(5)
        first, second = talk.records
        assert (first.since_at_ms - START_MS, first.transcript_ms, first.interrupted_ms) == (
            600,
            400,
            1_000,
        )
        assert (second.since_at_ms - START_MS, second.transcript_ms) == (1_400, 100)


async def test_what_comes_late_for_a_turn_that_is_over_gives_no_second_record():
    async with talking() as talk:
        talk.type()
        talk.control.begin_turn()
        talk.control.answer()
        await talk.record()
        talk.control.answer()
        await asyncio.sleep(5)
        assert len(talk.records) == 1


async def test_the_end_of_the_session_writes_the_open_turn_to_the_log_alone(
    caplog: pytest.LogCaptureFixture,
):
    caplog.set_level(logging.INFO, "ten_lite.turn")
    async with talking() as talk:
        talk.type("my secret")
        talk.control.begin_turn()
        talk.control.answer("another secret")
        await asyncio.sleep(0.12)
        records = talk.records
    assert records == []
    (line,) = [record for record in caplog.records if record.name == "ten_lite.turn"]
    fields = vars(line)
    assert (fields["session"], fields["stream_id"], fields["since"]) == ("s1", 1, "text")
    assert (fields["first_token_ms"], fields["characters"]) == (50, 14)
    assert "first_audio_ms" not in fields
    assert "secret" not in str(fields)


async def test_many_turns_hold_no_more_than_one_of_them_and_one_timer():
    async with talking() as talk:
        for turn in range(1, 301):
            talk.ear.hear()
            talk.control.begin_turn()
            talk.control.answer()
            await asyncio.sleep(0.05 if turn % 2 else 3)
            if turn % 2:
                talk.flush()
        await asyncio.sleep(0.1)
        gc.collect()
        assert [record.stream_id for record in talk.records] == list(range(1, 301))
        assert len([o for o in gc.get_objects() if isinstance(o, TurnRecord)]) <= 1
        loop = asyncio.get_running_loop()
        assert len([t for t in loop._scheduled if not t.cancelled()]) <= 1  # type: ignore[attr-defined]


@pytest.mark.parametrize("seed", range(40))
async def test_whatever_happens_each_turn_has_one_record_and_its_times_are_in_order(seed: int):
    print(f"seed {seed}")
    dice = random.Random(seed)
    async with talking() as talk:
        for _ in range(8):
            dice.choice([talk.ear.hear, talk.type, lambda: None])()
            if dice.random() < 0.7:
                talk.flush()
            talk.control.begin_turn()
            for again in range(dice.choice([1, 1, 2])):
                if again:
                    talk.flush()
                says: list[object] = [CommandError("no")] if dice.random() < 0.2 else []
                talk.control.answer(*says)
                await asyncio.sleep(dice.choice([0, 0.05, 0.12, 0.3, 0.9, 3]))
                if dice.random() < 0.3:
                    talk.flush()
                    await asyncio.sleep(dice.choice([0, 0.2]))
        talk.flush()
        talk.control.begin_turn()
        talk.control.answer()
        await asyncio.sleep(10)
        assert [record.stream_id for record in talk.records] == list(range(1, 10))
        for record in talk.records:
            moments = (record.first_token_ms, record.first_text_ms, record.first_audio_ms)
            known = [moment for moment in moments if moment is not None]
            assert known == sorted(known)
            assert 0 <= record.heard_ms <= 2_000
            assert (record.heard_ms == 0) or record.first_audio_ms is not None
            assert record.requests in (1, 2)
        assert talk.records[-1].heard_ms == 1_000


async def test_what_a_node_measured_is_told_with_the_turns_and_at_the_end_to_the_log_alone(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    async with talking() as talk:
        talk.control.measure({"total_ms": 5})
        await asyncio.sleep(1)
        assert logged(caplog) == ["control: total_ms 5"]
        talk.control.measure({"total_ms": 6})
    assert logged(caplog) == ["control: total_ms 5", "control: total_ms 6"]


def logged(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [r.getMessage() for r in caplog.records if "total_ms" in r.getMessage()]
