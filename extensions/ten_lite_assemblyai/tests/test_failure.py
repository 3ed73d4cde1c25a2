"""What is said while AssemblyAI is away is heard late; what no retry cures is told at once."""

from __future__ import annotations

import asyncio

import pytest

from ten_lite.errors import ProviderError
from ten_lite.testing.providers import (
    NUMBERS,
    AssemblyAiPlan,
    FakeAssemblyAi,
    pause,
    say_numbers,
)

from .kit import errors, finals, speak, stt, words


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
        (AssemblyAiPlan(status=401), "api_key"),
        (AssemblyAiPlan(error_code=1008, reason="Unauthorized Connection"), "api_key"),
        (AssemblyAiPlan(status=400, reason="because"), "because"),
        (AssemblyAiPlan(status=410), "410"),
        (AssemblyAiPlan(error_code=3006, reason="because"), "because"),
        (AssemblyAiPlan(error_code=1008, reason="Insufficient account balance"), "no balance"),
        (AssemblyAiPlan(error_code=4002, reason="Insufficient Funds"), "no balance"),
    ],
)
async def test_what_trying_again_does_not_cure_is_tried_once(
    plan: AssemblyAiPlan, text: str, caplog: pytest.LogCaptureFixture
):
    async with FakeAssemblyAi() as server:
        server.plan = plan
        async with stt(server):
            await asyncio.sleep(60)
            assert len(server.calls) == 1
    assert not failure(caplog).retryable
    assert text in str(failure(caplog))


@pytest.mark.parametrize(
    "plan",
    [
        AssemblyAiPlan(status=429),
        AssemblyAiPlan(status=503),
        AssemblyAiPlan(error_code=3005, reason="Session Cancelled: An error occurred"),
        AssemblyAiPlan(error_code=3009, reason="Unauthorized Connection: Too many concurrent"),
        AssemblyAiPlan(error_code=1008, reason="Too many concurrent sessions"),
        AssemblyAiPlan(begin_delay_s=1000),
    ],
)
async def test_what_may_be_over_soon_is_tried_again_and_no_word_is_lost(plan: AssemblyAiPlan):
    async with FakeAssemblyAi() as server:
        server.plans.extend([plan, plan])
        async with stt(server, connect_timeout_s=1) as harness:
            await speak(harness, say_numbers(*NUMBERS) + pause(3000))
            assert words(harness) == list(NUMBERS)
            assert len(server.calls) == 3
            assert len(errors(harness)) == 1


@pytest.mark.parametrize("close_code", [1000, 1006, 1011, 3005, 3007])
@pytest.mark.parametrize("drop_after_ms", [60, 1300, 3700])
async def test_a_lost_connection_loses_no_word_and_tells_none_twice(
    close_code: int, drop_after_ms: int
):
    async with FakeAssemblyAi() as server:
        server.plans.append(AssemblyAiPlan(drop_after_ms=drop_after_ms, close_code=close_code))
        async with stt(server) as harness:
            said = b"".join(say_numbers(*NUMBERS[n : n + 4]) + pause(400) for n in (0, 4, 8, 12))
            await speak(harness, said + pause(1000))
            assert words(harness) == list(NUMBERS[:16])
            assert len(server.calls) == 2
            assert "lost" in errors(harness)[0] or "not available" in errors(harness)[0]


async def test_a_session_that_has_lasted_as_long_as_it_may_is_followed_by_another():
    async with FakeAssemblyAi() as server:
        server.plans.append(AssemblyAiPlan(drop_after_ms=12_000, close_code=3008))
        async with stt(server) as harness:
            await speak(harness, pause(11_800) + say_numbers("one", "two") + pause(1000))
            assert words(harness) == ["one", "two"]
            assert errors(harness) == []


async def test_times_go_on_after_a_new_connection_and_silence_is_not_sent_again():
    async with FakeAssemblyAi() as server:
        server.plans.append(AssemblyAiPlan(drop_after_ms=9500))
        async with stt(server) as harness:
            await speak(harness, pause(10_000) + say_numbers("one") + pause(500))
            assert finals(harness)[0].start_ms == 10_000
            assert len(server.calls[1].sound) < 32_000 * 2.5


async def test_without_messages_about_silence_a_quiet_connection_is_not_taken_for_dead():
    async with FakeAssemblyAi() as server:
        server.plan = AssemblyAiPlan(tells_silence=False)
        async with stt(server) as harness:
            await speak(harness, pause(30_000) + say_numbers("one") + pause(400))
            assert words(harness) == ["one"]
            assert len(server.calls) == 1


async def test_a_server_that_falls_silent_in_a_turn_is_left_and_no_word_is_lost():
    async with FakeAssemblyAi() as server:
        server.plans.append(AssemblyAiPlan(deaf_after_ms=500))
        async with stt(server) as harness:
            await speak(harness, say_numbers(*NUMBERS, *NUMBERS) + pause(1000))
            assert words(harness) == [*NUMBERS, *NUMBERS]
            assert server.calls[1].at_s - server.calls[0].at_s <= 6.5
            assert "no answer for 5 s" in errors(harness)[0]


async def test_another_language_is_understood_from_the_next_turn_on():
    from ten_lite.messages import SessionConfig

    async with FakeAssemblyAi() as server, stt(server) as harness:
        await speak(harness, say_numbers("one"))
        harness.push(SessionConfig(language="de-DE"))
        await speak(harness, say_numbers("two") + pause(2500) + say_numbers("three") + pause(400))
        assert [(final.text, final.language) for final in finals(harness)] == [
            ("One two.", "en-US"),
            ("Three.", "de-DE"),
        ]
        assert [call.query["language_codes"] for call in server.calls] == [['["en"]'], ['["de"]']]
        assert errors(harness) == []


async def test_a_language_the_model_does_not_know_is_refused_and_the_one_before_stays():
    from ten_lite.messages import SessionConfig

    async with FakeAssemblyAi() as server, stt(server, model="universal-streaming-english") as h:
        h.push(SessionConfig(language="de-DE"))
        await speak(h, pause(1500) + say_numbers("one") + pause(600))
        assert "English only" in errors(h)[0]
        assert words(h) == ["one"]
        assert len(server.calls) == 1


@pytest.mark.parametrize(
    "plan",
    [
        AssemblyAiPlan(deaf_after_ms=0),
        AssemblyAiPlan(reads=False),
        AssemblyAiPlan(begin_delay_s=1000),
        AssemblyAiPlan(status=503),
    ],
    ids=["deaf", "hung", "connecting", "away"],
)
@pytest.mark.parametrize("after_ms", [20, 2000])
async def test_stop_takes_less_than_a_second_and_tells_nothing(plan: AssemblyAiPlan, after_ms: int):
    loop = asyncio.get_running_loop()
    async with FakeAssemblyAi() as server:
        server.plan = plan
        async with stt(server) as harness:
            await speak(harness, (say_numbers("one") + pause(2000))[: 32 * after_ms])
            before = len(harness.received)
            began_s = loop.time()
        assert loop.time() - began_s < 1
        assert len(harness.received) == before


async def test_the_session_is_ended_so_that_it_is_not_paid_for():
    async with FakeAssemblyAi() as server:
        async with stt(server) as harness:
            await speak(harness, pause(200))
        await asyncio.sleep(1)
        assert server.calls[0].texts[-1] == {"type": "Terminate"}
        assert server.calls[0].close_code == 1000
