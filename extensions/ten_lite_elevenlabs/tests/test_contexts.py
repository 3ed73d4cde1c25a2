"""A voice that is fed an answer as it comes, in contexts of one WebSocket."""

from __future__ import annotations

import asyncio

import pytest

from ten_lite.messages import PcmFrame, TtsAudioEnd, TtsFlushEnd
from ten_lite.testing.providers import FakeElevenLabs, VoicePlan, spell

from .kit import KEY, ends, errors, fed, flush, heard, say


async def test_an_answer_is_one_context_and_is_spoken_as_it_comes():
    async with FakeElevenLabs() as server, fed(server) as harness:
        say(harness, "r1", "Hello there,", end=False)
        await asyncio.sleep(1)
        assert heard(harness) == spell("Hello there,")
        say(harness, "r1", " how are you?", " Well?")
        assert (await harness.pull(TtsAudioEnd)).reason == "end"
        assert heard(harness) == spell("Hello there, how are you? Well?")
        (call,) = server.voice_calls
        (context,) = call.contexts.values()
        assert context.text.split() == ["Hello", "there,", "how", "are", "you?", "Well?"]
        assert context.is_final
        assert errors(harness) == []


async def test_all_answers_use_one_connection_that_is_there_before_the_first():
    async with FakeElevenLabs() as server, fed(server) as harness:
        await asyncio.sleep(1)
        (call,) = server.voice_calls
        assert call.messages == []
        for n in range(8):
            say(harness, f"r{n}", f"Number {n}.")
            assert (await harness.pull(TtsAudioEnd)).request_id == f"r{n}"
        assert len(server.voice_calls) == 1
        assert len(call.contexts) == 8
        assert call.most_open == 1
        assert call.phantoms == []


async def test_what_is_asked_for_is_as_configured():
    async with (
        FakeElevenLabs() as server,
        fed(
            server,
            voice_id="Voice1",
            language="de-DE",
            output_format="pcm_24000",
            stability=0.4,
            similarity_boost=0.5,
            speed=1.1,
            extra_params={
                "seed": 7,
                "voice_settings": {"style": 0.2},
                "generation_config": {"chunk_length_schedule": [120]},
            },
        ) as harness,
    ):
        say(harness, "r1", "Hallo.", " Du.")
        await harness.pull(TtsAudioEnd)
        (call,) = server.voice_calls
        assert call.path == "/v1/text-to-speech/Voice1/multi-stream-input"
        assert call.headers["xi-api-key"] == KEY
        assert call.query == {
            "model_id": ["eleven_flash_v2_5"],
            "output_format": ["pcm_24000"],
            "auto_mode": ["true"],
            "sync_alignment": ["true"],
            "inactivity_timeout": ["180"],
            "language_code": ["de"],
            "seed": ["7"],
        }
        first, *rest = call.messages
        assert first == {
            "text": " ",
            "context_id": "c1",
            "voice_settings": {
                "style": 0.2,
                "stability": 0.4,
                "similarity_boost": 0.5,
                "speed": 1.1,
            },
            "generation_config": {"chunk_length_schedule": [120]},
        }
        assert all("voice_settings" not in message for message in rest)
        assert heard(harness) == spell("HalloDu", sample_rate_hz=24_000)
        assert {m.sample_rate_hz for m in harness.received if isinstance(m, PcmFrame)} == {24_000}


async def test_what_is_sent_are_the_messages_of_elevenlabs_own_types():
    from elevenlabs.types import (
        CloseContext,
        FlushContext,
        InitializeConnectionMulti,
        SendTextMulti,
    )

    async with FakeElevenLabs() as server, fed(server, speed=1.1) as harness:
        say(harness, "r1", "Hello.")
        await harness.pull(TtsAudioEnd)
        types = (InitializeConnectionMulti, SendTextMulti, FlushContext, CloseContext)
        for message, known in zip(server.voice_calls[0].messages, types, strict=True):
            assert message.keys() <= known.model_fields.keys()
            assert all(
                name in message for name, field in known.model_fields.items() if field.is_required()
            )


async def test_the_context_is_closed_after_its_text_is_spoken_and_not_right_behind_it():
    async with FakeElevenLabs() as server:
        server.voice_plan = VoicePlan(first_byte_s=0.4, chunk_delay_s=0.05)
        async with fed(server) as harness:
            say(harness, "r1", "Hello there.")
            await harness.pull(TtsAudioEnd)
            assert heard(harness) == spell("Hello there.")
            (context,) = server.voice_calls[0].contexts.values()
            assert context.flushed_at_s is not None
            assert context.closed_at_s is not None
            assert context.closed_at_s >= context.flushed_at_s + 0.4


