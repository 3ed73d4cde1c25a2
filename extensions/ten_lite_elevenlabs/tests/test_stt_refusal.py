"""What cannot be cured by trying again is told at once, and is the end of the node."""

from __future__ import annotations

import asyncio
import logging

import pytest

from ten_lite.errors import ProviderError
from ten_lite.testing.providers import FakeElevenLabs, ScribePlan, pause, say_numbers
from ten_lite_elevenlabs.failure import scribe_refusal

from .stt_kit import KEY, errors, speak, stt, words


def failure(caplog: pytest.LogCaptureFixture) -> ProviderError:
    """The first exception that left the extension."""
    for record in caplog.records:
        if record.name == "ten_lite.node.addon" and record.exc_info:
            error = record.exc_info[1]
            assert isinstance(error, ProviderError)
            return error
    raise AssertionError("nothing left the extension")


@pytest.mark.parametrize(
    ("plan", "text"),
    [
        (ScribePlan(status=401), "api_key"),
        (ScribePlan(error="quota_exceeded", drop_after_ms=100), "quota"),
    ],
)
async def test_a_refusal_at_the_handshake_or_behind_it_fails_for_good_with_one_error(
    plan: ScribePlan, text: str, caplog: pytest.LogCaptureFixture
):
    async with FakeElevenLabs() as server:
        server.scribe_plan = plan
        async with stt(server) as harness:
            await speak(harness, pause(2000))
            assert len(server.scribe_calls) == 1
            assert len(errors(harness)) == 1
    assert not failure(caplog).retryable
    assert text in str(failure(caplog))


@pytest.mark.parametrize(
    ("kind", "retryable", "text"),
    [
        ("auth_error", False, "api_key"),
        ("quota_exceeded", False, "quota"),
        ("unaccepted_terms", False, "terms"),
        ("invalid_request", False, "properties"),
        ("rate_limited", True, "rate_limited: said"),
    ],
)
def test_an_error_is_told_by_its_kind(kind: str, retryable: bool, text: str):
    error = scribe_refusal(kind, "said")
    assert error.retryable is retryable
    assert text in str(error)


@pytest.mark.parametrize(
    "error", ["rate_limited", "resource_exhausted", "queue_overflow", "transcriber_error", "error"]
)
async def test_an_error_of_the_moment_is_told_once_and_got_over(error: str):
    async with FakeElevenLabs() as server:
        server.scribe_plans.append(ScribePlan(error=error, drop_after_ms=700))
        async with stt(server) as harness:
            await speak(harness, say_numbers("one", "two", "three", "four") + pause(2500))
            assert words(harness) == ["one", "two", "three", "four"]
            (told,) = errors(harness)
            assert error in told


async def test_a_server_that_accepts_and_closes_gets_three_tries_in_two_seconds(
    caplog: pytest.LogCaptureFixture,
):
    async with FakeElevenLabs() as server:
        server.scribe_plan = ScribePlan(drop_after_ms=0)
        async with stt(server) as harness:
            await speak(harness, pause(2000))
            assert len(server.scribe_calls) == 3
    assert "3 failures" in str(failure(caplog))


async def test_nobody_listening_is_retried_and_given_up(caplog: pytest.LogCaptureFixture):
    async with FakeElevenLabs() as server:
        url = server.url
    async with stt(server, base_url=url, max_attempts=2) as harness:
        await asyncio.sleep(1)
        assert "cannot be reached" in errors(harness)[0]
    assert not failure(caplog).retryable


async def test_the_key_is_in_no_log_and_in_no_message(caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)
    async with FakeElevenLabs() as server:
        server.scribe_plans.append(ScribePlan(drop_after_ms=200))
        echoed = f'{{"message_type": "auth_error", "error": "no such key: {KEY}"}}'
        server.scribe_plans.append(ScribePlan(first_messages=(echoed,)))
        async with stt(server) as harness:
            await speak(harness, pause(3000))
            told = " ".join(errors(harness))
    logged = " ".join(f"{record.getMessage()} {record.exc_text}" for record in caplog.records)
    assert "no such key: ***" in logged
    assert KEY not in logged + told
