"""What programs and pages read of the graphs and the sessions, as JSON; nothing secret is in it."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from urllib.parse import unquote

from ten_lite.config.definition import GraphDef
from ten_lite.config.library import in_short
from ten_lite.errors import TenLiteError
from ten_lite.runtime.session import Session
from ten_lite.runtime.transport import SessionHost
from ten_lite_websocket_server.catalogue import Catalogue
from ten_lite_websocket_server.config import WebsocketServerConfig
from ten_lite_websocket_server.control_api import add_control_api
from ten_lite_websocket_server.guard import Guard
from ten_lite_websocket_server.http import HttpError, Request, Response, Router

__all__ = ["add_api"]

GRAPHS, SESSIONS = "/api/graphs", "/api/sessions"


def add_api(router: Router, host: SessionHost, config: WebsocketServerConfig) -> None:
    """``/api/graphs``, ``/api/sessions``, TEN's control API, and the guard in front of all routes.

    Args:
        router: Where they are added.
        host: What they tell of.
        config: Says which pages may ask, and what they may set.
    """
    catalogue = Catalogue(host)

    async def graphs(request: Request) -> Response:
        offers = [
            {"name": offer.name, "description": offer.description, "problem": offer.problem}
            for offer in await catalogue.offers()
        ]
        running = host.graph
        return Response.of_json(
            {"running": running.name, "graphs": offers, "graph": _graph(running)}
        )

    async def graph(request: Request) -> Response:
        name = _last_part(request, GRAPHS)
        if name not in [offer.name for offer in await catalogue.offers()]:
            raise HttpError(HTTPStatus.NOT_FOUND, f"there is no such graph; {GRAPHS} lists them")
        try:
            return Response.of_json(_graph(await catalogue.graph(name)))
        except TenLiteError as error:
            raise HttpError(HTTPStatus.CONFLICT, in_short(error)) from None

    async def sessions(request: Request) -> Response:
        return Response.of_json([_head(session) for session in host.sessions.values()])

    async def session(request: Request) -> Response:
        found = host.sessions.get(_last_part(request, SESSIONS))
        if found is None:
            raise HttpError(HTTPStatus.NOT_FOUND, "there is no such session; it may have ended")
        return Response.of_json(_session(found))

    router.add("GET", GRAPHS, graphs)
    router.add("GET", f"{GRAPHS}/*", graph)
    router.add("GET", SESSIONS, sessions)
    router.add("GET", f"{SESSIONS}/*", session)
    if host.agents is not None:
        add_control_api(router, host.agents, catalogue, may_set=config.agent_properties)
    router.wrap(Guard(config.host, config.allowed_origins))


def _last_part(request: Request, folder: str) -> str:
    return unquote(request.path.removeprefix(f"{folder}/"))


def _graph(graph: GraphDef) -> dict[str, Any]:
    return {
        "nodes": [
            {"name": node.name, "addon": node.addon.name, "kind": node.addon.kind}
            for node in graph.nodes
        ],
        "edges": [
            {"source": edge.source, "target": edge.target, "message": edge.message.name}
            for edge in graph.edges
        ],
    }


def _head(session: Session) -> dict[str, Any]:
    return {"id": session.id, "graph": session.graph.name, "age_s": round(session.age_s, 3)}


def _session(session: Session) -> dict[str, Any]:
    now_ns = session.clock.now_ns()
    nodes = [
        {
            "name": name,
            "addon": node.supervisor.current.addon,
            "state": node.supervisor.status,
        }
        for name, node in session.nodes.items()
    ]
    edges = []
    for channel in session.channels:
        stats, edge = channel.stats(), channel.edge
        edges.append(
            {
                "source": edge.source,
                "target": edge.target,
                "message": edge.message.name,
                "sent": stats.sent,
                "queued": stats.queued,
                "dropped": stats.dropped,
                "queued_ms": channel.waited_ms(now_ns),
            }
        )
    return {**_head(session), "nodes": nodes, "edges": edges}
