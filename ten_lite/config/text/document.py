"""``Document``: one file of a configuration, its value and the place of everything in it."""

from __future__ import annotations

import os
from pathlib import Path

from ten_lite.config.text.json_text import parse_json
from ten_lite.config.text.locate import Lines, json_spots, spot_of
from ten_lite.config.text.parsed import Flaw, FlawError, Spot
from ten_lite.config.text.pointer import Json
from ten_lite.config.text.wording import did_you_mean, hint
from ten_lite.errors import Problem

__all__ = ["MAX_BYTES", "Document", "identity", "open_document", "shown"]

MAX_BYTES = 8_000_000
"""Largest file that is read."""

LARGE = "a graph has a few kilobytes: is this the right file?"

YAML_SUFFIXES = (".yaml", ".yml")


class Document:
    """A text that was read.

    Args:
        text: The text.
        name: The file as the user named it.
        folder: What relative paths in it start from.

    Attributes:
        value: The raw document.
        flaws: Problems of the text that do not hinder going on.
        identity: The same for every name of the same file.

    Raises:
        FlawError: The text cannot be read.
    """

    def __init__(self, text: str, name: str, folder: Path) -> None:
        self.name = name
        self.folder = folder
        self.identity = name
        self._text = text
        self._spots: dict[str, Spot] | None = None
        self.value: Json
        if _is_yaml(text, name):
            # costs time to load, and most graphs are JSON
            from ten_lite.config.text.yaml_text import parse_yaml

            self.value, flaws, self._spots = parse_yaml(text)
        else:
            self.value, flaws = parse_json(text)
        self.flaws = [self._flaw(flaw) for flaw in flaws]

    def problem(
        self,
        code: str,
        message: str,
        pointer: str = "",
        cure: str = "",
        *,
        on_key: bool = False,
        severity: str = "error",
    ) -> Problem:
        """A problem at ``pointer``, or at the nearest value around it that exists.

        Args:
            code: One of ``ten_lite.config.codes.CODES``.
            message: What is wrong.
            pointer: Where.
            cure: What to do.
            on_key: Show the place of the key and not of its value.
            severity: ``error`` or ``warning``.
        """
        if self._spots is None:
            self._spots = json_spots(self._text)
        pointer, spot = spot_of(self._spots, pointer)
        line, column = spot.key if on_key else spot.value
        return Problem(code, message, pointer, self.name, line, column, cure, severity)

    def _flaw(self, flaw: Flaw) -> Problem:
        return self.problem(flaw.code, flaw.message, flaw.pointer, flaw.hint, on_key=flaw.on_key)


def open_document(path: Path, name: str | None = None) -> tuple[Document | None, list[Problem]]:
    """Read a file; without a document there is exactly one problem.

    Args:
        path: The file.
        name: How to call it in problems; default: the path, relative where that is shorter.
    """
    name = shown(path) if name is None else name
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a path"
        cure = hint(_near_file(path, error), f"it was looked for in {path.absolute().parent}")
        return None, [Problem("TL101", f"cannot read the file: {reason}", file=name, hint=cure)]
    if len(data) > MAX_BYTES:
        message = f"the file is larger than {MAX_BYTES} bytes"
        return None, [Problem("TL106", message, file=name, hint=LARGE)]
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line, column = _place_in_bytes(error)
        cure = "save the file as UTF-8"
        return None, [Problem("TL102", "not UTF-8 text", "", name, line, column, cure)]
    try:
        document = Document(text, name, path.parent)
    except FlawError as error:
        flaw = error.flaw
        return None, [
            Problem(flaw.code, flaw.message, flaw.pointer, name, flaw.line, flaw.column, flaw.hint)
        ]
    document.identity = identity(path)
    return document, document.flaws


def identity(path: Path) -> str:
    """The same text for every name of the same file."""
    try:
        return os.path.realpath(path)
    except (OSError, ValueError):  # not a path at all; opening it will say so
        return str(path)


def shown(path: Path) -> str:
    """``path`` as a user would write it here."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def _near_file(path: Path, error: Exception) -> str:
    if not isinstance(error, FileNotFoundError):
        return ""
    try:
        return did_you_mean(path.name, os.listdir(path.parent))
    except OSError:
        return ""


def _is_yaml(text: str, name: str) -> bool:
    suffix = Path(name).suffix.lower()
    if suffix in YAML_SUFFIXES:
        return True
    return suffix != ".json" and text.lstrip()[:1] not in ("{", "[")


def _place_in_bytes(error: UnicodeDecodeError) -> tuple[int, int]:
    before = error.object[: error.start].decode()  # without the byte order mark, if there was one
    return Lines(before).at(len(before))
