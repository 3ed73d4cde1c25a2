"""Another voice and language in the middle of a session, at the wire."""

from __future__ import annotations

import asyncio

from ten_lite.messages import SessionConfig
from ten_lite.testing.providers import ElevenLabsPlan, FakeElevenLabs, spell

from .kit import ends, errors, heard, say, tts

GEORGE = "JBFqnCBsd6RMkjVDRZzb"


def asked(server: FakeElevenLabs) -> list[tuple[str, str, str | None]]:
    """Voice, text and language of each request."""
    return [(c.path.split("/")[3], c.text, c.body.get("language_code")) for c in server.calls]


async def test_the_next_piece_has_the_new_voice_and_language():
    async with FakeElevenLabs() as server, tts(server) as harness:
        say(harness, "r1", "One,", end=False)
        harness.push(SessionConfig(language="de-DE", voice="Anna123"))
        say(harness, "r1", " zwei.")
        await asyncio.sleep(3)
        assert asked(server) == [(GEORGE, "One,", None), ("Anna123", " zwei.", "de")]
        assert heard(harness) == spell("One zwei")
        assert errors(harness) == []


async def test_a_voice_elevenlabs_does_not_have_is_told_and_the_answer_is_spoken_all_the_same():
    async with FakeElevenLabs() as server, tts(server) as harness:
        server.plans.append(ElevenLabsPlan(status=404, code="voice_not_found"))
        harness.push(SessionConfig(voice="nobody"))
        say(harness, "r1", "Hello.")
        await asyncio.sleep(2)
        say(harness, "r2", "Again.")
        await asyncio.sleep(2)
        assert [voice for voice, _, _ in asked(server)] == ["nobody", GEORGE, GEORGE]
        assert heard(harness) == spell("Hello.Again.")
        assert ends(harness) == [("r1", "end"), ("r2", "end")]
        (text,) = errors(harness)
        assert text.startswith('"addon" cannot change to voice "nobody": ElevenLabs does not know')


async def test_a_voice_that_has_spoken_is_not_taken_back_for_another_failure():
    async with FakeElevenLabs() as server, tts(server) as harness:
        harness.push(SessionConfig(voice="Anna123"))
        say(harness, "r1", "Hello.")
        await asyncio.sleep(2)
        server.plan = ElevenLabsPlan(status=401, code="quota_exceeded")
        say(harness, "r2", "Again.")
        await asyncio.sleep(2)
        assert [voice for voice, _, _ in asked(server)] == ["Anna123", "Anna123"]
        assert ends(harness) == [("r1", "end"), ("r2", "error")]


async def test_what_is_no_voice_id_is_not_asked_for():
    async with FakeElevenLabs() as server, tts(server) as harness:
        harness.push(SessionConfig(voice="../models"))
        say(harness, "r1", "Hello.")
        await asyncio.sleep(2)
        assert [voice for voice, _, _ in asked(server)] == [GEORGE]
        (text,) = errors(harness)
        assert "id of the voice, not its name" in text
