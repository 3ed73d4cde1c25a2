"""Scripted neighbours of ``main_control``: a recogniser, a model, tools and a turn detector."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from typing import Any

from ten_lite.addons import AddonConfig
from ten_lite.errors import CommandError
from ten_lite.kinds import LlmExtension, ToolError, ToolExtension
from ten_lite.messages import (
    ChatCompletion,
    ChatDelta,
    ToolCall,
    ToolResult,
    TurnCheck,
    TurnVerdict,
)
from ten_lite.runtime import Extension

from .history import fault_of
from .world import World, letters

__all__ = ["Detector", "Ears", "Model", "Tools"]

FOREVER_S = 1e6


class Ears(Extension[AddonConfig]):
    """Hears what the test says that the user says."""


class Model(LlmExtension[AddonConfig]):
    """Says words that no other request gets, at random speed; calls tools; fails."""

    async def complete(self, request: ChatCompletion) -> AsyncGenerator[str | ChatDelta, None]:
        world: World = self.session.client.world
        world.counts["requests"] += 1
        number, request_id = world.counts["requests"], request.request_id
        world.claim(request_id not in world.generated, f"request {request_id} was made twice")
        if fault := fault_of(request.messages):
            world.wrong.append(f"request {request_id}: {fault}")
        world.generated[request_id] = ""
        users = [m["content"] for m in request.messages if m["role"] == "user"]
        world.asked[request_id] = users[-1] if users else ""
        world.requests.add(request_id)
        try:
            async with aclosing(self._answer(world, request, f"{letters(number)}y")) as pieces:
                async for piece in pieces:
                    text = piece if isinstance(piece, str) else piece.delta
                    world.generated[request_id] += text
                    yield piece
        finally:
            world.requests.remove(request_id)
            world.counts["requests ended"] += 1

    async def _answer(
        self, world: World, request: ChatCompletion, owner: str
    ) -> AsyncGenerator[str | ChatDelta, None]:
        dice = world.dice
        await asyncio.sleep(world.between(0.0, 0.8))
        fate = dice.random()
        if fate < 0.02:
            raise CommandError("the model is out of order")
        if fate < 0.025:
            raise RuntimeError("the model broke")
        if fate < 0.04:
            await asyncio.sleep(FOREVER_S)
        if fate < 0.06:
            return
        will_call = bool(request.tools) and world.chance(0.25)
        count = 0 if will_call and world.chance(0.5) else dice.randint(1, 10)
        if world.chance(0.05):
            count *= 4
        text = ""
        for place in range(count):
            end = " " if world.chance(0.7) else dice.choice((". ", ", ", "! ", "\n"))
            text += world.word(owner, place) + end
            if world.chance(0.5) or place == count - 1:
                if world.chance(0.3):
                    await asyncio.sleep(world.between(0.0, 0.15))
                yield text
                text = ""
            if world.chance(0.003):
                raise CommandError("the model broke off")
        if will_call:
            calls = tuple(_call(world, owner, place) for place in range(dice.randint(1, 3)))
            yield ChatDelta("", "tool_calls", calls)


def _call(world: World, owner: str, place: int) -> Mapping[str, str]:
    name = world.dice.choice(("quick", "quick", "slow", "broken", "unknown"))
    arguments = "{}" if world.chance(0.9) else '{"bad'
    return {"id": f"{owner}{place}", "name": name, "arguments": arguments}


class Tools(ToolExtension[AddonConfig]):
    """Tools that take their time, and fail."""

    def tools(self) -> Sequence[Mapping[str, Any]]:
        names = ("quick", "slow", "broken")
        return [{"name": name, "description": name, "parameters": {}} for name in names]

    async def on_tool_call(self, call: ToolCall) -> ToolResult:
        world: World = self.session.client.world
        world.claim(call.call_id not in world.calls, f"{call.call_id} was called twice at once")
        talk = self.session.nodes["control"].state["talk"]
        world.claim(talk.answer is not None, f"{call.call_id} was called for no answer")
        world.calls.add(call.call_id)
        world.counts["tool calls"] += 1
        try:
            return await super().on_tool_call(call)
        finally:
            world.calls.remove(call.call_id)

    async def run_tool(self, name: str, arguments: Mapping[str, Any]) -> str:
        world: World = self.session.client.world
        await asyncio.sleep(world.between(0.2, 3.0) if name == "slow" else world.between(0, 0.2))
        if name == "broken":
            raise ToolError("it is broken") if world.chance(0.7) else ValueError("it broke")
        return "done"


class Detector(Extension[AddonConfig]):
    """Tells at random whether the user is done, or fails to."""

    async def on_turn_check(self, check: TurnCheck) -> TurnVerdict:
        world: World = self.session.client.world
        world.counts["turn checks"] += 1
        await asyncio.sleep(world.between(0.0, 0.7))
        if world.chance(0.05):
            raise CommandError("nobody knows")
        return TurnVerdict(world.dice.random())
