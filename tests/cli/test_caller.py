"""The caller against a whole app of fakes, in virtual time: what it measures is exact."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from websockets.asyncio.server import ServerConnection, serve

from ten_lite.audio import Wav
from ten_lite.cli.caller import Caller
from ten_lite.cli.metrics_line import metrics_line
from ten_lite.errors import TenLiteError
from ten_lite.messages import TurnMetrics
from ten_lite.runtime import App
from ten_lite_websocket_server.tests.kit import conversation_graph, serving, sound


def speech(*pieces: tuple[str, int]) -> Wav:
    """``("loud", ms)`` and ``("quiet", ms)`` after each other."""
    data = b"".join(sound(ms, 5_000 if kind == "loud" else 0) for kind, ms in pieces)
    return Wav(data, 16_000)


HELLO = speech(("quiet", 200), ("loud", 1_000), ("quiet", 300))


@asynccontextmanager
async def calling(**graph: Any) -> AsyncIterator[tuple[Caller, App]]:
    served = serving(conversation_graph(**graph))
    async with served as app, Caller(app.urls["ws"], answer_timeout_s=20) as caller:
        yield caller, app


def now_s() -> float:
    return asyncio.get_running_loop().time()


async def test_a_spoken_turn_is_reported_with_what_was_heard_and_answered():
    async with calling(stt={"transcripts": ["good morning"]}) as (caller, _):
        turn = await caller.say(HELLO)
        report = turn.report(16_000)
        assert report.pop("metrics")["heard_ms"] == 800
        nodes = {node["node"]: node["figures"] for node in report.pop("nodes")}
        assert nodes["stt"]["final_ms"] == 400
        assert nodes["llm"]["characters"] == 23
        assert nodes["tts"]["sound_ms"] == 800
        assert report == {
            "heard": "good morning",
            "answer": "You said: good morning.",
            "transcript_ms": 400,  # the silence after which the recogniser is sure
            "first_text_ms": 400,
            "first_audio_ms": 400,
            "audio_s": 0.8,  # four words of 200 ms
        }
        assert caller.errors == []


async def test_times_count_from_the_users_last_sound_and_add_up_exactly():
    async with calling(
        stt={"silence_ms": 500}, llm={"replies": ["One two. Three."], "delay_ms": 100}, tts={}
    ) as (caller, _):
        turn = await caller.say(HELLO)
        assert turn.transcript_ms == 500
        assert turn.first_text_ms == 600
        assert turn.first_audio_ms == 800  # the space after "two." comes with the third word


async def test_an_error_that_a_stand_in_makes_good_does_not_end_the_turn():
    async with calling() as (caller, app):
        (session,) = app.sessions.values()
        saying = asyncio.create_task(caller.say(HELLO))
        await asyncio.sleep(1)
        session.report("llm: one failed, another stands in", node="llm", code="node_fallback")
        turn = await saying
        assert turn.answer == "You said: hello there."
        assert caller.errors == ["llm: one failed, another stands in"]


@pytest.mark.parametrize("quiet_ms", [0, 100, 2_000])
@pytest.mark.parametrize("wait_s", [0.0, 0.007, 0.013])
async def test_the_silence_after_the_speech_in_the_file_is_no_part_of_the_times(
    quiet_ms: int, wait_s: float
):
    async with calling() as (caller, _):
        await asyncio.sleep(wait_s)  # the microphone's clock does not wait for the question
        turn = await caller.say(speech(("loud", 1_000), ("quiet", quiet_ms)))
        assert turn.transcript_ms == 400
        assert turn.first_audio_ms == 400


async def test_speech_is_sent_in_real_time():
    async with calling() as (caller, app):
        began_s = now_s()
        turn = asyncio.create_task(caller.say(speech(("loud", 3_000))))
        await asyncio.sleep(2)
        ws = app.sessions["s1"].channels[0].stats()
        assert ws.sent == pytest.approx(100, abs=2)
        await turn
        # 3 s of speech, 0.4 s until it is understood, 0.8 s of answer, a breath
        assert now_s() - began_s == pytest.approx(3 + 0.4 + 0.8 + 0.3, abs=0.05)


async def test_like_a_microphone_it_sends_silence_when_it_does_not_speak():
    async with calling() as (_, app):
        await asyncio.sleep(5)
        assert app.sessions["s1"].channels[0].stats().sent == pytest.approx(250, abs=2)


async def test_the_sound_of_the_answer_is_kept_to_the_last_sample():
    async with calling(llm={"replies": ["one two three"]}, tts={"word_ms": 333}) as (caller, _):
        turn = await caller.say(HELLO)
        assert len(turn.sound) == 3 * 333 * 32
        assert caller.sample_rate_hz == 16_000


async def test_an_answer_is_heard_to_its_end_before_the_next_question():
    async with calling(llm={"replies": ["word " * 40]}, tts={"word_ms": 250}) as (caller, app):
        first = await caller.say(HELLO)
        assert first.report(16_000)["audio_s"] == 10.0
        session = app.sessions["s1"]
        second = await caller.say(HELLO)
        assert second.report(16_000)["audio_s"] == 10.0
        assert session.fence.epoch == 0  # nothing was interrupted


async def test_typed_text_is_answered_and_counts_from_the_moment_it_was_sent():
    async with calling(llm={"delay_ms": 50}) as (caller, _):
        turn = await caller.write("hello")
        assert (turn.heard, turn.answer) == ("hello", "You said: hello.")
        assert turn.transcript_ms == 0
        assert turn.first_text_ms == 50
        assert turn.first_audio_ms == 150


async def test_each_turn_is_reported_by_itself():
    async with calling(stt={"transcripts": ["one", "two"]}) as (caller, _):
        turns = [await caller.say(HELLO), await caller.write("three"), await caller.say(HELLO)]
        assert [turn.heard for turn in turns] == ["one", "three", "two"]
        assert [turn.answer for turn in turns] == [
            "You said: one.",
            "You said: three.",
            "You said: two.",
        ]
        assert [turn.transcript_ms for turn in turns] == [400, 0, 400]


async def test_a_greeting_is_waited_for_and_is_no_part_of_the_first_turn():
    async with calling(control={"greeting": "Welcome to this place."}) as (caller, app):
        began_s = now_s()
        await caller.hear_greeting()
        assert now_s() - began_s == pytest.approx(0.8 + 0.3, abs=0.05)
        turn = await caller.say(HELLO)
        assert turn.answer == "You said: hello there."
        assert turn.report(16_000)["audio_s"] == 0.8
        assert app.sessions["s1"].fence.epoch == 0


async def test_without_a_greeting_the_wait_is_short():
    async with calling() as (caller, _):
        began_s = now_s()
        await caller.hear_greeting()
        assert now_s() - began_s == pytest.approx(0.3, abs=0.03)


async def test_a_question_with_a_pause_in_it_counts_as_one_turn_whose_last_answer_is_heard():
    """The recogniser takes the pause for the end; its first answer is cut off by the rest."""
    question = speech(("loud", 500), ("quiet", 1_000), ("loud", 500), ("quiet", 200))
    async with calling(
        stt={"transcripts": ["what is", "the time"]},
        llm={"replies": ["word " * 30, "Noon."]},
    ) as (caller, app):
        turn = await caller.say(question)
        assert turn.heard == "what is the time"
        assert turn.answer == "Noon."
        assert app.sessions["s1"].fence.epoch == 1
        assert (turn.transcript_ms, turn.first_text_ms, turn.first_audio_ms) == (400, 400, 400)


async def test_an_answer_that_ended_before_the_question_did_is_not_taken_for_its_answer():
    question = speech(("loud", 500), ("quiet", 3_000), ("loud", 500))
    async with calling(
        stt={"transcripts": ["what is", "the time"]}, llm={"replies": ["Yes?", "Noon."]}
    ) as (caller, _):
        turn = await caller.say(question)
        assert turn.heard == "what is the time"
        assert turn.answer == "Noon."
        assert turn.first_audio_ms == 400
        assert turn.transcript_ms == 400


async def test_a_flush_throws_away_what_was_not_played_yet():
    async with calling(stt={"transcripts": ["stop"]}, llm={"replies": ["word " * 50, "Ok."]}) as (
        caller,
        _,
    ):
        writing = asyncio.create_task(caller.write("count"))
        await asyncio.sleep(3)  # 3 s have been played, 5 s received
        assert len(caller._turn.sound) == pytest.approx(5 * 32_000, abs=1_300)
        caller._to_say += HELLO.data  # the user talks over it
        turn = await writing
        # cut when "stop" was understood: 200 ms + 1 s + 400 ms later; then one word of 200 ms
        assert len(turn.sound) == pytest.approx((3 + 1.6 + 0.2) * 32_000, abs=1_300)
        assert turn.answer == "Ok."


async def test_a_flush_in_the_moment_after_the_answer_goes_on_with_the_new_answer():
    """All sound of the first answer is here and plays when the rest of the question comes."""
    question = speech(("loud", 500), ("quiet", 500), ("loud", 100))
    async with calling(
        stt={"transcripts": ["what is", "the time"], "silence_ms": 420},
        llm={"replies": ["one two three four five six", "tick " * 60], "delay_ms": 40},
    ) as (caller, app):
        turn = await caller.say(question)
        assert turn.answer.split() == ["tick"] * 60
        assert turn.heard == "what is the time"
        assert (turn.transcript_ms, turn.first_text_ms) == (420, 460)
        assert app.sessions["s1"].fence.epoch == 1


async def test_an_error_of_the_server_ends_the_turn_and_is_kept():
    async with calling(llm={"replies": [" "]}) as (caller, _):
        turn = await caller.say(HELLO)
        assert turn.heard == "hello there"
        assert caller.errors == ["the model gave an empty answer"]
        assert len(turn.sound) == 0


async def test_without_an_answer_it_gives_up_after_its_time():
    async with calling(stt={"silence_ms": 60_000}) as (caller, _):
        began_s = now_s()
        turn = await caller.say(HELLO)
        assert now_s() - began_s == pytest.approx(1.5 + 20, abs=0.05)
        assert caller.errors == ["no complete answer within 20 s"]
        assert turn.report(16_000) == {
            "heard": "",
            "answer": "",
            "transcript_ms": None,
            "first_text_ms": None,
            "first_audio_ms": None,
            "audio_s": 0.0,
            "metrics": None,
            "nodes": [],
        }


@pytest.mark.parametrize("typed", [False, True])
async def test_a_server_that_goes_away_in_the_middle_of_a_turn_is_an_error(typed: bool):
    async with calling(llm={"replies": ["word " * 50]}) as (caller, app):
        turning = asyncio.create_task(caller.write("x") if typed else caller.say(HELLO))
        await asyncio.sleep(3)
        began_s = now_s()
        await app.stop()
        turn = await turning
        assert now_s() - began_s < 1.5
        assert caller.errors == ["the connection was closed before there was a complete answer"]
        assert turn.answer.startswith("word")


@pytest.mark.parametrize("typed", [False, True])
async def test_a_turn_with_a_server_that_is_gone_is_an_error_at_once(typed: bool):
    async with calling() as (caller, app):
        await app.stop()
        await asyncio.sleep(1)
        began_s = now_s()
        await (caller.write("x") if typed else caller.say(HELLO))
        assert now_s() - began_s < 0.1
        assert caller.errors == ["the connection was closed before there was a complete answer"]


@pytest.mark.parametrize(
    "url", ["ws://127.0.0.1:1/ws", "ws://[::1]:1", "http://x.invalid", "hello", "ws://:0"]
)
async def test_an_address_where_nobody_answers_is_one_line_with_the_address(
    url: str, monkeypatch: pytest.MonkeyPatch
):
    with pytest.raises(TenLiteError) as failure:
        async with Caller(url):
            pass
    assert url in str(failure.value)
    assert "\n" not in str(failure.value)


async def test_a_proxy_of_the_environment_is_not_asked_for_this_machine(
    monkeypatch: pytest.MonkeyPatch,
):
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    async with calling() as (caller, _):
        assert (await caller.write("hello")).answer == "You said: hello."


@pytest.mark.parametrize("message", ["nonsense", '{"type": "unknown"}', b"\xff\xfe"], ids=repr)
async def test_a_server_that_speaks_something_else_is_an_error(message: str | bytes):
    async def chatter(socket: ServerConnection) -> None:
        await socket.send(message)
        await socket.wait_closed()

    async with serve(chatter, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        async with Caller(f"ws://127.0.0.1:{port}") as caller:
            await caller.write("hello")
            assert len(caller.errors) >= 1
            assert json.dumps(caller.errors)


async def test_the_servers_own_record_comes_with_each_turn():
    async with calling(llm={"replies": ["One two. Three."], "delay_ms": 100}) as (caller, _):
        spoken, typed = await caller.say(HELLO), await caller.write("again")
        assert spoken.metrics is not None
        assert typed.metrics is not None
        assert (spoken.metrics.stream_id, typed.metrics.stream_id) == (1, 2)
        assert (spoken.metrics.since, typed.metrics.since) == ("transcript", "text")
        assert typed.metrics.first_token_ms == 100
        assert typed.metrics.first_audio_ms == 300
        assert typed.metrics.heard_ms == 600
        assert typed.report(16_000)["metrics"]["requests"] == 1


async def test_the_record_of_an_answer_to_half_of_a_question_is_not_taken_for_the_whole_ones():
    question = speech(("loud", 500), ("quiet", 1_000), ("loud", 500), ("quiet", 200))
    async with calling(
        stt={"transcripts": ["what is", "the time"]},
        llm={"replies": ["word " * 30, "Noon."]},
    ) as (caller, _):
        turn = await caller.say(question)
        assert turn.metrics is not None
        assert (turn.metrics.stream_id, turn.metrics.interrupted_ms) == (2, None)


def test_the_record_is_printed_in_one_line():
    metrics = TurnMetrics(
        1,
        "speech_end",
        0,
        transcript_ms=400,
        first_audio_ms=620,
        heard_ms=1_840,
        tools=({"name": "weather", "ms": 80, "is_error": False},),
        requests=2,
        characters=42,
        prompt_tokens=120,
        errors=1,
    )
    assert metrics_line(metrics) == (
        "transcript 400, sound 620 ms after speech end; heard 1.8 s; requests 2; characters 42; "
        "tokens 120 + ?; tool weather 80 ms; errors 1"
    )
