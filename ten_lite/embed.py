"""A graph inside a web application: an ASGI app to mount in FastAPI, Starlette and the like."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from ten_lite.addons import AddonRegistry
from ten_lite.config.definition import GraphDef
from ten_lite.config.library import GraphLibrary
from ten_lite.config.load import load_graph
from ten_lite.errors import ConfigError
from ten_lite.runtime.app import App
from ten_lite.runtime.transport import AsgiApp, AsgiEvent, Receive, Send

__all__ = ["TenLiteAsgi", "ten_lite_asgi"]

logger = logging.getLogger("ten_lite.embed")

GOING_AWAY, UNAVAILABLE = 1001, 503
NOT_STARTED = b"ten_lite is not started: give its lifespan to the application\n"


def ten_lite_asgi(
    graph: str | Path | None = None,
    *,
    property_file: Path | None = None,
    overrides: Sequence[str] = (),
    library: GraphLibrary | None = None,
    drain_s: float = 30.0,
) -> TenLiteAsgi:
    """An ASGI app that serves a graph.

    Args:
        graph: Its name or file, as for ``ten-lite run``; None: what property.json chooses.
        property_file: The property.json to use; default: the one of the working directory, if any.
        overrides: Texts ``node.path=value`` that win over the file.
        library: Graphs that clients may ask for besides, and start as agents on ports of their
            own; None: there are none.
        drain_s: So long a shutdown waits for turns under way, in seconds.

    Raises:
        ConfigError: The graph has mistakes.
    """
    checked = load_graph(
        str(graph) if graph is not None else None,
        registry=AddonRegistry(),
        property_file=property_file,
        overrides=overrides,
    )
    if checked.graph is None:
        raise ConfigError(checked.problems)
    for problem in checked.problems:
        logger.warning("%s", problem)
    return TenLiteAsgi(checked.graph, library=library, drain_s=drain_s)


class TenLiteAsgi:
    """Serves a graph to the connections that another server brings.

    It runs while its ``lifespan`` does: as an application of its own that is the server's business;
    who mounts it hands the lifespan to the application around it.

    Args:
        graph: The checked graph.
        library: As for ``ten_lite_asgi``.
        drain_s: As for ``ten_lite_asgi``.

    Attributes:
        app: The running app; None while it does not run.
    """

    def __init__(
        self, graph: GraphDef, *, library: GraphLibrary | None = None, drain_s: float = 30.0
    ) -> None:
        self.app: App | None = None
        self._graph = graph
        self._library = library
        self._drain_s = drain_s
        self._serve: AsgiApp | None = None

    @asynccontextmanager
    async def lifespan(self, around: Any = None) -> AsyncIterator[None]:
        """Run the graph inside ``async with``; may be done again afterwards.

        Args:
            around: The application, which frameworks hand to their lifespan; it is not used.

        Raises:
            TenLiteError: It cannot be started; tells why.
        """
        app = App(
            self._graph,
            library=self._library,
            on_progress=lambda text: logger.info("%s", text),
        )
        await app.start(listen=False)
        try:
            self.app, self._serve = app, app.asgi()
            yield
            await app.drain(self._drain_s)
        finally:
            self.app = self._serve = None
            await app.stop()

    async def __call__(self, scope: AsgiEvent, receive: Receive, send: Send) -> None:
        """One connection, or the server's own start and end."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif self._serve is not None:
            await self._serve(scope, receive, send)
        else:
            logger.error("a client came while ten_lite does not run: pass its lifespan on")
            await _refuse(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        has_started = False
        try:
            async with self.lifespan():
                has_started = True
                await send({"type": "lifespan.startup.complete"})
                await receive()
        except Exception as error:
            logger.exception("the graph could not be %s", "stopped" if has_started else "started")
            stage = "shutdown" if has_started else "startup"
            await send({"type": f"lifespan.{stage}.failed", "message": str(error)})
        else:
            await send({"type": "lifespan.shutdown.complete"})


async def _refuse(scope: AsgiEvent, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": GOING_AWAY})
        return
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": UNAVAILABLE, "headers": headers})
    await send({"type": "http.response.body", "body": NOT_STARTED})
