"""OpenAI's own client talks to a graph at /v1/realtime."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
from collections.abc import AsyncIterator, Mapping
from typing import Any

import openai
from openai.resources.realtime.realtime import AsyncRealtimeConnection

from ten_lite.addons import AddonConfig, AddonSpec
from ten_lite.config.definition import GraphDef
from ten_lite.messages import (
    ChatCompletion,
    Interrupt,
    SessionConfig,
    TextData,
    ToolCall,
    ToolRegister,
)
from ten_lite.runtime import App, Extension
from ten_lite_main_control.extension import MainControl

from .kit import (
    CONVERSATION,
    SPECS,
    conversation_graph,
    graph_of,
    port_of,
    serving,
    sound,
)

WEATHER = {
    "type": "function",
    "name": "weather",
    "description": "The weather of a city.",
    "parameters": {"type": "object", "properties": {"city": {"type": "string"}}},
}


class Other(Extension[AddonConfig]):
    """Has a tool as well."""

    async def start(self) -> None:
        self.send(ToolRegister({"name": "weather"}))


OTHER = AddonSpec(
    name="other",
    kind="tool",
    description="",
    factory=f"{__name__}:Other",
    outputs=(ToolRegister,),
)


class Call:
    """One connection of the SDK; keeps all events."""

    def __init__(self, connection: AsyncRealtimeConnection) -> None:
        self.connection = connection
        self.got: list[Any] = []

    async def until(self, kind: str, *, timeout_s: float = 20.0) -> Any:
        """The next event of this type; errors fail the test."""
        async with asyncio.timeout(timeout_s):
            while True:
                event = await self.connection.recv()
                self.got.append(event)
                assert event.type != "error" or kind == "error", event
                if event.type == kind:
                    return event

    def types(self) -> list[str]:
        return [event.type for event in self.got]

    async def say(self, ms: int, *, sample: int = 5_000) -> None:
        """Speak, or be silent, in real time."""
        for _ in range(ms // 20):
            frame = sound(20, sample, sample_rate_hz=24_000)
            await self.connection.input_audio_buffer.append(audio=base64.b64encode(frame).decode())
            await asyncio.sleep(0.02)

    async def type_text(self, text: str) -> None:
        content: Any = [{"type": "input_text", "text": text}]
        item: Any = {"type": "message", "role": "user", "content": content}
        await self.connection.conversation.item.create(item=item)
        await self.connection.response.create()


@contextlib.asynccontextmanager
async def calling(app: App, **session: Any) -> AsyncIterator[Call]:
    client = openai.AsyncOpenAI(api_key="x", base_url=f"http://127.0.0.1:{port_of(app)}/v1")
    async with client, client.realtime.connect(model="gpt-realtime") as connection:
        call = Call(connection)
        await call.until("session.created")
        await connection.session.update(session={"type": "realtime", **session})
        await call.until("session.updated")
        yield call


def graph(**nodes: Mapping[str, Any]) -> GraphDef:
    """An assistant of fakes that uses tools of its client."""
    edges = [
        *CONVERSATION,
        ("ws", "control", ToolRegister),
        ("ws", "control", Interrupt),
        ("ws", "control", SessionConfig),
        ("control", "ws", ToolCall),
    ]
    names = {"stt": "fake_stt", "llm": "fake_llm", "tts": "fake_tts", "control": "main_control"}
    specs = {name: (SPECS[addon], nodes.get(name, {})) for name, addon in names.items()}
    return graph_of({"ws": (SPECS["websocket_server"], {"port": 0}), **specs}, edges)


def played(events: list[Any]) -> float:
    """Seconds of sound."""
    deltas = [e.delta for e in events if e.type == "response.output_audio.delta"]
    return sum(len(base64.b64decode(delta)) for delta in deltas) / 48_000


def text_of(events: list[Any], kind: str) -> str:
    return "".join(event.delta for event in events if event.type == kind)


async def test_a_conversation_in_text() -> None:
    async with (
        serving(conversation_graph()) as app,
        calling(app, output_modalities=["text"]) as call,
    ):
        for text in ("good morning", "and good night"):
            await call.type_text(text)
            created = await call.until("response.created")
            done = await call.until("response.done")
            assert done.response.id == created.response.id
            assert done.response.status == "completed"
            assert done.response.output[0].content[0].text == f"You said: {text}."
        deltas = text_of(call.got, "response.output_text.delta")
        assert deltas == "You said: good morning.You said: and good night."
        assert "response.output_audio.delta" not in call.types()


async def test_a_conversation_in_sound() -> None:
    async with serving(graph(tts={"word_ms": 100})) as app, calling(app) as call:
        await call.say(600)
        await call.say(500, sample=0)
        done = await call.until("response.done")
        kinds = call.types()
        assert [
            kind
            for kind in kinds
            if kind.startswith(("input_audio_buffer", "response.created", "response.done"))
        ] == [
            "input_audio_buffer.speech_started",
            "input_audio_buffer.speech_stopped",
            "input_audio_buffer.committed",
            "response.created",
            "response.done",
        ]
        heard = next(e for e in call.got if e.type.endswith("transcription.completed"))
        assert heard.transcript == "hello there"
        assert done.response.output[0].content[0].transcript == "You said: hello there."
        assert abs(played(call.got) - 0.4) < 0.001


async def test_a_user_who_speaks_stops_the_answer_and_gets_another() -> None:
    app_graph = graph(
        stt={"partial_every_ms": 100, "transcripts": ["one two three four"]},
        llm={"replies": ["word " * 40, "You said: {text}."]},
        tts={"word_ms": 100},
    )
    async with serving(app_graph) as app, calling(app) as call:
        await call.type_text("count")
        await call.until("response.output_audio.delta")
        await asyncio.gather(call.say(500), call.until("input_audio_buffer.speech_started"))
        cancelled = await call.until("response.done")
        assert cancelled.response.status == "cancelled"
        assert cancelled.response.status_details.reason == "turn_detected"
        item = cancelled.response.output[0]
        assert item.status == "incomplete"
        await call.connection.conversation.item.truncate(
            item_id=item.id, content_index=0, audio_end_ms=200
        )
        await call.until("conversation.item.truncated")
        await call.say(500, sample=0)
        done = await call.until("response.done")
        assert done.response.status == "completed"
        assert done.response.output[0].content[0].transcript == "You said: one two three four."


async def test_a_client_cancels() -> None:
    async with serving(graph(llm={"replies": ["word " * 40, "Yes."]})) as app, calling(app) as call:
        await call.type_text("count")
        await call.until("response.output_audio.delta")
        await call.connection.response.cancel()
        cancelled = await call.until("response.done")
        assert cancelled.response.status_details.reason == "client_cancelled"
        await call.type_text("are you there?")
        done = await call.until("response.done")
        assert done.response.status == "completed"
        assert done.response.output[0].content[0].transcript == "Yes."
        assert call.types().count("response.created") == 2


async def test_a_tool_of_the_client_is_used() -> None:
    replies = [{"tool": "weather", "arguments": {"city": "Rome"}}, "It is {result}."]
    async with (
        serving(graph(llm={"replies": replies})) as app,
        calling(app, tools=[WEATHER]) as call,
    ):
        await call.type_text("what is the weather in Rome?")
        done = await call.until("response.done")
        (asked,) = done.response.output
        assert (asked.type, asked.name) == ("function_call", "weather")
        assert json.loads(asked.arguments) == {"city": "Rome"}
        item: Any = {"type": "function_call_output", "call_id": asked.call_id, "output": "sunny"}
        await call.connection.conversation.item.create(item=item)
        await call.connection.response.create()
        done = await call.until("response.done")
        assert done.response.output[0].content[0].transcript == "It is sunny."


async def test_a_tool_whose_name_is_taken_is_refused() -> None:
    app_graph = graph_of(
        {
            "ws": (SPECS["websocket_server"], {"port": 0}),
            "control": (SPECS["main_control"], {}),
            "llm": (SPECS["fake_llm"], {"replies": ["Yes."]}),
            "other": (OTHER, {}),
        },
        [
            ("ws", "control", TextData),
            ("ws", "control", ToolRegister),
            ("other", "control", ToolRegister),
            ("control", "llm", ChatCompletion),
            ("control", "ws", TextData),
        ],
    )
    async with serving(app_graph) as app, calling(app) as call:
        mine = WEATHER | {"name": "mine"}
        await call.connection.session.update(
            session={"type": "realtime", "tools": [WEATHER, mine]}  # type: ignore[list-item]
        )
        error = (await call.until("error")).error
        assert error.code == "tool_refused"
        assert 'The tool "weather" is not offered' in error.message
        assert "which other has registered already" in error.message
        tools = app.sessions["s1"].nodes["control"].state["talk"].tools
        assert [tool["name"] for tool in tools.offered()] == ["weather", "mine"]
        assert tools.source("weather") == "other"


async def test_a_tool_that_the_client_is_slow_with_does_not_keep_it_from_going_on() -> None:
    replies = [{"tool": "weather"}, "No answer: {result}.", "Hm."]
    control = {"tool_timeout_s": 2}
    app_graph = graph(llm={"replies": replies}, control=control)
    async with serving(app_graph) as app, calling(app, tools=[WEATHER]) as call:
        await call.type_text("weather?")
        asked = (await call.until("response.done")).response.output[0]
        done = await call.until("response.done")
        assert "took longer than 2 s" in done.response.output[0].content[0].transcript
        item: Any = {"type": "function_call_output", "call_id": asked.call_id, "output": "sunny"}
        await call.connection.conversation.item.create(item=item)
        await call.until("conversation.item.done")


async def test_a_greeting_is_told_as_the_client_wants_it() -> None:
    control = {"greeting": "Hello!"}
    async with (
        serving(conversation_graph(control=control)) as app,
        calling(app, output_modalities=["text"]) as call,
    ):
        done = await call.until("response.done")
        assert done.response.output[0].content[0].text == "Hello!"
        await call.type_text("hi")
        done = await call.until("response.done")
        assert done.response.output[0].content[0].text == "You said: hi."


async def test_a_client_gives_instructions_where_the_graph_allows_it() -> None:
    allowed = graph(control={"client_prompt": True})
    async with serving(allowed) as app, calling(app, instructions="Be brief.") as call:
        control = app.sessions["s1"].nodes["control"].extension
        assert isinstance(control, MainControl)
        await call.type_text("hello")
        await call.until("response.done")
        assert control.state["talk"].history.prompt == "Be brief."
    async with serving(graph()) as app, calling(app) as call:
        await call.connection.session.update(
            session={"type": "realtime", "instructions": "Be brief."}
        )
        event = await call.until("error")
        assert event.error.code == "config_refused"


async def test_what_is_wrong_is_told_with_the_id_of_the_event() -> None:
    async with serving(conversation_graph()) as app, calling(app) as call:
        await call.connection.send({"type": "response.create", "event_id": "mine"})
        event = await call.until("error")
        assert event.error.code == "nothing_to_answer"
        assert event.error.event_id == "mine"


async def test_a_client_that_decides_itself_commits() -> None:
    detection: Any = {"input": {"turn_detection": None}}
    async with serving(graph()) as app, calling(app, audio=detection) as call:
        await call.say(600)
        await call.connection.input_audio_buffer.commit()
        await call.until("input_audio_buffer.committed")
        await call.connection.response.create()
        done = await call.until("response.done")
        assert done.response.output[0].content[0].transcript == "You said: hello there."
        assert "input_audio_buffer.speech_started" not in call.types()
