"""``Draft``: a graph while it is checked. Each step of the check reads it and fills in its part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ten_lite.addons import AddonConfig, AddonRegistry, AddonSpec
from ten_lite.config.find import GraphSource
from ten_lite.config.pointer import Json, covers
from ten_lite.errors import Problem
from ten_lite.messages import Kind, Message

__all__ = ["KINDS", "SET", "Assigned", "Draft", "EdgeDraft", "NodeDraft", "objects"]

KINDS: tuple[Kind, ...] = ("cmd", "data", "audio_frame", "video_frame")

SET = "--set"
"""What stands for the file in problems of overrides."""


@dataclass(frozen=True, slots=True)
class Assigned:
    """A property that ``--set`` gave.

    Attributes:
        pointer: The property.
        place: Node and path as a pointer, for problems.
        text: The value as it was typed.
    """

    pointer: str
    place: str
    text: str


@dataclass(slots=True)
class NodeDraft:
    """A node as far as it is known; ``pointer`` starts from the graph."""

    pointer: str
    name: str
    addon: str | None = None
    properties: dict[str, Json] | None = None
    spec: AddonSpec | None = None
    config: AddonConfig | None = None


@dataclass(slots=True)
class EdgeDraft:
    """One message from one node to one other, with the places to blame.

    Attributes:
        kind: Kind of the message.
        name: Name of the message.
        source: The sending node; None where a flow lists none.
        target: The receiving node; None where a flow lists none.
        output_at: What to show when the source does not send it.
        input_at: What to show when the target does not take it.
        queue: As written.
        queue_at: Where that is.
        message: The class of the message, once both ends agree on it.
        derived: Whether it was wired by type.
    """

    kind: Kind
    name: str
    source: str | None
    target: str | None
    output_at: str
    input_at: str
    queue: Json = None
    queue_at: str = ""
    message: type[Message] | None = None
    derived: bool = False


@dataclass(slots=True)
class Draft:
    """A graph on its way from a raw document to a definition. Pointers start from the graph.

    Attributes:
        source: Where it was found.
        registry: The addons there are.
        overrides: The texts of ``--set``.
        environ: The environment variables.
        graph: The raw graph; overrides and variables are put in by the first steps.
        assigned: What ``--set`` gave, by the topmost pointer that is not the file's any more.
        variables: The environment variables a text was made from, by its pointer.
        unset: Texts that name a variable that is not set.
        nodes: The nodes, in the order of the file.
        by_name: The same by name; of two that share one, the first.
        ends: Every place that names a node: (pointer, name).
        edges: Every connection.
    """

    source: GraphSource
    registry: AddonRegistry
    overrides: Sequence[str]
    environ: Mapping[str, str]
    graph: dict[str, Json]
    assigned: dict[str, Assigned] = field(default_factory=dict)
    variables: dict[str, tuple[str, ...]] = field(default_factory=dict)
    unset: set[str] = field(default_factory=set)
    nodes: list[NodeDraft] = field(default_factory=list)
    by_name: dict[str, NodeDraft] = field(default_factory=dict)
    ends: list[tuple[str, str]] = field(default_factory=list)
    edges: list[EdgeDraft] = field(default_factory=list)

    def problem(
        self,
        code: str,
        message: str,
        pointer: str,
        hint: str = "",
        *,
        on_key: bool = False,
        severity: str = "error",
    ) -> Problem:
        """A problem at ``pointer``, which ``--set`` may have brought in and not the file."""
        above = max((a for a in self.assigned if covers(a, pointer)), key=len, default=None)
        if above is not None:
            place = self.assigned[above].place
            return Problem(code, message, place, SET, hint=hint, severity=severity)
        document, base = self.source.document, self.source.pointer
        return document.problem(
            code, message, base + pointer, hint, on_key=on_key, severity=severity
        )

    def spec(self, node: str | None) -> AddonSpec | None:
        """The addon of a node, when both are known."""
        found = self.by_name.get(node) if node is not None else None
        return found.spec if found is not None else None


def objects(value: Json, key: str) -> Iterator[tuple[int, dict[str, Json]]]:
    """The objects in the list ``value[key]``, with their places; the rest is left out."""
    items = value.get(key) if isinstance(value, dict) else None
    for index, item in enumerate(items if isinstance(items, list) else ()):
        if isinstance(item, dict):
            yield index, item
