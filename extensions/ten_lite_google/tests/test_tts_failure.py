from __future__ import annotations

import asyncio
import socket

import pytest

from ten_lite.errors import ProviderError
from ten_lite.messages import TtsAudioEnd
from ten_lite.testing.providers import spell
from ten_lite.testing.providers.google_tts import FakeGoogleTts, GoogleTtsPlan
from ten_lite.wav import wav_header

from .kit import ends, errors, flush, heard, say, tts, until

pytestmark = pytest.mark.real_time


def failure(caplog: pytest.LogCaptureFixture) -> ProviderError:
    """The first exception that left the extension."""
    for record in caplog.records:
        if record.name == "ten_lite.node.addon" and record.exc_info:
            error = record.exc_info[1]
            assert isinstance(error, ProviderError)
            return error
    raise AssertionError("nothing left the extension")


@pytest.mark.parametrize("api", ["streaming", "unary"])
async def test_a_key_that_is_refused_fails_for_good_once_the_refusal_is_known(
    caplog: pytest.LogCaptureFixture, api: str
):
    async with FakeGoogleTts() as server, tts(server, api_key="wrong", api=api) as harness:
        say(harness, "r1", "Hello.")
        await until(lambda: errors(harness))
        await asyncio.sleep(0.3)
        # gRPC may forget why the first call was refused
        assert 1 <= len(server.calls) <= (2 if api == "streaming" else 1)
        assert {call.status for call in server.calls} == {"INVALID_ARGUMENT"}
        (told,) = errors(harness)
        assert told.fatal
    error = failure(caplog)
    assert not error.retryable
    assert "api_key" in str(error)


@pytest.mark.parametrize(
    ("status", "text"),
    [
        ("UNAUTHENTICATED", "refused the key"),
        ("PERMISSION_DENIED", "refused the key"),
        ("RESOURCE_EXHAUSTED", "no quota left"),
        ("INVALID_ARGUMENT", "refused the request"),
        ("NOT_FOUND", "does not know"),
        ("UNIMPLEMENTED", "does not offer"),
        ("FAILED_PRECONDITION", "refused the request"),
    ],
)
async def test_what_trying_again_does_not_cure_is_not_asked_for_again(
    status: str, text: str, caplog: pytest.LogCaptureFixture
):
    async with FakeGoogleTts() as server, tts(server) as harness:
        server.plan = GoogleTtsPlan(status=status)
        say(harness, "r1", "Hello.")
        await until(lambda: errors(harness))
        assert len(server.calls) <= 2  # gRPC may forget why the first one was refused
        assert ends(harness) == [("r1", "error")]
        assert errors(harness)[0].fatal
    error = failure(caplog)
    assert text in str(error)
    assert (error.vendor, error.code, error.retryable) == ("google", status, False)


@pytest.mark.parametrize("status", ["UNAVAILABLE", "ABORTED", "DEADLINE_EXCEEDED", "CANCELLED"])
@pytest.mark.parametrize("api", ["streaming", "unary"])
async def test_a_refusal_for_the_moment_is_retried_before_the_first_sound(status: str, api: str):
    async with FakeGoogleTts() as server, tts(server, api=api) as harness:
        server.plans.extend([GoogleTtsPlan(status=status)] * 2)
        say(harness, "r1", "Hello.", " Bye.")
        await until(lambda: ends(harness))
        assert heard(harness) == spell("Hello. Bye.")
        assert not errors(harness)
        assert server.texts == ["Hello.", "Hello.", "Hello.", " Bye."]


async def test_an_internal_error_is_retried_once_and_no_more():
    async with FakeGoogleTts() as server, tts(server, retries=5) as harness:
        server.plans.append(GoogleTtsPlan(status="INTERNAL"))
        say(harness, "r1", "Hello.")
        await until(lambda: ends(harness))
        assert heard(harness) == spell("Hello.")
        server.plans.extend([GoogleTtsPlan(status="INTERNAL")] * 2)
        say(harness, "r2", "Bye.")
        await until(lambda: len(ends(harness)) == 2)
        assert ends(harness)[1] == ("r2", "error")
        assert server.texts == ["Hello.", "Hello.", "Bye.", "Bye."]


async def test_a_server_that_is_away_is_asked_again_when_it_is_back():
    async with FakeGoogleTts() as server, tts(server, retries=10) as harness:
        await server.shut()
        say(harness, "r1", "Hello.")
        await asyncio.sleep(0.6)
        await server.open()
        await until(lambda: ends(harness))
        assert heard(harness) == spell("Hello.")
        assert not errors(harness)


