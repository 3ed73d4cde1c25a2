from __future__ import annotations

import asyncio

import pytest

from ten_lite.errors import ProviderError
from ten_lite.messages import TtsAudioEnd
from ten_lite.testing.providers import CartesiaPlan, FakeCartesia, spell

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
    ("plan", "text"),
    [
        (CartesiaPlan(status=402, code="insufficient_credits"), "quota"),
        (CartesiaPlan(status=429, code="quota_exceeded"), "quota"),
        (CartesiaPlan(status=404, code="model_not_found"), "voice_id and model_id"),
        (CartesiaPlan(status=400, code="invalid_request"), "properties"),
        (CartesiaPlan(status=401), "api_key"),
    ],
)
async def test_what_trying_again_does_not_cure_is_tried_once(
    plan: CartesiaPlan, text: str, caplog: pytest.LogCaptureFixture
):
    async with FakeCartesia() as server, tts(server) as harness:
        server.plan = plan
        say(harness, "r1", "Hello.")
        await asyncio.sleep(10)
        assert len(server.contexts) == 1
        assert ends(harness) == [("r1", "error")]
    assert not failure(caplog).retryable
    assert text in str(failure(caplog))


@pytest.mark.parametrize(
    "plan",
    [
        CartesiaPlan(status=429, code="concurrency_limited"),
        CartesiaPlan(status=500),
        CartesiaPlan(status=503),
        CartesiaPlan(cut_after_bytes=0),
    ],
)
async def test_a_refusal_for_the_moment_is_retried_before_the_first_sound(plan: CartesiaPlan):
    async with FakeCartesia() as server, tts(server) as harness:
        server.plans.extend([plan] * 2)
        say(harness, "r1", "Hello.", " Bye.")
        await asyncio.sleep(5)
        assert heard(harness) == spell("Hello. Bye.")
        assert errors(harness) == []
        assert server.contexts[2].at_s - server.contexts[0].at_s <= 0.9


async def test_a_connection_that_is_refused_for_the_moment_is_made_with_the_first_answer():
    async with FakeCartesia() as server:
        server.handshakes.extend([503, 503])
        async with tts(server) as harness:
            await asyncio.sleep(1)
            assert errors(harness) == []
            say(harness, "r1", "Hello.")
            await asyncio.sleep(2)
            assert heard(harness) == spell("Hello.")


@pytest.mark.parametrize("cut_after_bytes", [320, 1600, 3200, 4000, 4159])
@pytest.mark.parametrize("chunk_bytes", [160, 333, 4096])
async def test_a_connection_that_is_cut_in_mid_answer_goes_on_with_the_rest(
    cut_after_bytes: int, chunk_bytes: int
):
    async with FakeCartesia() as server, tts(server) as harness:
        server.plans.append(CartesiaPlan(cut_after_bytes=cut_after_bytes, chunk_bytes=chunk_bytes))
        say(harness, "r1", "One two three.", " Four five six.")
        await asyncio.sleep(5)
        first, *rest = server.contexts
        assert len(rest) == 1
        assert "One two three. Four five six.".endswith(rest[0].text)
        made = spell("Onetwothree.Fourfivesix")
        broken = heard(harness)
        again = spell(rest[0].text)
        assert broken.endswith(again)
        said = broken[: len(broken) - len(again)]
        assert made.startswith(said)
        assert len(said) + len(again) >= len(made)  # no word is lost
        longest_word = len(spell("three"))
        assert len(said) + len(again) - len(made) <= longest_word + chunk_bytes
        assert ends(harness) == [("r1", "end")]
        assert first.sent_bytes == cut_after_bytes


@pytest.mark.parametrize(
    ("plan", "sent"),
    [(CartesiaPlan(first_sound_s=1000), 0), (CartesiaPlan(stall_after_bytes=2048), 2048)],
    ids=["first", "gap"],
)
async def test_a_stall_ends_the_answer_with_an_error_in_time_and_the_next_one_speaks(
    plan: CartesiaPlan, sent: int, caplog: pytest.LogCaptureFixture
):
    loop = asyncio.get_running_loop()
    async with FakeCartesia() as server, tts(server, stall_timeout_s=2) as harness:
        server.plans.append(plan)
        began_s = loop.time()
        say(harness, "r1", "Hello there.")
        end = await harness.pull(TtsAudioEnd)
        assert loop.time() - began_s <= 2.6
        assert end.reason == "error"
        await asyncio.sleep(0.1)
        assert server.contexts[0].cancelled_at_s is not None
        await asyncio.sleep(1)
        count = len(harness.received)
        say(harness, "r2", "Bye.")
        await asyncio.sleep(1)
        assert heard(harness, count) == spell("Bye.")
    assert failure(caplog).code == "timeout"


async def test_cartesia_may_hang_up_between_answers():
    async with FakeCartesia() as server, tts(server) as harness:
        await asyncio.sleep(400)
        say(harness, "r1", "One.")
        await asyncio.sleep(1)
        server.hang_up()
        await asyncio.sleep(1)
        say(harness, "r2", "Two.")
        await asyncio.sleep(2)
        assert heard(harness) == spell("OneTwo")
        assert len(server.calls) == 3
        assert errors(harness) == []
