from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest

from ten_lite.addons import AddonConfig, AddonSpec
from ten_lite.errors import CommandError
from ten_lite.kinds import ToolError, ToolExtension
from ten_lite.messages import ErrorMessage, ToolCall, ToolRegister, ToolResult, TtsFlush
from ten_lite.testing import Harness

SCHEMA = {
    "type": "object",
    "properties": {
        "text": {"type": "string"},
        "count": {"type": "integer"},
        "share": {"type": "number"},
        "loud": {"type": "boolean"},
        "list": {"type": "array"},
        "map": {"type": "object"},
        "either": {"type": ["string", "null"]},
        "any": {},
        "open": True,
        "colour": {"enum": ["red", "blue"]},
    },
    "required": ["text"],
}
TOOLS = (
    {"name": "echo", "description": "Says it again.", "parameters": SCHEMA},
    {"name": "wait", "description": "Waits a second.", "parameters": {}},
)


class Echo(ToolExtension[AddonConfig]):
    async def configure(self) -> None:
        self.cancelled = 0

    def tools(self) -> tuple[Mapping[str, Any], ...]:
        return TOOLS

    async def run_tool(self, name: str, arguments: Mapping[str, Any]) -> str:
        if name == "wait":
            try:
                await asyncio.sleep(1)
            except asyncio.CancelledError:
                self.cancelled += 1
                raise
        if arguments.get("text") == "refuse":
            raise ToolError("not that")
        if arguments.get("text") == "break":
            raise KeyError("secret detail")
        if arguments.get("text") == "cancel":
            raise asyncio.CancelledError
        if arguments.get("text") == "nothing":
            return None  # type: ignore[return-value]
        return str(arguments.get("text"))


SPEC = AddonSpec(
    name="echo_tool",
    kind="tool",
    description="",
    factory=f"{__name__}:Echo",
    inputs=(ToolCall,),
    outputs=(ToolRegister, TtsFlush),
)


async def use(harness: Harness, name: str, arguments: Mapping[str, Any]) -> ToolResult:
    result = await harness.call(ToolCall("1", name, arguments)).result()
    assert isinstance(result, ToolResult)
    return result


async def test_every_tool_is_registered_when_the_node_starts():
    async with Harness(SPEC) as harness:
        assert harness.received == [ToolRegister(tool) for tool in TOOLS]
        assert {message.source for message in harness.received} == {"addon"}


async def test_a_call_is_answered_with_what_the_tool_said():
    async with Harness(SPEC) as harness:
        assert await use(harness, "echo", {"text": "hello"}) == ToolResult("hello")


async def test_calls_run_beside_each_other():
    async with Harness(SPEC) as harness:
        began_s = asyncio.get_running_loop().time()
        await asyncio.gather(*(use(harness, "wait", {}) for _ in range(5)))
        assert asyncio.get_running_loop().time() - began_s == pytest.approx(1)


async def test_what_the_tool_refuses_is_told_to_the_model():
    async with Harness(SPEC) as harness:
        result = await use(harness, "echo", {"text": "refuse"})
        assert result == ToolResult("not that", is_error=True)


async def test_a_defect_is_an_error_result_without_detail_and_no_failure_of_the_node(
    caplog: pytest.LogCaptureFixture,
):
    async with Harness(SPEC) as harness:
        result = await use(harness, "echo", {"text": "break"})
        assert result == ToolResult("the tool echo failed", is_error=True)
        assert [m for m in harness.received if isinstance(m, ErrorMessage)] == []
        assert harness.session.nodes["addon"].restart_count == 0
    assert "secret detail" in caplog.text


@pytest.mark.parametrize("way", ["cancel", "nothing"])
async def test_a_tool_that_was_cancelled_inside_or_gives_no_text_has_failed(way: str):
    async with Harness(SPEC) as harness:
        result = await use(harness, "echo", {"text": way})
        assert result == ToolResult("the tool echo failed", is_error=True)


async def test_tools_that_have_changed_are_offered_again():
    async with Harness(SPEC) as harness:
        harness.received.clear()
        harness.session.nodes["addon"].extension.offer()
        assert harness.received == [ToolRegister(tool) for tool in TOOLS]


async def test_an_argument_that_is_none_of_the_choices_is_told_with_those_there_are():
    async with Harness(SPEC) as harness:
        result = await use(harness, "echo", {"text": "x", "colour": "green"})
        assert result == ToolResult("the argument colour must be one of: red, blue", is_error=True)


async def test_an_unknown_tool_is_told_with_those_there_are():
    async with Harness(SPEC) as harness:
        result = await use(harness, "echoo", {})
        assert result == ToolResult("there is no tool echoo; known: echo, wait", is_error=True)


async def test_missing_arguments_are_named():
    async with Harness(SPEC) as harness:
        result = await use(harness, "echo", {"count": 1})
        assert result == ToolResult("required arguments are missing: text", is_error=True)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("text", 1),
        ("count", "1"),
        ("count", 1.5),
        ("count", True),
        ("share", "1"),
        ("share", False),
        ("loud", 1),
        ("list", {}),
        ("map", []),
        ("either", 1),
        ("text", None),
    ],
)
async def test_an_argument_of_the_wrong_type_is_named(key: str, value: Any):
    async with Harness(SPEC) as harness:
        result = await use(harness, "echo", {"text": "x", key: value})
        assert result.is_error
        assert f"the argument {key} must be of type" in result.content


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("count", 1),
        ("count", 2.0),
        ("share", 1),
        ("share", 0.5),
        ("loud", False),
        ("list", [1]),
        ("map", {"a": 1}),
        ("either", None),
        ("either", "x"),
        ("any", object()),
        ("open", 1),
        ("colour", "blue"),
        ("unknown", 1),
    ],
)
async def test_arguments_that_fit_and_those_the_schema_does_not_name_are_let_through(
    key: str, value: Any
):
    async with Harness(SPEC) as harness:
        assert await use(harness, "echo", {"text": "x", key: value}) == ToolResult("x")


async def test_a_caller_that_waits_no_longer_stops_the_tool():
    async with Harness(SPEC) as harness:
        with pytest.raises(CommandError, match="within"):
            await harness.call(ToolCall("1", "wait", {}), timeout_s=0.5).result()
        await asyncio.sleep(0.1)
        assert harness.session.nodes["addon"].extension.cancelled == 1


async def test_an_interruption_stops_the_tool():
    async with Harness(SPEC) as harness:
        results = harness.call(ToolCall("1", "wait", {}))
        await asyncio.sleep(0.1)
        harness.session.nodes["addon"].send(TtsFlush("f1"))
        with pytest.raises(CommandError):
            await results.result()
        await asyncio.sleep(0.1)
        assert harness.session.nodes["addon"].extension.cancelled == 1
