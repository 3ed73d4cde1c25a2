"""The graph of a simulated conversation: the real control and transport, the rest scripted."""

from __future__ import annotations

import asyncio
from functools import cache
from typing import Any

from ten_lite.addons import VOICE_INPUTS, VOICE_OUTPUTS, AddonConfig, AddonSpec
from ten_lite.config.definition import EdgeDef, GraphDef, NodeDef, default_queue
from ten_lite.messages import (
    AsrResult,
    ChatCompletion,
    EndOfSpeech,
    LikelyEndOfSpeech,
    Message,
    Notice,
    StartOfSpeech,
    ToolCall,
    ToolRegister,
    TtsPause,
    TtsResume,
    TurnCheck,
)
from ten_lite.runtime import Extension, Resource
from ten_lite.runtime.plan import NodePlan, Plan
from ten_lite_main_control import MAIN_CONTROL
from ten_lite_main_control.extension import MainControl
from ten_lite_websocket_server import WEBSOCKET_SERVER
from ten_lite_websocket_server.config import WebsocketServerConfig
from ten_lite_websocket_server.extension import WebsocketClient

from .neighbours import Detector, Ears, Model, Tools
from .voice import Voice

__all__ = ["plan"]

WEIGHTS = Resource(
    key="weights",
    label="weights",
    load=lambda: asyncio.sleep(0.01),
    close=lambda _: asyncio.sleep(0.01),
)
EARS = (StartOfSpeech, LikelyEndOfSpeech, EndOfSpeech, AsrResult, Notice)

SCRIPTED: dict[str, tuple[type[Extension[Any]], AddonSpec]] = {
    name: (
        code,
        AddonSpec(
            name=name,
            kind=kind,
            description="",
            factory="",
            inputs=inputs,
            outputs=outputs,
        ),
    )
    for name, code, kind, inputs, outputs in (
        ("ears", Ears, "stt", (), EARS),
        ("llm", Model, "llm", (ChatCompletion,), ()),
        ("tools", Tools, "tool", (ToolCall,), (ToolRegister,)),
        ("detector", Detector, "turn_detector", (TurnCheck,), ()),
        ("tts", Voice, "tts", VOICE_INPUTS, VOICE_OUTPUTS),
    )
}


@cache
def _parts(can_pause: bool, has_detector: bool) -> tuple[tuple[NodePlan, ...], GraphDef]:
    nodes = {
        "client": (WebsocketClient, WEBSOCKET_SERVER, WebsocketServerConfig()),
        "control": (MainControl, MAIN_CONTROL, MAIN_CONTROL.config()),
        **{name: (code, spec, AddonConfig()) for name, (code, spec) in SCRIPTED.items()},
    }
    unwanted: set[type[Message]] = set()
    if not can_pause:
        unwanted |= {TtsPause, TtsResume}
    if not has_detector:
        unwanted.add(TurnCheck)
        del nodes["detector"]
    edges = tuple(
        EdgeDef(source, target, message, default_queue(message.kind))
        for source, (_, giver, _) in nodes.items()
        for message in giver.outputs
        for target, (_, taker, _) in nodes.items()
        if message in taker.inputs and source != target and message not in unwanted
    )
    definitions = tuple(NodeDef(name, spec, config) for name, (_, spec, config) in nodes.items())
    plans = tuple(
        NodePlan(
            definition,
            nodes[definition.name][0],
            {"weights": WEIGHTS} if definition.name in ("llm", "tts") else {},
        )
        for definition in definitions
    )
    return plans, GraphDef("proof", "", definitions, edges)


def plan(*, can_pause: bool, has_detector: bool, **control: Any) -> Plan:
    """The graph.

    Args:
        can_pause: Whether the control can hold the voice.
        has_detector: Whether there is a turn detector.
        control: Properties of the control.
    """
    plans, graph = _parts(can_pause, has_detector)
    config = MAIN_CONTROL.config(**control)
    own = NodePlan(NodeDef("control", MAIN_CONTROL, config), MainControl, {})
    return Plan(graph, tuple(own if p.definition.name == "control" else p for p in plans))
