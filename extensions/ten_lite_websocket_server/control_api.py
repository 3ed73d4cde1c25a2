"""TEN's control API: start, keep and stop agents over HTTP, as its frontend asks for it.

Answers are ``{"code": "0", "msg": "ok", "data": ...}``; codes are those of TEN's server.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping
from http import HTTPStatus
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ten_lite.runtime.agents import AgentError, Agents
from ten_lite_websocket_server.agent_properties import check_properties
from ten_lite_websocket_server.catalogue import Catalogue
from ten_lite_websocket_server.http import HttpError, Request, Response, Router

__all__ = ["add_control_api"]

BAD, FULL, UNKNOWN, EXISTS, FAILED = "10000", "10001", "10002", "10003", "10101"
CODES: Mapping[str, tuple[str, HTTPStatus]] = {
    "bad": (BAD, HTTPStatus.BAD_REQUEST),
    "full": (FULL, HTTPStatus.TOO_MANY_REQUESTS),
    "unknown": (UNKNOWN, HTTPStatus.BAD_REQUEST),
    "exists": (EXISTS, HTTPStatus.BAD_REQUEST),
    "failed": (FAILED, HTTPStatus.INTERNAL_SERVER_ERROR),
}

Work = Callable[[Request], Awaitable[Any]]
A = TypeVar("A", bound="_Asked")


class _Asked(BaseModel):
    """What every request may have; TEN's clients send more than is needed here."""

    model_config = ConfigDict(extra="ignore", strict=True)

    request_id: str = ""
    channel_name: str = ""


class _Start(_Asked):
    graph_name: str = Field(min_length=1)
    properties: dict[str, dict[str, Any]] = Field(default_factory=dict)
    timeout: int | None = None


def add_control_api(
    router: Router, agents: Agents, catalogue: Catalogue, *, may_set: Collection[str]
) -> None:
    """``POST /start``, ``/stop``, ``/ping``, ``GET /list``, ``/graphs``, ``/health``.

    Each is there below ``/api/agents`` as well.

    Args:
        router: Where they are added.
        agents: What they start and stop.
        catalogue: The graphs there are.
        may_set: Names of the properties that may be set, of any node; ``*``: all.
    """

    async def start(request: Request) -> None:
        asked = _parsed(_Start, request)
        check_properties(asked.properties, may_set)
        given = {} if asked.timeout is None else {"timeout_s": float(asked.timeout)}
        await agents.start(asked.channel_name, asked.graph_name, asked.properties, **given)

    async def stop(request: Request) -> None:
        await agents.stop(_parsed(_Asked, request).channel_name)

    async def ping(request: Request) -> None:
        agents.ping(_parsed(_Asked, request).channel_name)

    async def list_all(request: Request) -> list[dict[str, Any]]:
        return [
            {"channelName": agent.channel, "graphName": agent.graph_name, "urls": agent.app.urls}
            for agent in agents.running.values()
        ]

    async def list_graphs(request: Request) -> list[dict[str, Any]]:
        return [
            {"name": offer.name, "graph_id": offer.name, "auto_start": False}
            for offer in await catalogue.offers()
        ]

    async def health(request: Request) -> None:
        return None

    routes: list[tuple[Literal["GET", "POST"], str, Work]] = [
        ("POST", "/start", start),
        ("POST", "/stop", stop),
        ("POST", "/ping", ping),
        ("GET", "/list", list_all),
        ("GET", "/graphs", list_graphs),
    ]
    for method, path, work in routes:
        for folder in ("", "/api/agents"):
            router.add(method, folder + path, _in_tens_words(work))
    router.add("GET", "/health", _in_tens_words(health), is_public=True)


def _in_tens_words(work: Work) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        try:
            data = await work(request)
        except AgentError as error:
            code, status = CODES[error.reason]
            return _told(code, str(error), None, status)
        except HttpError as error:
            return _told(BAD, str(error), None, error.status)
        return _told("0", "ok", data, HTTPStatus.OK)

    return answer


def _told(code: str, message: str, data: Any, status: HTTPStatus) -> Response:
    return Response.of_json({"code": code, "msg": message, "data": data}, status)


def _parsed(cls: type[A], request: Request) -> A:
    try:
        return cls.model_validate(request.json())
    except ValidationError as error:
        wrong = [f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()]
        raise HttpError(HTTPStatus.BAD_REQUEST, "; ".join(wrong)) from None
