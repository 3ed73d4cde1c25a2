"""The step that sends nodes to fake providers, whatever the graph says of the real ones."""

from __future__ import annotations

from collections.abc import Iterator

from ten_lite.addons import AddonSpec
from ten_lite.config.reading.draft import Assigned, Draft, NodeDraft
from ten_lite.config.text.path import parse_path, read_path, without_path
from ten_lite.config.text.pointer import Json, join
from ten_lite.config.text.variables import required_variables
from ten_lite.errors import Problem

__all__ = ["FAKES", "use_fakes"]

FAKES = "--fake-providers"
"""What stands for the file in problems of the properties that lead to a fake."""


def use_fakes(draft: Draft) -> Iterator[Problem]:
    """Put what ``draft.fakes`` says of an addon over the properties of its nodes.

    What a node says by another name, or by a variable that is not set, is left out.
    """
    yield from ()
    for node in draft.providers():
        spec = draft.registry.find(node.addon) if node.addon is not None else None
        if isinstance(spec, AddonSpec) and spec.name in draft.fakes:
            _lead_to_fake(draft, node, spec, draft.fakes[spec.name])


def _lead_to_fake(draft: Draft, node: NodeDraft, spec: AddonSpec, fake: dict[str, Json]) -> None:
    if node.properties is None:
        return
    kept = _without_unset(draft, node.properties)
    for old, new in spec.renamed.items():
        if new.partition(".")[0] in fake:
            kept = _without(kept, old)
    for key, value in fake.items():
        kept.pop(key, None)
        if value is None:
            continue
        kept[key] = value
        pointer = join(node.pointer, "property", key)
        node.origins[join("", key)] = pointer
        draft.assigned[pointer] = Assigned(pointer, join("", node.name, key), str(value), FAKES)
    node.properties = kept


def _without_unset(draft: Draft, value: Json) -> Json:
    """``value`` without the properties that no variable is there for."""
    if not isinstance(value, dict):
        return value
    return {
        key: _without_unset(draft, item)
        for key, item in value.items()
        if not isinstance(item, str)
        or all(name in draft.environ for name in required_variables(item))
    }


def _without(properties: dict[str, Json], path: str) -> dict[str, Json]:
    parts = parse_path(path) or (path,)
    try:
        read_path(properties, parts)
    except LookupError:
        return dict(properties)
    return dict(without_path(properties, parts))
