"""Checks of written connections: both ends are there, and agree on the message."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from ten_lite.addons import AddonSpec
from ten_lite.config.definition import QueueDef, default_queue
from ten_lite.config.draft import KINDS, Draft, EdgeDraft
from ten_lite.config.wording import did_you_mean, hint, listing, show
from ten_lite.errors import Problem
from ten_lite.messages import Kind

__all__ = ["check_ends", "check_ports", "check_queues", "queue_of"]

Port = Literal["inputs", "outputs"]


def check_ends(draft: Draft) -> Iterator[Problem]:
    """Every node that a connection names is in the graph."""
    names = draft.by_name
    if not names:
        return  # told once, as a graph without nodes
    for pointer, name in draft.ends:
        if name not in names:
            cure = hint(did_you_mean(name, names), f"nodes: {listing(sorted(names))}")
            yield draft.problem("TL203", f"there is no node {show(name)}", pointer, cure)


def check_ports(draft: Draft) -> Iterator[Problem]:
    """The source sends the message, the target takes it, and they mean the same."""
    for edge in draft.edges:
        source, target = draft.spec(edge.source), draft.spec(edge.target)
        output = source.gives(edge.kind, edge.name) if source else None
        taken = target.takes(edge.kind, edge.name) if target else None
        if source and output is None:
            message = f'"{edge.source}" ({source.name}) does not send {edge.kind} {show(edge.name)}'
            cure = _ports(source, "outputs", edge)
            yield draft.problem("TL204", message, edge.output_at, cure)
        elif target and taken is None:  # a mistyped name is told at the source only
            message = f'"{edge.target}" ({target.name}) does not take {edge.kind} {show(edge.name)}'
            yield draft.problem("TL205", message, edge.input_at, _ports(target, "inputs", edge))
        if output is None or taken is None:
            continue
        if issubclass(output, taken):
            edge.message = output
        else:
            message = (
                f'"{edge.source}" and "{edge.target}" mean different messages by {edge.name}: '
                f"{output.__module__}.{output.__qualname__} and "
                f"{taken.__module__}.{taken.__qualname__}"
            )
            cure = "use versions of the two addons that share the class"
            yield draft.problem("TL206", message, edge.input_at, cure)


def check_queues(draft: Draft) -> Iterator[Problem]:
    """A connection that is written twice has one queue."""
    first: dict[tuple[str | None, str | None, Kind, str], EdgeDraft] = {}
    for edge in draft.edges:
        if edge.queue is None:
            continue
        earlier = first.setdefault((edge.source, edge.target, edge.kind, edge.name), edge)
        if earlier.queue != edge.queue:
            message = f"{edge.source} -> {edge.name} -> {edge.target} has another queue elsewhere"
            cure = f"keep one of them; the other is at {earlier.queue_at}"
            yield draft.problem("TL209", message, edge.queue_at, cure)


def queue_of(edge: EdgeDraft) -> QueueDef:
    """The queue of a connection without problems: as written, or as usual for its kind."""
    usual = default_queue(edge.kind)
    if edge.queue is None:
        return usual
    size = edge.queue.get("size")
    return QueueDef(
        size=usual.size if size is None else int(size),
        policy=edge.queue.get("policy") or usual.policy,
    )


def _ports(spec: AddonSpec, port: Port, edge: EdgeDraft) -> str:
    """What was probably meant, and what there is."""
    verb, classes = ("sends", spec.outputs) if port == "outputs" else ("takes", spec.inputs)
    same_name = next((cls for cls in classes if cls.name == edge.name), None)
    if same_name is not None:
        return f'{edge.name} is of kind {same_name.kind}: write it under "{same_name.kind}"'
    near = did_you_mean(edge.name, [cls.name for cls in classes if cls.kind == edge.kind])
    by_kind = [
        f"{kind} {listing(names)}"
        for kind in KINDS
        if (names := [cls.name for cls in classes if cls.kind == kind])
    ]
    return hint(near, f"it {verb}: {'; '.join(by_kind) or 'nothing'}")
