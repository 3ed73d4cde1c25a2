"""``msg_conversion`` at run time: a graph is read, checked and run."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from ten_lite.addons import AddonConfig, AddonRegistry, AddonSpec
from ten_lite.config import GraphDef, load_graph
from ten_lite.errors import CommandError
from ten_lite.messages import (
    AsrResult,
    ChatCompletion,
    ChatDelta,
    ErrorMessage,
    Message,
    PcmFrame,
    TextData,
    TtsFlush,
    TtsTextInput,
)
from ten_lite.runtime import Extension, ResourcePool, Session
from ten_lite.runtime.plan import Plan

from .kit import ext, settle


class Speaker(Extension[AddonConfig]):
    """Sends what a test tells it to."""


class Listener(Extension[AddonConfig]):
    """Keeps what it gets."""

    async def configure(self) -> None:
        self.got: list[Message] = []

    def on_text_data(self, message: TextData) -> None:
        self.got.append(message)

    def on_asr_result(self, message: AsrResult) -> None:
        self.got.append(message)

    def on_pcm_frame(self, message: PcmFrame) -> None:
        self.got.append(message)

    def on_error(self, message: ErrorMessage) -> None:
        self.got.append(message)

    async def on_chat_completion(self, command: ChatCompletion) -> AsyncIterator[ChatDelta]:
        self.got.append(command)
        yield ChatDelta("one")
        yield ChatDelta("two", "stop")


def spec(name: str, factory: str, *, kind: Any = "generic", **pins: Any) -> AddonSpec:
    return AddonSpec(name=name, kind=kind, description="", factory=f"{__name__}:{factory}", **pins)


HEARD = (TextData, AsrResult, PcmFrame)
REGISTRY = AddonRegistry(
    [
        spec(
            "speaker",
            "Speaker",
            outputs=(AsrResult, PcmFrame, TtsTextInput, ChatCompletion, TtsFlush),
        ),
        spec("listener", "Listener", inputs=(*HEARD, ChatCompletion)),
        spec("client", "Listener", kind="transport", inputs=(*HEARD, ErrorMessage)),
    ],
    entry_points=[],
)


def conversion(rules: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    return {"type": "per_property", "rules": rules, **more}


def fixed(path: str, value: Any) -> dict[str, Any]:
    return {"path": path, "conversion_mode": "fixed_value", "value": value}


def moved(path: str, original: str) -> dict[str, Any]:
    return {"path": path, "conversion_mode": "from_original", "original_path": original}


def graph(folder: Path, kind: str, name: str, *dest: dict[str, Any]) -> GraphDef:
    written: dict[str, Any] = {
        "nodes": [
            {"name": node, "addon": addon}
            for node, addon in (("a", "speaker"), ("b", "listener"), ("c", "client"))
        ],
        "connections": [{"extension": "a", kind: [{"name": name, "dest": list(dest)}]}],
    }
    for other in (AsrResult, PcmFrame):
        if other.name != name:
            nowhere = {"extension": "a", other.kind: [{"name": other.name, "dest": []}]}
            written["connections"].append(nowhere)
    path = folder / "graph.json"
    path.write_text(json.dumps(written))
    checked = load_graph(str(path), registry=REGISTRY)
    assert [p for p in checked.problems if p.severity == "error"] == []
    assert checked.graph is not None
    return checked.graph


@asynccontextmanager
async def running(definition: GraphDef) -> AsyncIterator[Session]:
    session = Session(Plan.compile(definition), session_id="s", pool=ResourcePool())
    await session.start()
    try:
        yield session
    finally:
        await session.close()


def to(node: str, *rules: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"extension": node, "msg_conversion": conversion(list(rules), **more)}


TEXT = fixed("ten.name", "text_data")


async def test_another_message_arrives_with_fixed_and_moved_values(tmp_path: Path) -> None:
    rules = (TEXT, moved("text", "text"), moved("is_final", "final"), fixed("role", "assistant"))
    async with running(graph(tmp_path, "data", "asr_result", to("b", *rules))) as session:
        sent = AsrResult("hello", False)
        ext(session, "a").send(sent)
        (got,) = ext(session, "b").got
    assert got == TextData("hello", "assistant", is_final=False)
    assert sent == AsrResult("hello", False)
    assert (got.session_id, got.sequence, got.timestamp_ns) == (
        sent.session_id,
        sent.sequence,
        sent.timestamp_ns,
    )


async def test_only_the_written_paths_exist_unless_the_original_is_kept(tmp_path: Path) -> None:
    rules = (moved("text", "id"), moved("final", "final"))
    both = (to("b", *rules), to("c", moved("text", "id"), keep_original=True))
    async with running(graph(tmp_path, "data", "asr_result", *both)) as session:
        ext(session, "a").send(AsrResult("hello", True, id="7", start_ms=5))
        assert ext(session, "b").got == [AsrResult("7", True)]
        assert ext(session, "c").got == [AsrResult("7", True, id="7", start_ms=5)]


async def test_paths_lead_into_objects_and_lists(tmp_path: Path) -> None:
    rules = (moved("metadata.words[0].text", "metadata.found[1].word"),)
    definition = graph(tmp_path, "data", "asr_result", to("b", *rules, keep_original=True))
    async with running(definition) as session:
        ext(session, "a").send(AsrResult("x", True, metadata={"found": [{}, {"word": "hey"}]}))
        ext(session, "a").send(AsrResult("x", True, metadata={"found": []}))
        first, second = ext(session, "b").got
    assert first.metadata == {
        "found": [{}, {"word": "hey"}],
        "words": [{"text": "hey"}],
    }
    assert second.metadata == {"found": []}, "an original that is not there is left out"


async def test_sound_is_converted_without_a_copy(tmp_path: Path) -> None:
    rules = (moved("data", "data"), fixed("metadata", {"from": "a"}))
    async with running(graph(tmp_path, "audio_frame", "pcm_frame", to("b", *rules))) as session:
        frame = PcmFrame(bytes(640), 8000)
        ext(session, "a").send(frame)
        (got,) = ext(session, "b").got
    assert got == PcmFrame(bytes(640), 16000, metadata={"from": "a"})
    assert got.data is frame.data


async def test_what_does_not_fit_is_told_once_and_lost_alone(tmp_path: Path) -> None:
    rules = (TEXT, moved("text", "metadata.word"))
    definition = graph(tmp_path, "data", "asr_result", to("b", *rules), {"extension": "c"})
    async with running(definition) as session:
        for metadata in ({"word": 5}, {"word": "yes"}, None, {"word": 6}):
            ext(session, "a").send(AsrResult("x", True, metadata=metadata))
        assert [message.text for message in ext(session, "b").got] == ["yes"]
        got = ext(session, "c").got
        errors = [message for message in got if isinstance(message, ErrorMessage)]
        assert len(got) - len(errors) == 4, "the other receiver gets them all"
        assert [(error.node, error.code) for error in errors] == [("b", "conversion_failed")] * 2
        assert "text_data made by conversion holds a wrong value in text" in errors[0].text
        assert "text_data made by conversion lacks text" in errors[1].text
        channel = next(c for c in session.channels if c.edge.target == "b")
        stats = channel.stats()
    assert (stats.sent, stats.delivered, stats.dropped) == (4, 1, 3)


async def test_a_command_and_its_results_are_converted(tmp_path: Path) -> None:
    back = conversion([fixed("finish_reason", "length")], keep_original=True)
    rules = (moved("request_id", "request_id"), fixed("messages", [{"role": "user"}]))
    definition = graph(tmp_path, "cmd", "chat_completion", to("b", *rules, result=back))
    async with running(definition) as session:
        command = ChatCompletion([], "r1", {"temperature": 1})
        results = [result async for result in ext(session, "a").call(command)]
        (got,) = ext(session, "b").got
    assert got == ChatCompletion([{"role": "user"}], "r1")
    assert results == [ChatDelta("one", "length"), ChatDelta("two", "length")]


async def test_a_command_that_cannot_be_converted_fails_at_once(tmp_path: Path) -> None:
    rules = (moved("messages", "parameters.messages"),)
    definition = graph(tmp_path, "cmd", "chat_completion", to("b", *rules, keep_original=False))
    async with running(definition) as session:
        with pytest.raises(CommandError):
            await ext(session, "a").call(ChatCompletion([], "r1")).result()
        await settle()
        assert session.runs == {}


async def test_the_class_that_arrives_decides_what_an_interruption_does(tmp_path: Path) -> None:
    rules = (TEXT, moved("text", "text"))
    definition = graph(tmp_path, "data", "tts_text_input", to("b", *rules))
    async with running(definition) as session:
        ext(session, "a").send(TtsTextInput("r", "hello"))
        (got,) = ext(session, "b").got
        assert not got.fenced
