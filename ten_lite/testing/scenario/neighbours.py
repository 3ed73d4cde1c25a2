"""Scripted neighbours: a recogniser, a turn detector, a model, a voice and wrapped tools.

Each stands in the place of a node of the graph, with the pins of that node's addon. The stage of
the scenario is the session's client.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncGenerator, Callable
from typing import TYPE_CHECKING, Any

from ten_lite.addons.spec import AddonConfig
from ten_lite.errors import CommandError
from ten_lite.kinds.llm import LlmExtension
from ten_lite.kinds.tts import TtsExtension
from ten_lite.messages import (
    ChatCompletion,
    ChatDelta,
    Message,
    ToolCall,
    ToolResult,
    TurnCheck,
    TurnVerdict,
)
from ten_lite.runtime.extension import Extension
from ten_lite.testing.scenario.steps import ModelCall, ModelFailure

if TYPE_CHECKING:
    from ten_lite.testing.scenario.graph_stage import GraphStage

__all__ = ["WORD_MS", "Bystander", "Ears", "Model", "TurnJudge", "Voice", "with_script"]

WORD_MS = 300


def ignore(message: Message) -> None:
    """What a scripted neighbour does with messages that do not concern it."""


class _Neighbour(Extension[AddonConfig]):
    def __getattr__(self, name: str) -> Callable[[Message], None]:
        if name.startswith("on_"):
            return ignore
        raise AttributeError(name)


class Bystander(_Neighbour):
    """Another way in, through which nobody comes."""


class Ears(_Neighbour):
    """Hears what the script says; the stage sends it."""


class TurnJudge(_Neighbour):
    """Takes the user for done whenever asked."""

    async def on_turn_check(self, check: TurnCheck) -> TurnVerdict:
        """Certainly."""
        return TurnVerdict(1.0)


class Voice(TtsExtension[AddonConfig]):
    """Is silent for 300 ms a word."""

    async def synthesize(self, text: str) -> AsyncGenerator[bytes, None]:
        """The silence, a word at a time."""
        for _ in text.split():
            yield bytes(2 * self.voice_rate_hz * WORD_MS // 1000)


class Model(LlmExtension[AddonConfig], _Neighbour):
    """Gives the next reply of the script."""

    async def complete(self, request: ChatCompletion) -> AsyncGenerator[str | ChatDelta, None]:
        """The reply in words, or the calls it names.

        Raises:
            CommandError: The script has the model fail.
        """
        stage: GraphStage = self.session.client
        reply = stage.reply_to(request.messages)
        if isinstance(reply, ModelFailure):
            raise CommandError(reply.fails)
        if isinstance(reply, ModelCall):
            reply = (reply,)
        if isinstance(reply, tuple):
            yield ChatDelta("", "tool_calls", tuple(_wire(stage, call) for call in reply))
            return
        values = {"{text}": _last(request, "user"), "{result}": _last(request, "tool")}
        filled = re.sub(r"\{text\}|\{result\}", lambda match: values[match[0]], reply)
        for word in re.findall(r"\s*\S+\s*?", filled):
            await asyncio.sleep(0)
            yield word


def _wire(stage: GraphStage, call: ModelCall) -> dict[str, str]:
    return {
        "id": stage.new_call_id(),
        "name": call.tool,
        "arguments": json.dumps(dict(call.arguments)),
    }


def _last(request: ChatCompletion, role: str) -> str:
    said = [str(m.get("content") or "") for m in request.messages if m.get("role") == role]
    return said[-1] if said else ""


def with_script(extension: type[Extension[Any]]) -> type[Extension[Any]]:
    """The tools of ``extension``; a call that the script has a result for does not reach them."""

    class Scripted(extension):  # type: ignore[misc, valid-type]
        async def on_tool_call(self, call: ToolCall) -> ToolResult:
            stage: GraphStage = self.session.client
            stage.record.take(call)
            result = stage.result_of(call)
            if result is None:
                result = await super().on_tool_call(call)
            return result

    Scripted.__name__ = extension.__name__
    return Scripted
