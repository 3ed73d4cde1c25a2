"""Several agents in one conversation."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from ten_lite.addons import AddonConfig
from ten_lite.kinds import ToolExtension
from ten_lite.messages import SessionConfig
from ten_lite_main_control.tests.kit import Desk, calling, desk

AGENTS: Mapping[str, Any] = {
    "front": {"description": "Greets.", "prompt": "You greet.", "tools": ["open_door"]},
    "bank": {
        "description": "Money.",
        "prompt": "You count.",
        "tools": ["pay"],
        "voice": "anna",
        "language": "de-DE",
    },
}


class Till(ToolExtension[AddonConfig]):
    def tools(self) -> Sequence[Mapping[str, Any]]:
        return [
            {"name": name, "description": "", "parameters": {}} for name in ("pay", "open_door")
        ]

    async def run_tool(self, name: str, arguments: Mapping[str, Any]) -> str:
        return f"{name} done"


async def handed_over(d: Desk) -> None:
    d.script([calling(("hand_over_to_bank", "{}"))], ["Guten Tag."])
    await d.hear_and_wait("I want money")


def offered(d: Desk) -> list[str]:
    return [str(tool["name"]) for tool in d.neighbours.requests[-1].tools]


def results(d: Desk) -> list[str]:
    return [m["content"] for m in d.requests[-1] if m["role"] == "tool"]


async def test_an_agent_is_offered_its_tools_and_the_others_and_not_itself():
    async with desk(agents=AGENTS, tools={"till": Till}) as d:
        await d.hear_and_wait("hello")
        assert offered(d) == ["open_door", "hand_over_to_bank"]


async def test_a_handover_changes_prompt_and_tools_and_keeps_the_history():
    async with desk(agents=AGENTS, tools={"till": Till}) as d:
        await d.hear_and_wait("hello")
        await handed_over(d)
        request = d.requests[-1]
        assert request[0] == {"role": "system", "content": "You count."}
        assert [m["content"] for m in request[1:4]] == ["hello", "Yes.", "I want money"]
        assert offered(d) == ["pay", "hand_over_to_front"]
        assert d.spoken[-1][1] == "Guten Tag."


async def test_a_handover_tells_the_voice_and_the_recogniser():
    async with desk(agents=AGENTS) as d:
        d.neighbours.received.clear()
        await handed_over(d)
        assert d.all(SessionConfig) == [SessionConfig("de-DE", "anna")]


async def test_after_a_handover_agreement_is_in_the_language_of_the_agent():
    async with desk(agents=AGENTS, voice=False) as d:
        await handed_over(d)
        d.voice_starts("s1-1")
        d.hear("genau")
        assert d.flushes == []


async def test_an_agent_that_there_is_not_is_refused_in_words():
    async with desk(agents=AGENTS) as d:
        d.script([calling(("hand_over_to_police", "{}"))], ["Sorry."])
        await d.hear_and_wait("help")
        assert results(d) == [
            "error: there is no tool hand_over_to_police; known: hand_over_to_bank"
        ]


async def test_an_agent_may_not_use_the_tools_of_another():
    async with desk(agents=AGENTS, tools={"till": Till}) as d:
        d.script([calling(("pay", "{}"), ("open_door", "{}"))], ["Done."])
        await d.hear_and_wait("pay")
        assert results(d) == [
            "error: there is no tool pay; known: open_door, hand_over_to_bank",
            "open_door done",
        ]


async def test_what_was_called_beside_a_handover_is_still_done():
    async with desk(agents=AGENTS, tools={"till": Till}) as d:
        d.script([calling(("hand_over_to_bank", "{}"), ("open_door", "{}"))], ["Guten Tag."])
        await d.hear_and_wait("both")
        assert results(d)[1] == "open_door done"


async def test_the_agent_stays_over_a_restart():
    async with desk(agents=AGENTS) as d:
        await handed_over(d)
        d.session.nodes["control"].failed(RuntimeError("a defect"))
        await asyncio.sleep(0.2)
        await d.hear_and_wait("and now")
        assert d.requests[-1][0]["content"] == "You count."
