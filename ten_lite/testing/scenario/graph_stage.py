"""A graph between scripted neighbours, in whatever time the loop has."""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from ten_lite.config.definition import GraphDef, NodeDef
from ten_lite.errors import TenLiteError
from ten_lite.messages import (
    Interrupt,
    Message,
    TextData,
    ToolCall,
    ToolResult,
    TtsTextInput,
)
from ten_lite.runtime.node import LiveNode
from ten_lite.runtime.plan import NodePlan, Plan
from ten_lite.runtime.resources import ResourcePool
from ten_lite.runtime.session import Session
from ten_lite.testing.scenario.client import Client
from ten_lite.testing.scenario.neighbours import (
    WORD_MS,
    Bystander,
    Ears,
    Model,
    TurnJudge,
    Voice,
    with_script,
)
from ten_lite.testing.scenario.record import Record
from ten_lite.testing.scenario.speaking import play_recording, tell_words
from ten_lite.testing.scenario.steps import ModelReply, Speech, Step

__all__ = ["SCRIPTED", "GraphStage", "is_kept"]

SCRIPTED: Mapping[str, type[Any]] = {
    "vad": Ears,
    "stt": Ears,
    "turn_detector": TurnJudge,
    "llm": Model,
    "tts": Voice,
}
"""What stands in for nodes of these kinds."""

NO_WORD = "You said: {text}."


def is_kept(node: NodeDef, keep: Collection[str]) -> bool:
    """Whether ``node`` runs as the graph has it, as its name or its kind is in ``keep``."""
    return node.name in keep or node.addon.kind in keep


