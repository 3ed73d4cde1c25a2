from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest

from ten_lite.addons import AddonConfig, AddonSpec
from ten_lite.config.definition import GraphDef, NodeDef
from ten_lite.config.library import Properties
from ten_lite.errors import TenLiteError
from ten_lite.messages import PcmFrame
from ten_lite.runtime import App, Extension
from ten_lite.runtime.agents import AgentError, Agents

LOADED: list[tuple[str, Mapping[str, Any]]] = []


class Nothing(Extension[AddonConfig]):
    def on_pcm_frame(self, frame: PcmFrame) -> None:
        pass


SPEC = AddonSpec(
    name="nothing",
    kind="generic",
    description="",
    factory=f"{__name__}:Nothing",
    inputs=(PcmFrame,),
)


async def make(name: str, properties: Properties) -> App:
    LOADED.append((name, properties))
    if name == "unknown":
        raise TenLiteError('there is no graph "unknown"')
    if name == "broken":
        raise OSError("the disk is full of secrets")
    await asyncio.sleep(1)
    return App(GraphDef(name, "", (NodeDef("node", SPEC, AddonConfig()),), ()))


@contextlib.asynccontextmanager
async def agents(**options: Any) -> AsyncIterator[Agents]:
    LOADED.clear()
    found = Agents(make, **options)
    try:
        yield found
    finally:
        await found.stop_all()


async def test_an_agent_runs_the_graph_with_the_properties_it_is_given():
    async with agents() as found:
        properties = {"websocket_server": {"port": 8123}}
        agent = await found.start("c1", "voice", properties)
        assert [("voice", properties)] == LOADED
        assert (agent.graph_name, agent.app.graph.name) == ("voice", "voice")
        assert list(found.running) == ["c1"]


async def test_it_is_stopped_with_its_sessions():
    async with agents() as found:
        agent = await found.start("c1", "voice")
        session = await agent.app.open_session()
        await found.stop("c1")
        assert session.ended.is_set()
        assert found.running == {}


async def test_one_that_nobody_pings_is_stopped():
    async with agents() as found:
        await found.start("c1", "voice", timeout_s=20)
        await found.start("c2", "voice", timeout_s=20)
        for _ in range(10):
            await asyncio.sleep(10)
            found.ping("c2")
        assert list(found.running) == ["c2"]
        await asyncio.sleep(26)
        assert found.running == {}


async def test_below_zero_is_the_default_and_zero_is_never():
    async with agents() as found:
        await found.start("tens", "voice", timeout_s=-1)
        await found.start("ever", "voice", timeout_s=0)
        await asyncio.sleep(66)
        assert list(found.running) == ["ever"]
        await asyncio.sleep(100_000)
        assert list(found.running) == ["ever"]


@pytest.mark.parametrize("channel", ["", ".", "..", ".a", "a/b", "a\\b", "/", "x" * 101])
async def test_a_name_that_could_be_a_path_is_none(channel: str):
    async with agents() as found:
        with pytest.raises(AgentError, match="1 to 100 characters") as refused:
            await found.start(channel, "voice")
        assert refused.value.reason == "bad"


async def test_of_one_name_there_is_one_even_while_it_is_being_started():
    async with agents() as found:
        done = await asyncio.gather(
            *(found.start("c1", "voice") for _ in range(3)), return_exceptions=True
        )
        refused = [error for error in done if isinstance(error, AgentError)]
        assert [error.reason for error in refused] == ["exists", "exists"]
        assert list(found.running) == ["c1"]


async def test_there_are_no_more_than_there_may_be():
    async with agents(most=2) as found:
        await found.start("c1", "voice")
        await found.start("c2", "voice")
        with pytest.raises(AgentError, match="2 agents run already") as refused:
            await found.start("c3", "voice")
        assert refused.value.reason == "full"
        await found.stop("c1")
        await found.start("c3", "voice")


async def test_one_that_cannot_be_started_leaves_its_name_free():
    async with agents() as found:
        with pytest.raises(AgentError, match='there is no graph "unknown"') as refused:
            await found.start("c1", "unknown")
        assert refused.value.reason == "failed"
        await found.start("c1", "voice")


async def test_who_is_not_there_is_told_with_those_that_are():
    async with agents() as found:
        await found.start("c1", "voice")
        with pytest.raises(AgentError, match='no agent "c2"; running: c1') as refused:
            found.ping("c2")
        assert refused.value.reason == "unknown"
        with pytest.raises(AgentError, match='no agent "c2"; running: c1'):
            await found.stop("c2")


async def test_a_mistake_of_ours_is_told_without_its_words(caplog: pytest.LogCaptureFixture):
    async with agents() as found:
        with pytest.raises(AgentError, match='"broken" could not be started') as refused:
            await found.start("c1", "broken")
        assert "secrets" not in str(refused.value)
        assert "full of secrets" in caplog.text


async def test_one_that_is_being_started_when_all_end_is_not_left():
    async with agents() as found:
        starting = asyncio.ensure_future(found.start("c1", "voice"))
        await asyncio.sleep(0.5)
        await found.stop_all()
        with pytest.raises(AgentError, match="shutting down"):
            await starting
        assert found.running == {}


async def test_none_is_started_while_those_there_are_end_their_turns():
    async with agents() as found:
        agent = await found.start("c1", "voice")
        await found.drain(1)
        assert agent.app.draining
        with pytest.raises(AgentError, match="shutting down") as refused:
            await found.start("c2", "voice")
        assert refused.value.reason == "failed"
