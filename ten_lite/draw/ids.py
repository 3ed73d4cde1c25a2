"""Node names as identifiers of text formats."""

from __future__ import annotations

import re

from ten_lite.config.definition import GraphDef

__all__ = ["ids"]

PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_]*\Z")


def ids(graph: GraphDef, reserved: frozenset[str]) -> dict[str, str]:
    """Names that any format can take stay; the others become ``node_1`` and so on.

    Args:
        graph: Whose nodes are named.
        reserved: Words of the format that cannot be names, in lower case.
    """
    names = [node.name for node in graph.nodes]
    plain = {name for name in names if PLAIN.match(name) and name.lower() not in reserved}
    result = {name: name for name in plain}
    for number, name in enumerate(names):
        if name not in result:
            other = f"node_{number}"
            while other in plain:
                other += "_"
            result[name] = other
    return result
