"""Scenarios against a whole app of fakes over loopback, in virtual time."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from ten_lite.audio import write_wav
from ten_lite.cli.live_stage import run_live
from ten_lite.errors import TenLiteError
from ten_lite.testing.scenario import (
    ConversationFailed,
    Step,
    StepRefused,
    bot_says,
    model_replies,
    tool_called,
    user_interrupts,
    user_leaves,
    user_says,
    user_types,
    waits,
)
from ten_lite_websocket_server.tests.kit import conversation_graph, serving, sound

LONG = " ".join(f"number{n}" for n in range(1, 31))


async def converse(script: Sequence[Step], folder: Path, **graph: Any) -> None:
    async with serving(conversation_graph(**graph)) as app:
        await run_live(app.urls["ws"], script, folder=folder)


async def test_a_recording_is_heard_and_answered(tmp_path: Path) -> None:
    write_wav(tmp_path / "hello.wav", sound(800, 5_000), 16_000)
    script = [user_says(wav="hello.wav"), bot_says("You said: good morning.")]
    await converse(script, tmp_path, stt={"transcripts": ["good morning"]})


async def test_an_answer_is_interrupted(tmp_path: Path) -> None:
    write_wav(tmp_path / "stop.wav", sound(800, 5_000), 16_000)
    script = [
        user_types("count"),
        user_interrupts(after_ms=1000, wav="stop.wav"),
        bot_says("Fine."),
    ]
    await converse(script, tmp_path, llm={"replies": [LONG, "Fine."]})


async def test_a_graph_that_takes_no_wish_for_silence_tells_of_it(tmp_path: Path) -> None:
    with pytest.raises(ConversationFailed, match="This graph takes no interruptions"):
        await converse([user_types("count"), user_interrupts(after_ms=300)], tmp_path)


async def test_what_goes_another_way_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConversationFailed, match=r'the bot said "You said: hi\."'):
        await converse([user_types("hi"), bot_says("Hi.")], tmp_path)


async def test_a_server_that_goes_away_is_told(tmp_path: Path) -> None:
    async with serving(conversation_graph()) as app:
        stopping = [user_types("hi"), bot_says(), waits(1), user_types("again"), bot_says()]

        def end() -> None:
            for session in app.sessions.values():
                session.end("enough")

        asyncio.get_running_loop().call_later(1.5, end)
        with pytest.raises(ConversationFailed, match="the server has ended the call: enough"):
            await run_live(app.urls["ws"], stopping, folder=tmp_path)


@pytest.mark.parametrize(
    ("step", "why"),
    [
        (user_says("hello"), "a server hears sound"),
        (user_interrupts("stop", after_ms=3), "a server hears sound"),
        (user_interrupts(after_words=3), "use after_ms"),
        (tool_called("lamp"), "does not tell"),
        (model_replies("hi"), "says what it wants"),
        (user_leaves(), "not broken on purpose"),
    ],
)
async def test_what_a_server_cannot_do_is_refused(step: Step, why: str, tmp_path: Path) -> None:
    with pytest.raises(StepRefused, match=why):
        await run_live("ws://127.0.0.1:9/ws", [step], folder=tmp_path)


async def test_nobody_answers(tmp_path: Path) -> None:
    with pytest.raises(TenLiteError, match="is `ten-lite run` running there"):
        await run_live("ws://127.0.0.1:9/ws", [user_types("hi")], folder=tmp_path)