async def test_a_session_starts_in_time_although_google_does_not_answer():
    loop = asyncio.get_running_loop()
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen()
        async with FakeGoogleTts() as server:
            server.url = f"http://127.0.0.1:{deaf.getsockname()[1]}"
            began_s = loop.time()
            async with tts(server, first_byte_timeout_s=0.2, retries=0) as harness:
                assert loop.time() - began_s < 4
                say(harness, "r1", "Hello.")
                assert (await harness.pull(TtsAudioEnd)).reason == "error"


async def test_an_answer_without_sound_is_an_error_and_not_silence(
    caplog: pytest.LogCaptureFixture,
):
    async with FakeGoogleTts() as server, tts(server, retries=1) as harness:
        server.plan = GoogleTtsPlan(sound=b"")
        say(harness, "r1", "Hello.")
        await until(lambda: ends(harness))
        assert len(server.calls) == 2
        assert ends(harness) == [("r1", "error")]
    assert failure(caplog).code == "no_sound"


@pytest.mark.parametrize(
    ("plan", "api"),
    [
        (GoogleTtsPlan(first_byte_s=1000), "streaming"),
        (GoogleTtsPlan(first_byte_s=1000), "unary"),
        (GoogleTtsPlan(stall_after_bytes=2048), "streaming"),
    ],
    ids=["first", "unary", "gap"],
)
async def test_a_stall_ends_the_answer_with_an_error_and_the_next_one_speaks(
    plan: GoogleTtsPlan, api: str, caplog: pytest.LogCaptureFixture
):
    async with (
        FakeGoogleTts() as server,
        tts(server, first_byte_timeout_s=0.4, gap_timeout_s=0.4, api=api) as harness,
    ):
        server.plans.append(plan)
        say(harness, "r1", "Hello there.")
        end = await harness.pull(TtsAudioEnd, timeout_s=3)
        assert end.reason == "error"
        await until(lambda: server.calls[0].cancelled_at_s)
        count = len(harness.received)
        say(harness, "r2", "Bye.")
        await until(lambda: ("r2", "end") in ends(harness))
        assert b"".join(getattr(m, "data", b"") for m in harness.received[count:]) == spell("Bye.")
    assert failure(caplog).code == "timeout"
    assert failure(caplog).retryable


@pytest.mark.parametrize("status", ["UNAVAILABLE", "CANCELLED", "INTERNAL"])
async def test_what_is_cut_in_the_middle_is_not_said_twice_and_the_next_piece_is_spoken(
    status: str,
):
    async with FakeGoogleTts() as server, tts(server) as harness:
        server.plans.append(GoogleTtsPlan(status=status, end_after_bytes=2048))
        say(harness, "r1", "Hello there.", end=False)
        await until(lambda: ends(harness))
        say(harness, "r1", " Bye.")
        await until(lambda: len(ends(harness)) == 2)
        assert server.texts == ["Hello there.", " Bye."]
        assert ends(harness) == [("r1", "error"), ("r1", "end")]
        assert heard(harness).endswith(spell("Bye."))


@pytest.mark.parametrize(
    ("api", "sound", "code"),
    [
        ("streaming", b"RIFF\x00\x00\x00\x00WAVE" + bytes(400), "container"),
        ("streaming", b"OggS\x00\x02" + bytes(400), "container"),
        ("unary", bytes(400), "container"),
        ("unary", wav_header(1000, 16_000) + bytes(400), "container"),
        ("unary", wav_header(320, 24_000) + bytes(320), "format"),
    ],
    ids=["wav", "ogg", "none", "truncated", "rate"],
)
async def test_sound_in_another_form_is_refused_and_not_played(
    api: str, sound: bytes, code: str, caplog: pytest.LogCaptureFixture
):
    async with FakeGoogleTts() as server, tts(server, api=api) as harness:
        server.plan = GoogleTtsPlan(sound=sound, header=b"")
        say(harness, "r1", "Hello.")
        await until(lambda: errors(harness))
        assert heard(harness) == b""
    assert failure(caplog).code == code


async def test_sound_that_comes_late_is_not_heard_in_the_next_answer():
    async with FakeGoogleTts() as server, tts(server) as harness:
        server.plans.append(GoogleTtsPlan(first_byte_s=0.15))
        say(harness, "r1", "old")
        await until(lambda: server.calls)
        flush(harness)
        say(harness, "r2", "new")
        await until(lambda: ("r2", "end") in ends(harness))
        await asyncio.sleep(0.2)
        assert heard(harness) == spell("new")
