"""A scripted conversation: a control that does what a test says, a model, tools and a voice."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from ten_lite.errors import CommandError, Interrupted
from ten_lite.messages import (
    AsrResult,
    ChatCompletion,
    ChatDelta,
    EndOfSpeech,
    Message,
    PlaybackPosition,
    StartOfSpeech,
    TextData,
    ToolCall,
    ToolResult,
    TtsAudioEnd,
    TtsAudioStart,
    TtsFlush,
    TtsFlushEnd,
    TtsPause,
    TtsResume,
    TtsTextInput,
    TurnMetrics,
)
from ten_lite.runtime import Session

from .kit import Client, Node, ext, live, settle

FIRST_SOUND_S = 0.1


class Model(Node):
    """Gives a piece each 50 ms, then the end; a piece that is an exception is raised."""

    async def on_chat_completion(self, request: ChatCompletion) -> AsyncGenerator[ChatDelta, None]:
        for piece in (request.parameters or {"say": ["Hello ", "you."]})["say"]:
            await asyncio.sleep(0.05)
            if isinstance(piece, Exception):
                raise piece
            yield piece if isinstance(piece, ChatDelta) else ChatDelta(piece)
        yield ChatDelta("", "stop", usage={"prompt_tokens": 10, "completion_tokens": 4})


class Tool(Node):
    """Takes as long as it is told."""

    async def on_tool_call(self, call: ToolCall) -> ToolResult:
        await asyncio.sleep(call.arguments["ms"] / 1000)
        return ToolResult("rain", is_error=bool(call.arguments.get("fails")))


class Voice(Node):
    """Each answer is a second of sound, sent 100 ms after its end is known, half of it ahead."""

    async def configure(self) -> None:
        self.speaking: str | None = None

    async def on_tts_text_input(self, message: TtsTextInput) -> None:
        if self.speaking is None:
            self.speaking = message.request_id
            await asyncio.sleep(FIRST_SOUND_S)
            self.send(TtsAudioStart(message.request_id))
        if message.text_input_end:
            await asyncio.sleep(0.5)
            self.speaking = None
            self.send(TtsAudioEnd(message.request_id, 1_000, "end", 500))

    def on_tts_pause(self, pause: TtsPause) -> None: ...
    def on_tts_resume(self, resume: TtsResume) -> None: ...
    def on_tts_flush(self, flush: TtsFlush) -> None:
        if self.speaking is not None:
            self.send(TtsAudioEnd(self.speaking, 1_000, "interrupted"))
            self.speaking = None
        self.send(TtsFlushEnd(flush.flush_id))


class Control(Node):
    """Asks and speaks; what it hears is for the test to answer."""

    def on_asr_result(self, result: AsrResult) -> None: ...
    def on_text_data(self, text: TextData) -> None: ...
    def on_start_of_speech(self, event: StartOfSpeech) -> None: ...
    def on_end_of_speech(self, event: EndOfSpeech) -> None: ...
    def on_tts_audio_start(self, event: TtsAudioStart) -> None: ...
    def on_tts_audio_end(self, event: TtsAudioEnd) -> None: ...
    def on_tts_flush_end(self, event: TtsFlushEnd) -> None: ...
    def on_playback_position(self, event: PlaybackPosition) -> None: ...

    def begin_turn(self) -> int:
        return self.session.fence.begin_turn()

    def answer(self, *say: object, role: str = "user", speak: bool = True) -> asyncio.Task[None]:
        return self.spawn(self.give(*say, role=role, speak=speak), name="a", until_flush=True)

    async def give(self, *say: object, role: str = "user", speak: bool = True) -> None:
        parameters = {"say": say} if say else None
        command = ChatCompletion([{"role": role, "content": "?"}], "r", parameters)
        request_id = f"t{self.session.fence.turn_id}"
        text = ""
        try:
            async for delta in self.call(command):
                assert isinstance(delta, ChatDelta)
                text += delta.delta
        except Interrupted:
            return
        except CommandError:
            self.report("the model did not answer", code="answer_failed")
            return
        if speak:
            self.send(TtsTextInput(request_id, text, text_input_end=True))

    async def use(self, name: str, ms: int, **more: Any) -> None:
        await self.call(ToolCall(name, name, {"ms": ms, **more})).result()


class Ear(Node):
    """Recogniser and speech detection."""

    def hear(self, *, silence_ms: int = 400) -> None:
        """The user has stopped ``silence_ms`` ago; the transcript is there."""
        self.send(StartOfSpeech(0))
        self.send(EndOfSpeech(1_000, silence_ms))
        self.send(AsrResult("what is it", final=False))
        self.send(AsrResult("what is it?", final=True))


class MetricsClient(Client):
    """Types, and keeps the records of turns."""

    async def configure(self) -> None:
        await super().configure()
        self.records: list[TurnMetrics] = self.state.setdefault("records", [])

    def on_text_data(self, text: TextData) -> None: ...
    def on_metrics(self, metrics: TurnMetrics) -> None:
        self.records.append(metrics)


SPEECH: list[tuple[str, str, type[Message]]] = [
    ("control", "voice", TtsTextInput),
    ("control", "voice", TtsFlush),
    ("control", "voice", TtsPause),
    ("control", "voice", TtsResume),
    ("voice", "control", TtsAudioStart),
    ("voice", "control", TtsAudioEnd),
    ("voice", "control", TtsFlushEnd),
]
REST: list[tuple[str, str, type[Message]]] = [
    ("client", "control", TextData),
    ("client", "control", PlaybackPosition),
    ("control", "client", TextData),
    ("other", "client", TurnMetrics),
    ("ear", "control", StartOfSpeech),
    ("ear", "control", EndOfSpeech),
    ("ear", "control", AsrResult),
    ("control", "model", ChatCompletion),
    ("control", "tool", ToolCall),
]
NODES = {
    "client": MetricsClient,
    "ear": Ear,
    "control": Control,
    "model": Model,
    "tool": Tool,
    "other": Node,
}


class Talk:
    """A session of these nodes, as its tests see it."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.control: Control = ext(session, "control")
        self.ear: Ear = ext(session, "ear")
        self.client: Any = ext(session, "client")

    @property
    def records(self) -> list[TurnMetrics]:
        """What the client was told."""
        return self.session.nodes["client"].state["records"]

    def type(self, text: str = "hello") -> None:
        self.client.send(TextData(text))

    def flush(self) -> None:
        self.control.send(TtsFlush("f"))

    async def record(self) -> TurnMetrics:
        """The only record, after a while."""
        await asyncio.sleep(5)
        (record,) = self.records
        return record


@asynccontextmanager
async def talking(*, voice: bool = True) -> AsyncIterator[Talk]:
    nodes = {**NODES, "voice": Voice} if voice else NODES
    async with live(nodes, [*REST, *(SPEECH if voice else [])]) as session:
        await asyncio.sleep(1)
        yield Talk(session)
        await settle()
