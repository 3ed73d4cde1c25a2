from __future__ import annotations

import asyncio

import pytest

from ten_lite.messages import PcmFrame, SessionConfig, TtsAudioEnd
from ten_lite.testing.providers import CartesiaPlan, FakeCartesia, spell

from .kit import KEY, ends, errors, heard, say, tts


async def test_an_answer_is_start_then_every_sample_then_one_end():
    async with FakeCartesia() as server, tts(server) as harness:
        say(harness, "r1", "Hello there,", " how are you?")
        await asyncio.sleep(5)
        assert heard(harness) == spell("Hello there, how are you?")
        names = [m.name for m in harness.received]
        assert names[0] == "tts_audio_start"
        assert set(names[1:-1]) == {"pcm_frame"}
        end = harness.received[-1]
        assert isinstance(end, TtsAudioEnd)
        assert end.duration_ms == len(heard(harness)) // 32
        assert server.errors == []


async def test_an_answer_is_one_context_that_is_fed_as_the_text_comes():
    async with FakeCartesia() as server, tts(server) as harness:
        for text in ("One.", " Two.", " Three."):
            say(harness, "r1", text, end=False)
            await asyncio.sleep(0.3)
        say(harness, "r1", "")
        harness_end = await harness.pull(TtsAudioEnd)
        assert harness_end.reason == "end"
        await asyncio.sleep(1)
        (context,) = server.contexts
        inputs = [(r["transcript"], r["continue"]) for r in context.requests]
        assert inputs[0] == ("One.", True)
        assert "".join(text for text, _ in inputs) == "One. Two. Three."
        assert heard(harness) == spell("OneTwoThree")
        assert server.cancels == []


async def test_all_answers_of_a_session_go_over_one_connection_that_is_there_before():
    async with FakeCartesia() as server, tts(server) as harness:
        await asyncio.sleep(1)
        assert len(server.calls) == 1
        for n in range(3):
            say(harness, f"r{n}", "Hello.")
            await asyncio.sleep(60)
        assert len(server.calls) == 1
        assert len(server.contexts) == 3
        assert [reason for _, reason in ends(harness)] == ["end"] * 3


async def test_text_that_comes_after_a_pause_goes_on_in_a_new_context():
    async with FakeCartesia() as server, tts(server) as harness:
        say(harness, "r1", "One moment.", end=False)
        await asyncio.sleep(2)
        say(harness, "r1", " It is noon.")
        await asyncio.sleep(3)
        assert server.texts == ["One moment.", " It is noon."]
        assert server.errors == []
        assert heard(harness) == spell("OnemomentItisnoon")
        assert ends(harness) == [("r1", "end")]


@pytest.mark.parametrize("pause_s", [0.6, 0.75, 0.9, 1.05, 1.2, 2.9, 3.1])
@pytest.mark.parametrize("timestamps", [True, False])
async def test_no_pause_in_the_text_loses_a_word_or_asks_a_context_that_is_over(
    pause_s: float, timestamps: bool
):
    async with FakeCartesia() as server, tts(server) as harness:
        server.plan = CartesiaPlan(timestamps=timestamps)
        for text in ("One.", " Two.", " Three.", " Four."):
            say(harness, "r1", text, end=text == " Four.")
            await asyncio.sleep(pause_s)
        await asyncio.sleep(3)
        assert heard(harness) == spell("OneTwoThreeFour")
        assert ends(harness) == [("r1", "end")]
        assert server.errors == []


