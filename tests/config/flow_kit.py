"""Little addons for the checks that follow messages and sound through a graph."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from pydantic import Field, SecretStr

from ten_lite.addons import AddonConfig, AddonSpec, PcmFormat, as_it_came
from ten_lite.messages import (
    AsrResult,
    PcmFrame,
    TextData,
    ToolCall,
    ToolRegister,
    TtsFlush,
    TtsTextInput,
)

from . import kit


class DoorConfig(AddonConfig):
    host: str = "127.0.0.1"
    port: int = 0
    sample_rate_hz: int = 16_000
    channels: int = 1


class RateConfig(AddonConfig):
    sample_rate_hz: int = 22_050


class Account(AddonConfig):
    token: SecretStr | None = None
    label: str = ""


class SafeConfig(AddonConfig):
    api_key: SecretStr = SecretStr("")
    old_key: SecretStr = Field(default=SecretStr(""), validation_alias="oldKey")
    account: Account = Account()
    accounts: list[Account] = Field(default_factory=list)
    keys: dict[str, SecretStr] = Field(default_factory=dict)
    free: dict[str, Any] = Field(default_factory=dict)


def _fails(config: Any) -> PcmFormat:
    raise ValueError(f"hush-hush {config}")


DOOR = AddonSpec(
    name="door",
    kind="transport",
    description="A socket with an address.",
    factory="x:X",
    inputs=(PcmFrame, TextData, TtsFlush),
    outputs=(PcmFrame, TextData),
    config=DoorConfig,
    pcm_out=lambda config: PcmFormat((config.sample_rate_hz,), (config.channels,)),
)
PHONE = AddonSpec(
    name="phone",
    kind="transport",
    description="Plays 8 kHz mono only.",
    factory="x:X",
    inputs=(PcmFrame,),
    pcm_in=lambda config: PcmFormat((8_000,), (1,)),
)
GATE = AddonSpec(
    name="gate",
    kind="vad",
    description="Passes sound on as it came.",
    factory="x:X",
    inputs=(PcmFrame,),
    outputs=(PcmFrame,),
    pcm_out=as_it_came,
)
LINE = AddonSpec(
    name="line",
    kind="generic",
    description="Passes 16 kHz mono on.",
    factory="x:X",
    inputs=(PcmFrame,),
    outputs=(PcmFrame,),
    pcm_in=lambda config: PcmFormat((16_000,), (1,)),
    pcm_out=as_it_came,
)
RATE = AddonSpec(
    name="rate_generic",
    kind="generic",
    description="Any sound to mono of a rate.",
    factory="x:X",
    inputs=(PcmFrame,),
    outputs=(PcmFrame,),
    config=RateConfig,
    pcm_out=lambda config: PcmFormat((config.sample_rate_hz,), (1,)),
)
FINE_STT = AddonSpec(
    name="fine_stt",
    kind="stt",
    description="Hears 16 kHz mono only.",
    factory="x:X",
    inputs=(PcmFrame,),
    outputs=(AsrResult,),
    pcm_in=lambda config: PcmFormat((16_000,), (1,)),
)
RATE_TTS = AddonSpec(
    name="rate_tts",
    kind="tts",
    description="Speaks at a rate.",
    factory="x:X",
    inputs=(TtsTextInput, TtsFlush),
    outputs=(PcmFrame,),
    optional_inputs=(TtsFlush,),
    config=RateConfig,
    pcm_out=lambda config: PcmFormat((config.sample_rate_hz,), (1,)),
)
DULL_TTS = AddonSpec(
    name="dull_tts",
    kind="tts",
    description="Cannot be interrupted.",
    factory="x:X",
    inputs=(TtsTextInput,),
    outputs=(PcmFrame,),
)
RELAY = AddonSpec(
    name="relay",
    kind="generic",
    description="Passes text on.",
    factory="x:X",
    inputs=(TextData, AsrResult),
    outputs=(TextData,),
    optional_inputs=(AsrResult,),
)
PING = AddonSpec(
    name="ping",
    kind="generic",
    description="Text to transcripts.",
    factory="x:X",
    inputs=(TextData,),
    outputs=(AsrResult,),
)
PONG = AddonSpec(
    name="pong",
    kind="generic",
    description="Transcripts to text.",
    factory="x:X",
    inputs=(AsrResult,),
    outputs=(TextData,),
)
TALK = AddonSpec(
    name="talk",
    kind="control",
    description="Answers text, and can be interrupted.",
    factory="x:X",
    inputs=(TextData, AsrResult),
    outputs=(TtsTextInput, TtsFlush),
    optional_inputs=(AsrResult,),
)
TOOL = AddonSpec(
    name="clock_tool",
    kind="tool",
    description="Tells the time.",
    factory="x:X",
    inputs=(ToolCall,),
    outputs=(ToolRegister, TextData),
)
CLOCK = AddonSpec(
    name="clock",
    kind="generic",
    description="Sends by itself.",
    factory="x:X",
    outputs=(TextData,),
)
SAFE = AddonSpec(
    name="safe_llm",
    kind="llm",
    description="Has secrets at every depth.",
    factory="x:X",
    config=SafeConfig,
)
FAILING = AddonSpec(
    name="failing",
    kind="generic",
    description="Cannot tell its formats.",
    factory="x:X",
    outputs=(PcmFrame,),
    pcm_out=_fails,
)
SPECS = (
    DOOR,
    PHONE,
    GATE,
    LINE,
    RATE,
    FINE_STT,
    RATE_TTS,
    DULL_TTS,
    RELAY,
    PING,
    PONG,
    TALK,
    TOOL,
    CLOCK,
    SAFE,
    FAILING,
)

REGISTRY = kit.registry(*SPECS)


def told(nodes: list[Any], *connections: dict[str, Any], only: str = "", **more: Any) -> list[str]:
    """The messages of the problems, of the code ``only`` or of every code."""
    graph = {"nodes": nodes, "connections": list(connections)}
    with tempfile.TemporaryDirectory() as folder:
        checked = kit.load(graph, folder=Path(folder), addons=REGISTRY, **more)
    return [p.message for p in checked.problems if p.code.startswith(only)]
