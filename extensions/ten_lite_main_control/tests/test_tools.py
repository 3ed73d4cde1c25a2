"""Tools from registration to the answer: two nodes with tools, a model that a test plays."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from ten_lite.addons import AddonConfig
from ten_lite.errors import CommandError
from ten_lite.kinds import ToolError, ToolExtension
from ten_lite.messages import ToolCall, ToolRegister, TtsFlush
from ten_lite_main_control.tests.kit import FOREVER, Desk, assert_valid, calling, desk


class Clock(ToolExtension[AddonConfig]):
    """``clock`` tells the time; ``alarm`` takes as many seconds as it is told."""

    async def configure(self) -> None:
        self.calls: list[tuple[str, Mapping[str, Any]]] = self.state.setdefault("calls", [])
        self.cancelled: list[str] = self.state.setdefault("cancelled", [])

    def tools(self) -> Sequence[Mapping[str, Any]]:
        zone = {"type": "object", "properties": {"zone": {"type": "string"}}}
        return [
            {"name": "clock", "description": "Tells the time.", "parameters": zone},
            {"name": "alarm", "description": "Rings.", "parameters": {}},
        ]

    async def run_tool(self, name: str, arguments: Mapping[str, Any]) -> str:
        self.calls.append((name, arguments))
        if name == "clock":
            return f"noon {arguments.get('zone', 'here')}"
        try:
            await asyncio.sleep(arguments["seconds"])
        except asyncio.CancelledError:
            self.cancelled.append(name)
            raise
        return "ring"


class Dice(ToolExtension[AddonConfig]):
    def tools(self) -> Sequence[Mapping[str, Any]]:
        return [{"name": "dice", "description": "Rolls.", "parameters": {}}]

    async def run_tool(self, name: str, arguments: Mapping[str, Any]) -> str:
        match arguments.get("fail"):
            case "refuse":
                raise ToolError("the dice are lost")
            case "break":
                raise KeyError("secret detail")
            case "node":
                self._node.failed(ValueError("broken"))
        return "six"


class Broken(ToolExtension[AddonConfig]):
    """Its handler fails, not only its tool."""

    def tools(self) -> Sequence[Mapping[str, Any]]:
        return [{"name": "bad", "description": "Breaks.", "parameters": {}}]

    async def run_tool(self, name: str, arguments: Mapping[str, Any]) -> str:
        return ""

    async def on_tool_call(self, call: ToolCall) -> Any:
        raise ValueError("broken")


TOOLS = {"clocks": Clock, "games": Dice}


def results(d: Desk, request: int = -1) -> list[str]:
    """What the tools said, as the request to the model has it."""
    return [m["content"] for m in d.requests[request] if m["role"] == "tool"]


def clock(d: Desk) -> Any:
    return d.session.nodes["clocks"].extension


async def test_every_request_offers_the_tools_of_all_nodes():
    async with desk(tools=TOOLS) as d:
        await d.hear_and_wait("hello")
        (request,) = d.neighbours.requests
        assert [tool["name"] for tool in request.tools] == ["clock", "alarm", "dice"]
        assert request.tools[0]["description"] == "Tells the time."
        assert request.parameters is None


async def test_a_call_goes_to_its_node_and_the_model_answers_with_the_result():
    async with desk(tools=TOOLS) as d:
        d.script([calling(("clock", '{"zone": "UTC"}'))], ["It is noon."])
        await d.hear_and_wait("what time is it")
        assert clock(d).calls == [("clock", {"zone": "UTC"})]
        assert d.requests[1] == [
            {"role": "user", "content": "what time is it"},
            {
                "role": "assistant",
                "content": None,
                "tool_calls": [
                    {
                        "id": "c1",
                        "type": "function",
                        "function": {"name": "clock", "arguments": '{"zone": "UTC"}'},
                    }
                ],
            },
            {"role": "tool", "tool_call_id": "c1", "content": "noon UTC"},
        ]
        assert d.spoken == [("s1-1", "It is noon.", True)]
        assert d.errors == []
        assert d.all(ToolCall) == []  # the other nodes hear nothing of it


async def test_the_requests_of_one_answer_have_ids_of_their_own():
    async with desk(tools=TOOLS) as d:
        d.script([calling(("clock", ""))], [calling(("clock", ""))], ["Noon."])
        await d.hear_and_wait("what time is it")
        assert [r.request_id for r in d.neighbours.requests] == ["s1-1", "s1-1.1", "s1-1.2"]


async def test_the_next_turn_has_calls_results_and_answer_in_its_history():
    async with desk(tools=TOOLS) as d:
        d.script([calling(("clock", "{}"))], ["Noon."], ["Bye."])
        await d.hear_and_wait("what time is it")
        await d.hear_and_wait("thanks")
        roles = [message["role"] for message in d.requests[-1]]
        assert roles == ["user", "assistant", "tool", "assistant", "user"]
        assert d.requests[-1][3]["content"] == "Noon."


async def test_calls_of_several_nodes_run_together_and_results_are_in_the_order_of_the_calls():
    async with desk(tools=TOOLS) as d:
        d.script(
            [calling(("alarm", '{"seconds": 2}'), ("dice", "{}"), ("alarm", '{"seconds": 1}'))],
            ["Done."],
        )
        await d.hear_and_wait("go", wait_s=1.9)
        assert len(d.requests) == 1
        await asyncio.sleep(0.2)
        assert results(d) == ["ring", "six", "ring"]


async def test_the_voice_gets_what_is_said_before_the_tools_at_once_and_nothing_of_the_calls():
    async with desk(tools=TOOLS) as d:
        d.script(
            ["Let me", " see.", calling(("alarm", '{"seconds": 5}'))],
            ["It rang", " now."],
        )
        await d.hear_and_wait("alarm", wait_s=1)
        assert d.spoken == [("s1-1", "Let me see. ", False)]
        await asyncio.sleep(5)
        assert d.spoken[1:] == [("s1-1", "It rang now.", True)]
        assert d.shown("assistant")[-1] == ("Let me see. It rang now.", True)
        assert d.requests[1][1]["content"] == "Let me see."
        assert d.history()[-1] == ("assistant", "It rang now.")


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (("clok", "{}"), "error: there is no tool clok; known: clock, alarm, dice"),
        (("clock", "{zone"), "error: the arguments of clock must be a JSON object"),
        (("clock", "[1]"), "error: the arguments of clock must be a JSON object"),
        (("clock", "null"), "error: the arguments of clock must be a JSON object"),
        (("clock", "[" * 100_000), "error: the arguments of clock must be a JSON object"),
        (("clock", '{"zone": 1}'), "error: the argument zone must be of type string"),
        (("dice", '{"fail": "refuse"}'), "error: the dice are lost"),
        (("dice", '{"fail": "break"}'), "error: the tool dice failed"),
        (("bad", "{}"), "error: bad failed"),
        (("alarm", '{"seconds": 16}'), "error: alarm took longer than 15 s"),
        (("clock", ""), "noon here"),
    ],
    ids=lambda case: str(case)[:40],
)
async def test_what_goes_wrong_is_a_result_for_the_model_which_answers(
    call: tuple[str, str], told: str
):
    async with desk(tools=TOOLS | ({"broken": Broken} if call[0] == "bad" else {})) as d:
        d.script([calling(call)], ["I cannot tell."])
        await d.hear_and_wait("go", wait_s=16)
        assert results(d) == [told]
        assert d.spoken == [("s1-1", "I cannot tell.", True)]
        assert "answer_failed" not in [code for code, _ in d.errors]


async def test_broken_arguments_are_not_put_into_the_history():
    async with desk(tools=TOOLS) as d:
        d.script([calling(("clock", "{zone"))], ["Hm."])
        await d.hear_and_wait("go")
        assert d.requests[1][1]["tool_calls"][0]["function"]["arguments"] == "{}"


async def test_a_tool_that_is_too_slow_is_stopped_after_its_time():
    async with desk(tools=TOOLS, tool_timeout_s=2) as d:
        d.script([calling(("alarm", '{"seconds": 60}'), ("dice", "{}"))], ["Late."])
        await d.hear_and_wait("go", wait_s=1.9)
        assert len(d.requests) == 1
        await asyncio.sleep(0.2)
        assert results(d) == ["error: alarm took longer than 2 s", "six"]
        assert clock(d).cancelled == ["alarm"]


async def test_after_the_last_round_the_model_must_answer():
    async with desk(tools=TOOLS, max_tool_rounds=2) as d:
        d.script(*[[calling(("clock", "{}"))]] * 2, ["Enough."])
        await d.hear_and_wait("go")
        parameters = [request.parameters for request in d.neighbours.requests]
        assert parameters == [None, None, {"tool_choice": "none"}]
        assert len(d.neighbours.requests[-1].tools) == 3
        assert d.spoken == [("s1-1", "Enough.", True)]


async def test_a_model_that_calls_for_ever_ends_with_an_error_and_a_valid_history():
    async with desk(tools=TOOLS, max_tool_rounds=2) as d:
        d.script(*[[calling(("clock", "{}"))]] * 3, ["Hello."])
        await d.hear_and_wait("go")
        assert len(clock(d).calls) == 2
        assert [code for code, _ in d.errors] == ["empty_answer"]
        await d.hear_and_wait("hello?")
        assert d.spoken == [("s1-2", "Hello.", True)]


async def test_an_empty_answer_after_words_and_tools_ends_the_speech_and_is_told():
    async with desk(tools=TOOLS) as d:
        d.script(["Moment.", calling(("clock", "{}"))], [])
        await d.hear_and_wait("go")
        assert d.spoken == [("s1-1", "Moment. ", False), ("s1-1", "", True)]
        assert [code for code, _ in d.errors] == ["empty_answer"]


async def test_a_model_that_fails_after_the_tools_ends_the_speech():
    async with desk(tools=TOOLS) as d:
        d.script(["Moment.", calling(("clock", "{}"))], [CommandError("gone")], ["Again."])
        await d.hear_and_wait("go")
        assert d.spoken == [("s1-1", "Moment. ", False), ("s1-1", "", True)]
        assert [code for code, _ in d.errors] == ["answer_failed"]
        await d.hear_and_wait("again")
        roles = [message["role"] for message in d.requests[-1]]
        assert roles == ["user", "assistant", "tool", "user"]


async def test_an_interruption_stops_the_tools_and_each_call_has_a_result():
    async with desk(tools=TOOLS) as d:
        d.script(
            ["Wait.", calling(("dice", "{}"), ("alarm", '{"seconds": 9}'))],
            ["Yes?"],
        )
        await d.hear_and_wait("alarm", wait_s=1)
        await d.hear_and_wait("no, stop")
        assert clock(d).cancelled == ["alarm"]
        assert d.requests[-1][1]["content"] == "Wait."
        assert results(d) == ["six", "interrupted"]
        assert d.spoken[-1] == ("s1-2", "Yes?", True)
        assert d.errors == []


@pytest.mark.parametrize("at_s", [0.0, 0.05, 0.15, 0.25, 0.35, 0.45, 0.6, 0.8])
async def test_wherever_an_answer_with_tools_is_cut_the_history_is_valid(at_s: float):
    async with desk(tools=TOOLS) as d:
        d.script(
            [0.1, "One.", calling(("alarm", '{"seconds": 0.2}'), ("dice", "{}"))],
            [0.1, calling(("alarm", '{"seconds": 0.2}'))],
            [FOREVER],
        )
        await d.hear_and_wait("first", wait_s=at_s)
        d.neighbours.script.clear()
        d.script(["Two."])
        await d.hear_and_wait("second", wait_s=2)
        assert_valid(d.requests[-1])
        asked = "second" if len(d.requests) > 2 or at_s >= 0.15 else "first second"
        assert d.requests[-1][-1] == {"role": "user", "content": asked}
        assert d.spoken[-1][1:] == ("Two.", True)


async def test_an_interruption_by_another_node_leaves_a_valid_history_too():
    class Silencer(Dice):
        async def run_tool(self, name: str, arguments: Mapping[str, Any]) -> str:
            self.session.interrupt()
            return await super().run_tool(name, arguments)

    async with desk(tools=TOOLS | {"games": Silencer}) as d:
        d.script([calling(("dice", "{}"))], ["Yes?"])
        await d.hear_and_wait("roll")
        await d.hear_and_wait("hello")
        assert results(d) == ["interrupted"]
        assert d.all(TtsFlush) == []


async def test_tools_are_still_known_after_a_restart_of_main_control():
    async with desk(tools=TOOLS) as d:
        d.session.nodes["control"].failed(ValueError("broken"))
        await asyncio.sleep(1)
        d.script([calling(("clock", "{}"))], ["Noon."])
        await d.hear_and_wait("time?")
        assert results(d) == ["noon here"]


async def test_a_restart_of_main_control_while_tools_run_leaves_a_valid_history():
    async with desk(tools=TOOLS) as d:
        d.script([calling(("alarm", '{"seconds": 9}'))])
        await d.hear_and_wait("alarm", wait_s=1)
        d.session.nodes["control"].failed(ValueError("broken"))
        await asyncio.sleep(1)
        assert clock(d).cancelled == ["alarm"]
        await d.hear_and_wait("hello?")
        assert results(d) == ["interrupted"]


async def test_a_node_that_restarts_registers_its_tools_again_and_is_not_offered_twice():
    async with desk(tools=TOOLS) as d:
        d.session.nodes["clocks"].failed(ValueError("broken"))
        await asyncio.sleep(1)
        d.script([calling(("clock", "{}"))], ["Noon."])
        await d.hear_and_wait("time?")
        names = [tool["name"] for tool in d.neighbours.requests[0].tools]
        assert names == ["clock", "alarm", "dice"]
        assert results(d) == ["noon here"]


async def test_a_name_that_another_node_has_registered_is_refused_and_told(
    caplog: pytest.LogCaptureFixture,
):
    async with desk(tools=TOOLS) as d:
        d.push(ToolRegister({"name": "clock", "description": "Mine.", "parameters": {}}))
        d.push(ToolRegister({"description": "Nameless.", "parameters": {}}))
        d.script([calling(("clock", "{}"))], ["Noon."])
        await d.hear_and_wait("time?")
        assert results(d) == ["noon here"]
        assert len(d.neighbours.requests[0].tools) == 3
    assert "neighbours registers the tool clock, which clocks has registered" in caplog.text
    assert "a tool that neighbours registers has no name" in caplog.text


async def test_nothing_of_arguments_and_results_is_in_the_log(caplog: pytest.LogCaptureFixture):
    caplog.set_level("INFO")
    async with desk(tools=TOOLS) as d:
        d.script(
            [calling(("clock", '{"zone": "Atlantis"}'), ("clok", '{"zone": "Atlantis"}'))],
            ["Done."],
        )
        await d.hear_and_wait("go")
        assert results(d)[0] == "noon Atlantis"
    assert "Atlantis" not in caplog.text
