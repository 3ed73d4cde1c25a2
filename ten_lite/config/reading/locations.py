"""From a location of a connection to nodes: by name, through a subgraph, or by a selector."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from ten_lite.config.reading.draft import Draft, Sheet, objects
from ten_lite.config.reading.selectors import selected
from ten_lite.config.text.pointer import Json, join
from ten_lite.config.text.wording import did_you_mean, hint, listing, show
from ten_lite.errors import Problem
from ten_lite.messages import Kind

__all__ = ["Location", "Way", "exposing", "locate", "nodes_at"]

Way = Literal["in", "out"]
"""Whether a message goes into a location or comes out of it."""

LOCATIONS = ("extension", "subgraph", "selector")


class Location(NamedTuple):
    """What a location of a connection names.

    Attributes:
        members: Nodes of its graph by name; none when the location is mistaken.
        at: The place that names them.
    """

    members: tuple[str, ...]
    at: str


def locate(
    draft: Draft, sheet: Sheet, raw: dict[str, Json], pointer: str, problems: list[Problem]
) -> Location:
    """Read a location, an object with the key ``extension``, ``subgraph`` or ``selector``.

    Args:
        draft: The draft.
        sheet: The written graph that the location belongs to.
        raw: The location.
        pointer: To it.
        problems: Gets what is wrong with it.
    """
    for key in LOCATIONS:
        name = raw.get(key)
        if not isinstance(name, str) or not name:
            continue
        at = join(pointer, key)
        node = sheet.members.get(name)
        if node is not None and node.get("type", "extension") == key:
            return Location(tuple(selected(sheet, name)) if key == "selector" else (name,), at)
        if sheet.members:  # a graph without nodes is told once
            problems.append(_unknown(draft, sheet, key, name, at))
        return Location((), at)
    return Location((), pointer)


def nodes_at(
    draft: Draft,
    sheet: Sheet,
    location: Location,
    message: tuple[Kind, str, Way],
    problems: list[Problem],
) -> list[str]:
    """The nodes of the whole graph that a location stands for, for one message.

    Args:
        draft: The draft.
        sheet: The written graph that the location belongs to.
        location: The location.
        message: Kind and name of the message, and which way it goes.
        problems: Gets what a subgraph does not expose.
    """
    found: list[str] = []
    for member in location.members:
        if sheet.members[member].get("type") != "subgraph":
            found.append(sheet.name_prefix + member)
        elif (inner := sheet.subgraphs.get(member)) is not None:
            exposed = list(exposing(inner, *message))
            found += exposed
            if not exposed:
                problems.append(_not_exposed(draft, member, inner, location.at, message))
    return list(dict.fromkeys(found))


def exposing(sheet: Sheet, kind: Kind, name: str, way: Way) -> Iterator[str]:
    """The nodes, by their names in the whole graph, that a subgraph exposes for a message."""
    for _, entry in objects(sheet.graph, "exposed_messages"):
        if entry.get("type") != f"{kind}_{way}" or entry.get("name") != name:
            continue
        if isinstance(inside := entry.get("extension"), str):
            yield sheet.name_prefix + inside
        elif isinstance(inside := entry.get("subgraph"), str) and inside in sheet.subgraphs:
            yield from exposing(sheet.subgraphs[inside], kind, name, way)


def _not_exposed(
    draft: Draft, subgraph: str, inner: Sheet, at: str, message: tuple[Kind, str, Way]
) -> Problem:
    kind, wanted, way = message
    names = [
        entry["name"]
        for _, entry in objects(inner.graph, "exposed_messages")
        if entry.get("type") == f"{kind}_{way}" and isinstance(entry.get("name"), str)
    ]
    text = f'the subgraph "{subgraph}" does not expose {kind}_{way} {show(wanted)}'
    entry = f'{{"type": "{kind}_{way}", "name": {show(wanted)}, "extension": ...}}'
    cure = hint(
        did_you_mean(wanted, names),
        f"as {kind}_{way} it exposes: {listing(names)}",
        f'add {entry} to "exposed_messages" of {inner.document.name}',
    )
    return draft.problem("TL221", text, at, cure)


def _unknown(draft: Draft, sheet: Sheet, key: str, name: str, at: str) -> Problem:
    other = sheet.members.get(name)
    if other is not None:
        kind = other.get("type", "extension")
        message = f"{show(name)} is not of type {key} but of type {show(kind)}"
        return draft.problem("TL203", message, at, "name it by the key of its type", on_key=True)
    names = [n for n, node in sheet.members.items() if node.get("type", "extension") == key]
    what = "node" if key == "extension" else key
    cure = hint(did_you_mean(name, names), f"{what}s: {listing(sorted(names))}")
    return draft.problem("TL203", f"there is no {what} {show(name)}", at, cure)
