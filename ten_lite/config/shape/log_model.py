"""The shape of ``ten.log``: where log records go, which of them, and how they are written."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Discriminator, Field, Tag

from ten_lite.config.shape.part import Part

__all__ = ["LogPart"]

Encryption = Annotated[
    dict[str, Any] | None, Field(default=None, description="Of TEN; has no effect here.")
]


class MatcherPart(Part):
    """Which records a handler takes."""

    level: Literal["off", "debug", "info", "warn", "error"] = Field(
        description="Records of this level and above."
    )
    category: str | None = Field(
        default=None,
        description="Only records whose category begins so, e.g. session, or node.llm; such a "
        "rule wins over one without.",
    )


class FormatterPart(Part):
    """How a record is written."""

    type: Literal["plain", "json"] = Field(description="A line of text, or a line of JSON.")
    colored: bool = Field(default=False, description="Colour plain lines by level.")


class ConsoleConfigPart(Part):
    """Which stream."""

    stream: Literal["stdout", "stderr"]
    encryption: Encryption


class ConsoleEmitterPart(Part):
    """Writes to the terminal."""

    tag: ClassVar[str] = "console"

    type: Literal["console", "file", "otlp"]
    config: ConsoleConfigPart


class FileConfigPart(Part):
    """Which file."""

    path: str = Field(
        min_length=1,
        description="From this file's folder; ${env:NAME} is put in. Lines are appended.",
    )
    encryption: Encryption


class FileEmitterPart(Part):
    """Writes to a file, opened again at SIGHUP."""

    tag: ClassVar[str] = "file"

    type: Literal["file"]
    config: FileConfigPart


class OtlpEmitterPart(Part):
    """Of TEN; has no effect here."""

    tag: ClassVar[str] = "otlp"

    type: Literal["otlp"]
    config: dict[str, Any] = Field(default_factory=dict)


def _emitter_tag(value: Any) -> str:
    kind = value.get("type") if isinstance(value, dict) else getattr(value, "tag", None)
    return kind if kind in ("file", "otlp") else "console"


EmitterPart = Annotated[
    Annotated[ConsoleEmitterPart, Tag("console")]
    | Annotated[FileEmitterPart, Tag("file")]
    | Annotated[OtlpEmitterPart, Tag("otlp")],
    Discriminator(_emitter_tag),
]


class HandlerPart(Part):
    """One place where records go."""

    matchers: list[MatcherPart] = Field(
        min_length=1, description="Which records: the rule with the longest fitting category."
    )
    formatter: FormatterPart = Field(
        default=FormatterPart.model_construct(type="plain", colored=False),
        description="How they are written; usual: plain.",
    )
    emitter: EmitterPart = Field(description="Where they go.")


class LogPart(Part):
    """The object ``log``."""

    handlers: list[HandlerPart] = Field(
        default=[], description="A record goes to each of them that takes it."
    )
