"""``restart`` and ``fallback`` of a node: what stands in, with which settings, and if it fits."""

from __future__ import annotations

from collections.abc import Iterator

from ten_lite.addons import AddonSpec
from ten_lite.config.definition import RestartDef
from ten_lite.config.reading.draft import Draft, NodeDraft
from ten_lite.config.shape.fields import portable_keys
from ten_lite.config.shape.nodes import RestartPart
from ten_lite.config.text.pointer import Json, join
from ten_lite.errors import Problem

__all__ = ["carry_settings_over", "check_fallbacks", "restart_of"]


def restart_of(raw: Json) -> RestartDef:
    """The restart policy of a node without problems: as written, or as usual."""
    if raw is None:
        return RestartDef()
    part = RestartPart.model_validate(raw)
    return RestartDef(part.max, part.within_s, tuple(part.backoff_s))


def carry_settings_over(draft: Draft) -> Iterator[Problem]:
    """Give a fallback the node's portable properties that it has too and does not set itself."""
    yield from ()
    for node in draft.nodes:
        for stand_in in node.fallback:
            for key in sorted(_portable(node.spec) & _portable(stand_in.spec)):
                if node.properties is None or stand_in.properties is None:
                    continue
                if key in node.properties and key not in stand_in.properties:
                    value = node.properties[key]
                    stand_in.properties = {**stand_in.properties, key: value}
                    stand_in.origins[join("", key)] = node.place(join("", key))


def check_fallbacks(draft: Draft) -> Iterator[Problem]:
    """A fallback sends and takes all that is connected to its node and not optional."""
    for node in draft.nodes:
        for stand_in in node.fallback:
            if stand_in.spec is not None:
                yield from _lacking(draft, node, stand_in, stand_in.spec)


def _lacking(
    draft: Draft, node: NodeDraft, stand_in: NodeDraft, spec: AddonSpec
) -> Iterator[Problem]:
    lacking: dict[str, None] = {}
    sent = (*spec.outputs, *(node.spec.optional_outputs if node.spec is not None else ()))
    for edge in draft.edges:
        if edge.message is None:
            continue
        taken = edge.converter.target if edge.converter else edge.message
        if edge.source == node.name and edge.message not in sent:
            lacking[f"does not send {edge.kind} {edge.name}"] = None
        if edge.target == node.name and not _takes(spec, taken):
            lacking[f"does not take {taken.kind} {taken.name}"] = None
    if lacking:
        message = f'{spec.name} cannot stand in for "{node.name}": it {", ".join(lacking)}'
        cure = "use an addon with the same pins, or take those connections out"
        yield draft.problem("TL310", message, join(stand_in.pointer, "addon"), cure)


def _takes(spec: AddonSpec, message: type) -> bool:
    return any(issubclass(message, taken) for taken in spec.inputs)


def _portable(spec: AddonSpec | None) -> set[str]:
    return portable_keys(spec.config) if spec is not None else set()
