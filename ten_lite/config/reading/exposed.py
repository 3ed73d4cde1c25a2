"""Checks of what a graph exposes of itself to graphs that it is a part of."""

from __future__ import annotations

from collections.abc import Iterator

from ten_lite.config.reading.draft import Draft, Sheet, objects
from ten_lite.config.shape.fields import names_at
from ten_lite.config.text.pointer import Json, join
from ten_lite.config.text.wording import did_you_mean, hint, listing, show
from ten_lite.errors import Problem

__all__ = ["check_exposed"]


def check_exposed(draft: Draft) -> Iterator[Problem]:
    """Every exposed message and property belongs to a node that is there and has it."""
    for sheet in draft.sheets:
        for index, entry in objects(sheet.graph, "exposed_messages"):
            pointer = join(sheet.prefix, "exposed_messages", index)
            yield from _node(draft, sheet, entry, pointer)
            yield from _message(draft, sheet, entry, pointer)
        for index, entry in objects(sheet.graph, "exposed_properties"):
            pointer = join(sheet.prefix, "exposed_properties", index)
            yield from _node(draft, sheet, entry, pointer)
            yield from _property(draft, sheet, entry, pointer)


def _node(draft: Draft, sheet: Sheet, entry: dict[str, Json], pointer: str) -> Iterator[Problem]:
    for key in ("extension", "subgraph"):
        name = entry.get(key)
        names = [n for n, node in sheet.members.items() if node.get("type", "extension") == key]
        if isinstance(name, str) and name not in names:
            what = "node" if key == "extension" else key
            cure = hint(did_you_mean(name, names), f"{what}s: {listing(sorted(names))}")
            message = f"there is no {what} {show(name)}"
            yield draft.problem("TL203", message, join(pointer, key), cure)


def _message(draft: Draft, sheet: Sheet, entry: dict[str, Json], pointer: str) -> Iterator[Problem]:
    node, name, exposed = entry.get("extension"), entry.get("name"), entry.get("type")
    spec = draft.spec(sheet.name_prefix + node) if isinstance(node, str) else None
    if spec is None or not isinstance(name, str) or not isinstance(exposed, str):
        return
    kind, _, way = exposed.rpartition("_")
    place, names = join(pointer, "name"), []
    if way == "in":
        names = [cls.name for cls in spec.inputs if cls.kind == kind]
        code, verb = "TL205", "take"
    else:
        names = [cls.name for cls in spec.outputs if cls.kind == kind]
        code, verb = "TL204", "send"
    if name not in names:
        message = f'"{node}" ({spec.name}) does not {verb} {kind} {show(name)}'
        cure = hint(did_you_mean(name, names), f"it {verb}s as {kind}: {listing(names)}")
        yield draft.problem(code, message, place, cure)


def _property(
    draft: Draft, sheet: Sheet, entry: dict[str, Json], pointer: str
) -> Iterator[Problem]:
    node, name = entry.get("extension"), entry.get("name")
    spec = draft.spec(sheet.name_prefix + node) if isinstance(node, str) else None
    if spec is None or not isinstance(name, str):
        return
    names = names_at(spec.config, ())
    known = {*names, *(old.partition(".")[0] for old in spec.renamed)}
    if name not in known:
        cure = hint(did_you_mean(name, names), f"properties: {listing(names)}")
        message = f"{spec.name} has no property {show(name)}"
        yield draft.problem("TL304", message, join(pointer, "name"), cure)
