"""The quiz asks, judges, helps and counts; its state is the session's."""

from __future__ import annotations

import asyncio
import importlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from ten_lite.addons import AddonRegistry
from ten_lite.addons.spec import load_object
from ten_lite.cli.caller import Caller
from ten_lite.errors import CommandError
from ten_lite.messages import ChatCompletion, ChatDelta
from ten_lite.testing import Harness
from ten_lite.testing.scenario import Step, bot_says, run_graph, user_interrupts, user_says

from .example import play
from .kit import EXAMPLES, Graph, address, serving, with_fakes

FOLDER = EXAMPLES / "quiz"
GRAPH = FOLDER / "quiz.json"
FIRST = bot_says("Welcome to the quiz! Question 1 of 5: What is the capital of France?")
SECOND = bot_says("Right! Question 2 of 5: What colour is the sky on a clear day?")


async def hold(*script: Step) -> None:
    await run_graph(GRAPH, script, keep=["llm"])


def test_its_conversations_go_as_they_are_written() -> None:
    assert play("quiz").count("pass ") == 2


async def test_one_who_goes_on_speaking_answers_one_question() -> None:
    await hold(FIRST, user_says("Paris"), user_says("I would say"), SECOND)


async def test_an_answer_counts_though_its_praise_was_interrupted() -> None:
    await hold(
        FIRST,
        user_says("Paris"),
        user_interrupts("it is blue", after_words=3),
        bot_says(contains="Right! Question 3 of 5"),
        user_says("what is my score"),
        bot_says(contains="You have 2 points so far."),
    )


async def test_the_second_wrong_answer_is_the_last() -> None:
    await hold(
        FIRST,
        user_says("London"),
        bot_says(contains="Try again"),
        user_says("Rome"),
        bot_says(contains=["No, it is Paris.", "Question 2 of 5"]),
    )


async def test_two_sessions_have_a_game_each() -> None:
    one = [
        FIRST,
        user_says("Paris"),
        SECOND,
        user_says("score"),
        bot_says(contains="You have 1 point so far"),
    ]
    other = [
        FIRST,
        user_says("score"),
        bot_says(contains="You have 0 points so far"),
    ]
    await asyncio.gather(hold(*one), hold(*other))


def with_a_fast_voice(graph: Graph) -> None:
    with_fakes(graph)
    (voice,) = (node for node in graph["nodes"] if node["name"] == "tts")
    voice["property"] = {"word_ms": 50}


async def test_a_caller_whose_network_is_cut_goes_on_beside_another_one(tmp_path: Path) -> None:
    async with serving("quiz", tmp_path, with_a_fast_voice) as app:
        url = address(app, "/ws")
        async with Caller(url, is_lasting=True) as one, Caller(url) as other:
            await asyncio.gather(one.hear_greeting(), other.hear_greeting())
            await one.write("Paris")
            answering = asyncio.create_task(one.write("blue"))
            await asyncio.sleep(0.2)
            one._line._socket.transport.abort()
            assert (await answering).answer.startswith("Right! Question 3 of 5")
            assert one._line.connections == 2
            assert "You have 2 points so far." in (await one.write("score")).answer
            assert "You have 0 points so far." in (await other.write("score")).answer


async def test_the_game_outlives_a_failure_of_its_node() -> None:
    spec = AddonRegistry().beside(FOLDER).get("quiz_master")
    nodes = json.loads(GRAPH.read_text("utf-8"))["nodes"]
    (quiz,) = (node["property"] for node in nodes if node["name"] == "quiz")

    async with Harness(spec, quiz) as harness:

        async def answer(*messages: dict[str, str]) -> str:
            harness.session.fence.begin_turn()
            results = harness.call(ChatCompletion(list(messages)))
            return "".join([piece.delta async for piece in results if isinstance(piece, ChatDelta)])

        await answer({"role": "user", "content": "Paris"})
        with pytest.raises(CommandError):
            await answer()  # no control asks about nothing
        await asyncio.sleep(1)
        assert "You have 1 point so far" in await answer({"role": "user", "content": "score"})


@pytest.fixture(scope="module")
def is_right() -> Callable[[str, list[str]], bool]:
    spec = AddonRegistry().beside(FOLDER).get("quiz_master")
    package = load_object(spec, spec.factory).__module__.rpartition(".")[0]
    found: Callable[[str, list[str]], bool] = importlib.import_module(f"{package}._judge").is_right
    return found


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("PARIS!", "Paris"),
        ("I think it's Paris, isn't it?", "Paris"),
        ("moon", "the moon"),
        ("the moons", "the moon"),
        ("10 fingers", "ten"),
        ("ten", "10"),
        ("Cezanne", "Cézanne"),
        ("Romeo and Juliett", "Romeo and Juliet"),
        ("Romeo, with Juliet", "Romeo and Juliet, Romeo"),
        ("Mount Everist", "Everest"),
        ("not London, Paris", "Paris"),
    ],
)
def test_the_wording_does_not_matter(
    said: str, answer: str, is_right: Callable[[str, list[str]], bool]
) -> None:
    assert is_right(said, answer.split(", "))


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("", "Paris"),
        ("Parish", "Paris"),
        ("not Paris", "Paris"),
        ("Austria", "Australia"),
        ("Romeo or Juliet", "Romeo and Juliet"),
        ("Juliet and Romeo", "Romeo and Juliet"),
        ("one hundred", "ten"),
        ("often", "ten"),
    ],
)
def test_another_answer_is_wrong(
    said: str, answer: str, is_right: Callable[[str, list[str]], bool]
) -> None:
    assert not is_right(said, [answer])
