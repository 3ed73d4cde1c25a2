"""Checks of written connections: their ends agree on the message, and they on themselves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from ten_lite.addons import AddonSpec
from ten_lite.config.definition import QueueDef, default_queue
from ten_lite.config.fitting.conversions import compile_conversion, converted_name
from ten_lite.config.reading.draft import KINDS, Draft, EdgeDraft
from ten_lite.config.text.wording import did_you_mean, hint, listing, show
from ten_lite.errors import Problem
from ten_lite.messages import Kind

__all__ = ["UNKNOWN_HERE", "check_conversions", "check_ports", "check_queues", "queue_of"]

Port = Literal["inputs", "outputs"]

UNKNOWN_HERE = frozenset(
    {
        "asr_finalize",
        "asr_finalize_end",
        "asr_results",
        "asr_translation_result",
        "connection_status_changed",
        "metrics",
        "on_user_left",
        "trigger_connect",
        "tts_text_result",
    }
)
"""Messages of TEN that have no class here; graphs written for TEN connect them."""


def check_ports(draft: Draft) -> Iterator[Problem]:
    """The source sends the message, the target takes it, and they mean the same."""
    for edge in draft.edges:
        source, target = draft.spec(edge.source), draft.spec(edge.target)
        name, name_at, misnamed = converted_name(draft, edge)
        if misnamed:
            yield from misnamed
            continue
        output = source.gives(edge.kind, edge.name) if source else None
        taken = target.takes(edge.kind, name) if target else None
        if source and output is None:
            if edge.name in UNKNOWN_HERE:
                yield _unknown_here(draft, edge)
                continue
            message = f'"{edge.source}" ({source.name}) does not send {edge.kind} {show(edge.name)}'
            cure = _ports(source, "outputs", edge.kind, edge.name)
            yield draft.problem("TL204", message, edge.output_at, cure)
        elif target and taken is None:  # a mistyped name is told at the source only
            message = f'"{edge.target}" ({target.name}) does not take {edge.kind} {show(name)}'
            cure = _ports(target, "inputs", edge.kind, name)
            yield draft.problem("TL205", message, name_at, cure)
        if output is None or taken is None:
            continue
        if edge.conversion is not None:
            edge.message = output
            yield from compile_conversion(draft, edge, output, taken)
        elif issubclass(output, taken):
            edge.message = output
        else:
            message = (
                f'"{edge.source}" and "{edge.target}" mean different messages by {edge.name}: '
                f"{output.__module__}.{output.__qualname__} and "
                f"{taken.__module__}.{taken.__qualname__}"
            )
            cure = "use versions of the two addons that share the class"
            yield draft.problem("TL206", message, edge.input_at, cure)


def check_conversions(draft: Draft) -> Iterator[Problem]:
    """One conversion for each message and pair of nodes, and none where TEN knows none."""
    first: dict[tuple[str | None, str | None, Kind, str], EdgeDraft] = {}
    for edge in draft.edges:
        earlier = first.setdefault((edge.source, edge.target, edge.kind, edge.name), edge)
        if earlier.conversion != edge.conversion and None not in (edge.source, edge.target):
            message = f"{edge.source} -> {edge.name} -> {edge.target} is converted in two ways"
            cure = f"keep one of them; the other is at {earlier.conversion_at}"
            yield draft.problem("TL220", message, edge.conversion_at or edge.output_at, cure)
        elif edge.conversion is not None and "/names/" in edge.output_at:
            message = '"msg_conversion" needs one "name", not "names"'
            cure = "write a flow of its own for each message"
            yield draft.problem("TL220", message, edge.conversion_at, cure, on_key=True)
        elif edge.conversion is not None and edge.input_at.endswith("/selector"):
            message = '"msg_conversion" is not possible with a selector'
            cure = "write a flow of its own for each node"
            yield draft.problem("TL220", message, edge.conversion_at, cure, on_key=True)


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


def _unknown_here(draft: Draft, edge: EdgeDraft) -> Problem:
    message = f"{edge.name} is a message of TEN that nothing sends here"
    cure = "the connection has no effect; it may stay for TEN's sake"
    place = edge.input_at if "/name" in edge.input_at else edge.output_at
    return draft.problem("TL111", message, place, cure, severity="warning")


def _ports(spec: AddonSpec, port: Port, kind: Kind, name: str) -> str:
    """What was probably meant, and what there is."""
    verb, classes = ("sends", spec.outputs) if port == "outputs" else ("takes", spec.inputs)
    same_name = next((cls for cls in classes if cls.name == name), None)
    if same_name is not None:
        return f'{name} is of kind {same_name.kind}: write it under "{same_name.kind}"'
    near = did_you_mean(name, [cls.name for cls in classes if cls.kind == kind])
    by_kind = [
        f"{kind} {listing(names)}"
        for kind in KINDS
        if (names := [cls.name for cls in classes if cls.kind == kind])
    ]
    return hint(near, f"it {verb}: {'; '.join(by_kind) or 'nothing'}")
