"""The harness: messages in, messages out, in virtual time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest

from ten_lite.addons import AddonConfig, AddonSpec
from ten_lite.errors import AddonError, CommandError
from ten_lite.messages import (
    AsrResult,
    ChatCompletion,
    ChatDelta,
    ErrorMessage,
    NodeMetrics,
    PcmFrame,
    TextData,
    UserJoined,
)
from ten_lite.runtime import Extension, Resource
from ten_lite.testing import Harness, probe_spec


class Settings(AddonConfig):
    greeting: str = "hello"


class Mine(Extension[Settings]):
    closed = 0

    @classmethod
    def resources(cls, config: Settings) -> Mapping[str, Resource[Any]]:
        async def load() -> str:
            return "loaded"

        async def close(value: str) -> None:
            Mine.closed += 1

        return {"it": Resource(key="it", label="it", load=load, close=close)}

    def on_pcm_frame(self, frame: PcmFrame) -> None:
        if not frame.data:
            raise ValueError
        self.send(frame)
        self.send(TextData(f"{self.config.greeting} {self.resource('it')}"))

    async def on_asr_result(self, result: AsrResult) -> None:
        await asyncio.sleep(30)
        self.send(TextData(result.text))

    async def on_chat_completion(self, request: ChatCompletion) -> AsyncIterator[ChatDelta]:
        yield ChatDelta("a")
        yield ChatDelta("b")

    async def start(self) -> None:
        self.told = self.call(UserJoined())


MINE = AddonSpec(
    name="mine",
    kind="generic",
    description="",
    factory=f"{__name__}:Mine",
    inputs=(PcmFrame, AsrResult, ChatCompletion),
    outputs=(PcmFrame, TextData, UserJoined),
    config=Settings,
)


async def test_what_is_pushed_in_comes_out() -> None:
    async with Harness(MINE) as harness:
        harness.push(PcmFrame(b"\1\0"))
        assert (await harness.pull(PcmFrame)).data == b"\1\0"
        assert (await harness.pull(TextData)).text == "hello loaded"


async def test_properties_are_checked_as_in_a_graph_file() -> None:
    async with Harness(MINE, {"greeting": "hi"}) as harness:
        harness.push(PcmFrame(b"\1\0"))
        assert (await harness.pull(TextData)).text == "hi loaded"
    with pytest.raises(ValueError, match="gretting"):
        Harness(MINE, {"gretting": "hi"})


@pytest.mark.parametrize("direct", [True, False])
async def test_pull_waits_in_virtual_time(direct: bool) -> None:
    async with Harness(MINE, direct=direct) as harness:
        harness.push(AsrResult("later", final=True))
        assert (await harness.pull(TextData)).text == "later"


async def test_pull_raises_when_nothing_comes_in_time() -> None:
    async with Harness(MINE) as harness:
        harness.push(AsrResult("later", final=True))
        with pytest.raises(TimeoutError):
            await harness.pull(TextData, timeout_s=29)


async def test_pull_takes_the_first_of_its_class_and_leaves_the_rest() -> None:
    async with Harness(MINE) as harness:
        for data in (b"\1\0", b"\2\0"):
            harness.push(PcmFrame(data))
        assert (await harness.pull(TextData)).text == "hello loaded"
        assert (await harness.pull(PcmFrame)).data == b"\1\0"
        left = [type(message) for message in harness.received if type(message) is not UserJoined]
        assert left == [PcmFrame, TextData]


async def test_commands_give_their_results() -> None:
    async with Harness(MINE) as harness:
        results = [r async for r in harness.call(ChatCompletion([]))]
        assert results == [ChatDelta("a"), ChatDelta("b")]


async def test_commands_of_the_addon_reach_the_probe() -> None:
    async with Harness(MINE) as harness:
        assert isinstance(await harness.pull(UserJoined), UserJoined)


async def test_errors_reach_the_probe() -> None:
    async with Harness(MINE) as harness:
        harness.push(PcmFrame(b""))
        assert (await harness.pull(ErrorMessage)).code == "node_restarted"


async def test_only_declared_inputs_can_be_pushed() -> None:
    async with Harness(MINE) as harness:
        with pytest.raises(AddonError, match="does not declare"):
            harness.push(TextData("x"))
        with pytest.raises((AddonError, CommandError)):
            harness.call(UserJoined())


async def test_all_is_closed_at_the_end_also_after_a_failure() -> None:
    before = Mine.closed
    harness = Harness(MINE)
    with pytest.raises(KeyError):
        async with harness:
            raise KeyError
    assert harness.session.ending
    assert Mine.closed == before + 1


def test_a_probe_takes_what_the_runtime_tells_even_when_it_is_not_told_so() -> None:
    told = (ErrorMessage, NodeMetrics)
    assert probe_spec("p", inputs=(PcmFrame,), outputs=()).inputs == (PcmFrame, *told)
    assert probe_spec("p", inputs=told, outputs=()).inputs == told