@pytest.mark.parametrize("alignment", [True, False])
@pytest.mark.parametrize("finals", [0, 1, 2])
@pytest.mark.parametrize("snake_case", [True, False])
async def test_an_answer_ends_whatever_elevenlabs_leaves_out(
    alignment: bool, finals: int, snake_case: bool
):
    async with FakeElevenLabs() as server:
        server.voice_plan = VoicePlan(alignment=alignment, finals=finals, snake_case=snake_case)
        async with fed(server) as harness:
            for n in range(12):
                say(harness, f"r{n}", f"Number {n}.")
                await asyncio.sleep(4)
            assert ends(harness) == [(f"r{n}", "end") for n in range(12)]
            assert heard(harness) == spell("".join(f"Number{n}" for n in range(12)))
            assert errors(harness) == []
            assert all(call.most_open <= 5 for call in server.voice_calls)


@pytest.mark.parametrize("chunk_ms", [10, 35, 1000])
@pytest.mark.parametrize("odd", [True, False])
async def test_pieces_of_any_size_give_unshifted_samples(chunk_ms: int, odd: bool):
    async with FakeElevenLabs() as server:
        server.voice_plan = VoicePlan(chunk_ms=chunk_ms, odd=odd)
        async with fed(server) as harness:
            say(harness, "r1", "Hello", " you.")
            say(harness, "r2", "Bye.")
            await asyncio.sleep(5)
            assert heard(harness) == spell("Hello you. Bye.")


@pytest.mark.parametrize(
    "text", ["", " ", "\n\t", "...", "\N{GRINNING FACE}", "\u200b", "?!", "。"]
)
async def test_text_without_anything_to_say_opens_no_context(text: str):
    async with FakeElevenLabs() as server, fed(server) as harness:
        say(harness, "r1", text)
        await asyncio.sleep(1)
        assert ends(harness) == [("r1", "end")]
        assert server.voice_calls[0].messages == []
        assert errors(harness) == []


@pytest.mark.parametrize(
    "text",
    [
        "a \ud800 b",
        "<b>bold</b> & 3 < 4",
        'quote " \\ \x00 end',
        "x" * 20_000,
        "ab " * 7_000,
        "first \N{GRINNING FACE} \N{GRINNING FACE} second ... third",
        "Grüße, 你好。 नमस्ते",
    ],
)
async def test_odd_text_is_spoken_whole(text: str):
    async with FakeElevenLabs() as server, fed(server, lead_s=10) as harness:
        say(harness, "r1", text)
        await asyncio.sleep(400)
        assert heard(harness) == spell(text)
        assert ends(harness) == [("r1", "end")]
        assert errors(harness) == []


@pytest.mark.parametrize("chunk_ms", [70, 400, 3000])
@pytest.mark.parametrize("after_s", [0.55, 1.03, 1.5])
async def test_how_much_was_heard_is_told_as_the_alignment_says(chunk_ms: int, after_s: float):
    """Letters last 10 ms, marks nothing: evenly spread, the marks would take two thirds."""
    text = "One two " + "-, " * 30 + "three four " * 40
    async with FakeElevenLabs() as server:
        server.voice_plan = VoicePlan(chunk_ms=chunk_ms)
        async with fed(server) as harness:
            say(harness, "r1", text, end=False)
            await asyncio.sleep(after_s)
            flush(harness)
            told = await harness.pull(TtsFlushEnd)
            assert told.heard is not None
            played = [n for n, letter in enumerate(text) if letter.isalnum()]
            expected = played[round(100 * after_s)]
            assert abs(told.heard["r1"] - expected) <= 20


async def test_after_a_long_silence_the_next_answer_is_spoken_on_a_new_connection():
    async with FakeElevenLabs() as server, fed(server) as harness:
        say(harness, "r1", "One.")
        await asyncio.sleep(400)
        assert server.voice_calls[0].error == "input_timeout_exceeded"
        assert len(server.voice_calls) == 1
        say(harness, "r2", "Two.")
        await asyncio.sleep(1)
        assert heard(harness) == spell("One.Two.")
        assert len(server.voice_calls) == 2
        assert errors(harness) == []


async def test_a_model_that_pauses_goes_on_in_another_context():
    async with FakeElevenLabs() as server, fed(server) as harness:
        say(harness, "r1", "Let me see.", end=False)
        await asyncio.sleep(60)
        say(harness, "r1", " Here it is.")
        await harness.pull(TtsAudioEnd)
        assert heard(harness) == spell("Let me see. Here it is.")
        assert len(server.voice_calls) == 1
        assert errors(harness) == []
