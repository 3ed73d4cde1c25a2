"""Wiring by type: an output without a connection goes to the one node that takes the message.

A message that is ``to_all`` goes to every node that takes it. What an addon calls an optional
output stays unconnected where several nodes take it.
"""

from __future__ import annotations

from collections.abc import Iterator

from ten_lite.config.reading.draft import Draft, EdgeDraft, NodeDraft
from ten_lite.config.text.pointer import join
from ten_lite.config.text.wording import listing
from ten_lite.errors import Problem
from ten_lite.messages import Message

__all__ = ["wire_by_type"]


def wire_by_type(draft: Draft) -> Iterator[Problem]:
    """Add the derived connections; an output that several nodes could take is told.

    A connection that is written, even one with a mistake or to nowhere (``"dest": []``), settles
    its output. An output that no other node takes stays unconnected.
    """
    written = {(edge.source, edge.kind, edge.name) for edge in draft.edges}
    fitting: dict[type[Message], list[str]] = {}
    for node in draft.by_name.values():
        for message in node.spec.outputs if node.spec else ():
            if (node.name, message.kind, message.name) in written:
                continue
            if message not in fitting:
                nodes = draft.by_name.values()
                fitting[message] = [other.name for other in nodes if _takes(other, message)]
            takers = [name for name in fitting[message] if name != node.name]
            if len(takers) == 1 or message.to_all:
                draft.edges += [_derived(node, taker, message) for taker in takers]
            elif takers and message not in (node.spec.optional_outputs if node.spec else ()):
                yield _ambiguous(draft, node, takers, message)


def _takes(node: NodeDraft, message: type[Message]) -> bool:
    taken = node.spec.takes(message.kind, message.name) if node.spec else None
    return taken is not None and issubclass(message, taken)


def _derived(node: NodeDraft, taker: str, message: type[Message]) -> EdgeDraft:
    return EdgeDraft(
        message.kind,
        message.name,
        node.name,
        taker,
        node.pointer,
        node.pointer,
        message=message,
        derived=True,
    )


def _ambiguous(draft: Draft, node: NodeDraft, takers: list[str], message: type[Message]) -> Problem:
    text = f'"{node.name}" sends {message.name}, and several nodes take it: {listing(takers)}'
    cure = (
        f'write the connection: {{"extension": "{node.name}", "{message.kind}": '
        f'[{{"name": "{message.name}", "dest": [{{"extension": "{takers[0]}"}}]}}]}}'
    )
    return draft.problem("TL207", text, join(node.pointer, "name"), cure)
