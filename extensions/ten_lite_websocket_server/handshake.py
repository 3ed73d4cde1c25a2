"""Whether a WebSocket may come in, and as what; decided before anything is done for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import parse_qsl

from ten_lite_websocket_server.access import Access
from ten_lite_websocket_server.origins import allows, answers_to
from ten_lite_websocket_server.protocols import PATHS, choose
from ten_lite_websocket_server.reception import Visit

__all__ = ["Handshake", "Refusal", "Welcome", "judge"]


@dataclass(frozen=True, slots=True)
class Handshake:
    """What a client sends to begin with.

    Attributes:
        path: From ``/`` on.
        query: What stands behind the question mark, as it came.
        headers: Names in small letters.
        offered: Subprotocols, the client's favourite first.
    """

    path: str
    query: str
    headers: Mapping[str, str]
    offered: Sequence[str]


@dataclass(frozen=True, slots=True)
class Refusal:
    """It may not come in.

    Attributes:
        status: Of the HTTP answer.
        text: Why, and what to do.
    """

    status: HTTPStatus
    text: str


@dataclass(frozen=True, slots=True)
class Welcome:
    """It may.

    Attributes:
        visit: For the reception.
        subprotocol: What it is told to speak; None: it offered none.
    """

    visit: Visit
    subprotocol: str | None


def judge(
    handshake: Handshake,
    access: Access,
    *,
    draining: bool,
    listening: str,
    allowed_origins: Sequence[str],
) -> Welcome | Refusal:
    """Whether a client may come in.

    Args:
        handshake: What it sent.
        access: Knows the token.
        draining: Whether the server takes no new clients any more.
        listening: The name or address the server listens at; "" if that is not known.
        allowed_origins: Sites whose pages may come in besides the server's own.
    """
    found = choose(handshake.path, handshake.offered)
    if found is None:
        return Refusal(HTTPStatus.NOT_FOUND, f"Not found. WebSocket: {', '.join(PATHS)}\n")
    origin, host = handshake.headers.get("origin"), handshake.headers.get("host")
    is_own_name = origin is None or answers_to(host, listening, allowed_origins)
    if not (is_own_name and allows(origin, host, allowed_origins)):
        text = 'Pages of other sites may not connect; "allowed_origins" names those that may.\n'
        return Refusal(HTTPStatus.FORBIDDEN, text)
    if draining:
        return Refusal(HTTPStatus.SERVICE_UNAVAILABLE, "Shutting down.\n")
    protocol, subprotocol = found
    token = access.token_of(handshake.headers, handshake.offered)
    knows_token = access.allows(token or "")
    if not (protocol.is_resumable or knows_token):
        return Refusal(HTTPStatus.UNAUTHORIZED, "The server's token is missing.\n")
    return Welcome(Visit(protocol, knows_token, parse_qsl(handshake.query)), subprotocol)
