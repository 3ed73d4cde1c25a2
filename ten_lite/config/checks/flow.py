"""What the checks of the ways of messages share: who feeds whom, and what nobody can tell yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ten_lite.config.fitting.edges import UNKNOWN_HERE
from ten_lite.config.reading.draft import Draft, EdgeDraft, NodeDraft, objects
from ten_lite.config.text.pointer import split
from ten_lite.messages import Message

__all__ = ["Flow", "all_known", "arriving", "is_source", "quoted"]

Port = tuple[str, str]
"""Kind and name of a message."""


@dataclass(slots=True)
class Flow:
    """The connections of a draft.

    Attributes:
        sound: Those whose ends are known and agree on the message.
        fed: Inputs with a connection, sound or not: (node, kind, name).
        murky: Nodes with a connection that has a mistake: it may have been meant for any input.
        open: Messages with an output whose receiver is not settled, because of a mistake or
            because several nodes take it.
    """

    sound: list[EdgeDraft] = field(default_factory=list)
    fed: set[tuple[str, str, str]] = field(default_factory=set)
    murky: set[str] = field(default_factory=set)
    open: set[Port] = field(default_factory=set)

    @classmethod
    def of(cls, draft: Draft) -> Flow:
        """The connections of ``draft``, which have been wired."""
        flow = cls()
        for edge in draft.edges:
            flow._add(draft, edge)
        settled = {(edge.source, edge.kind, edge.name) for edge in draft.edges}
        takers: dict[Port, int] = {}
        for node in draft.by_name.values():
            for message in node.spec.inputs if node.spec else ():
                port = message.kind, message.name
                takers[port] = takers.get(port, 0) + 1
        for node in draft.by_name.values():
            for message in node.spec.outputs if node.spec else ():
                port = message.kind, message.name
                # wiring by type has settled the others, so more than one node takes it
                if (node.name, *port) not in settled and takers.get(port, 0) > 1:
                    flow.open.add(port)
        return flow

    def _add(self, draft: Draft, edge: EdgeDraft) -> None:
        message = arriving(edge)
        if edge.target in draft.by_name:
            self.fed.add((edge.target, edge.kind, message.name if message else edge.name))
        elif not _is_to_nobody(edge):
            self.open.add((edge.kind, edge.name))
        if message is not None and edge.source in draft.by_name and edge.target in draft.by_name:
            self.sound.append(edge)
        elif edge.target is not None and edge.name not in UNKNOWN_HERE:
            self.murky.add(edge.target)

    def lacks(self, node: NodeDraft, message: type[Message]) -> bool:
        """Whether it is certain that nobody sends ``message`` to ``node``."""
        port = message.kind, message.name
        settled = (node.name, *port) in self.fed or node.name in self.murky
        return not settled and port not in self.open


def all_known(draft: Draft) -> bool:
    """Whether every node and its addon are known: one that is not might feed any other."""
    for sheet in draft.sheets:
        for _, raw in objects(sheet.graph, "nodes"):
            if raw.get("type") == "subgraph" and raw.get("name") not in sheet.subgraphs:
                return False
    return all(node.spec is not None for node in draft.nodes)


def arriving(edge: EdgeDraft) -> type[Message] | None:
    """The class of the message as the target gets it; None when a mistake leaves it open."""
    if edge.conversion is None:
        return edge.message
    return edge.converter.target if edge.converter else None


def is_source(node: NodeDraft) -> bool:
    """Whether messages begin there: clients send, tools register, and who takes nothing sends."""
    return node.spec is not None and (
        node.spec.kind in ("transport", "tool") or not node.spec.inputs
    )


def quoted(names: Sequence[str]) -> str:
    """``"a", "b" and "c"``."""
    every = [f'"{name}"' for name in names]
    return " and ".join(part for part in (", ".join(every[:-1]), every[-1]) if part)


def _is_to_nobody(edge: EdgeDraft) -> bool:
    """Whether it is written ``"dest": []``: then it points at the flow and at nothing in it."""
    if edge.target is not None:
        return False
    *_, above, last = ["", "", *split(edge.input_at)]
    return last.isdecimal() and above not in ("dest", "source")
