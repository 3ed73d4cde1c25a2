"""What a client can change of its session, and what only the graph says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal

from ten_lite.messages import SessionConfig
from ten_lite.wire.realtime.beta import modern
from ten_lite.wire.realtime.refusal import Refusal, take_text, wrong
from ten_lite.wire.realtime.sound_format import PCM, SoundFormat, read_format
from ten_lite.wire.realtime.tools import check_number, read_tools
from ten_lite.wire.session_config import decode_config
from ten_lite.wire.strict_json import describe

__all__ = ["Change", "Modality", "Settings", "read_modality", "read_update"]

Modality = Literal["audio", "text"]

FIXED: Final[Mapping[str, tuple[Any, ...]]] = {
    "tool_choice": ("auto", None),
    "max_output_tokens": ("inf", None),
    "parallel_tool_calls": (True, None),
    "truncation": ("auto", None),
    "tracing": (None,),
    "prompt": (None,),
    "reasoning": (None,),
    "include": (None, []),
    "audio.input.noise_reduction": (None,),
    "audio.output.speed": (1, None),
    "audio.input.turn_detection.create_response": (True, None),
    "audio.input.turn_detection.interrupt_response": (True, None),
    "audio.input.turn_detection.eagerness": ("auto", None),
    "audio.input.turn_detection.threshold": (None,),
    "audio.input.turn_detection.prefix_padding_ms": (None,),
    "audio.input.turn_detection.silence_duration_ms": (None,),
    "audio.input.turn_detection.idle_timeout_ms": (None,),
    "audio.input.transcription.prompt": ("", None),
    "audio.input.transcription.keywords": (None, []),
    "audio.input.transcription.languages": (None, []),
    "audio.input.transcription.delay": (None,),
}
"""Settings that the graph decides, with the values that ask for nothing else."""

LABELS: Final = frozenset({"id", "object", "expires_at", "client_secret"})
"""What a session that a client was sent has, and no client sets."""

MAX_INSTRUCTIONS_CHARS: Final = 16_000


@dataclass(frozen=True, slots=True)
class Settings:
    """How a session is set up.

    Attributes:
        model: What the client calls the graph.
        modality: Whether it gets sound or text.
        heard_as: Format of its own sound.
        spoken_as: Format of the sound it gets.
        detection: The kind of turn detection it asked for; "": it decides itself when it is done.
        transcriber: What it calls the recogniser; "": it wants no transcripts.
        language: What it speaks; "": as the graph has it.
        voice: The voice that it asked for; "": as the graph has it.
        instructions: The prompt that it asked for; "": as the graph has it.
        tools: Its tools, by name, as it wrote them.
    """

    model: str = "ten_lite"
    modality: Modality = "audio"
    heard_as: SoundFormat = PCM
    spoken_as: SoundFormat = PCM
    detection: str = "server_vad"
    transcriber: str = "ten_lite"
    language: str = ""
    voice: str = ""
    instructions: str = ""
    tools: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def as_json(self, session_id: str) -> dict[str, Any]:
        """The session as a client is told."""
        detection = {"type": self.detection, "create_response": True, "interrupt_response": True}
        transcription = {"model": self.transcriber}
        if self.language:
            transcription["language"] = self.language
        output: dict[str, Any] = {"format": self.spoken_as.as_json(), "speed": 1.0}
        if self.voice:
            output["voice"] = self.voice
        return {
            "type": "realtime",
            "object": "realtime.session",
            "id": self_id(session_id),
            "model": self.model,
            **({"instructions": self.instructions} if self.instructions else {}),
            "output_modalities": [self.modality],
            "audio": {
                "input": {
                    "format": self.heard_as.as_json(),
                    "noise_reduction": None,
                    "transcription": transcription if self.transcriber else None,
                    "turn_detection": detection if self.detection else None,
                },
                "output": output,
            },
            "tools": list(self.tools.values()),
            "tool_choice": "auto",
            "max_output_tokens": "inf",
            "truncation": "auto",
            "tracing": None,
        }


@dataclass(frozen=True, slots=True)
class Change:
    """What an update comes to.

    Attributes:
        settings: From now on.
        config: For the graph, if its language, voice or prompt is to change.
        unchanged: Paths of settings that the graph decides, which stay as they are.
    """

    settings: Settings
    config: SessionConfig | None
    unchanged: tuple[str, ...]


def read_update(now: Settings, session: Mapping[str, Any]) -> Change:
    """What ``session.update`` with this ``session`` changes.

    Raises:
        Refusal: A value cannot be; nothing changes.
    """
    kind = session.get("type", "realtime")
    if kind != "realtime":
        raise Refusal(
            f"'session.type' is {describe(kind)}; this server has \"realtime\" only.",
            param="session.type",
        )
    reader = _Reader(now)
    for name, value in modern(session).items():
        if name != "type" and name not in LABELS:
            reader.read(name, value)
    return reader.change()


def read_modality(value: object, param: str) -> Modality:
    """Whether ``output_modalities`` asks for text alone.

    Raises:
        Refusal: It does not make sense.
    """
    if not isinstance(value, list) or not value:
        raise wrong(value, param, 'an array with "audio" or "text"')
    for one in value:
        if one not in ("audio", "text"):
            raise wrong(one, param, '"audio" or "text"')
    return "audio" if "audio" in value else "text"


class _Reader:
    """Reads one setting after the other."""

    def __init__(self, now: Settings) -> None:
        self._now = now
        self._new: dict[str, Any] = {}
        self._unchanged: list[str] = []

    def change(self) -> Change:
        """What was read."""
        new = replace(self._now, **self._new)
        asked = {
            name: value
            for name in ("language", "voice")
            if (value := getattr(new, name)) != getattr(self._now, name)
        }
        config = decode_config(asked, within="session.audio") if asked else SessionConfig()
        if new.instructions != self._now.instructions:
            config.prompt = new.instructions
        unchanged = tuple(f"session.{path}" for path in self._unchanged)
        return Change(new, config if config != SessionConfig() else None, unchanged)

    def read(self, path: str, value: Any) -> None:
        """Take in the setting at ``path``."""
        param = f"session.{path}"
        match path:
            case "audio" | "audio.input" | "audio.output":
                self._read_inside(path, value)
            case "output_modalities":
                self._new["modality"] = read_modality(value, param)
            case "audio.input.format":
                self._new["heard_as"] = read_format(value, param)
            case "audio.output.format":
                self._new["spoken_as"] = read_format(value, param)
            case "audio.input.turn_detection":
                self._read_detection(path, value)
            case "audio.input.transcription":
                if value is None:
                    self._new["transcriber"] = ""
                else:
                    self._new["transcriber"] = self._now.transcriber or "ten_lite"
                    self._read_inside(path, value)
            case "audio.input.transcription.model" if value is not None:
                self._new["transcriber"] = _name(value, param)
            case "audio.input.transcription.language" if value is not None:
                self._new["language"] = _name(value, param)
            case "audio.output.voice" if value is not None:
                name = value.get("id") if isinstance(value, dict) else value
                self._new["voice"] = _name(name, param)
            case "instructions" if value is not None:
                self._read_instructions(path, value)
            case "tools":
                self._new["tools"] = tools = read_tools(value, param)
                if self._now.tools.keys() - tools.keys():
                    self._unchanged.append(path)
                    self._new["tools"] = tools = {**self._now.tools, **tools}
                check_number(tools, param)
            case "model":
                if value not in (None, self._now.model):
                    self._unchanged.append(path)
            case _ if value is not None:
                if path not in FIXED or value not in FIXED[path]:
                    self._unchanged.append(path)

    def _read_instructions(self, path: str, value: Any) -> None:
        text = take_text({"": value}, "", f"session.{path}").strip()
        if len(text) > MAX_INSTRUCTIONS_CHARS:
            raise Refusal(
                f"'session.{path}' has {len(text)} characters; at most "
                f"{MAX_INSTRUCTIONS_CHARS} are taken.",
                param=f"session.{path}",
            )
        if text:
            self._new["instructions"] = text
        elif self._now.instructions:  # the graph's own are not to be had back
            self._unchanged.append(path)

    def _read_inside(self, path: str, value: Any) -> None:
        if value is None:
            return
        if not isinstance(value, dict):
            raise wrong(value, f"session.{path}", "an object")
        for name, inner in value.items():
            self.read(f"{path}.{name}", inner)

    def _read_detection(self, path: str, value: Any) -> None:
        if value is None:
            self._new["detection"] = ""
            return
        if not isinstance(value, dict):
            raise wrong(value, f"session.{path}", "an object or null")
        kind = value.get("type", self._now.detection or "server_vad")
        if kind not in ("server_vad", "semantic_vad"):
            raise wrong(kind, f"session.{path}.type", '"server_vad" or "semantic_vad"')
        self._new["detection"] = kind
        self._read_inside(path, {name: one for name, one in value.items() if name != "type"})


def _name(value: object, param: str) -> str:
    """A name that the client gives; ``decode_config`` says what a language and a voice may be."""
    name = take_text({"": value}, "", param)
    if not 0 < len(name) <= 64:
        raise Refusal(f"'{param}' must have 1 to 64 characters.", param=param)
    return name


def self_id(session_id: str) -> str:
    """The session as OpenAI names its own."""
    return f"sess_{session_id}"
