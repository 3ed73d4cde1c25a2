"""Where the parts of a JSON text stand: JSON pointer -> line and column.

The text has been parsed already, so a scan over its tokens is enough: exact for tabs, escapes and
keys of any length, which the YAML parsers trip over. It runs only when there is a problem to show.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass

from ten_lite.config.text.parsed import Spot
from ten_lite.config.text.pointer import join, parent

__all__ = ["Lines", "json_spots", "spot_of", "unclosed"]

TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[\[\]{}:,]|[^\s\[\]{}:,"]+')

NOWHERE = Spot((0, 0), (0, 0))


class Lines:
    """Turns offsets into a text into line and column, both from 1."""

    def __init__(self, text: str) -> None:
        self._starts = [0]
        self._starts.extend(match.end() for match in re.finditer("\n", text))

    def at(self, offset: int) -> tuple[int, int]:
        """Line and column of the character at ``offset``."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1


@dataclass(slots=True)
class _Container:
    pointer: str
    is_object: bool
    index: int = 0
    key: str | None = None
    key_at: int = 0


def json_spots(text: str) -> dict[str, Spot]:
    """The place of every value of a valid JSON text; of a key given twice, the last."""
    lines = Lines(text)
    spots: dict[str, Spot] = {}
    stack: list[_Container] = []
    for match in TOKEN.finditer(text):
        token, at = match[0], match.start()
        inside = stack[-1] if stack else None
        if token in "}]":
            stack.pop()
        elif token == "," and inside is not None:
            inside.index += 1
            inside.key = None
        elif token == ":":
            continue
        elif inside is not None and inside.is_object and inside.key is None:
            inside.key, inside.key_at = json.loads(token), at
        else:
            pointer, key_at = "", at
            if inside is not None and inside.key is not None:
                pointer, key_at = join(inside.pointer, inside.key), inside.key_at
            elif inside is not None:
                pointer = join(inside.pointer, inside.index)
            spots[pointer] = Spot(lines.at(key_at), lines.at(at))
            if token in "{[":
                stack.append(_Container(pointer, token == "{"))
    return spots


def spot_of(spots: Mapping[str, Spot], pointer: str) -> tuple[str, Spot]:
    """The place of ``pointer``, or of the nearest value around it, and which one that is."""
    while pointer not in spots and pointer:
        pointer = parent(pointer)
    return pointer, spots.get(pointer, NOWHERE)


def unclosed(text: str) -> tuple[str, int] | None:
    """The innermost bracket of a broken JSON text that is never closed, and its line."""
    stack: list[re.Match[str]] = []
    for match in TOKEN.finditer(text):
        if match[0] in "{[":
            stack.append(match)
        elif match[0] in "}]" and stack:
            stack.pop()
    if not stack:
        return None
    return stack[-1][0], Lines(text).at(stack[-1].start())[0]
