"""What cannot be cured by trying again is told at once, and is the end of the node."""

from __future__ import annotations

import asyncio
import logging

import pytest

from ten_lite.errors import ProviderError
from ten_lite.messages import TtsTextInput
from ten_lite.testing.providers import AzurePlan
from ten_lite_azure.failure import refusal

from .kit import azure, errors, stt, tts, until


def failure(caplog: pytest.LogCaptureFixture) -> ProviderError:
    """The first exception that left the extension."""
    for record in caplog.records:
        if record.name == "ten_lite.node.addon" and record.exc_info:
            error = record.exc_info[1]
            assert isinstance(error, ProviderError)
            return error
    raise AssertionError("nothing left the extension")


@pytest.mark.real_time
@pytest.mark.parametrize("status", [401, 403])
async def test_a_key_that_is_refused_ends_the_recogniser_at_the_first_try(
    status: int, caplog: pytest.LogCaptureFixture
):
    loop = asyncio.get_running_loop()
    async with azure() as server:
        server.plan = AzurePlan(status=status)
        async with stt(server) as harness:
            began_s = loop.time()
            await until(lambda: errors(harness))
            assert loop.time() - began_s < 10  # it takes 0.5 s; a busy machine more
            await asyncio.sleep(0.5)
            assert len(server.calls) == 1
            assert [error.fatal for error in errors(harness)] == [True]
    error = failure(caplog)
    assert not error.retryable
    assert error.vendor == "azure"


@pytest.mark.real_time
async def test_a_wrong_key_ends_the_voice_at_the_first_try_and_is_told_nowhere(
    caplog: pytest.LogCaptureFixture,
):
    caplog.set_level(logging.DEBUG)
    loop = asyncio.get_running_loop()
    async with azure() as server, tts(server, api_key="wrong-key") as harness:
        began_s = loop.time()
        harness.push(TtsTextInput("r", "hello", True))
        await until(lambda: errors(harness))
        assert loop.time() - began_s < 10  # it takes 0.5 s; a busy machine more
        assert [call.status for call in server.calls] == [401]
        assert "wrong-key" not in str(harness.received)
    error = failure(caplog)
    assert not error.retryable
    assert error.code == "AuthenticationFailure"
    assert "api_key" in str(error)
    own = [r.getMessage() for r in caplog.records if not r.name.startswith("websockets")]
    assert "wrong-key" not in str(own)


@pytest.mark.parametrize(
    ("code", "retryable"),
    [
        ("AuthenticationFailure", False),
        ("BadRequest", False),
        ("Forbidden", False),
        ("TooManyRequests", True),
        ("ConnectionFailure", True),
        ("ServiceTimeout", True),
        ("ServiceUnavailable", True),
        ("RuntimeError", True),
    ],
)
def test_only_what_may_pass_is_tried_again(code: str, retryable: bool):
    error = refusal(code, "because\n  of this " + "x" * 1000)
    assert error.retryable is retryable
    assert error.code == code
    assert "because of this" in str(error)
    assert len(str(error)) < 300


def test_places_in_the_sdks_libraries_are_not_told():
    error = refusal("RuntimeError", "0x5 (SPXERR_INVALID_ARG)\n[CALL STACK BEGIN]\n/usr/lib/x.so")
    assert str(error) == "Azure is not available (RuntimeError: 0x5 (SPXERR_INVALID_ARG))"
