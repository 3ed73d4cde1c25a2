"""Other graphs behind the same door: each is loaded when the first client asks for it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from ten_lite.config.definition import GraphDef
from ten_lite.config.library import GraphLibrary
from ten_lite.observe.meters import Meters
from ten_lite.runtime.plan import Plan
from ten_lite.runtime.session import Session

if TYPE_CHECKING:
    from ten_lite.runtime.agents import Agents
    from ten_lite.runtime.app import App
    from ten_lite.runtime.transport import SessionHost

__all__ = ["GraphHost", "OtherGraphs"]


class GraphHost:
    """An app as the host of one of its other graphs; all but the graph is the app's own.

    So its sessions count among those of the app, and end with it.

    Args:
        app: The app.
        plan: The graph.
    """

    def __init__(self, app: App, plan: Plan) -> None:
        self._app = app
        self._plan = plan

    @property
    def graph(self) -> GraphDef:
        """What its sessions run."""
        return self._plan.graph

    @property
    def session_count(self) -> int:
        """Sessions of the app."""
        return self._app.session_count

    @property
    def draining(self) -> bool:
        """Whether the app takes no new sessions any more."""
        return self._app.draining

    @property
    def meters(self) -> Meters:
        """Those of the app."""
        return self._app.meters

    @property
    def sessions(self) -> Mapping[str, Session]:
        """Those of the app."""
        return self._app.sessions

    @property
    def library(self) -> GraphLibrary | None:
        """That of the app."""
        return self._app.library

    @property
    def agents(self) -> Agents | None:
        """Those of the app."""
        return self._app.agents

    async def graph_host(self, name: str) -> SessionHost:
        """See ``App.graph_host``."""
        return await self._app.graph_host(name)

    async def open_session(self, client: Any = None) -> Session:
        """See ``App.open_session``."""
        return await self._app.open_session(client, plan=self._plan)

    async def close_session(self, session: Session) -> None:
        """See ``App.close_session``."""
        await self._app.close_session(session)


class OtherGraphs:
    """Loads each graph once, however many ask for it, and again if it could not be loaded.

    Args:
        load: Loads the graph of a name.
    """

    def __init__(self, load: Callable[[str], Awaitable[GraphHost]]) -> None:
        self._load = load
        self._found: dict[str, asyncio.Task[GraphHost]] = {}

    async def get(self, name: str) -> GraphHost:
        """The host of the graph; who asks and leaves does not disturb the others.

        Raises:
            Exception: What ``load`` raised.
        """
        task = self._found.get(name)
        if task is None:
            task = asyncio.ensure_future(self._load(name))
            self._found[name] = task
            task.add_done_callback(lambda task: self._forget_failure(name, task))
        return await asyncio.shield(task)

    def forget(self) -> None:
        """Load each again when it is asked for; who asked before gets what was being loaded."""
        for name, task in list(self._found.items()):
            if task.done():
                del self._found[name]
            else:
                task.add_done_callback(partial(self._forget, name))

    async def stop(self) -> None:
        """Load no more of what is being loaded."""
        for task in (tasks := list(self._found.values())):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._found.clear()

    def _forget_failure(self, name: str, task: asyncio.Task[GraphHost]) -> None:
        if task.cancelled() or task.exception() is not None:
            self._forget(name, task)

    def _forget(self, name: str, task: asyncio.Task[GraphHost]) -> None:
        if self._found.get(name) is task:
            del self._found[name]
