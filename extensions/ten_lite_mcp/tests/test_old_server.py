"""Against a server that does what it likes."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path

import pytest

from ten_lite.messages import ToolCall, ToolResult
from ten_lite.testing import Harness
from ten_lite_mcp import MCP_TOOLS
from ten_lite_mcp.tests.kit import OldServer, errors, offered, until, use

pytestmark = pytest.mark.real_time


def is_alive(pid: int) -> bool:
    """Whether the process runs; one that has ended and that nobody has waited for does not."""
    try:
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (ProcessLookupError, FileNotFoundError):
        return False


async def test_the_tools_of_all_pages_are_offered_and_called(tmp_path: Path):
    async with OldServer(tmp_path, "one", "two", "three").node() as harness:
        names = [tool["name"] for tool in await offered(harness, 3)]
        assert names == ["one", "two", "three"]
        assert await use(harness, "three", a=1) == ToolResult('three {"a": 1}')


async def test_names_and_schemas_that_models_refuse_are_adapted_and_mapped_back(tmp_path: Path):
    bad = {"name": "a.b c", "inputSchema": {"type": "null"}}
    server = OldServer(tmp_path, bad, "ü" * 70, "a_b_c", {"name": None})
    async with server.node() as harness:
        tools = await offered(harness, 3)
        assert [tool["name"] for tool in tools] == ["a_b_c", "_" * 64, "a_b_c_2"]
        assert tools[0]["parameters"] == {"type": "object", "properties": {}}
        assert (await use(harness, "a_b_c")).content == "a.b c {}"
        assert (await use(harness, "a_b_c_2")).content == "a_b_c {}"


async def test_only_what_is_allowed_and_not_denied_is_offered_with_its_prefix(tmp_path: Path):
    server = OldServer(tmp_path, "one", "two", "three")
    async with server.node(allow=["one", "two"], deny=["two"], prefix="my_") as harness:
        (tool,) = await offered(harness, 1)
        assert tool["name"] == "my_one"
        assert (await use(harness, "my_one")).content == "one {}"
        assert (await use(harness, "my_two")).is_error


async def test_a_refusal_of_the_server_is_told_to_the_model(tmp_path: Path):
    async with OldServer(tmp_path, "refused").node() as harness:
        await offered(harness, 1)
        assert await use(harness, "refused") == ToolResult("no tools/call here", is_error=True)


async def test_a_result_that_is_too_long_is_cut(tmp_path: Path):
    async with OldServer(tmp_path, "long").node(max_result_characters=100) as harness:
        await offered(harness, 1)
        told = (await use(harness, "long")).content
        assert told == "x" * 100 + " [900 more characters are left out]"


async def test_the_program_gets_its_own_environment_and_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("SECRET_OF_THE_SERVICE", "hidden")
    async with OldServer(tmp_path, "environment").node(
        env={"KEY": "k-1"}, cwd=str(tmp_path)
    ) as harness:
        await offered(harness, 1)
        environment = json.loads((await use(harness, "environment")).content)
        assert environment["KEY"] == "k-1"
        assert "PATH" in environment
        assert "SECRET_OF_THE_SERVICE" not in environment


async def test_a_server_that_crashes_in_a_call_is_an_error_result_and_is_started_again(
    tmp_path: Path,
):
    async with OldServer(tmp_path, "crash", "one").node() as harness:
        await offered(harness, 2)
        told = await use(harness, "crash")
        assert told.is_error
        assert "the connection to its server was lost" in told.content
        assert [tool["name"] for tool in await offered(harness, 2)] == ["crash", "one"]
        assert (await use(harness, "one")).content == "one {}"
        assert harness.session.nodes["addon"].restart_count == 0
        assert errors(harness) == []


async def test_a_call_while_the_server_is_away_is_refused_at_once(tmp_path: Path):
    async with OldServer(tmp_path, "crash").node() as harness:
        await offered(harness, 1)
        (tmp_path / "silent").touch()  # it will not be back
        await use(harness, "crash")
        await until(lambda: harness.session.nodes["addon"].extension._client is None)
        told = await use(harness, "crash")
        assert told == ToolResult(
            "crash cannot be used now: its server is not connected", is_error=True
        )


async def test_a_call_that_takes_too_long_is_an_error_result_and_others_go_on(tmp_path: Path):
    async with OldServer(tmp_path, "hang", "one").node(timeout_s=0.3) as harness:
        await offered(harness, 2)
        late, other = await asyncio.gather(use(harness, "hang"), use(harness, "one"))
        assert late == ToolResult("hang took longer than 0.3 s", is_error=True)
        assert not other.is_error
        await until(lambda: len(server_lists(tmp_path)) == 4)  # it was asked whether it is there
        assert errors(harness) == []
        assert not (await use(harness, "one")).is_error


def server_lists(folder: Path) -> list[dict[str, object]]:
    lines = (folder / "seen.jsonl").read_text("utf-8").splitlines()
    return [one for one in map(json.loads, lines) if one.get("method") == "tools/list"]


async def test_a_server_that_hears_nothing_any_more_is_replaced(tmp_path: Path):
    server = OldServer(tmp_path, "deaf", "one")
    async with server.node(timeout_s=0.2, connect_timeout_s=2) as harness:
        await offered(harness, 2)
        first = server.seen(method="initialize")[0]["pid"]
        assert (await use(harness, "deaf")).is_error
        await offered(harness, 2)
        assert not is_alive(first)
        assert (await use(harness, "one")).content == "one {}"


async def test_an_interrupted_call_is_cancelled_at_the_server(tmp_path: Path):
    server = OldServer(tmp_path, "hang")
    async with server.node() as harness:
        await offered(harness, 1)
        results = harness.call(ToolCall("1", "hang", {}))
        waiting = asyncio.ensure_future(results.result())
        (call,) = await until(lambda: server.seen(method="tools/call"))
        waiting.cancel()
        await results.aclose()
        (told,) = await until(lambda: server.seen(method="notifications/cancelled"))
        assert told["params"]["requestId"] == call["id"]


async def test_a_list_that_changed_is_offered_again(tmp_path: Path):
    async with OldServer(tmp_path, "grow").node() as harness:
        await offered(harness, 1)
        await use(harness, "grow")
        assert [tool["name"] for tool in await offered(harness, 2)] == ["grow", "grown"]


async def test_a_server_that_is_not_there_yet_is_told_once_and_its_tools_come_with_it(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    program = tmp_path / "server"
    async with Harness(MCP_TOOLS, {"command": [str(program)]}) as harness:
        await until(lambda: caplog.text.count("no connection to the MCP server") == 2)
        (error,) = errors(harness)
        assert (error.code, error.fatal) == ("tools_unreachable", False)
        command = " ".join(OldServer(tmp_path, "one").command)
        program.write_text(f"#!/bin/sh\nexec {command}\n")
        program.chmod(0o755)
        await offered(harness, 1)
        assert len(errors(harness)) == 1
        assert harness.session.nodes["addon"].restart_count == 0


async def test_a_server_that_ends_at_once_is_told(tmp_path: Path):
    command = [sys.executable, "-c", "raise SystemExit(1)"]
    async with Harness(MCP_TOOLS, {"command": command}) as harness:
        await until(lambda: errors(harness))


@pytest.mark.parametrize("name", ["one", "stubborn", "deaf"])
async def test_the_server_and_what_it_started_are_gone_when_the_session_is(
    tmp_path: Path, name: str, caplog: pytest.LogCaptureFixture
):
    server = OldServer(tmp_path, name)
    async with server.node(timeout_s=0.2) as harness:
        await offered(harness, 1)
        await use(harness, name)
    started = {one["pid"] for one in server.seen()} | {
        one["child"] for one in server.seen() if "child" in one
    }
    await until(lambda: not any(map(is_alive, started)))
    assert "did not end within" not in caplog.text


async def test_a_session_may_end_while_the_remains_of_its_server_are_cleared_away(tmp_path: Path):
    server = OldServer(tmp_path, "crash")
    async with server.node() as harness:
        await offered(harness, 1)
        await use(harness, "crash")
        await asyncio.sleep(0)  # the node has not seen the end of the process yet


async def test_a_session_ends_in_time_while_its_server_says_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    server = OldServer(tmp_path, "one")
    (tmp_path / "silent").touch()
    async with server.node():
        await until(lambda: server.seen(method="nothing"))
    assert "did not end within" not in caplog.text


async def test_a_server_that_says_nothing_is_given_up_in_time(tmp_path: Path):
    server = OldServer(tmp_path, "one")
    (tmp_path / "silent").touch()
    async with server.node(connect_timeout_s=0.3) as harness:
        await until(lambda: errors(harness))
