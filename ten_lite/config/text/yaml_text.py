"""YAML text -> the same value JSON would give, and the place of every part.

Built from the parser's events and not by PyYAML's composer: that one recurses in C without a limit,
so a file of brackets would kill the process. Plain words follow YAML 1.2: ``yes`` and ``12:30`` are
text, dates are text.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ten_lite.config.text.json_text import duplicate_key
from ten_lite.config.text.locate import Lines
from ten_lite.config.text.parsed import (
    FLATTER,
    LONGEST_NUMBER,
    MAX_DEPTH,
    Flaw,
    FlawError,
    Spot,
    parse_int,
    unusable_values,
)
from ten_lite.config.text.pointer import Json, join

if TYPE_CHECKING:
    import yaml

__all__ = ["parse_yaml"]

TAG = "tag:yaml.org,2002:"
MOST_VALUES = 100_000

NULL = re.compile(r"(?:~|null|Null|NULL|)\Z")
BOOL = re.compile(r"(?:true|True|TRUE|false|False|FALSE)\Z")
INT = re.compile(r"[-+]?[0-9]+\Z")
BASED = re.compile(r"0o[0-7]+\Z|0x[0-9a-fA-F]+\Z")
FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z")
NOT_FINITE = re.compile(r"(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))\Z")


@dataclass(slots=True)
class _Node:
    line: int
    column: int
    value: Json = None
    items: list[_Node] = field(default_factory=list)
    pairs: list[tuple[str, _Node, _Node]] = field(default_factory=list)
    shape: str = "scalar"


def parse_yaml(text: str) -> tuple[Json, list[Flaw], dict[str, Spot]]:
    """The value, flaws that do not hinder going on (keys given twice), and the places.

    Raises:
        FlawError: The text is not YAML, or holds what JSON does not have.
    """
    import yaml

    fast = getattr(yaml, "CBaseLoader", None)
    for loader in (fast, yaml.BaseLoader) if fast else (yaml.BaseLoader,):
        try:
            root = _Composer(yaml.parse(text, Loader=loader)).document()
        except yaml.YAMLError as error:
            failure = error  # the two differ about tabs; the words come from the last
            continue
        builder = _Builder()
        value = builder.build(root, "", 0)
        for flaw in unusable_values(value):
            line, column = builder.spots[flaw.pointer].value
            raise FlawError(replace(flaw, line=line, column=column))
        return value, builder.flaws, builder.spots
    raise FlawError(_syntax(text, failure))


class _Composer:
    """Events -> nodes, to a limited depth."""

    def __init__(self, events: Iterator[yaml.Event]) -> None:
        import yaml

        self._yaml = yaml
        self._events = events
        self._anchors: dict[str, _Node] = {}

    def document(self) -> _Node:
        next(self._events)  # the start of the stream
        first = next(self._events)
        if isinstance(first, self._yaml.StreamEndEvent):
            raise FlawError(
                Flaw("TL103", "the file is empty", "write a graph, or remove the file", "", 1, 1)
            )
        root = self._node(next(self._events), 0)
        next(self._events)  # the end of the document
        after = next(self._events)
        if not isinstance(after, self._yaml.StreamEndEvent):
            raise self._flaw(
                after, "TL103", "a second document in one file", "put it in a file of its own"
            )
        return root

    def _node(self, event: yaml.Event, depth: int) -> _Node:
        yaml = self._yaml
        if depth > MAX_DEPTH:
            raise self._flaw(event, "TL106", f"nested deeper than {MAX_DEPTH} levels", FLATTER)
        if isinstance(event, yaml.AliasEvent):
            if event.anchor not in self._anchors:
                message = f'nothing before this is called "&{event.anchor}"'
                raise self._flaw(event, "TL103", message, "put text that begins with * in quotes")
            return self._anchors[event.anchor]
        assert isinstance(event, yaml.NodeEvent)
        node = _Node(event.start_mark.line + 1, event.start_mark.column + 1)
        if isinstance(event, yaml.ScalarEvent):
            node.value = self._scalar(event)
        elif isinstance(event, yaml.SequenceStartEvent):
            self._require_tag(event, "seq")
            node.shape = "list"
            while not isinstance(item := next(self._events), yaml.SequenceEndEvent):
                node.items.append(self._node(item, depth + 1))
        else:
            assert isinstance(event, yaml.MappingStartEvent)
            self._require_tag(event, "map")
            node.shape = "object"
            while not isinstance(item := next(self._events), yaml.MappingEndEvent):
                key = self._node(item, depth + 1)
                if not isinstance(key.value, str):
                    raise self._flaw(
                        item, "TL105", "a key that is not text", "put the key in quotes"
                    )
                node.pairs.append((key.value, key, self._node(next(self._events), depth + 1)))
        if event.anchor is not None:
            self._anchors[event.anchor] = node
        return node

    def _require_tag(self, event: yaml.CollectionStartEvent, kind: str) -> None:
        if event.tag not in (None, "!", TAG + kind):
            raise self._unknown_tag(event, event.tag)

    def _scalar(self, event: yaml.ScalarEvent) -> Json:
        tag, text = event.tag, event.value
        if tag in ("!", TAG + "str") or (tag is None and not event.implicit[0]):
            return text
        value = plain(text)
        if tag is None:
            return value
        kinds = {"null": type(None), "bool": bool, "int": int, "float": float}
        wanted = kinds.get(tag.removeprefix(TAG))
        if wanted is float and type(value) is int:
            return float(value)
        if type(value) is not wanted:
            raise self._unknown_tag(event, tag)
        return value

    def _unknown_tag(self, event: yaml.Event, tag: str) -> FlawError:
        shown = tag.replace(TAG, "!!")
        return self._flaw(
            event, "TL105", f"the tag {shown} has no meaning here", "remove it; use plain values"
        )

    def _flaw(self, event: yaml.Event, code: str, message: str, hint: str) -> FlawError:
        mark = event.start_mark
        assert mark is not None
        return FlawError(Flaw(code, message, hint, "", mark.line + 1, mark.column + 1))


def plain(text: str) -> Json:
    """What an unquoted word means in YAML 1.2."""
    if NULL.match(text):
        return None
    if BOOL.match(text):
        return text[0] in "tT"
    if INT.match(text):
        return parse_int(text)
    if BASED.match(text):
        base = 8 if text[1] == "o" else 16
        return int(text[2:], base) if len(text) <= LONGEST_NUMBER else math.inf
    if FLOAT.match(text):
        return float(text)
    if NOT_FINITE.match(text):
        return float(text.replace(".", ""))
    return text


class _Builder:
    """Nodes -> value and places; what aliases repeat is counted, so that it stays bounded."""

    def __init__(self) -> None:
        self.spots: dict[str, Spot] = {}
        self.flaws: list[Flaw] = []
        self._built = 0

    def build(self, node: _Node, pointer: str, depth: int, key: _Node | None = None) -> Json:
        self._built += 1
        if self._built > MOST_VALUES or depth > MAX_DEPTH:
            message = f"more than {MOST_VALUES} values, or nested deeper than {MAX_DEPTH} levels"
            raise FlawError(Flaw("TL106", message, FLATTER, "", node.line, node.column))
        named = key or node
        self.spots[pointer] = Spot((named.line, named.column), (node.line, node.column))
        if node.shape == "list":
            return [
                self.build(item, join(pointer, index), depth + 1)
                for index, item in enumerate(node.items)
            ]
        if node.shape == "object":
            return self._object(node, pointer, depth)
        return node.value

    def _object(self, node: _Node, pointer: str, depth: int) -> dict[str, Json]:
        result: dict[str, Json] = {}
        for name, key, value in node.pairs:
            place = join(pointer, name)
            if name in result:
                self.flaws.append(duplicate_key(name, place))
            result[name] = self.build(value, place, depth + 1, key)
        return result


def _syntax(text: str, error: Exception) -> Flaw:
    mark = getattr(error, "problem_mark", None)
    message = getattr(error, "problem", None) or getattr(error, "reason", None) or "not YAML"
    if mark is not None:
        line, column = mark.line + 1, mark.column + 1
    else:
        line, column = Lines(text).at(getattr(error, "position", 0))
    cure = "indent with spaces, not tabs" if "'\\t'" in message else ""
    return Flaw("TL103", message, cure or "check the indentation and quotes here", "", line, column)
