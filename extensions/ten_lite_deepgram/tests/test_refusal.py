"""What cannot be cured by trying again is told at once, and is the end of the node."""

from __future__ import annotations

import asyncio
import logging

import pytest

from ten_lite.errors import ProviderError
from ten_lite.messages import ErrorMessage
from ten_lite.testing.providers import DeepgramPlan, FakeDeepgram, pause

from .kit import KEY, errors, speak, stt


def failure(caplog: pytest.LogCaptureFixture) -> ProviderError:
    """The first exception that left the extension."""
    for record in caplog.records:
        if record.name == "ten_lite.node.addon" and record.exc_info:
            error = record.exc_info[1]
            assert isinstance(error, ProviderError)
            return error
    raise AssertionError("nothing left the extension")


async def test_a_key_that_is_refused_fails_for_good_at_the_first_try(
    caplog: pytest.LogCaptureFixture,
):
    async with FakeDeepgram() as server, stt(server, api_key="wrong-key") as harness:
        await asyncio.sleep(60)
        assert [call.status for call in server.calls] == [401]
        (error,) = [m for m in harness.received if isinstance(m, ErrorMessage)]
        assert error.fatal
    error = failure(caplog)
    assert not error.retryable
    assert (error.vendor, error.code) == ("deepgram", "401")
    assert "api_key" in str(error)
    assert "Invalid credentials" in str(error)


@pytest.mark.parametrize("status", [400, 402, 403, 404])
async def test_a_request_that_is_refused_fails_for_good(
    status: int, caplog: pytest.LogCaptureFixture
):
    async with FakeDeepgram() as server:
        server.plan = DeepgramPlan(status=status, reason="because")
        async with stt(server):
            await asyncio.sleep(60)
            assert len(server.calls) == 1
    assert not failure(caplog).retryable
    assert "because" in str(failure(caplog))


async def test_a_server_that_accepts_and_closes_gets_three_tries_in_two_seconds(
    caplog: pytest.LogCaptureFixture,
):
    async with FakeDeepgram() as server:
        server.plan = DeepgramPlan(drop_after_ms=0, close_code=1008)
        async with stt(server) as harness:
            await speak(harness, pause(2000))
            assert len(server.calls) == 3
            assert server.calls[2].at_s - server.calls[0].at_s <= 2
    error = failure(caplog)
    assert not error.retryable
    assert "3 failures" in str(error)


async def test_a_server_that_never_comes_back_is_given_up_after_the_configured_tries(
    caplog: pytest.LogCaptureFixture,
):
    async with FakeDeepgram() as server:
        server.plan = DeepgramPlan(status=503)
        async with stt(server, max_attempts=4):
            await asyncio.sleep(60)
            assert len(server.calls) == 4
    assert not failure(caplog).retryable
    assert "4 failures" in str(failure(caplog))


async def test_nobody_listening_is_retried_and_given_up(caplog: pytest.LogCaptureFixture):
    async with FakeDeepgram() as server:
        url = server.url
    async with stt(server, base_url=url, max_attempts=2) as harness:
        await asyncio.sleep(1)
        assert "cannot be reached" in errors(harness)[0]
    assert not failure(caplog).retryable


async def test_the_key_is_in_no_log_and_in_no_message(caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)
    async with FakeDeepgram() as server:
        server.plans.append(DeepgramPlan(drop_after_ms=200))
        server.plans.append(DeepgramPlan(status=401, reason="no"))
        async with stt(server) as harness:
            await speak(harness, pause(3000))
            told = " ".join(errors(harness))
    quiet = [r for r in caplog.records if not r.name.startswith("websockets.server")]
    logged = " ".join(f"{record.getMessage()} {record.exc_text}" for record in quiet)
    assert logged
    assert KEY not in logged + told
