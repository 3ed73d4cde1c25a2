"""Graph files: found, read, checked whole, and made into what the runtime runs."""

from ten_lite.config.check import CheckedGraph
from ten_lite.config.codes import CODES, Code
from ten_lite.config.definition import (
    EdgeDef,
    FallbackDef,
    GraphDef,
    NodeDef,
    QueueDef,
    QueuePolicy,
    RestartDef,
    default_queue,
)
from ten_lite.config.load import GraphInfo, find_graphs, load_graph, load_graphs

__all__ = [
    "CODES",
    "CheckedGraph",
    "Code",
    "EdgeDef",
    "FallbackDef",
    "GraphDef",
    "GraphInfo",
    "NodeDef",
    "QueueDef",
    "QueuePolicy",
    "RestartDef",
    "default_queue",
    "find_graphs",
    "load_graph",
    "load_graphs",
]
