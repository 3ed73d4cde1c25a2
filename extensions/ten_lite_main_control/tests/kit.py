"""``main_control`` between scripted neighbours: a model, a voice and a client that a test plays."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from ten_lite.addons import AddonConfig, AddonSpec
from ten_lite.config.definition import EdgeDef, GraphDef, NodeDef, default_queue
from ten_lite.messages import (
    AsrResult,
    ChatCompletion,
    ChatDelta,
    EndOfSpeech,
    ErrorMessage,
    Message,
    StartOfSpeech,
    TextData,
    ToolCall,
    ToolRegister,
    TtsAudioEnd,
    TtsAudioStart,
    TtsFlush,
    TtsFlushEnd,
    TtsPause,
    TtsResume,
    TtsTextInput,
    TurnCheck,
    TurnVerdict,
)
from ten_lite.runtime import Extension, ResourcePool, Session
from ten_lite.runtime.plan import NodePlan, Plan
from ten_lite.testing import Probe, probe_spec
from ten_lite_main_control import MAIN_CONTROL

M = TypeVar("M", bound=Message)
Step = str | float | Exception | ChatDelta
FOREVER = 1e9


class Neighbours(Probe):
    """The model streams what the script says: words, pauses in seconds, failures, whole deltas.

    Attributes:
        script: What each coming request is answered with; without one, "Yes.".
        answers: The same by the question, for when it is not known which will be asked.
        requests: The requests there were.
        broken_off: Requests whose results nobody wanted any more.
        heard: What the voice tells was heard, of each answer, when it is flushed.
        answers_flushes: Whether the voice does that.
        checks: What the turn detector was asked.
        verdict: What it says; an exception if it fails, None if it says nothing.
        speaks_at_once: Whether the voice says everything in no time; else a test plays it.
    """

    async def configure(self) -> None:
        await super().configure()
        self.script: deque[Sequence[Step]] = deque()
        self.answers: dict[str, Sequence[Step]] = {}
        self.requests: list[ChatCompletion] = []
        self.broken_off: list[ChatCompletion] = []
        self.heard: dict[str, int] | None = None
        self.answers_flushes = True
        self.speaks_at_once = True
        self.checks: list[TurnCheck] = []
        self.verdict: float | Exception | None = 1.0
        self._voiced = ""

    def on_tts_text_input(self, piece: TtsTextInput) -> None:
        self._keep(piece)
        if not self.speaks_at_once:
            return
        if piece.text and self._voiced != piece.request_id:
            self._voiced = piece.request_id
            self.send(TtsAudioStart(piece.request_id))
        if piece.text_input_end:
            self._voiced = ""
            self.send(TtsAudioEnd(piece.request_id, 0))

    def on_tts_flush(self, flush: TtsFlush) -> None:
        self._keep(flush)
        if self.answers_flushes:
            self.send(TtsFlushEnd(flush.flush_id, self.heard))

    async def on_turn_check(self, check: TurnCheck) -> TurnVerdict:
        self.checks.append(check)
        if isinstance(self.verdict, Exception):
            raise self.verdict
        if self.verdict is None:
            await asyncio.sleep(FOREVER)
        return TurnVerdict(self.verdict or 0.0)

    async def on_chat_completion(self, request: ChatCompletion) -> AsyncGenerator[ChatDelta, None]:
        self.requests.append(request)
        assert_valid(request.messages)
        steps = self.answers.get(request.messages[-1]["content"]) or ["Yes."]
        if self.script:
            steps = self.script.popleft()
        ended = False
        try:
            for step in steps:
                if isinstance(step, Exception):
                    ended = True
                    raise step
                if isinstance(step, ChatDelta):
                    ended = step.finish_reason is not None
                    yield step
                    if ended:
                        return
                elif isinstance(step, str):
                    yield ChatDelta(step)
                else:
                    await asyncio.sleep(step)
            yield ChatDelta("", finish_reason="stop")
            ended = True
        finally:
            if not ended:
                self.broken_off.append(request)


def assert_valid(messages: Sequence[Mapping[str, Any]]) -> None:
    """Hold a history against the rule of OpenAI's API: calls, then at once all their results."""
    open_calls: list[str] = []
    for message in messages:
        if message["role"] == "tool":
            assert message["tool_call_id"] in open_calls, messages
            open_calls.remove(message["tool_call_id"])
            assert message["content"]
        else:
            assert not open_calls, messages
            open_calls = [call["id"] for call in message.get("tool_calls", ())]
    assert not open_calls, messages


def calling(*calls: tuple[str, str]) -> ChatDelta:
    """The end of an answer that calls tools: (name, arguments) of each."""
    return ChatDelta(
        "",
        "tool_calls",
        tuple(
            {"id": f"c{n}", "name": name, "arguments": arguments}
            for n, (name, arguments) in enumerate(calls, 1)
        ),
    )


