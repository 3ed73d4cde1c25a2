"""The step that takes all nodes out of a graph, with those of its subgraphs in their place.

A subgraph's node ``x`` becomes ``sub_x`` where ``sub`` is the name of the subgraph node (TEN's
flattening). A subgraph shows of itself what its ``exposed_messages`` and ``exposed_properties``
name, nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator

from ten_lite.config.reading.draft import Draft, NodeDraft, Sheet, objects
from ten_lite.config.reading.read import read_node, read_sheet
from ten_lite.config.sources.find import is_bare
from ten_lite.config.sources.imports import open_import
from ten_lite.config.text.pointer import Json, join
from ten_lite.config.text.wording import did_you_mean, hint, listing, show
from ten_lite.errors import Problem

__all__ = ["MAX_NODES", "read_nodes"]

MAX_NODES = 2000
"""Nodes of a whole graph; a few files that use each other twice would make millions."""


def read_nodes(draft: Draft) -> Iterator[Problem]:
    """Every extension node that has a name, and the sheets of all subgraphs."""
    yield from _read(draft, draft.root, (draft.root.document.identity,))
    for node in draft.nodes:
        draft.by_name.setdefault(node.name, node)


def _read(draft: Draft, sheet: Sheet, files: tuple[str, ...]) -> Iterator[Problem]:
    """Read ``sheet``; ``files`` are those that are being read, itself last."""
    yield from read_sheet(draft, sheet)
    for index, node in objects(sheet.graph, "nodes"):
        name, pointer = node.get("name"), join(sheet.prefix, "nodes", index)
        if not isinstance(name, str) or not name:
            continue
        if len(draft.nodes) >= MAX_NODES:
            message = f"the graph has more than {MAX_NODES} nodes, those of subgraphs included"
            yield draft.problem("TL106", message, pointer, "make it smaller")
            return
        match node.get("type", "extension"):
            case "subgraph":
                yield from _read_subgraph(draft, sheet, node, pointer, files)
            case "selector":
                pass
            case _:
                draft.nodes.append(read_node(node, pointer, sheet.name_prefix + name))


def _read_subgraph(
    draft: Draft, sheet: Sheet, node: dict[str, Json], pointer: str, files: tuple[str, ...]
) -> Iterator[Problem]:
    name, graph = node["name"], node.get("graph")
    uri = graph.get("import_uri") if isinstance(graph, dict) else None
    if name in sheet.subgraphs or not isinstance(uri, str) or not uri:
        return  # told as a duplicate, or as a wrong shape
    place = join(pointer, "graph", "import_uri")
    found, problems = open_import(
        uri,
        folder=sheet.document.folder,
        app_folder=draft.root.document.folder,
        fault=lambda message, cure: draft.problem("TL115", message, place, cure),
    )
    yield from problems
    if found is None:
        return
    if found.identity in files:
        message = f"{show(uri)} is this graph itself, or holds it"
        yield draft.problem("TL115", message, place, "a graph cannot be a part of itself")
        return
    if not is_bare(found.value):
        cure = 'a subgraph\'s file holds "nodes" and "connections"'
        yield found.problem("TL107", "this is not a graph file", "", cure)
        return
    inner = draft.add_sheet(found, "", f"{sheet.name_prefix}{name}_", found.value)
    sheet.subgraphs[name] = inner
    first = len(draft.nodes)
    yield from _read(draft, inner, (*files, found.identity))
    yield from _set_exposed(draft, inner, node, pointer, draft.nodes[first:])


def _set_exposed(
    draft: Draft, inner: Sheet, node: dict[str, Json], pointer: str, nodes: list[NodeDraft]
) -> Iterator[Problem]:
    """Hand the properties of a subgraph node down to the nodes that expose them."""
    properties = node.get("property")
    if not isinstance(properties, dict):
        return
    by_name = {below.name: below for below in reversed(nodes)}
    for key, value in properties.items():
        place = join(pointer, "property", key)
        names = list(_exposing(inner, key))
        for taker in filter(None, map(by_name.get, names)):
            if taker.properties is not None:
                taker.properties = _put_over(taker, taker.properties, key, value, "", place)
        if not names:
            exposed = [e.get("name") for _, e in objects(inner.graph, "exposed_properties")]
            known = [name for name in dict.fromkeys(exposed) if isinstance(name, str)]
            message = f'the subgraph "{node["name"]}" does not expose the property {show(key)}'
            cure = hint(did_you_mean(key, known), f"it exposes: {listing(known)}")
            yield draft.problem("TL221", message, place, cure, on_key=True)


def _exposing(sheet: Sheet, key: str) -> Iterator[str]:
    """The full names of the nodes whose property ``key`` the subgraph exposes."""
    for _, entry in objects(sheet.graph, "exposed_properties"):
        if entry.get("name") != key:
            continue
        if isinstance(name := entry.get("extension"), str):
            yield sheet.name_prefix + name
        elif isinstance(name := entry.get("subgraph"), str) and name in sheet.subgraphs:
            yield from _exposing(sheet.subgraphs[name], key)


def _put_over(
    node: NodeDraft, below: dict[str, Json], key: str, value: Json, at: str, place: str
) -> dict[str, Json]:
    """``below`` with ``value`` over ``below[key]``: objects are merged, the rest is replaced."""
    inside, at = below.get(key), join(at, key)
    if isinstance(inside, dict) and isinstance(value, dict):
        for name, item in value.items():
            inside = _put_over(node, inside, name, item, at, join(place, name))
        return {**below, key: inside}
    node.origins[at] = place
    return {**below, key: value}
