"""``Draft``: a graph while it is checked. Each step of the check reads it and fills in its part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ten_lite.addons import AddonConfig, AddonRegistry, AddonSpec
from ten_lite.config.conversion import Conversion
from ten_lite.config.sources.find import GraphSource
from ten_lite.config.text.document import Document
from ten_lite.config.text.pointer import Json, covers, join, lookup
from ten_lite.errors import Problem
from ten_lite.messages import Kind, Message

__all__ = ["KINDS", "SET", "Assigned", "Draft", "EdgeDraft", "NodeDraft", "Sheet", "objects"]

KINDS: tuple[Kind, ...] = ("cmd", "data", "audio_frame", "video_frame")

SET = "--set"
"""What stands for the file in problems of overrides."""


@dataclass(frozen=True, slots=True)
class Assigned:
    """A property that the command line gave.

    Attributes:
        pointer: The property.
        place: Node and path as a pointer, for problems.
        text: The value as it was typed.
        origin: What stands for the file in problems.
    """

    pointer: str
    place: str
    text: str
    origin: str = SET


@dataclass(slots=True)
class Sheet:
    """A graph as it is written: the root, or a subgraph at one of the places that use it.

    Attributes:
        document: The file.
        base: Where the graph stands in it.
        prefix: What pointers into it begin with: "" for the root, then ``#1``, ``#2``, ...
        name_prefix: What the names of its nodes begin with in the whole graph: "" or ``sub_``.
        graph: The raw graph.
        members: Raw nodes of every type by name; of two that share one, the first.
        subgraphs: The sheets of its subgraph nodes, by name; without those that cannot be read.
    """

    document: Document
    base: str
    prefix: str
    name_prefix: str
    graph: dict[str, Json]
    members: dict[str, dict[str, Json]] = field(default_factory=dict)
    subgraphs: dict[str, Sheet] = field(default_factory=dict)


@dataclass(slots=True)
class NodeDraft:
    """A node, or one of its fallbacks, as far as it is known.

    Attributes:
        pointer: Where it is written.
        name: Its name in the whole graph.
        addon: The name of its addon.
        properties: Raw; None when they are unusable.
        origins: Where properties are written that do not stand in the node itself, by their
            pointer from the properties: they come from a subgraph node, from ``--set``, or go by
            another name there.
        restart: As written.
        fallback: What stands in for it, in order.
        spec: The addon.
        config: The checked properties.
    """

    pointer: str
    name: str
    addon: str | None = None
    properties: dict[str, Json] | None = None
    origins: dict[str, str] = field(default_factory=dict)
    restart: Json = None
    fallback: list[NodeDraft] = field(default_factory=list)
    spec: AddonSpec | None = None
    config: AddonConfig | None = None

    def place(self, pointer: str) -> str:
        """Where the property at ``pointer`` (from the properties) is written."""
        above = max((o for o in self.origins if covers(o, pointer)), key=len, default=None)
        if above is None:
            return join(self.pointer, "property") + pointer
        return self.origins[above] + pointer[len(above) :]


@dataclass(slots=True)
class EdgeDraft:
    """One message from one node to one other, with the places to blame.

    Attributes:
        kind: Kind of the message.
        name: Name of the message.
        source: The sending node; None where a flow lists none, or one that is not there.
        target: The receiving node; None likewise.
        output_at: What to show when the source does not send it.
        input_at: What to show when the target does not take it.
        queue: As written.
        queue_at: Where that is.
        conversion: As written.
        conversion_at: Where that is.
        message: The class of the message, once both ends agree on it.
        converter: What changes the message on the way.
        result_converter: What changes the results on the way back.
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
    conversion: Json = None
    conversion_at: str = ""
    message: type[Message] | None = None
    converter: Conversion | None = None
    result_converter: Conversion | None = None
    derived: bool = False


@dataclass(slots=True)
class Draft:
    """A graph on its way from a raw document to a definition.

    Pointers start from the graph they are written in, after the prefix of its sheet.

    Attributes:
        source: Where it was found.
        registry: The addons there are.
        overrides: The texts of ``--set``.
        environ: The environment variables.
        fakes: What leads a node to a fake of its provider, by the name of its addon.
        sheets: The root, then every subgraph.
        assigned: What ``--set`` gave, by the topmost pointer that is not the file's any more.
        variables: The environment variables a text was made from, by its pointer.
        unset: Texts that name a variable that is not set.
        nodes: The extension nodes, in the order of the file, those of subgraphs in their place.
        by_name: The same by name; of two that share one, the first.
        edges: Every connection.
    """

    source: GraphSource
    registry: AddonRegistry
    overrides: Sequence[str]
    environ: Mapping[str, str]
    fakes: Mapping[str, dict[str, Json]] = field(default_factory=dict)
    sheets: list[Sheet] = field(default_factory=list)
    assigned: dict[str, Assigned] = field(default_factory=dict)
    variables: dict[str, tuple[str, ...]] = field(default_factory=dict)
    unset: set[str] = field(default_factory=set)
    nodes: list[NodeDraft] = field(default_factory=list)
    by_name: dict[str, NodeDraft] = field(default_factory=dict)
    edges: list[EdgeDraft] = field(default_factory=list)

    def __post_init__(self) -> None:
        document, base = self.source.document, self.source.pointer
        self.add_sheet(document, base, "", lookup(document.value, base))

    @property
    def root(self) -> Sheet:
        """The graph that is checked."""
        return self.sheets[0]

    def add_sheet(
        self, document: Document, base: str, name_prefix: str, graph: dict[str, Json]
    ) -> Sheet:
        """A sheet with a prefix of its own."""
        prefix = f"#{len(self.sheets)}" if self.sheets else ""
        sheet = Sheet(document, base, prefix, name_prefix, graph)
        self.sheets.append(sheet)
        return sheet

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
            given = self.assigned[above]
            return Problem(code, message, given.place, given.origin, hint=hint, severity=severity)
        prefix, slash, rest = pointer.partition("/")
        sheet = self.sheets[int(prefix[1:]) if prefix else 0]
        return sheet.document.problem(
            code, message, sheet.base + slash + rest, hint, on_key=on_key, severity=severity
        )

    def providers(self) -> Iterator[NodeDraft]:
        """Every node, each followed by its fallbacks."""
        for node in self.nodes:
            yield node
            yield from node.fallback

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
