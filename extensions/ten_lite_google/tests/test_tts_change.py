"""Another voice and language in the middle of a session, at the wire."""

from __future__ import annotations

import pytest

from ten_lite.messages import SessionConfig
from ten_lite.testing.providers import spell
from ten_lite.testing.providers.google_tts import FakeGoogleTts, GoogleTtsPlan

from .kit import ends, errors, heard, say, tts, until

pytestmark = pytest.mark.real_time


def voices(server: FakeGoogleTts) -> list[tuple[str, str]]:
    """Voice and language of each call."""
    return [(c.request.voice.name, c.request.voice.language_code) for c in server.calls]


async def test_another_language_is_spoken_by_the_same_voice_from_the_next_piece_on():
    async with FakeGoogleTts() as server, tts(server) as harness:
        say(harness, "r1", "One,", end=False)
        harness.push(SessionConfig(language="de-DE"))
        say(harness, "r1", " zwei.")
        await until(lambda: ends(harness))
        assert voices(server) == [
            ("en-US-Chirp3-HD-Charon", "en-US"),
            ("de-DE-Chirp3-HD-Charon", "de-DE"),
        ]
        assert heard(harness) == spell("One zwei")
        assert not errors(harness)


async def test_a_voice_google_does_not_have_is_told_and_the_answer_is_spoken_all_the_same():
    async with FakeGoogleTts() as server, tts(server) as harness:
        harness.push(SessionConfig(voice="en-US-Chirp3-HD-Nobody"))
        say(harness, "r1", "Hello.")
        await until(lambda: ends(harness))
        assert [voice for voice, _ in voices(server)] == [
            "en-US-Chirp3-HD-Nobody",
            "en-US-Chirp3-HD-Charon",
        ]
        assert heard(harness) == spell("Hello.")
        (told,) = errors(harness)
        assert told.code == "config_refused"


async def test_a_voice_that_does_not_stream_is_not_asked_for():
    async with FakeGoogleTts() as server, tts(server) as harness:
        harness.push(SessionConfig(voice="de-DE-Neural2-C"))
        say(harness, "r1", "Hello.")
        await until(lambda: ends(harness))
        assert voices(server) == [("en-US-Chirp3-HD-Charon", "en-US")]
        assert "does not stream" in errors(harness)[0].text


async def test_a_voice_of_one_language_is_not_asked_to_speak_another():
    async with (
        FakeGoogleTts() as server,
        tts(server, api="unary", voice="en-US-Neural2-C") as harness,
    ):
        harness.push(SessionConfig(language="de-DE"))
        say(harness, "r1", "Hello.")
        await until(lambda: ends(harness))
        assert voices(server) == [("en-US-Neural2-C", "en-US")]
        assert "speaks en-US only" in errors(harness)[0].text


async def test_a_voice_that_has_spoken_is_not_taken_back_for_another_failure():
    async with FakeGoogleTts() as server, tts(server) as harness:
        harness.push(SessionConfig(voice="en-US-Chirp3-HD-Kore"))
        say(harness, "r1", "Hello.")
        await until(lambda: ends(harness))
        server.plan = GoogleTtsPlan(status="RESOURCE_EXHAUSTED")
        say(harness, "r2", "Again.")
        await until(lambda: len(ends(harness)) == 2)
        assert ends(harness) == [("r1", "end"), ("r2", "error")]
        assert {voice for voice, _ in voices(server)} == {"en-US-Chirp3-HD-Kore"}
