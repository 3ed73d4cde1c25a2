"""Little addons, a good graph of them, and a way to load a text."""

from __future__ import annotations

import importlib.metadata
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, SecretStr, field_validator

from ten_lite.addons import PORTABLE, AddonConfig, AddonRegistry, AddonSpec
from ten_lite.config import CheckedGraph, load_graph
from ten_lite.config.reading.draft import Draft
from ten_lite.config.sources.find import GraphSource
from ten_lite.config.text.document import Document
from ten_lite.messages import (
    AsrResult,
    ChatCompletion,
    Message,
    PcmFrame,
    TextData,
    TtsFlush,
    TtsTextInput,
    UserJoined,
)


class Voice(AddonConfig):
    name: str = "joe"
    token: SecretStr | None = None


class EarsConfig(AddonConfig):
    language: Annotated[Literal["en-US", "de-DE"], PORTABLE] = "en-US"
    sample_rate_hz: int = Field(default=16_000, ge=8_000)
    beam: int | float | None = None
    words: list[str] = Field(default_factory=list)

    @field_validator("words")
    @classmethod
    def words_are_short(cls, words: list[str]) -> list[str]:
        if any(len(word) > 20 for word in words):
            raise ValueError("a word is longer than 20 letters")
        return words


class EnglishConfig(AddonConfig):
    language: Annotated[Literal["en-US"], PORTABLE] = "en-US"
    words: list[str] = Field(default_factory=list)


class BrainConfig(AddonConfig):
    api_key: SecretStr
    model: str = "small"
    temperature: float = Field(default=0.5, ge=0, le=2)
    params: Voice = Voice()
    extra_params: dict[str, Any] = Field(default_factory=dict)

    @field_validator("api_key")
    @classmethod
    def key_has_a_prefix(cls, key: SecretStr) -> SecretStr:
        if not key.get_secret_value().startswith("sk-"):
            raise ValueError(f"{key.get_secret_value()} does not begin with sk-")
        return key


class PassingConfig(AddonConfig):
    api_key: str = ""
    model: str = ""
    extra_params: dict[str, Any] = Field(default_factory=dict)


class TroubleConfig(AddonConfig):
    token: SecretStr = SecretStr("")

    @field_validator("token")
    @classmethod
    def fails(cls, token: SecretStr) -> SecretStr:
        raise TypeError(f"cannot handle {token.get_secret_value()}")


class KeysConfig(AddonConfig):
    keys: dict[str, SecretStr | list[SecretStr | int]] = Field(default_factory=dict)
    account: Voice | int = 0
    accounts: list[Voice] | int = 0
    label: str = ""

    @field_validator("account", "label", mode="before")
    @classmethod
    def repeats(cls, value: Any) -> Any:
        if isinstance(value, str):
            raise ValueError(f"no {value}")
        return value

    @field_validator("keys")
    @classmethod
    def fails(cls, keys: dict[str, Any]) -> dict[str, Any]:
        (first, number), second = keys["first"], keys["second"]
        raise ValueError(f"no {first.get_secret_value()}, {second.get_secret_value()} or {number}")


class OtherAsrResult(Message):
    """The same name as ``AsrResult`` and not the same thing."""

    name = "asr_result"


