"""The half of a transport that sessions do not have: the door clients come in through."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any, Generic, Protocol

from ten_lite.config.definition import GraphDef
from ten_lite.config.library import GraphLibrary
from ten_lite.errors import TenLiteError
from ten_lite.observe.meters import Meters
from ten_lite.runtime.agents import Agents
from ten_lite.runtime.extension import ConfigT
from ten_lite.runtime.session import Session

__all__ = ["AsgiApp", "AsgiEvent", "Receive", "Send", "SessionHost", "TransportServer"]

AsgiEvent = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[AsgiEvent]]
Send = Callable[[AsgiEvent], Awaitable[None]]
AsgiApp = Callable[[AsgiEvent, Receive, Send], Awaitable[None]]
"""What an ASGI server calls for each connection: its scope, what comes, what goes."""


class SessionHost(Protocol):
    """What a server may ask of the app."""

    @property
    def session_count(self) -> int:
        """Sessions that are open or being opened."""
        ...

    @property
    def draining(self) -> bool:
        """Whether the app takes no new sessions any more."""
        ...

    @property
    def graph(self) -> GraphDef:
        """What runs."""
        ...

    @property
    def meters(self) -> Meters:
        """What has been done so far."""
        ...

    @property
    def sessions(self) -> Mapping[str, Session]:
        """Those that are open or being opened, by id."""
        ...

    @property
    def library(self) -> GraphLibrary | None:
        """The graphs there are besides; None: this one is all."""
        ...

    @property
    def agents(self) -> Agents | None:
        """Graphs that were started, each on a port of its own; None: none can be."""
        ...

    async def graph_host(self, name: str) -> SessionHost:
        """The host whose sessions run the graph ``name``, which is loaded if need be.

        It may be asked what this one may; sessions, limits and counters are the same.

        Raises:
            TenLiteError: There is no such graph, or what keeps it from running; one line that
                clients may read.
        """
        ...

    async def open_session(self, client: Any) -> Session:
        """Make a graph live for ``client``; the caller must ``close_session`` it.

        Raises:
            Exception: A node could not be configured or started; nothing is left behind.
        """
        ...

    async def close_session(self, session: Session) -> None:
        """Stop ``session`` and forget it."""
        ...


class TransportServer(ABC, Generic[ConfigT]):
    """Listens for clients and opens a session for each; one for each transport node of the app.

    Args:
        config: The properties of the node, the same object its extensions get.
        host: The app.
    """

    def __init__(self, config: ConfigT, host: SessionHost) -> None:
        self.config = config
        self.host = host

    @abstractmethod
    async def start(self) -> None:
        """Accept clients from now on.

        Raises:
            TenLiteError: The address cannot be used; names it and the cure.
        """

    def asgi(self) -> AsgiApp:
        """What lets clients in through a server that is there already; in the place of ``start``.

        Raises:
            TenLiteError: This transport needs a door of its own.
        """
        raise TenLiteError(f"{type(self).__name__} cannot be embedded: it listens by itself")

    @property
    @abstractmethod
    def urls(self) -> Mapping[str, str]:
        """Where clients reach it, by protocol: ``{"ws": "ws://...", "http": "http://..."}``."""

    @abstractmethod
    async def stop_accepting(self) -> None:
        """Turn new clients away; the sessions there are go on."""

    @abstractmethod
    async def stop(self) -> None:
        """Close what is open, in bounded time."""