class GraphStage:
    """A live graph, used as ``async with``.

    Args:
        graph: The graph; its first transport is where the user is.
        script: Tells what comes of tool calls.
        keep: Names or kinds of nodes that run as the graph has them.
        tools: What the client offers, as in ``ToolRegister``.
        folder: What paths of recordings start from.

    Raises:
        TenLiteError: The graph has no transport, or ``keep`` names what it has not.
    """

    word_ms = WORD_MS

    def __init__(
        self,
        graph: GraphDef,
        script: Sequence[Step],
        *,
        keep: Collection[str] = (),
        tools: Sequence[Mapping[str, Any]] = (),
        folder: Path = Path(),
    ) -> None:
        known = set(SCRIPTED) | {
            name for node in graph.nodes for name in (node.name, node.addon.kind)
        }
        if unknown := sorted(set(keep) - known):
            raise TenLiteError(
                f'the graph has no node and no kind of node "{unknown[0]}" to keep; it has '
                f"{', '.join(sorted(known))}"
            )
        doors = [node for node in graph.nodes if node.addon.kind == "transport"]
        if not doors:
            raise TenLiteError(f'nobody can talk to the graph "{graph.name}": it has no transport')
        self.graph = graph
        self.tools = tools
        self.loop = asyncio.get_running_loop()
        self.record = Record()
        self._door = doors[0].name
        self._keep = keep
        self._folder = folder
        self._replies: deque[ModelReply] = deque()
        self._last_reply: tuple[Sequence[Mapping[str, Any]], ModelReply] = ((), "")
        self._calls = self._utterances = 0
        self._results: dict[str, deque[ToolResult | None]] = defaultdict(deque)
        for use in (step.tool_called for step in script):
            if use is None:
                continue
            result = None if use.result is None else ToolResult(use.result, is_error=use.is_error)
            self._results[use.name].append(result)
        kinds = {node.addon.kind for node in graph.nodes}
        self.record.has_voice = any(edge.message is TtsTextInput for edge in graph.edges)
        self._has_ears = "stt" in kinds
        self._hears = all(
            is_kept(node, keep) for node in graph.nodes if node.addon.kind in ("vad", "stt")
        )
        scripted = {node.addon.kind for node in graph.nodes if not is_kept(node, keep)}
        self._has_model = "llm" in scripted
        self._has_scripted_voice = "tts" in scripted

    async def __aenter__(self) -> Self:
        plan = Plan(self.graph, tuple(self._planned(node) for node in self.graph.nodes))
        self.session = Session(plan, session_id="scenario", pool=ResourcePool(), client=self)
        await self.session.start()
        self._watching = asyncio.create_task(self._watch(), name="watch the session")
        return self

    async def __aexit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._watching.cancel()
        await asyncio.gather(self._watching, return_exceptions=True)
        await self.session.close()

    async def _watch(self) -> None:
        await self.session.ended.wait()
        self.record.ended(self.session.end_reason)

    def _planned(self, node: NodeDef) -> NodePlan:
        if node.name == self._door:
            return NodePlan(node, Client, {})
        if node.addon.kind == "transport":
            return NodePlan(node, Bystander, {})
        scripted = SCRIPTED.get(node.addon.kind)
        if scripted is not None and not is_kept(node, self._keep):
            return NodePlan(node, scripted, {})
        plan = NodePlan.load(node)
        if node.addon.kind == "tool":
            return NodePlan(node, with_script(plan.extension), plan.resources, plan.fallback)
        return plan

    def refusal(self, step: Step) -> str:
        """Why ``step`` cannot be played here; "" when it can."""
        interruption = step.user_interrupts
        speech = step.user_says or (interruption and interruption.says)
        if speech and not self._has_ears:
            return "the graph has no recogniser (a node of the kind stt); let the user type"
        if speech and self._hears and speech.wav is None:
            return "the graph's recogniser hears sound: give a wav, or do not keep it"
        if speech and not self._hears and speech.text is None:
            return 'a scripted recogniser needs text; or keep the graph\'s: ["vad", "stt"]'
        if interruption and not self.record.has_voice:
            return "nobody can be interrupted: the graph has no voice"
        if interruption and interruption.after_words and not self._has_scripted_voice:
            return "only a scripted voice tells how long a word is: use after_ms"
        if interruption and interruption.says is None and not self._takes(Interrupt):
            return "the graph has no connection for interrupt; let the user say something"
        if step.user_types and not self._takes(TextData):
            return "the graph has no connection for what a client types"
        if step.kind == "model_replies" and not self._has_model:
            return "the graph has no model that is scripted"
        return ""

    def _takes(self, message: type[Message]) -> bool:
        edges = self.graph.edges
        return any(edge.source == self._door and edge.message is message for edge in edges)

    async def say(self, speech: Speech) -> None:
        """Say it, word by word or as it was recorded."""
        if self._hears:
            assert speech.wav is not None
            await play_recording(self._client, self._folder / speech.wav)
        else:
            assert speech.text is not None
            self._utterances += 1
            await tell_words(
                self._tell_ears, speech.text.split(), f"utterance-{self._utterances}", self._now_ms
            )

    async def write(self, text: str) -> None:
        """Type it."""
        self._client.send(TextData(text))

    async def ask_for_silence(self) -> None:
        """Have the answer stop without a word."""
        self._client.send(Interrupt())

    async def leave(self) -> None:
        """Lose the connection."""
        self._client.go_away()

    async def come_back(self) -> None:
        """Have it again."""
        self._client.come_back()

    def reply(self, replies: Sequence[ModelReply]) -> None:
        """Have the model answer so, one reply a request."""
        self._replies.extend(replies)

    @property
    def unused_replies(self) -> Sequence[ModelReply]:
        """Those nobody has asked for."""
        return tuple(self._replies)

    def reply_to(self, messages: Sequence[Mapping[str, Any]]) -> ModelReply:
        """What the model says to a conversation.

        A request in the place of the one before gets the same once more: what was worked on
        ahead, or lost in a restart, is asked for again, with the user's last words as they are
        known by then.
        """
        before, reply = self._last_reply
        is_again = (
            [*before[:-1]] == [*messages[:-1]]
            and before[-1:]
            and (before[-1]["role"] == messages[-1]["role"] == "user")
        )
        if not is_again:
            reply = self._replies.popleft() if self._replies else NO_WORD
        self._last_reply = (tuple(messages), reply)
        return reply

    def new_call_id(self) -> str:
        """An id for the next tool call."""
        self._calls += 1
        return f"call-{self._calls}"

    def result_of(self, call: ToolCall) -> ToolResult | None:
        """What the script has for it: its first result for the first call of a tool, and so on."""
        results = self._results[call.tool_name]
        return results.popleft() if results else None

    @property
    def _client(self) -> Client:
        client = self.session.nodes[self._door].extension
        assert isinstance(client, Client)
        return client

    def _now_ms(self) -> int:
        return int(self.record.now_s * 1000)

    def _tell_ears(self, message: Message) -> None:
        """From the first scripted ear that says such things."""
        for node in self._ears():
            if node.routes.get(type(message)):
                node.send(message)
                return

    def _ears(self) -> list[LiveNode]:
        nodes = (self.session.nodes[node.name] for node in self.graph.nodes)
        found = [node for node in nodes if isinstance(node.extension, Ears)]
        return sorted(found, key=lambda node: node.plan.definition.addon.kind != "vad")
