"""Drain, stop, restart; and the properties."""

from __future__ import annotations

import asyncio

import pytest
from pydantic import ValidationError

from ten_lite.messages import TtsTextInput, UserJoined
from ten_lite_main_control.config import MainControlConfig
from ten_lite_main_control.tests.kit import FOREVER, Desk, desk


async def drained_after(d: Desk, *, timeout_s: float = 60.0) -> float:
    loop = asyncio.get_running_loop()
    began_s = loop.time()
    await d.session.drain(timeout_s)
    return loop.time() - began_s


async def play(d: Desk, request_id: str, *, at_s: float, ends_s: float, duration_ms: int) -> None:
    """The voice of one answer."""
    await asyncio.sleep(at_s)
    d.voice_starts(request_id)
    await asyncio.sleep(ends_s)
    d.voice_ends(request_id, round(duration_ms - ends_s * 1000))


async def test_drain_has_nothing_to_wait_for_while_nobody_speaks():
    async with desk() as d:
        assert await drained_after(d) == 0


async def test_drain_waits_for_the_model_the_voice_and_the_clients_loudspeaker():
    async with desk(voice=False) as d:
        d.script(["Wait ", 1.0, "for it."])
        d.hear("hello")
        voice = asyncio.create_task(play(d, "s1-1", at_s=1.5, ends_s=1.0, duration_ms=3_000))
        assert await drained_after(d) == pytest.approx(1.5 + 3.0, abs=0.01)
        await voice
        assert d.spoken[-1][2]


async def test_drain_waits_for_the_greeting():
    async with desk(greeting="Welcome.", voice=False) as d:
        d.push(UserJoined())
        voice = asyncio.create_task(play(d, "greeting", at_s=0.5, ends_s=0.1, duration_ms=800))
        assert await drained_after(d) == pytest.approx(1.3, abs=0.01)
        await voice


async def test_drain_does_not_wait_for_an_answer_that_was_interrupted():
    async with desk() as d:
        d.script(["Sentence one. ", FOREVER])
        await d.hear_and_wait("hello")
        d.voice_starts("s1-1")
        d.hear("stop", final=False)
        await d.hear_and_wait("never mind")
        assert await drained_after(d) < 0.01


async def test_drain_does_not_wait_for_ever_for_a_voice_that_failed():
    async with desk(voice=False) as d:
        d.script(["One. "])
        await d.hear_and_wait("hello")
        d.voice_starts("s1-1")
        d.voice_ends("s1-1", 500, "error")
        assert await drained_after(d) <= 0.5


async def test_drain_is_over_after_its_time_with_a_silent_model():
    async with desk(answer_timeout_s=600) as d:
        d.script([FOREVER])
        await d.hear_and_wait("hello")
        assert await drained_after(d, timeout_s=5) == pytest.approx(5)


@pytest.mark.parametrize("at_s", [0.0, 0.1, 1.5])
async def test_stop_in_the_middle_of_an_answer_stops_the_model_and_says_nothing(at_s: float):
    async with desk() as d:
        d.script(["One two. ", 1.0, "Three four. ", FOREVER])
        d.hear("hello")
        await asyncio.sleep(at_s)
        loop = asyncio.get_running_loop()
        began_s = loop.time()
        await d.session.close()
        assert loop.time() - began_s < 0.1
        assert d.errors == []
        assert len(d.neighbours.broken_off) == len(d.requests)


async def fail_once(d: Desk) -> None:
    """Let a defect of the node's own show, and wait until it is started again."""
    control = d.session.nodes["control"]
    control.failed(RuntimeError("a defect"))
    await asyncio.sleep(0.2)
    assert control.restart_count == 1


async def test_a_restart_keeps_the_history():
    async with desk(prompt="Be brief.") as d:
        d.script(["Blue."], ["Because."])
        await d.hear_and_wait("what colour")
        d.voice_starts("s1-1")
        d.voice_ends("s1-1", 0)
        await fail_once(d)
        await d.hear_and_wait("why")
        assert d.requests[1] == [
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": "what colour"},
            {"role": "assistant", "content": "Blue."},
            {"role": "user", "content": "why"},
        ]
        assert d.spoken[-1] == ("s1-2", "Because.", True)


async def test_a_restart_in_the_middle_of_an_answer_silences_it_and_keeps_what_was_spoken():
    """Half an answer that nobody finishes or can interrupt must not play on."""
    async with desk() as d:
        d.script(["One two. ", 5.0, "Three."])
        await d.hear_and_wait("hello")
        d.voice_starts("s1-1")
        await fail_once(d)
        assert len(d.neighbours.broken_off) == 1
        assert len(d.flushes) == 1
        await d.hear_and_wait("again")
        assert d.requests[1] == [
            {"role": "user", "content": "hello"},
            {"role": "assistant", "content": "One two."},
            {"role": "user", "content": "again"},
        ]
        flush = d.received.index(d.flushes[0])
        after = [m for m in d.received[flush:] if isinstance(m, TtsTextInput)]
        assert [(m.request_id, m.text) for m in after] == [("s1-2", "Yes.")]


async def test_flush_ids_stay_unique_over_a_restart():
    async with desk() as d:
        for n in range(2):
            d.script(["One two. ", FOREVER])
            await d.hear_and_wait(f"hello {n}")
        assert len(d.flushes) == 1
        await fail_once(d)
        await d.hear_and_wait("hello again")
        ids = [flush.flush_id for flush in d.flushes]
        assert len(ids) == len(set(ids)) >= 2


async def test_nothing_said_is_in_the_log_at_info(caplog: pytest.LogCaptureFixture):
    caplog.set_level("INFO")
    async with desk(greeting="Gruezi", prompt="Topsecret") as d:
        d.push(UserJoined())
        d.script(["Bananas. ", FOREVER])
        await d.hear_and_wait("avocado")
        await d.hear_and_wait("cherries")
    for word in ("Gruezi", "Topsecret", "Bananas", "avocado", "cherries"):
        assert word not in caplog.text


@pytest.mark.parametrize(
    "wrong",
    [
        {"max_history": 1},
        {"interrupt_min_characters": 0},
        {"first_words": 0},
        {"answer_timeout_s": 0},
        {"promt": "x"},
    ],
    ids=str,
)
def test_a_wrong_or_unknown_property_is_refused_by_name(wrong: dict[str, object]):
    with pytest.raises(ValidationError, match=next(iter(wrong))):
        MainControlConfig.model_validate(wrong)


def test_every_property_has_a_description():
    fields = MainControlConfig.model_fields
    assert [name for name, field in fields.items() if not field.description] == []
