from __future__ import annotations

import asyncio

import pytest

from ten_lite.errors import ProviderError
from ten_lite.messages import TtsAudioEnd
from ten_lite.testing.providers import ElevenLabsPlan, FakeElevenLabs, spell
from ten_lite_elevenlabs.failure import refusal

from .kit import ends, errors, heard, say, tts


def failure(caplog: pytest.LogCaptureFixture) -> ProviderError:
    """The first exception that left the extension."""
    for record in caplog.records:
        if record.name == "ten_lite.node.addon" and record.exc_info:
            error = record.exc_info[1]
            assert isinstance(error, ProviderError)
            return error
    raise AssertionError("nothing left the extension")


@pytest.mark.parametrize(
    ("status", "body", "retryable", "text"),
    [
        (401, {"detail": {"status": "quota_exceeded", "message": "m"}}, False, "quota"),
        (401, {"detail": {"code": "quota_exceeded", "status": "x"}}, False, "quota"),
        (401, {"detail": {"code": "unauthorized", "status": "invalid_api_key"}}, False, "api_key"),
        (402, {"detail": {"code": "insufficient_credits"}}, False, "quota"),
        (403, None, False, "refused"),
        (404, {"detail": {"status": "voice_not_found"}}, False, "voice_id"),
        (422, {"detail": [{"loc": ["body", "model_id"], "msg": "m"}]}, False, "body.model_id"),
        (429, {"detail": {"code": "concurrent_limit_exceeded"}}, True, "concurrent_limit"),
        (429, {"detail": {"code": "system_busy"}}, True, "system_busy"),
        (500, "<html>", True, "500"),
        (503, {"detail": "text"}, True, "503"),
        (200, {"detail": [3]}, False, "200"),
    ],
)
def test_a_refusal_is_told_by_its_status_and_code(
    status: int, body: object, retryable: bool, text: str
):
    error = refusal(status, body)
    assert error.retryable is retryable
    assert text in str(error)


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_a_refusal_for_the_moment_is_retried_before_the_first_sound(status: int):
    async with FakeElevenLabs() as server, tts(server) as harness:
        server.plans.extend([ElevenLabsPlan(status=status, code="system_busy")] * 2)
        say(harness, "r1", "Hello.", " Bye.")
        await asyncio.sleep(5)
        assert heard(harness) == spell("Hello. Bye.")
        assert errors(harness) == []
        assert server.calls[2].at_s - server.calls[0].at_s <= 0.76


async def test_a_connection_that_is_cut_before_the_first_sound_is_retried():
    async with FakeElevenLabs() as server, tts(server) as harness:
        server.plans.append(ElevenLabsPlan(cut_after_bytes=0))
        say(harness, "r1", "Hello.")
        await asyncio.sleep(5)
        assert heard(harness) == spell("Hello.")


async def test_an_answer_without_sound_is_an_error_and_not_silence(
    caplog: pytest.LogCaptureFixture,
):
    async with FakeElevenLabs() as server, tts(server, retries=1) as harness:
        server.plan = ElevenLabsPlan(sound=b"")
        say(harness, "r1", "Hello.")
        await asyncio.sleep(0.4)
        assert len(server.calls) == 2
        assert ends(harness) == [("r1", "error")]
    assert failure(caplog).code == "no_sound"


@pytest.mark.parametrize(
    ("plan", "after_s"),
    [
        (ElevenLabsPlan(first_byte_s=1000), 3.0),
        (ElevenLabsPlan(stall_after_bytes=2048), 1.0),
    ],
    ids=["first", "gap"],
)
async def test_a_stall_ends_the_answer_and_the_request_in_the_time_that_is_configured(
    plan: ElevenLabsPlan, after_s: float, caplog: pytest.LogCaptureFixture
):
    loop = asyncio.get_running_loop()
    async with (
        FakeElevenLabs() as server,
        tts(server, first_byte_timeout_s=3, gap_timeout_s=1) as harness,
    ):
        server.plans.append(plan)
        began_s = loop.time()
        say(harness, "r1", "Hello there.")
        end = await harness.pull(TtsAudioEnd)
        assert after_s <= loop.time() - began_s <= after_s + 0.1
        assert end.reason == "error"
        await asyncio.sleep(0.05)
        assert server.calls[0].cancelled_at_s is not None
    assert failure(caplog).code == "timeout"
    assert failure(caplog).retryable


async def test_what_is_cut_in_the_middle_is_not_said_twice_and_the_next_piece_is_spoken():
    async with FakeElevenLabs() as server, tts(server) as harness:
        server.plans.append(ElevenLabsPlan(cut_after_bytes=2048))
        say(harness, "r1", "Hello there.", end=False)
        await asyncio.sleep(1)
        say(harness, "r1", " Bye.")
        await asyncio.sleep(1)
        assert server.texts == ["Hello there.", " Bye."]
        assert ends(harness) == [("r1", "error"), ("r1", "end")]
        assert heard(harness).endswith(spell("Bye."))


@pytest.mark.parametrize("start", [b"OggS\x00\x02", b"fLaC\x00\x00"])
async def test_a_sound_file_in_place_of_samples_is_refused_and_not_played(
    start: bytes, caplog: pytest.LogCaptureFixture
):
    async with FakeElevenLabs() as server, tts(server) as harness:
        server.plan = ElevenLabsPlan(sound=start + bytes(4000))
        say(harness, "r1", "Hello.")
        await asyncio.sleep(0.09)
        assert heard(harness) == b""
    assert "output_format" in str(failure(caplog))
