"""What graphs that one app runs have in common: how clients get in."""

from __future__ import annotations

import dataclasses

from ten_lite.config.definition import GraphDef, NodeDef
from ten_lite.errors import TenLiteError

__all__ = ["check_same_door", "with_door_of"]

PORT = "port"


def check_same_door(graph: GraphDef, main: GraphDef) -> None:
    """Clients of ``main`` can be served by ``graph``.

    Raises:
        TenLiteError: They cannot; says what it lacks.
    """
    wanted = [node.addon.name for node in main.nodes if node.addon.server]
    if not any(node.addon.name in wanted for node in graph.nodes):
        raise TenLiteError(f"no client of this server can reach it; it needs {' or '.join(wanted)}")


def with_door_of(main: GraphDef, graph: GraphDef) -> GraphDef:
    """``graph``, its servers with what those of ``main`` were given: address, token, not the port.

    What its own file gives stays. So what is started beside a guarded door is guarded, too.
    """
    doors = {node.addon.name: node for node in main.nodes if node.addon.server}
    nodes = [
        _like(doors[node.addon.name], node) if node.addon.name in doors else node
        for node in graph.nodes
    ]
    return dataclasses.replace(graph, nodes=tuple(nodes))


def _like(door: NodeDef, node: NodeDef) -> NodeDef:
    given = {name: getattr(node.config, name) for name in node.config.model_fields_set}
    wanted = {name: getattr(door.config, name) for name in door.config.model_fields_set}
    wanted.pop(PORT, None)
    config = type(node.config).model_validate(wanted | given)
    return dataclasses.replace(node, config=config)
