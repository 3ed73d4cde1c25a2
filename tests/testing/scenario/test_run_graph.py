"""Conversations with graphs of the package and of the examples, between scripted neighbours."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ten_lite.addons import AddonRegistry
from ten_lite.audio import write_wav
from ten_lite.config import load_graph
from ten_lite.config.definition import NodeDef
from ten_lite.errors import TenLiteError
from ten_lite.testing.scenario import (
    ConversationFailed,
    Step,
    StepRefused,
    bot_is_silent,
    bot_says,
    calls,
    error_told,
    fails,
    model_replies,
    run_graph,
    session_ends,
    tool_called,
    user_comes_back,
    user_interrupts,
    user_leaves,
    user_says,
    user_types,
    waits,
)
from ten_lite_websocket_server import WEBSOCKET_SERVER

ROOT = Path(__file__).parents[3]
ASSISTANT = "voice_assistant"
TOOLS = ROOT / "examples" / "assistant_with_tools" / "assistant_with_tools.json"
GREETING = bot_says("Hello! How can I help you?")
NUMBERS = " ".join(f"number{n}" for n in range(1, 31))


async def test_what_is_said_is_answered() -> None:
    script = [GREETING, user_says("good morning"), bot_says("You said: good morning.")]
    await run_graph(ASSISTANT, script)


async def test_what_is_typed_is_answered() -> None:
    await run_graph(ASSISTANT, [GREETING, user_types("hi"), bot_says(contains=["YOU", "hi"])])


@pytest.mark.parametrize("graph", ["voice_assistant_cloud", "voice_assistant_google"])
async def test_scripted_providers_need_no_key(graph: str) -> None:
    script = [bot_says(), user_says("good morning"), bot_says(matches="^You said: good")]
    await run_graph(graph, script)


async def test_the_model_says_what_the_script_has() -> None:
    script = [
        GREETING,
        model_replies("It is noon.", "It is one."),
        user_says("what time is it"),
        bot_says("It is noon."),
        user_says("and now"),
        bot_says("It is one."),
    ]
    await run_graph(ASSISTANT, script)


async def test_a_model_that_fails_is_apologized_for() -> None:
    script = [
        GREETING,
        model_replies(fails("no answer from the model"), "Here I am."),
        user_says("are you there"),
        error_told("answer_failed"),
        bot_says(contains="sorry"),
        user_says("and now"),
        bot_says("Here I am."),
    ]
    await run_graph(ASSISTANT, script, overrides=["main_control.apology=I am sorry."])


@pytest.mark.parametrize(
    ("replies", "told", "why"),
    [
        (fails("no"), error_told("empty_answer"), "(answer_failed)"),
        (fails("no"), error_told(contains="the dog"), "(answer_failed)"),
        (fails("no"), bot_says(), "was told of an error"),
        ("all is well", error_told(), 'told of no error in 10 s, but the bot said "all is well"'),
    ],
)
async def test_only_the_error_of_the_script_will_do(replies: Any, told: Step, why: str) -> None:
    script = [GREETING, model_replies(replies), user_says("are you there"), told]
    with pytest.raises(ConversationFailed, match=re.escape(why)):
        await run_graph(ASSISTANT, script)


async def test_a_tool_gets_its_result_from_the_script() -> None:
    script = [
        model_replies(calls("calculate", expression="2 + 2"), "That is {result}."),
        user_says("two and two"),
        tool_called("calculate", {"expression": "2 + 2"}, result="five"),
        bot_says("That is five."),
    ]
    await run_graph(TOOLS, script)


async def test_a_tool_without_a_result_does_its_work() -> None:
    script = [
        model_replies(calls("calculate", expression="2 + 2"), "That is {result}."),
        user_says("two and two"),
        tool_called("calculate"),
        bot_says(contains="4"),
    ]
    await run_graph(TOOLS, script)


async def test_a_client_has_tools_of_its_own() -> None:
    lamp = {"name": "lamp", "description": "Switches it.", "parameters": {"type": "object"}}
    script = [
        GREETING,
        model_replies(calls("lamp"), "{result}."),
        user_says("light please"),
        tool_called("lamp", {}, result="It is on"),
        bot_says("It is on."),
    ]
    await run_graph(ASSISTANT, script, tools=[lamp])


async def test_an_interrupted_answer_stops() -> None:
    script = [
        GREETING,
        model_replies(NUMBERS, "Fine."),
        user_says("count"),
        user_interrupts("stop it", after_words=4),
        bot_says("Fine."),
    ]
    events = await run_graph(ASSISTANT, script)
    assert "the bot was stopped" in [event.text for event in events]


async def test_a_client_can_ask_for_silence() -> None:
    script = [
        GREETING,
        model_replies(NUMBERS),
        user_says("count"),
        user_interrupts(after_ms=1000),
        bot_is_silent(5),
    ]
    await run_graph(ASSISTANT, script)


async def test_agreement_is_no_interruption() -> None:
    script = [
        GREETING,
        model_replies(NUMBERS),
        user_says("count"),
        user_interrupts("uh-huh", after_words=4, stops=False),
        bot_says(NUMBERS),
    ]
    await run_graph(ASSISTANT, script)


async def test_a_user_who_goes_on_speaking_is_answered_once() -> None:
    script = [GREETING, user_says("tell me"), user_says("about it"), bot_says(contains="about it")]
    await run_graph(ASSISTANT, script)


async def test_an_answer_waits_for_a_user_who_has_left() -> None:
    loop = asyncio.get_running_loop()
    began_s = loop.time()
    script = [
        GREETING,
        model_replies(NUMBERS),
        user_says("count"),
        waits(2),
        user_leaves(),
        waits(60),
        user_comes_back(),
        bot_says(NUMBERS),
    ]
    await run_graph(ASSISTANT, script)
    assert loop.time() - began_s > 60 + 9


async def test_a_bot_may_end_the_session() -> None:
    script = [GREETING, waits(5), bot_says("Bye."), session_ends()]
    away = ["main_control.away_after_s=3", "main_control.farewell=Bye."]
    await run_graph(ASSISTANT, script, overrides=away)


async def test_a_kept_recogniser_hears_a_recording(tmp_path: Path) -> None:
    loud = b"\x00\x20\x00\xe0" * 4_000
    write_wav(tmp_path / "hello.wav", loud, 16_000)
    script = [user_says(wav="hello.wav"), bot_says("You said: what time is it in Tokyo.")]
    await run_graph(TOOLS, script, keep=["vad", "stt"], folder=tmp_path)


async def test_a_kept_model_says_what_the_graph_has() -> None:
    script = [user_types("hi"), tool_called("get_current_time", result="noon"), bot_says()]
    await run_graph(TOOLS, script, keep=["llm"])


async def test_a_kept_provider_is_faked() -> None:
    script = [bot_says(), user_says("good morning"), bot_says(contains="good morning")]
    await run_graph("voice_assistant_cloud", script, keep=["llm", "tts"])


async def test_what_is_kept_has_to_be_there() -> None:
    with pytest.raises(TenLiteError, match='no kind of node "lmm" to keep'):
        await run_graph(ASSISTANT, [GREETING], keep=["lmm"])


@pytest.mark.parametrize(
    ("step", "why"),
    [
        (bot_says("no"), 'the bot said "You said: hello."'),
        (bot_says(contains="no"), 'the bot said "You said: hello."'),
        (bot_says(matches="^no"), 'the bot said "You said: hello."'),
        (bot_is_silent(3), 'the bot said "You'),
        (tool_called("lamp"), 'no tool was called in 10 s, but said "You said: hello."'),
        (user_interrupts(after_words=50), "the answer was over when the user had heard 3 words"),
        (session_ends(), "the session went on for 10 s"),
    ],
)
async def test_what_goes_another_way_is_told(step: object, why: str) -> None:
    with pytest.raises(ConversationFailed) as caught:
        await run_graph(ASSISTANT, [GREETING, user_says("hello"), step])
    assert why in caught.value.why
    assert caught.value.index == 2


async def test_a_failure_shows_the_script_and_the_story() -> None:
    with pytest.raises(ConversationFailed) as caught:
        await run_graph(ASSISTANT, [GREETING, user_says("hello"), bot_says("Hi."), waits(1)])
    assert str(caught.value).splitlines()[:9] == [
        "the conversation went another way at step 3 of 4",
        "",
        '     1  bot says "Hello! How can I help you?"',
        '     2  user says "hello"',
        ' ->  3  bot says "Hi."',
        '        instead: the bot said "You said: hello."',
        "     4  waits for 1 s",
        "",
        "what happened:",
    ]
    assert '  0.00 s  the bot said "Hello! How can I help you?"' in str(caught.value)


@pytest.mark.parametrize(
    ("script", "why"),
    [
        ([], "the bot said more"),
        ([GREETING, model_replies("never")], 'nobody asked the model for its reply: "never"'),
    ],
)
async def test_what_the_script_does_not_have_is_a_failure(script: list[object], why: str) -> None:
    with pytest.raises(ConversationFailed, match=why):
        await run_graph(ASSISTANT, [*script, waits(1)])


async def test_a_call_the_script_does_not_have_is_a_failure() -> None:
    script = [
        model_replies(calls("calculate", expression="1"), "One."),
        user_says("count"),
        waits(5),
        bot_says("One."),
    ]
    with pytest.raises(ConversationFailed, match="a tool was called: calculate"):
        await run_graph(TOOLS, script)


async def test_another_way_in_stands_by() -> None:
    checked = load_graph(ASSISTANT, registry=AddonRegistry())
    assert checked.graph is not None
    other = NodeDef("other", WEBSOCKET_SERVER, WEBSOCKET_SERVER.config())
    graph = replace(checked.graph, nodes=(*checked.graph.nodes, other))
    await run_graph(graph, [GREETING, user_types("hi"), bot_says("You said: hi.")])


async def test_a_recording_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(TenLiteError, match=r"none\.wav"):
        await run_graph(TOOLS, [user_says(wav="none.wav")], keep=["stt"], folder=tmp_path)


async def test_a_kept_voice_does_not_tell_what_a_word_is() -> None:
    with pytest.raises(StepRefused, match="use after_ms"):
        await run_graph(TOOLS, [user_interrupts(after_words=3)], keep=["tts"])


@pytest.mark.parametrize(
    ("graph", "step", "why"),
    [
        (ASSISTANT, user_says(wav="x.wav"), "needs text"),
        ("echo", user_says("hello"), "no recogniser"),
        ("echo", model_replies("hello"), "no model"),
        ("echo", user_interrupts(after_ms=1), "no voice"),
    ],
)
async def test_what_cannot_be_played_is_refused(graph: str, step: object, why: str) -> None:
    with pytest.raises(StepRefused, match=why):
        await run_graph(graph, [step])
