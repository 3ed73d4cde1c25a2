"""What the checks of the ways of messages share: who feeds whom, and what nobody can tell yet."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from ten_lite.config.draft import Draft, EdgeDraft, NodeDraft
from ten_lite.config.pointer import split
from ten_lite.messages import Message

__all__ = ["Flow", "all_known", "connection", "is_source", "quoted"]

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
        known = draft.by_name
        settled = {(edge.source, edge.kind, edge.name) for edge in draft.edges}
        takers: dict[Port, int] = {}
        for edge in draft.edges:
            if edge.target in known:
                flow.fed.add((edge.target, edge.kind, edge.name))
            elif not _is_to_nobody(edge):
                flow.open.add((edge.kind, edge.name))
            if edge.message is not None and edge.source in known and edge.target in known:
                flow.sound.append(edge)
            elif edge.target is not None:
                flow.murky.add(edge.target)
        for node in known.values():
            for message in node.spec.inputs if node.spec else ():
                port = message.kind, message.name
                takers[port] = takers.get(port, 0) + 1
        for node in known.values():
            for message in node.spec.outputs if node.spec else ():
                port = message.kind, message.name
                # wiring by type has settled the others, so more than one node takes it
                if (node.name, *port) not in settled and takers.get(port, 0) > 1:
                    flow.open.add(port)
        return flow

    def lacks(self, node: NodeDraft, message: type[Message]) -> bool:
        """Whether it is certain that nobody sends ``message`` to ``node``."""
        port = message.kind, message.name
        settled = (node.name, *port) in self.fed or node.name in self.murky
        return not settled and port not in self.open


def all_known(draft: Draft) -> bool:
    """Whether the addon of every node is known: one that is not might feed any other."""
    return all(node.spec is not None for node in draft.nodes)


def is_source(node: NodeDraft) -> bool:
    """Whether messages begin there: clients send, tools register, and who takes nothing sends."""
    return node.spec is not None and (
        node.spec.kind in ("transport", "tool") or not node.spec.inputs
    )


def connection(source: str, message: type[Message], *targets: str) -> str:
    """The connection as JSON to paste."""
    dest = [{"extension": target} for target in targets]
    flow = {"name": message.name, "dest": dest}
    return json.dumps({"extension": source, message.kind: [flow]}, ensure_ascii=False)


def quoted(names: Sequence[str]) -> str:
    """``"a", "b" and "c"``."""
    every = [f'"{name}"' for name in names]
    return " and ".join(part for part in (", ".join(every[:-1]), every[-1]) if part)


def _is_to_nobody(edge: EdgeDraft) -> bool:
    """Whether it is written ``"dest": []``: then it points at the flow and at no name in it."""
    return edge.target is None and (split(edge.input_at) or [""])[-1].isdecimal()
