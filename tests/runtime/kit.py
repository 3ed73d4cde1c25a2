"""Small graphs for tests: nodes are extension classes, pins follow from the edges."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

from ten_lite.addons import AddonConfig, AddonSpec
from ten_lite.config.definition import (
    EdgeDef,
    GraphDef,
    NodeDef,
    QueueDef,
    RestartDef,
    default_queue,
)
from ten_lite.messages import ErrorMessage, Message
from ten_lite.runtime import ChannelStats, Extension, ResourcePool, Session
from ten_lite.runtime.plan import CandidatePlan, NodePlan, Plan

Edge = tuple[str, str, type[Message]] | tuple[str, str, type[Message], QueueDef]
Nodes = Mapping[str, type[Extension[Any]]]


class Node(Extension[AddonConfig]):
    """Sends what a test tells it to."""


class Client(Extension[AddonConfig]):
    """The transport: keeps the errors that the runtime reports."""

    addon_kind = "transport"

    async def configure(self) -> None:
        self.errors: list[ErrorMessage] = self.state.setdefault("errors", [])

    def on_error(self, error: ErrorMessage) -> None:
        self.errors.append(error)


def make_graph(
    nodes: Nodes, edges: Sequence[Edge], *, name: str = "test", server: str = ""
) -> GraphDef:
    """A graph of ``nodes`` and, as ``client``, a transport that keeps errors."""
    found = [
        EdgeDef(*edge[:3], edge[3] if len(edge) > 3 else default_queue(edge[2].kind))
        for edge in edges
    ]
    defs = []
    for node, extension in {**nodes, "client": nodes.get("client", Client)}.items():
        kind = getattr(extension, "addon_kind", "generic")
        inputs = dict.fromkeys(edge.message for edge in found if edge.target == node)
        if kind == "transport":
            inputs[ErrorMessage] = None
        spec = AddonSpec(
            name=node,
            kind=kind,
            description="",
            factory=f"{extension.__module__}:{extension.__qualname__}",
            inputs=tuple(inputs),
            outputs=tuple(dict.fromkeys(edge.message for edge in found if edge.source == node)),
            server=server if kind == "transport" else "",
        )
        defs.append(NodeDef(node, spec, AddonConfig()))
    return GraphDef(name, "", tuple(defs), tuple(found))


def make_session(
    nodes: Nodes,
    edges: Sequence[Edge] = (),
    *,
    direct: bool = True,
    pool: ResourcePool | None = None,
    session_id: str = "s1",
    client: Any = None,
    fallback: Mapping[str, Sequence[type[Extension[Any]]]] | None = None,
    restart: RestartDef = RestartDef(),  # noqa: B008, it is frozen
) -> Session:
    """A session of such a graph, not started; ``fallback`` has the pins of its node."""
    graph = make_graph(nodes, edges)
    code: dict[str, type[Extension[Any]]] = {"client": Client, **nodes}
    plans = tuple(
        NodePlan(
            replace(node, restart=restart),
            code[node.name],
            code[node.name].resources(node.config),
            tuple(stand_in(node, other) for other in (fallback or {}).get(node.name, ())),
        )
        for node in graph.nodes
    )
    return Session(
        Plan(graph, plans),
        session_id=session_id,
        pool=pool or ResourcePool(),
        client=client,
        direct=direct,
    )


def stand_in(node: NodeDef, extension: type[Extension[Any]]) -> CandidatePlan:
    """``extension`` as an addon of its own with the pins of ``node``."""
    spec = replace(
        node.addon,
        name=extension.__name__.lower(),
        factory=f"{extension.__module__}:{extension.__qualname__}",
    )
    return CandidatePlan(spec, node.config, extension, extension.resources(node.config))


@asynccontextmanager
async def live(nodes: Nodes, edges: Sequence[Edge] = (), **options: Any) -> AsyncIterator[Session]:
    """A started session, closed at the end."""
    session = make_session(nodes, edges, **options)
    await session.start()
    try:
        yield session
    finally:
        await session.close()


def ext(session: Session, name: str) -> Any:
    """The running instance of a node."""
    return session.nodes[name].extension


def errors(session: Session) -> list[tuple[str, str]]:
    """(node, code) of every error the client was told, in order."""
    return [(error.node, error.code) for error in session.nodes["client"].state["errors"]]


def balanced(stats: ChannelStats) -> bool:
    """Whether every message that went in is accounted for."""
    return stats.sent == stats.delivered + stats.dropped + stats.stale + stats.queued


async def settle(rounds: int = 20) -> None:
    """Let everything run that needs no time to pass."""
    for _ in range(rounds):
        await asyncio.sleep(0)
