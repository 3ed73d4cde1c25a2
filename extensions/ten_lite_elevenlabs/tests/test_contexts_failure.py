"""What fails on the WebSocket is got over without a word twice, or told once."""

from __future__ import annotations

import asyncio

import pytest

from ten_lite.errors import ProviderError
from ten_lite.messages import SessionConfig, TtsAudioEnd
from ten_lite.testing.providers import FakeElevenLabs, VoicePlan, spell
from ten_lite_elevenlabs.failure import socket_refusal

from .kit import ends, errors, fed, heard, say

GEORGE = "JBFqnCBsd6RMkjVDRZzb"


def failure(caplog: pytest.LogCaptureFixture) -> ProviderError:
    """The first exception that left the extension."""
    for record in caplog.records:
        if record.name == "ten_lite.node.addon" and record.exc_info:
            error = record.exc_info[1]
            assert isinstance(error, ProviderError)
            return error
    raise AssertionError("nothing left the extension")


@pytest.mark.parametrize("close_code", [1000, 1006, 1008, 1011])
@pytest.mark.parametrize("drop_after_ms", [100, 200, 500, 900])
async def test_a_connection_that_is_lost_in_an_answer_is_followed_by_the_rest_and_no_word_twice(
    close_code: int, drop_after_ms: int
):
    """Words of 100 ms: what was sent ends with a word."""
    words = [letter * 10 for letter in "abcdefghijkl"]
    async with FakeElevenLabs() as server:
        lost = VoicePlan(drop_after_ms=drop_after_ms, close_code=close_code, chunk_delay_s=0.01)
        server.voice_plans.append(lost)
        async with fed(server) as harness:
            say(harness, "r1", " ".join(words[:6]), " " + " ".join(words[6:]))
            await asyncio.sleep(5)
            assert heard(harness) == spell("".join(words))
            given = [
                context.text for call in server.voice_calls for context in call.contexts.values()
            ]
            assert given[1].split() == words[drop_after_ms // 100 :]
            assert ends(harness) == [("r1", "end")]
            assert errors(harness) == []


async def test_a_word_that_was_cut_is_said_again_and_no_other():
    async with FakeElevenLabs() as server:
        lost = VoicePlan(drop_after_ms=300, chunk_ms=50, chunk_delay_s=0.01)
        server.voice_plans.append(lost)
        async with fed(server) as harness:
            say(harness, "r1", "aaaaaaaaaa bbbbbbbbbbbbbbbbbbbbbbbbb cccccccccc")
            await asyncio.sleep(5)
            assert heard(harness) == spell("a" * 10 + "b" * 20 + "b" * 25 + "c" * 10)
            assert ends(harness) == [("r1", "end")]


async def test_a_connection_that_is_not_there_at_first_is_tried_again():
    async with FakeElevenLabs() as server:
        server.voice_plans.extend([VoicePlan(status=503), VoicePlan(status=429)])
        async with fed(server) as harness:
            say(harness, "r1", "Hello.")
            await asyncio.sleep(3)
            assert heard(harness) == spell("Hello.")
            assert errors(harness) == []


async def test_after_the_configured_tries_the_answer_ends_with_an_error(
    caplog: pytest.LogCaptureFixture,
):
    async with FakeElevenLabs() as server:
        server.voice_plan = VoicePlan(error="system_busy")
        async with fed(server, retries=1) as harness:
            say(harness, "r1", "Hello.")
            await asyncio.sleep(1)
            assert ends(harness) == [("r1", "error")]
            assert sum(bool(call.messages) for call in server.voice_calls) == 2
    assert failure(caplog).retryable


@pytest.mark.parametrize(
    ("code", "retryable", "text"),
    [
        ("quota_exceeded", False, "quota"),
        ("invalid_api_key", False, "api_key"),
        ("voice_id_does_not_exist", False, "voice_id"),
        ("unsupported_model", False, "properties"),
        ("invalid_message", False, "properties"),
        ("system_busy", True, "system_busy"),
        ("input_timeout_exceeded", True, "input_timeout_exceeded"),
    ],
)
def test_an_error_is_told_by_its_code(code: str, retryable: bool, text: str):
    error = socket_refusal(code)
    assert error.retryable is retryable
    assert text in str(error)


async def test_a_handshake_that_is_refused_is_told_before_anything_is_said(
    caplog: pytest.LogCaptureFixture,
):
    async with FakeElevenLabs() as server:
        server.voice_plan = VoicePlan(status=401)
        async with fed(server) as harness:
            await asyncio.sleep(60)
            assert len(errors(harness)) == 1
            assert len(server.voice_calls) == 1
    assert "api_key" in str(failure(caplog))


@pytest.mark.parametrize(
    "plan", [VoicePlan(first_byte_s=1000), VoicePlan(stall_after_ms=200)], ids=["first", "gap"]
)
async def test_a_stall_ends_the_answer_in_the_time_that_is_configured(
    plan: VoicePlan, caplog: pytest.LogCaptureFixture
):
    loop = asyncio.get_running_loop()
    async with FakeElevenLabs() as server:
        server.voice_plans.append(plan)
        async with fed(server, first_byte_timeout_s=2, gap_timeout_s=1) as harness:
            began_s = loop.time()
            say(harness, "r1", "Hello there, how are you all doing today in this place?")
            end = await harness.pull(TtsAudioEnd)
            assert 2 <= loop.time() - began_s <= 2.8
            assert end.reason == "error"
            await asyncio.sleep(0.1)
    assert failure(caplog).code == "timeout"


async def test_an_answer_without_sound_is_an_error_and_not_silence(
    caplog: pytest.LogCaptureFixture,
):
    async with FakeElevenLabs() as server:
        server.voice_plan = VoicePlan(sound=b"")
        async with fed(server, first_byte_timeout_s=1, gap_timeout_s=1) as harness:
            say(harness, "r1", "Hello.")
            await asyncio.sleep(1.9)
            assert ends(harness) == [("r1", "error")]


async def test_the_next_answer_has_the_new_voice_and_language():
    async with FakeElevenLabs() as server, fed(server) as harness:
        say(harness, "r1", "One,", end=False)
        await asyncio.sleep(0.2)
        harness.push(SessionConfig(language="de-DE", voice="Anna123"))
        say(harness, "r1", " two.")
        await asyncio.sleep(1)
        assert len(server.voice_calls) == 2  # before there is anything to say
        say(harness, "r2", "Drei.")
        await asyncio.sleep(1)
        assert heard(harness) == spell("One, two. Drei.")
        paths = [call.path.split("/")[3] for call in server.voice_calls]
        assert paths == [GEORGE, "Anna123"]
        assert server.voice_calls[1].query["language_code"] == ["de"]
        assert [len(call.contexts) for call in server.voice_calls] == [1, 1]
        assert [call.close_code for call in server.voice_calls] == [1000, None]
        assert errors(harness) == []


@pytest.mark.parametrize(
    "plan", [VoicePlan(error="voice_id_does_not_exist"), VoicePlan(status=404)], ids=["text", "404"]
)
@pytest.mark.parametrize("wait_s", [0, 1])
async def test_a_voice_elevenlabs_does_not_have_is_told_and_the_answer_is_spoken_all_the_same(
    plan: VoicePlan, wait_s: float
):
    async with FakeElevenLabs() as server, fed(server) as harness:
        say(harness, "r1", "One.")
        await asyncio.sleep(1)
        server.voice_plans.append(plan)
        harness.push(SessionConfig(voice="nobody"))
        await asyncio.sleep(wait_s)
        say(harness, "r2", "Two.")
        await asyncio.sleep(2)
        say(harness, "r3", "Three.")
        await asyncio.sleep(2)
        assert heard(harness) == spell("One.Two.Three.")
        assert ends(harness) == [("r1", "end"), ("r2", "end"), ("r3", "end")]
        (text,) = errors(harness)
        assert text.startswith('"addon" cannot change to voice "nobody": ElevenLabs does not know')
