"""The history holds what was heard, to within one word."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from ten_lite.kinds import speakable
from ten_lite.messages import TtsFlush, TtsFlushEnd
from ten_lite_main_control.tests.kit import FOREVER, Desk, desk

PLAIN = "One two three four five six seven eight nine ten. "
MARKED = (
    "See [the docs](https://example.com/a/very/long/path/that/nobody/says) for **bold** words "
    "and `code` in them. "
)


async def cut(d: Desk, text: str, heard: dict[str, int] | None) -> str:
    """What the history has of an answer that was cut when this was heard of it."""
    d.script([text, FOREVER])
    await d.hear_and_wait("tell me")
    d.voice_starts("s1-1")
    d.neighbours.heard = heard
    await d.hear_and_wait("stop please")
    kept = [said for role, said in d.history() if role == "assistant"]
    return kept[0] if kept else ""


@pytest.mark.parametrize("text", [PLAIN, MARKED])
@pytest.mark.parametrize("percent", range(0, 101, 10))
async def test_what_is_kept_is_what_was_heard_to_within_one_word(text: str, percent: int):
    async with desk(voice=False) as d:
        spoken = speakable(text).rstrip()
        heard = len(spoken) * percent // 100
        kept = await cut(d, text, {"s1-1": heard})
        assert text.startswith(kept)
        words = len(speakable(kept).split())
        assert abs(words - len(spoken[:heard].split())) <= 1


async def test_a_voice_that_does_not_know_leaves_what_it_was_given():
    async with desk(voice=False) as d:
        assert await cut(d, PLAIN, None) == PLAIN.strip()


async def test_an_answer_the_voice_does_not_name_was_not_heard():
    async with desk(voice=False) as d:
        assert await cut(d, PLAIN, {}) == ""


async def test_the_next_request_waits_half_a_second_for_a_voice_that_tells_nothing():
    async with desk(voice=False) as d:
        d.script([PLAIN, FOREVER])
        await d.hear_and_wait("tell me")
        d.voice_starts("s1-1")
        d.neighbours.answers_flushes = False
        d.hear("stop please")
        await asyncio.sleep(0.49)
        assert len(d.requests) == 1
        await asyncio.sleep(0.02)
        assert len(d.requests) == 2
        assert d.requests[1][1]["content"] == PLAIN.strip()


async def test_what_is_told_too_late_changes_no_history_that_a_model_has_seen():
    async with desk(voice=False) as d:
        d.script([PLAIN, FOREVER])
        await d.hear_and_wait("tell me")
        d.voice_starts("s1-1")
        d.neighbours.answers_flushes = False
        await d.hear_and_wait("stop please", wait_s=1)
        d.push(TtsFlushEnd(d.flushes[-1].flush_id, {"s1-1": 3}))
        assert d.history()[1] == ("assistant", PLAIN.strip())


@pytest.mark.parametrize(
    ("is_heard", "kept"), [(False, []), (True, [("assistant", PLAIN.strip())])]
)
async def test_an_answer_that_another_node_cuts_is_kept_only_if_it_was_heard(
    is_heard: bool, kept: list[Any]
):
    async with desk(voice=False) as d:
        d.script([PLAIN, FOREVER])
        await d.hear_and_wait("tell me")
        if is_heard:
            d.voice_starts("s1-1")
        d.push(TtsFlush("theirs"))
        await asyncio.sleep(0.1)
        assert d.history() == [("user", "tell me"), *kept]
        await d.hear_and_wait("go on")
        assert len(d.requests) == 2