WEB = AddonSpec(
    name="web",
    kind="transport",
    description="A socket.",
    factory="x:X",
    inputs=(PcmFrame, TextData, TtsFlush),
    outputs=(PcmFrame, TextData, UserJoined),
)
EARS = AddonSpec(
    name="ears_stt",
    kind="stt",
    description="Hears.",
    factory="x:X",
    inputs=(PcmFrame,),
    outputs=(AsrResult,),
    config=EarsConfig,
)
ENGLISH = AddonSpec(
    name="english_stt",
    kind="stt",
    description="Hears English.",
    factory="x:X",
    inputs=(PcmFrame,),
    outputs=(AsrResult,),
    config=EnglishConfig,
    renamed={
        "params.lang": "language",
        "params.vocabulary": "words",
        "dump": "",
    },
)
DEAF = AddonSpec(
    name="deaf_stt",
    kind="stt",
    description="Hears with something that is not installed.",
    factory="x:X",
    inputs=(PcmFrame,),
    outputs=(AsrResult,),
    extra="deaf",
    requires=("json", "no_such_module_anywhere"),
)
MUTE = AddonSpec(
    name="mute_stt",
    kind="stt",
    description="The same, without an extra to name.",
    factory="x:X",
    requires=("no_such_module_anywhere",),
)
MIND = AddonSpec(
    name="mind",
    kind="control",
    description="Decides.",
    factory="x:X",
    inputs=(AsrResult, TextData, UserJoined),
    optional_inputs=(AsrResult, TextData),
    outputs=(ChatCompletion, TextData, TtsTextInput, TtsFlush),
)
BRAIN = AddonSpec(
    name="brain",
    kind="llm",
    description="Thinks.",
    factory="x:X",
    inputs=(ChatCompletion,),
    config=BrainConfig,
)
VOICE = AddonSpec(
    name="voice",
    kind="tts",
    description="Speaks.",
    factory="x:X",
    inputs=(TtsTextInput, TtsFlush),
    outputs=(PcmFrame,),
)
OTHER = AddonSpec(
    name="other_mind",
    kind="control",
    description="Takes another asr_result.",
    factory="x:X",
    inputs=(OtherAsrResult,),
)
TROUBLE = AddonSpec(
    name="trouble",
    kind="tool",
    description="Its own check fails.",
    factory="x:X",
    config=TroubleConfig,
)
KEYS = AddonSpec(
    name="many_keys",
    kind="generic",
    description="Has many keys.",
    factory="x:X",
    config=KeysConfig,
)
SPECS = (WEB, EARS, ENGLISH, DEAF, MUTE, MIND, BRAIN, VOICE, OTHER, TROUBLE, KEYS)

BROKEN_ENTRY = importlib.metadata.EntryPoint("broken", "no_such_module_anywhere", "ten_lite")


def registry(*more: AddonSpec) -> AddonRegistry:
    """The addons above, ``more``, and one whose import fails."""
    return AddonRegistry((*SPECS, *more), entry_points=[BROKEN_ENTRY])


def node(name: str, addon: str, **properties: Any) -> dict[str, Any]:
    result: dict[str, Any] = {"type": "extension", "name": name, "addon": addon}
    return {**result, "property": properties} if properties else result


def to(source: str, kind: str, name: str, *targets: str, **more: Any) -> dict[str, Any]:
    dest = [{"extension": target} for target in targets]
    return {"extension": source, kind: [{"name": name, "dest": dest, **more}]}


def good() -> dict[str, Any]:
    """Every node once; what is not written is wired by type."""
    return {
        "description": "A good graph.",
        "nodes": [
            node("web", "web"),
            node("stt", "ears_stt", language="de-DE"),
            node("mind", "mind"),
            node("llm", "brain", api_key="${env:LLM_KEY|sk-1234}"),
            node("tts", "voice"),
        ],
        "connections": [
            to("web", "audio_frame", "pcm_frame", "stt"),
            to("mind", "data", "tts_flush", "tts", "web"),
            to("tts", "audio_frame", "pcm_frame", "web"),
        ],
    }


def write(path: Path, graph: Any) -> None:
    path.write_text(graph if isinstance(graph, str) else json.dumps(graph, indent=2), "utf-8")


def load(
    graph: Any,
    *,
    folder: Path,
    name: str = "graph.json",
    overrides: Sequence[str] = (),
    environ: Mapping[str, str] | None = None,
    addons: AddonRegistry | None = None,
    strict: bool = False,
) -> CheckedGraph:
    """Write ``graph`` (a text, or a value to write as JSON) and load the file."""
    path = folder / name
    write(path, graph)
    return load_graph(
        str(path),
        registry=addons or registry(),
        overrides=overrides,
        environ=environ or {},
        strict=strict,
    )


def checked_draft(graph: Any, *, folder: Path) -> Draft:
    """A draft that all steps have seen."""
    checked = load(graph, folder=folder)
    assert checked.draft is not None
    return checked.draft


def draft(graph: Any, *, overrides: Sequence[str] = (), environ: Mapping[str, str] | None = None):
    """A draft that no step has seen."""
    document = Document(json.dumps(graph, indent=2), "graph.json", Path())
    return Draft(GraphSource(document, "", "graph"), registry(), overrides, environ or {})
