"""Tools that the client gives."""

from __future__ import annotations

from typing import Any

import pytest

from ten_lite.messages import ToolRegister
from ten_lite.wire.realtime.refusal import Refusal
from ten_lite.wire.realtime.tools import read_tools

from .kit import Talk, types

PARAMETERS = {"type": "object", "properties": {"city": {"type": "string"}}}
WEATHER = {
    "type": "function",
    "name": "weather",
    "description": "The weather.",
    "parameters": PARAMETERS,
}


def test_tools_of_the_session_are_offered_to_the_graph_once() -> None:
    talk = Talk()
    events = talk.update(tools=[WEATHER, {"type": "function", "name": "stop"}])
    assert events[-1]["session"]["tools"][0] == WEATHER
    offer = {"name": "weather", "description": "The weather.", "parameters": PARAMETERS}
    nothing = {"type": "object", "properties": {}}
    assert talk.graph_got() == [
        ToolRegister(offer),
        ToolRegister({"name": "stop", "description": "", "parameters": nothing}),
    ]
    changed = WEATHER | {"description": "Rain?"}
    talk.update(tools=[changed, {"type": "function", "name": "stop"}])
    assert talk.graph_got() == [ToolRegister(offer | {"description": "Rain?"})]


def test_a_tool_cannot_be_taken_back() -> None:
    talk = Talk()
    talk.update(tools=[WEATHER])
    events = talk.update(tools=[])
    assert types(events) == ["error", "session.updated"]
    assert events[0]["error"]["param"] == "session.tools"
    assert events[1]["session"]["tools"] == [WEATHER]


def test_a_session_has_so_many_tools_and_no_more() -> None:
    talk = Talk()
    talk.update(tools=[{"type": "function", "name": f"a{n}"} for n in range(128)])
    assert len(talk.graph_got()) == 128
    events = talk.update(tools=[{"type": "function", "name": "b"}])
    assert events[0]["error"]["param"] == "session.tools"
    assert types(events) == ["error"]
    assert talk.graph_got() == []


@pytest.mark.parametrize(
    ("tools", "param"),
    [
        ({}, "session.tools"),
        (["weather"], "session.tools[0]"),
        ([{"type": "mcp"}], "session.tools[0].type"),
        ([WEATHER, {"type": "function"}], "session.tools[1].name"),
        ([{"name": "two words"}], "session.tools[0].name"),
        ([{"name": "x", "parameters": []}], "session.tools[0].parameters"),
        ([{"name": "x", "description": 5}], "session.tools[0].description"),
    ],
)
def test_what_is_no_function_is_refused_by_its_place(tools: Any, param: str) -> None:
    with pytest.raises(Refusal) as caught:
        read_tools(tools, "session.tools")
    assert caught.value.param == param


def test_no_tools_are_none() -> None:
    assert read_tools(None, "session.tools") == {}
    assert read_tools([], "session.tools") == {}
