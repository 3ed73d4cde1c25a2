"""``ten.log`` of property.json: what it says, as settings of the log."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from ten_lite.config.shape.judge import shape_problems
from ten_lite.config.shape.log_model import ConsoleEmitterPart, FileEmitterPart, HandlerPart
from ten_lite.config.shape.model import TenPart
from ten_lite.config.sources.predefined import without_effect
from ten_lite.config.text.document import Document
from ten_lite.config.text.pointer import Json, join
from ten_lite.config.text.variables import expand
from ten_lite.errors import Problem
from ten_lite.observe.log_settings import OFF, LogOutput, LogRule, LogSettings

__all__ = ["log_settings"]

KEYS = ("log", "log_level", "log_file")
LEVELS = {
    "off": OFF,
    "debug": logging.DEBUG,
    "info": logging.INFO,
    "warn": logging.WARNING,
    "error": logging.ERROR,
}
NUMBERS = ("debug", "info", "warn", "error")


def log_settings(
    documents: Iterable[Document], environ: Mapping[str, str]
) -> tuple[LogSettings | None, list[Problem]]:
    """What the first of some files that says anything about the log says.

    Args:
        documents: The files in the order they were opened: property.json first.
        environ: The environment variables, for paths.

    Returns:
        The settings, and what is wrong with them; None when there is an error, or when all that
        is said has no effect here.
    """
    for document in documents:
        value = document.value if isinstance(document.value, dict) else {}
        for key in ("ten", "_ten"):
            ten = value.get(key)
            said = {k: ten[k] for k in KEYS if k in ten} if isinstance(ten, dict) else {}
            if said:
                return _read(document, said, f"/{key}", environ)
    return None, []


def _read(
    document: Document, said: dict[str, Json], base: str, environ: Mapping[str, str]
) -> tuple[LogSettings | None, list[Problem]]:
    problems = list(shape_problems(document.problem, TenPart, said, base))
    if problems:
        return None, problems
    ten = TenPart.model_validate(said)
    outputs: list[LogOutput | None]
    if ten.log is None:
        outputs = [_legacy(document, ten, base, environ, problems)]
    else:
        problems += [
            without_effect(document, join(base, key), key) for key in KEYS[1:] if key in said
        ]
        place = join(base, "log", "handlers")
        outputs = [
            _output(document, handler, join(place, index), environ, problems)
            for index, handler in enumerate(ten.log.handlers)
        ]
    usable = tuple(output for output in outputs if output is not None)
    failed = any(problem.severity == "error" for problem in problems)
    return (None if failed or not usable else LogSettings(usable)), problems


def _legacy(
    document: Document,
    ten: TenPart,
    base: str,
    environ: Mapping[str, str],
    problems: list[Problem],
) -> LogOutput:
    level = NUMBERS[min(ten.log_level or NUMBERS.index("info") + 1, len(NUMBERS)) - 1]
    rules = (LogRule(LEVELS[level]),)
    if ten.log_file is None:
        return LogOutput(rules, "stderr")
    file = _path(document, ten.log_file, join(base, "log_file"), environ, problems)
    return LogOutput(rules, file)


def _output(
    document: Document,
    handler: HandlerPart,
    place: str,
    environ: Mapping[str, str],
    problems: list[Problem],
) -> LogOutput | None:
    problems += _useless(document, handler, place)
    rules = tuple(LogRule(LEVELS[m.level], m.category or "") for m in handler.matchers)
    emitter = handler.emitter
    if isinstance(emitter, ConsoleEmitterPart):
        target: Path | str = emitter.config.stream
    elif isinstance(emitter, FileEmitterPart):
        path = join(place, "emitter", "config", "path")
        target = _path(document, emitter.config.path, path, environ, problems)
    else:
        return None
    as_json = handler.formatter.type == "json"
    return LogOutput(rules, target, as_json, handler.formatter.colored and not as_json)


def _useless(document: Document, handler: HandlerPart, place: str) -> Iterator[Problem]:
    if handler.formatter.type == "json" and handler.formatter.colored:
        yield without_effect(document, join(place, "formatter", "colored"), "colored")
    if not isinstance(handler.emitter, ConsoleEmitterPart | FileEmitterPart):
        message = "log records are not sent to an OTLP collector: this handler has no effect here"
        cure = 'use "file" and let the collector read it; it may stay for TEN\'s sake'
        pointer = join(place, "emitter", "type")
        yield document.problem("TL111", message, pointer, cure, severity="warning")
    elif handler.emitter.config.encryption is not None:
        pointer = join(place, "emitter", "config", "encryption")
        yield without_effect(document, pointer, "encryption")


def _path(
    document: Document,
    text: str,
    pointer: str,
    environ: Mapping[str, str],
    problems: list[Problem],
) -> Path:
    found = expand(text, environ)
    problems += [document.problem(c, message, pointer, cure) for c, message, cure in found.problems]
    return document.folder / found.text
