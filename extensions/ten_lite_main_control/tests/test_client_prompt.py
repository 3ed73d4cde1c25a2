"""A client replaces the prompt."""

from __future__ import annotations

import asyncio

from ten_lite.messages import LikelyEndOfSpeech, SessionConfig, StartOfSpeech
from ten_lite_main_control.tests.kit import Desk, calling, desk
from ten_lite_main_control.tests.test_agents import AGENTS


def prompts(d: Desk) -> list[str]:
    """The system prompt of each request."""
    return [request[0]["content"] for request in d.requests]


async def test_a_client_replaces_the_prompt_from_the_next_turn_on():
    async with desk(prompt="Count.", client_prompt=True) as d:
        d.script([calling(("nothing", "{}"))], [0.5, "One."])
        await d.hear_and_wait("first")
        d.push(SessionConfig(prompt="Sing."))
        await asyncio.sleep(1)
        await d.hear_and_wait("second")
        assert prompts(d) == ["Count.", "Count.", "Sing."]
        assert d.errors == []


async def test_a_request_under_way_does_not_get_the_new_prompt_for_its_tools():
    async with desk(prompt="Count.", client_prompt=True) as d:
        d.script([0.5, calling(("nothing", "{}"))], ["One."])
        await d.hear_and_wait("first")
        d.push(SessionConfig(prompt="Sing."))
        await asyncio.sleep(1)
        assert prompts(d) == ["Count.", "Count."]


async def test_a_prompt_is_refused_once_where_the_graph_does_not_allow_it():
    async with desk(prompt="Count.") as d:
        d.push(SessionConfig(prompt="Sing."))
        await d.hear_and_wait("first")
        assert prompts(d) == ["Count."]
        assert d.errors == [
            (
                "config_refused",
                '"control" cannot change to another prompt: its property client_prompt is false',
            )
        ]


async def test_a_config_without_a_prompt_leaves_it_as_it_is():
    async with desk(prompt="Count.") as d:
        d.push(SessionConfig(language="de-DE"))
        await d.hear_and_wait("first")
        assert prompts(d) == ["Count."]
        assert d.errors == []


async def test_an_answer_on_a_guess_is_made_again_with_the_new_prompt():
    async with desk(prompt="Count.", client_prompt=True, speculative=True, min_wait_s=1) as d:
        d.push(StartOfSpeech(0))
        d.hear("first", final=False)
        d.push(LikelyEndOfSpeech(0))
        await asyncio.sleep(0.1)
        assert prompts(d) == ["Count."]
        d.push(SessionConfig(prompt="Sing."))
        d.stops()
        await d.hear_and_wait("first", wait_s=2)
        assert prompts(d) == ["Count.", "Sing."]
        assert [text for _, text, _ in d.spoken] == ["Yes."]


async def test_the_prompt_is_that_of_the_agent_who_speaks():
    async with desk(agents=AGENTS, client_prompt=True) as d:
        d.push(SessionConfig(prompt="You sing."))
        await d.hear_and_wait("hello")
        d.script([calling(("hand_over_to_bank", "{}"))], ["Guten Tag."])
        await d.hear_and_wait("I want money")
        d.script([calling(("hand_over_to_front", "{}"))], ["Hello."])
        await d.hear_and_wait("back, please")
        assert prompts(d) == ["You sing.", "You sing.", "You count.", "You count.", "You sing."]


async def test_the_prompt_outlives_a_restart():
    async with desk(prompt="Count.", client_prompt=True) as d:
        d.push(SessionConfig(prompt="Sing."))
        await asyncio.sleep(0.1)
        d.session.nodes["control"].failed(RuntimeError("a defect"))
        await asyncio.sleep(0.2)
        await d.hear_and_wait("first")
        assert prompts(d) == ["Sing."]
