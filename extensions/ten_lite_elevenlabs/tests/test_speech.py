from __future__ import annotations

import asyncio

import pytest

from ten_lite.messages import PcmFrame, TtsAudioEnd
from ten_lite.testing.providers import ElevenLabsPlan, FakeElevenLabs, spell

from .kit import KEY, ends, errors, heard, say, tts


async def test_an_answer_is_start_then_every_sample_then_one_end():
    async with FakeElevenLabs() as server, tts(server) as harness:
        say(harness, "r1", "Hello there,", " how are you?")
        await asyncio.sleep(5)
        assert heard(harness) == spell("Hello there, how are you?")
        names = [m.name for m in harness.received]
        assert names[0] == "tts_audio_start"
        assert set(names[1:-1]) == {"pcm_frame"}
        assert names[-1] == "tts_audio_end"
        end = harness.received[-1]
        assert isinstance(end, TtsAudioEnd)
        assert end.duration_ms == len(heard(harness)) // 32


async def test_pieces_are_asked_for_in_order_and_over_one_connection():
    async with FakeElevenLabs() as server, tts(server) as harness:
        say(harness, "r1", "One.", " Two.", " Three.")
        await asyncio.sleep(60)
        say(harness, "r2", "Four.")
        await asyncio.sleep(5)
        assert server.texts == ["One.", " Two.", " Three.", "Four."]
        assert server.connections == 1
        assert ends(harness) == [("r1", "end"), ("r2", "end")]


async def test_the_request_is_as_configured():
    async with (
        FakeElevenLabs() as server,
        tts(
            server,
            voice_id="Voice1",
            language="de-DE",
            stability=0.4,
            similarity_boost=0.5,
            speed=1.1,
            extra_params={"seed": 7},
        ) as harness,
    ):
        say(harness, "r1", "Hallo.")
        await asyncio.sleep(1)
        (call,) = server.calls
        assert call.path == "/v1/text-to-speech/Voice1/stream"
        assert call.query == {"output_format": ["pcm_16000"]}
        assert call.headers["xi-api-key"] == KEY
        assert call.body == {
            "text": "Hallo.",
            "model_id": "eleven_flash_v2_5",
            "language_code": "de",
            "voice_settings": {"stability": 0.4, "similarity_boost": 0.5, "speed": 1.1},
            "seed": 7,
        }


async def test_what_is_not_set_is_left_to_the_voice():
    async with FakeElevenLabs() as server, tts(server) as harness:
        say(harness, "r1", "Hello.")
        await asyncio.sleep(1)
        assert server.calls[0].body == {"text": "Hello.", "model_id": "eleven_flash_v2_5"}


async def test_a_model_that_takes_no_language_gets_none():
    async with (
        FakeElevenLabs() as server,
        tts(server, model_id="eleven_multilingual_v2", language="de-DE") as harness,
    ):
        say(harness, "r1", "Hallo.")
        await asyncio.sleep(1)
        assert heard(harness) == spell("Hallo.")


@pytest.mark.parametrize("rate_hz", [8_000, 24_000, 48_000])
async def test_frames_carry_the_configured_rate(rate_hz: int):
    async with FakeElevenLabs() as server, tts(server, output_format=f"pcm_{rate_hz}") as harness:
        say(harness, "r1", "Hello.")
        await asyncio.sleep(1)
        assert {m.sample_rate_hz for m in harness.received if isinstance(m, PcmFrame)} == {rate_hz}
        assert heard(harness) == spell("Hello.", sample_rate_hz=rate_hz)


@pytest.mark.parametrize("chunk_bytes", [1, 3, 333, 4097])
async def test_odd_chunks_give_unshifted_samples(chunk_bytes: int):
    async with FakeElevenLabs() as server, tts(server) as harness:
        server.plan = ElevenLabsPlan(chunk_bytes=chunk_bytes)
        say(harness, "r1", "Hello", " you.")
        await asyncio.sleep(5)
        assert heard(harness) == spell("Hello you.")


async def test_half_a_sample_at_the_end_of_a_piece_does_not_shift_the_next():
    async with FakeElevenLabs() as server, tts(server) as harness:
        server.plans.append(ElevenLabsPlan(sound=spell("Hello") + b"\x55"))
        say(harness, "r1", "Hello", " you.")
        await asyncio.sleep(5)
        assert heard(harness) == spell("Hello you.")


@pytest.mark.parametrize(
    "text", ["", " ", "\n\t", "...", "\N{GRINNING FACE}", "\u200b", "?!", "。"]
)
async def test_text_without_anything_to_say_is_not_asked_for(text: str):
    async with FakeElevenLabs() as server, tts(server) as harness:
        say(harness, "r1", text)
        await asyncio.sleep(1)
        assert ends(harness) == [("r1", "end")]
        assert server.calls == []
        assert errors(harness) == []


@pytest.mark.parametrize(
    "text",
    ["a \ud800 b", "<b>bold</b> & 3 < 4", 'quote " \\ \x00 end', "x" * 20_000, "ab " * 7_000],
)
async def test_odd_text_is_spoken_whole(text: str):
    async with FakeElevenLabs() as server, tts(server, lead_s=10) as harness:
        say(harness, "r1", text)
        await asyncio.sleep(400)
        assert heard(harness) == spell(text)
        assert ends(harness) == [("r1", "end")]


async def test_a_long_answer_is_not_sent_further_ahead_than_the_lead():
    async with FakeElevenLabs() as server, tts(server, lead_s=0.5) as harness:
        say(harness, "r1", "a" * 1000)
        await asyncio.sleep(2)
        assert 2_400 <= len(heard(harness)) // 32 <= 2_540
        assert errors(harness) == []
        await asyncio.sleep(10)
        assert ends(harness) == [("r1", "end")]
