"""What cannot be cured by trying again is told at once, and is the end of the node."""

from __future__ import annotations

import asyncio

import pytest

from ten_lite.errors import ProviderError
from ten_lite.messages import ErrorMessage
from ten_lite.testing.providers import DeepgramPlan, FakeDeepgram

from .kit import stt


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
