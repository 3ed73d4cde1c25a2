"""A checked graph: what the runtime builds sessions from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ten_lite.addons.spec import AddonConfig, AddonSpec
from ten_lite.config.conversion import Conversion
from ten_lite.messages import Kind, Message

__all__ = [
    "EdgeDef",
    "FallbackDef",
    "GraphDef",
    "NodeDef",
    "QueueDef",
    "QueuePolicy",
    "RestartDef",
    "default_queue",
]

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
class RestartDef:
    """How often a failing node is started again, and how soon.

    Attributes:
        limit: Restarts allowed in the window, 0 for none; one more failure is for good.
        within_s: Length of the window in seconds.
        backoff_s: Pause before the first, second, ... restart of the window; the last one
            stands for all further ones.
    """

    limit: int = 3
    within_s: float = 10.0
    backoff_s: tuple[float, ...] = (0.1, 0.4, 1.6)


@dataclass(frozen=True, slots=True)
class FallbackDef:
    """What runs in a node's place while the node's own addon has failed for good.

    Attributes:
        addon: What runs there; it has all pins that the node's connections need.
        config: Its properties, checked; the node's own settings are carried over into them.
    """

    addon: AddonSpec
    config: AddonConfig


@dataclass(frozen=True, slots=True)
class NodeDef:
    """A named place in a graph.

    Attributes:
        name: Unique in the graph.
        addon: What runs there.
        config: Its properties, checked.
        restart: What happens after a failure.
        fallback: Tried in this order when it has failed for good.
    """

    name: str
    addon: AddonSpec
    config: AddonConfig
    restart: RestartDef = RestartDef()
    fallback: tuple[FallbackDef, ...] = ()

    @property
    def candidates(self) -> tuple[FallbackDef, ...]:
        """What may run there, in the order it is tried: its own addon, then its fallback."""
        return (FallbackDef(self.addon, self.config), *self.fallback)


@dataclass(frozen=True, slots=True)
class EdgeDef:
    """A connection for one message.

    Attributes:
        source: The sending node.
        target: The receiving node.
        message: What travels on it.
        queue: Size and policy.
        derived: Whether it was wired by type and not written in the graph.
        converter: What changes the message on its way; then the target takes another message.
        result_converter: What changes the results of a command on their way back.
    """

    source: str
    target: str
    message: type[Message]
    queue: QueueDef
    derived: bool = False
    converter: Conversion | None = None
    result_converter: Conversion | None = None


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