async def test_the_request_is_as_configured():
    config = {"speed": 1.2, "emotion": "happy"}
    async with (
        FakeCartesia() as server,
        tts(
            server,
            voice_id="other-voice",
            model_id="sonic-3",
            language="de-DE",
            sample_rate_hz=24_000,
            extra_params={"generation_config": config},
        ) as harness,
    ):
        say(harness, "r1", "Hallo.")
        await asyncio.sleep(1)
        (headers,) = [call.headers for call in server.calls]
        assert headers["authorization"] == f"Bearer {KEY}"
        assert headers["cartesia-version"] == "2026-08-14"
        request = dict(server.contexts[0].requests[0])
        request.pop("context_id")
        assert request == {
            "model_id": "sonic-3",
            "transcript": "Hallo.",
            "voice": {"mode": "id", "id": "other-voice"},
            "language": "de",
            "output_format": {"container": "raw", "encoding": "pcm_s16le", "sample_rate": 24_000},
            "continue": True,
            "add_timestamps": True,
            "use_normalized_timestamps": False,
            "max_buffer_delay_ms": 0,
            "generation_config": config,
        }
        assert {m.sample_rate_hz for m in harness.received if isinstance(m, PcmFrame)} == {24_000}
        assert heard(harness) == spell("Hallo", sample_rate_hz=24_000)


@pytest.mark.parametrize(
    "text", ["", " ", "\n\t", "...", "\N{GRINNING FACE}", "\u200b", "?!", "。"]
)
async def test_text_without_anything_to_say_is_not_asked_for(text: str):
    async with FakeCartesia() as server, tts(server) as harness:
        say(harness, "r1", text)
        await asyncio.sleep(1)
        assert ends(harness) == [("r1", "end")]
        assert server.contexts == []
        assert errors(harness) == []


@pytest.mark.parametrize(
    "text",
    ["a \ud800 b", "<b>bold</b> & 3 < 4", 'quote " \\ \x00 end', "x" * 20_000, "ab " * 3_000],
)
async def test_odd_text_is_spoken_whole(text: str):
    async with FakeCartesia() as server, tts(server, lead_s=10) as harness:
        say(harness, "r1", text)
        await asyncio.sleep(400)
        assert heard(harness) == spell(text.replace("\ud800", ""))
        assert ends(harness) == [("r1", "end")]
        assert server.errors == []


async def test_another_voice_and_language_speak_from_the_next_answer_on():
    async with FakeCartesia() as server, tts(server) as harness:
        say(harness, "r1", "One.")
        await asyncio.sleep(1)
        harness.push(SessionConfig(language="fr-FR", voice="other-voice"))
        say(harness, "r2", "Two.")
        await asyncio.sleep(1)
        first, second = (context.requests[0] for context in server.contexts)
        assert (first.get("language"), second["language"]) == (None, "fr")
        assert second["voice"]["id"] == "other-voice"


async def test_a_change_in_the_middle_of_an_answer_does_not_break_its_context():
    async with FakeCartesia() as server, tts(server) as harness:
        say(harness, "r1", "One.", end=False)
        await asyncio.sleep(0.2)
        harness.push(SessionConfig(voice="other-voice"))
        say(harness, "r1", " Two.")
        await asyncio.sleep(1)
        assert heard(harness) == spell("OneTwo")
        assert server.errors == []


async def test_a_voice_that_cartesia_does_not_know_is_told_and_the_one_before_speaks():
    async with FakeCartesia() as server, tts(server) as harness:
        say(harness, "r1", "One.")
        await asyncio.sleep(1)
        harness.push(SessionConfig(voice="nobody"))
        say(harness, "r2", "Two.")
        await asyncio.sleep(2)
        assert heard(harness) == spell("OneTwo")
        (error,) = errors(harness)
        assert 'cannot change to voice "nobody"' in error


async def test_sound_far_ahead_of_what_is_played_waits_and_is_not_lost():
    async with FakeCartesia() as server, tts(server, lead_s=0.5) as harness:
        say(harness, "r1", "a" * 2_000 + ".", end=False)
        await asyncio.sleep(8)
        say(harness, "r1", " " + "b" * 100)
        await asyncio.sleep(20)
        assert heard(harness) == spell("a" * 2_000 + "b" * 100)
        assert server.errors == []
