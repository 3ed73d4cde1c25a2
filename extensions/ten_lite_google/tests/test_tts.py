from __future__ import annotations

import asyncio

import pytest

from ten_lite.messages import PcmFrame
from ten_lite.testing.providers import spell
from ten_lite.testing.providers.google_tts import FakeGoogleTts, GoogleTtsPlan
from ten_lite.wav import wav_header

from .kit import KEY, ends, errors, heard, say, tts, until

pytestmark = pytest.mark.real_time


async def test_each_piece_is_a_stream_of_its_own_that_is_half_closed_at_once():
    async with FakeGoogleTts() as server, tts(server) as harness:
        say(harness, "r1", "One.", " Two.", "...", " Three.")
        await until(lambda: ends(harness))
        say(harness, "r2", "Four.")
        await until(lambda: len(ends(harness)) == 2)
        assert server.texts == ["One.", " Two.", " Three.", "Four."]
        assert [call.status for call in server.calls] == ["OK"] * 4
        assert heard(harness) == spell("OneTwoThreeFour")


async def test_the_request_is_as_configured():
    async with (
        FakeGoogleTts() as server,
        tts(
            server,
            voice="en-US-Chirp3-HD-Kore",
            language="de-DE",
            speaking_rate=1.2,
            sample_rate_hz=24_000,
            extra_params={"customPronunciations": {"pronunciations": [{"phrase": "Jux"}]}},
        ) as harness,
    ):
        say(harness, "r1", "Hallo.")
        await until(lambda: ends(harness))
        (call,) = server.calls
        assert call.metadata["x-goog-api-key"] == KEY
        assert call.request.voice.name == "de-DE-Chirp3-HD-Kore"
        assert call.request.voice.language_code == "de-DE"
        audio = call.request.streaming_audio_config
        assert (audio.audio_encoding.name, audio.sample_rate_hertz) == ("PCM", 24_000)
        assert audio.speaking_rate == 1.2
        assert call.request.custom_pronunciations.pronunciations[0].phrase == "Jux"


async def test_a_gemini_voice_gets_its_model_and_its_prompt():
    properties = {
        "model": "gemini-2.5-flash-tts",
        "voice": "Kore",
        "language": "en-US",
        "prompt": "Say it cheerfully",
    }
    async with FakeGoogleTts() as server, tts(server, **properties) as harness:
        say(harness, "r1", "Hello.")
        await until(lambda: ends(harness))
        assert ends(harness) == [("r1", "end")]
        voice = server.calls[0].request.voice
        assert (voice.model_name, voice.name) == ("gemini-2.5-flash-tts", "Kore")


async def test_the_connection_is_there_before_the_first_text():
    async with FakeGoogleTts() as server, tts(server):
        assert server.listings == 1


@pytest.mark.parametrize("rate_hz", [8_000, 24_000, 48_000])
@pytest.mark.parametrize("api", ["streaming", "unary"])
async def test_frames_carry_the_configured_rate(rate_hz: int, api: str):
    async with FakeGoogleTts() as server, tts(server, sample_rate_hz=rate_hz, api=api) as harness:
        say(harness, "r1", "Hello.")
        await until(lambda: ends(harness))
        assert {m.sample_rate_hz for m in harness.received if isinstance(m, PcmFrame)} == {rate_hz}
        assert heard(harness) == spell("Hello.", sample_rate_hz=rate_hz)


@pytest.mark.parametrize("text", ["", " ", "...", "\N{GRINNING FACE}", "\u200b", "。", "\ud800"])
async def test_text_without_anything_to_say_is_not_asked_for(text: str):
    async with FakeGoogleTts() as server, tts(server) as harness:
        say(harness, "r1", text)
        await until(lambda: ends(harness))
        assert server.calls == []
        assert not errors(harness)


@pytest.mark.parametrize("text", ["a \ud800 b", "<b>bold</b> & 3 < 4", "ж" * 5_000, "ab " * 2_000])
@pytest.mark.parametrize("api", ["streaming", "unary"])
async def test_odd_and_long_text_is_asked_for_whole_and_in_parts_that_google_takes(
    text: str, api: str
):
    async with FakeGoogleTts() as server, tts(server, api=api) as harness:
        server.plan = GoogleTtsPlan(sound=spell("a"), header=b"")
        if api == "unary":
            server.plan = GoogleTtsPlan(sound=wav_header(320, 16_000) + spell("a"))
        say(harness, "r1", text)
        await until(lambda: ends(harness))
        assert ends(harness) == [("r1", "end")]
        assert "".join(server.texts) == text.encode("utf-8", "ignore").decode()
        assert len(server.calls) == -(-len(text.encode("utf-8", "ignore")) // 4_500)


@pytest.mark.parametrize("voice", ["en-US-Neural2-C", "en-US-Chirp3-HD-Charon"])
async def test_unary_takes_any_voice_and_cuts_the_header_off(voice: str):
    async with FakeGoogleTts() as server, tts(server, api="unary", voice=voice) as harness:
        say(harness, "r1", "Hello", " you.")
        await until(lambda: ends(harness))
        assert heard(harness) == spell("Hello you.")
        assert {call.api for call in server.calls} == {"unary"}
        encoding = server.calls[0].request.audio_config.audio_encoding
        assert encoding.name == "LINEAR16"


def chunk(name: bytes, body: bytes) -> bytes:
    return name + len(body).to_bytes(4, "little") + body


async def test_a_wav_header_of_another_length_is_read_and_not_played():
    sound = spell("Hello")
    usual = wav_header(len(sound), 16_000)
    longer = usual[:36] + chunk(b"LIST", b"INFOISFT" + bytes(26)) + usual[36:]
    async with FakeGoogleTts() as server, tts(server, api="unary") as harness:
        server.plan = GoogleTtsPlan(header=longer)
        say(harness, "r1", "Hello")
        await until(lambda: ends(harness))
        assert heard(harness) == sound


async def test_half_a_sample_at_the_end_of_a_piece_does_not_shift_the_next():
    async with FakeGoogleTts() as server, tts(server) as harness:
        server.plans.append(GoogleTtsPlan(sound=spell("Hello") + b"\x55"))
        say(harness, "r1", "Hello", " you.")
        await until(lambda: ends(harness))
        assert heard(harness) == spell("Hello you.")


async def test_sessions_of_one_account_share_a_connection_and_speak_at_once():
    from ten_lite.runtime.resources import ResourcePool
    from ten_lite_google.tts import GoogleTts
    from ten_lite_google.tts_config import GoogleTtsConfig

    async with FakeGoogleTts() as server:
        configs = [
            GoogleTtsConfig.model_validate({"api_key": key, "endpoint": server.url, "voice": voice})
            for key, voice in (
                (KEY, "en-US-Chirp3-HD-Kore"),
                (KEY, "de-DE-Chirp3-HD-Kore"),
                ("x", "en-US-Chirp3-HD-Kore"),
            )
        ]
        pool = ResourcePool()
        resources = [GoogleTts.resources(config)["voice"] for config in configs]
        one, same, other = [await pool.acquire(resource) for resource in resources]
        assert one is same
        assert one is not other
        for resource in resources:
            await pool.release(resource)
    await asyncio.sleep(0)
