"""Who may open a WebSocket, and what is spoken over it: decided from the request alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import parse_qsl

from ten_lite_websocket_server.access import Access
from ten_lite_websocket_server.config import WebsocketServerConfig
from ten_lite_websocket_server.origins import allows, answers_to
from ten_lite_websocket_server.protocols import PATHS, choose
from ten_lite_websocket_server.reception import Visit

__all__ = ["Admission", "Door", "Refusal"]

Headers = Sequence[tuple[str, str]]
"""Names and values in the order they came; names in any case, and more than once perhaps."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """The handshake is answered with an error.

    Attributes:
        status: From 400.
        text: What is wrong, for whoever asked.
    """

    status: HTTPStatus
    text: str


@dataclass(frozen=True, slots=True)
class Admission:
    """The handshake is completed.

    Attributes:
        visit: What is known of the client.
        subprotocol: What it is told; None: nothing.
    """

    visit: Visit
    subprotocol: str | None


class Door:
    """Decides about handshakes.

    Args:
        config: Says which pages may come in.
        access: Knows the token.
        listening: The name or address the server listens at, "" if that is not known; default:
            that of ``config``.
    """

    def __init__(
        self, config: WebsocketServerConfig, access: Access, *, listening: str | None = None
    ) -> None:
        self._config = config
        self._access = access
        self._listening = config.host if listening is None else listening

    def decide(self, target: str, headers: Headers) -> Admission | Refusal:
        """Whether a client comes in.

        Args:
            target: The path it asks for, with the query.
            headers: Those of its request.
        """
        first: dict[str, str] = {}
        for name, value in headers:
            first.setdefault(name.lower(), value)
        named = [v for name, v in headers if name.lower() == "sec-websocket-protocol"]
        offered = [name.strip() for line in named for name in line.split(",") if name.strip()]
        if (refusal := self._check_page(first.get("origin"), first.get("host"))) is not None:
            return refusal
        path, _, query = target.partition("?")
        found = choose(path, offered)
        if found is None:
            known = ", ".join(PATHS)
            return Refusal(HTTPStatus.NOT_FOUND, f"Not found. WebSocket: {known}\n")
        protocol, subprotocol = found
        token = self._access.token_of(first, offered)
        knows_token = self._access.allows(token or "")
        if not knows_token and (token is not None or not protocol.may_show_token_later):
            return Refusal(
                HTTPStatus.UNAUTHORIZED, "The server's token is missing or it is another.\n"
            )
        return Admission(Visit(protocol, knows_token, tuple(parse_qsl(query))), subprotocol)

    def _check_page(self, origin: str | None, host: str | None) -> Refusal | None:
        allowed = self._config.allowed_origins
        if not answers_to(host, self._listening, allowed):
            text = "This server does not answer to that name.\n"
            return Refusal(HTTPStatus.MISDIRECTED_REQUEST, text)
        if not allows(origin, host, allowed):
            text = "Pages of this origin may not connect: see allowed_origins.\n"
            return Refusal(HTTPStatus.FORBIDDEN, text)
        return None