class Desk:
    """One session of it.

    Attributes:
        session: The live graph.
        neighbours: Everybody around ``main_control``.
    """

    def __init__(self, session: Session) -> None:
        self.session = session
        neighbours = session.nodes["neighbours"].extension
        assert isinstance(neighbours, Neighbours)
        self.neighbours = neighbours

    @property
    def received(self) -> list[Message]:
        return self.neighbours.received

    @property
    def requests(self) -> list[list[dict[str, Any]]]:
        """The messages of each request to the model."""
        return [request.messages for request in self.neighbours.requests]

    def all(self, wanted: type[M]) -> list[M]:
        return [message for message in self.received if isinstance(message, wanted)]

    def push(self, message: Message) -> None:
        self.neighbours.send(message)

    def hear(self, text: str, *, final: bool = True) -> None:
        """The recogniser tells something."""
        self.push(AsrResult(text, final))

    async def hear_and_wait(self, text: str, *, wait_s: float = 0.1) -> None:
        self.hear(text)
        await asyncio.sleep(wait_s)

    def starts(self) -> None:
        """The user makes a sound."""
        self.push(StartOfSpeech(0))

    def stops(self) -> None:
        self.push(EndOfSpeech(0))

    def script(self, *answers: Sequence[Step]) -> None:
        self.neighbours.script.extend(answers)

    def voice_starts(self, request_id: str) -> None:
        self.push(TtsAudioStart(request_id))

    def voice_ends(self, request_id: str, unplayed_ms: int, reason: Any = "end") -> None:
        self.push(TtsAudioEnd(request_id, 5_000, reason, unplayed_ms))

    def voice_is_flushed(self) -> None:
        """The voice confirms the last flush."""
        self.push(TtsFlushEnd(self.flushes[-1].flush_id))

    @property
    def spoken(self) -> list[tuple[str, str, bool]]:
        """(request, text, is last) of each piece for the voice."""
        return [(m.request_id, m.text, m.text_input_end) for m in self.all(TtsTextInput)]

    @property
    def flushes(self) -> list[TtsFlush]:
        return self.all(TtsFlush)

    @property
    def errors(self) -> list[tuple[str, str]]:
        return [(error.code, error.text) for error in self.all(ErrorMessage)]

    def shown(self, role: str) -> list[tuple[str, bool]]:
        """(text, is final) of each text for the client."""
        return [(m.text, m.is_final) for m in self.all(TextData) if m.role == role]

    def history(self) -> list[tuple[str, str]]:
        """(role, text) as the next request would have it."""
        said = self.session.nodes["control"].state["talk"].history.messages()
        return [(message["role"], message["content"]) for message in said]


@asynccontextmanager
async def desk(
    *,
    tools: Mapping[str, type[Extension[Any]]] | None = None,
    voice: bool = True,
    without: Collection[type[Message]] = (TtsPause, TtsResume, TurnCheck),
    **properties: Any,
) -> AsyncIterator[Desk]:
    """A live ``main_control`` with these properties, and with these nodes that have tools.

    Args:
        tools: The nodes, by name.
        voice: Whether the voice says everything in no time; else the test plays it.
        without: Outputs that are not connected.
        properties: Of ``main_control``.
    """
    properties.setdefault("voice_timeout_s", FOREVER)  # most tests have no voice that starts
    spec = probe_spec(
        "neighbours", inputs=MAIN_CONTROL.outputs, outputs=(*MAIN_CONTROL.inputs, TtsFlush)
    )
    nodes = (
        NodeDef("control", MAIN_CONTROL, MAIN_CONTROL.config.model_validate(properties)),
        NodeDef("neighbours", spec, AddonConfig()),
        *(NodeDef(name, _tool_spec(name), AddonConfig()) for name in tools or {}),
    )
    edges = tuple(
        EdgeDef(source, target, message, default_queue(message.kind))
        for source, target, messages in (
            ("neighbours", "control", MAIN_CONTROL.inputs),
            ("control", "neighbours", MAIN_CONTROL.outputs),
            *((name, "control", (ToolRegister,)) for name in tools or {}),
            *(("control", name, (ToolCall,)) for name in tools or {}),
        )
        for message in messages
        if message not in without
    )
    plan = Plan(
        GraphDef("desk", "", nodes, edges),
        (
            NodePlan.load(nodes[0]),
            NodePlan(nodes[1], Neighbours, {}),
            *(NodePlan(node, (tools or {})[node.name], {}) for node in nodes[2:]),
        ),
    )
    session = Session(plan, session_id="s1", pool=ResourcePool())
    await session.start()
    live = Desk(session)
    live.neighbours.speaks_at_once = voice
    try:
        yield live
    finally:
        await session.close()


def _tool_spec(name: str) -> AddonSpec:
    return AddonSpec(
        name=name,
        kind="tool",
        description="",
        factory="",
        inputs=(ToolCall,),
        outputs=(ToolRegister,),
    )
