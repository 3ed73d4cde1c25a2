"""A checked graph: what the runtime builds sessions from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ten_lite.addons.spec import AddonConfig, AddonSpec
from ten_lite.messages import Kind, Message

__all__ = ["EdgeDef", "GraphDef", "NodeDef", "QueueDef", "QueuePolicy", "default_queue"]

QueuePolicy = Literal["block", "drop_oldest", "drop_newest"]


@dataclass(frozen=True, slots=True)
class QueueDef:
    """What happens to messages that must wait.

    Attributes:
        size: Messages that may wait, from 1.
        policy: When it is full: hold up the sender, or lose the oldest or the newest message.
    """

    size: int
    policy: QueuePolicy


def default_queue(kind: Kind) -> QueueDef:
    """Five seconds of 20 ms frames for sound and pictures; nothing is lost of the rest."""
    if kind in ("audio_frame", "video_frame"):
        return QueueDef(size=250, policy="drop_oldest")
    return QueueDef(size=256, policy="block")


@dataclass(frozen=True, slots=True)
class NodeDef:
    """A named place in a graph.

    Attributes:
        name: Unique in the graph.
        addon: What runs there.
        config: Its properties, checked.
        pointer: JSON pointer to it, for messages to the user.
    """

    name: str
    addon: AddonSpec
    config: AddonConfig
    pointer: str = ""


@dataclass(frozen=True, slots=True)
class EdgeDef:
    """A connection for one message.

    Attributes:
        source: The sending node.
        target: The receiving node.
        message: What travels on it.
        queue: Size and policy.
        derived: Whether it was wired by type and not written in the graph.
    """

    source: str
    target: str
    message: type[Message]
    queue: QueueDef
    derived: bool = False


@dataclass(frozen=True, slots=True)
class GraphDef:
    """Nodes and connections, each of them checked.

    Attributes:
        name: The graph's name.
        description: One sentence about it.
        nodes: In the order of the file.
        edges: Written ones in the order of the file, then derived ones.
        file: Where it was read from.
    """

    name: str
    description: str
    nodes: tuple[NodeDef, ...]
    edges: tuple[EdgeDef, ...]
    file: str = ""
