"""One process: a graph, its shared resources, its servers, and the sessions of its clients."""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any

from ten_lite.addons.spec import load_object
from ten_lite.config.definition import GraphDef
from ten_lite.errors import AddonError
from ten_lite.observe.meters import Meters
from ten_lite.runtime.plan import CandidatePlan, Plan
from ten_lite.runtime.resources import Resource, ResourcePool
from ten_lite.runtime.session import GOING_AWAY, Session
from ten_lite.runtime.transport import TransportServer

__all__ = ["App"]

logger = logging.getLogger("ten_lite.app")


class App:
    """Serves a graph to many clients.

    Args:
        graph: The checked graph.
        new_id: Makes session ids.
        on_progress: Told in words what is being loaded before the port opens.

    Attributes:
        sessions: The open ones, by id.
        pool: The shared resources.
        meters: What has been done so far.
    """

    def __init__(
        self,
        graph: GraphDef,
        *,
        new_id: Callable[[], str] = lambda: secrets.token_hex(8),
        on_progress: Callable[[str], None] = lambda text: None,
    ) -> None:
        self.graph = graph
        self.sessions: dict[str, Session] = {}
        self.pool = ResourcePool()
        self.meters = Meters()
        self._new_id = new_id
        self._on_progress = on_progress
        self._plan: Plan | None = None
        self._warm: list[Resource[Any]] = []
        self._servers: list[TransportServer[Any]] = []
        self._draining = False

    async def start(self) -> None:
        """Load the code and the shared resources, then open the ports.

        Raises:
            AddonError: An addon's code cannot be used.
            TenLiteError: A resource cannot be loaded or an address not be used.
        """
        try:
            self._plan = Plan.compile(self.graph)
            await self._warm_up(self._plan)
            for node in self._plan.nodes:
                spec = node.definition.addon
                if spec.server:
                    server = load_object(spec, spec.server)(node.definition.config, self)
                    self._servers.append(server)
                    await server.start()
        except BaseException:
            await self.stop()
            raise

    @property
    def urls(self) -> Mapping[str, str]:
        """Where clients reach the app, by protocol; of the first server that offers it."""
        found: dict[str, str] = {}
        for server in self._servers:
            for protocol, url in server.urls.items():
                found.setdefault(protocol, url)
        return found

    async def drain(self, timeout_s: float) -> None:
        """Take no new clients and let running turns end, for ``timeout_s`` seconds at most."""
        self._draining = True
        await _all(server.stop_accepting() for server in self._servers)
        sessions = list(self.sessions.values())
        await _all(session.drain(timeout_s) for session in sessions)
        for session in sessions:
            session.end("the server is shutting down", GOING_AWAY)

    async def stop(self) -> None:
        """Close every session, server and resource; may be called often."""
        self._draining = True
        for session in list(self.sessions.values()):
            session.end("the server is shutting down", GOING_AWAY)
        await _all(server.stop() for server in self._servers)
        self._servers.clear()
        await _all(self.close_session(session) for session in list(self.sessions.values()))
        while self._warm:
            await self.pool.release(self._warm.pop())

    @property
    def session_count(self) -> int:
        """Sessions that are open or being opened."""
        return len(self.sessions)

    @property
    def draining(self) -> bool:
        """Whether the app takes no new sessions any more."""
        return self._draining

    async def open_session(self, client: Any = None) -> Session:
        """Make the graph live for ``client``.

        Raises:
            AddonError: The app is not started, or is shutting down.
            Exception: A node could not be configured or started; nothing is left behind.
        """
        if self._plan is None:
            raise AddonError("the app is not started: await App.start() before open_session()")
        if self._draining:
            raise AddonError("the app is shutting down and opens no sessions any more")
        session = Session(
            self._plan,
            session_id=self._new_id(),
            pool=self.pool,
            client=client,
            meters=self.meters,
        )
        self.sessions[session.id] = session
        self.meters.open_session()
        try:
            await session.start()
        except BaseException:
            self._forget(session)
            raise
        return session

    async def close_session(self, session: Session) -> None:
        """Stop ``session`` and forget it."""
        try:
            await session.close()
        finally:
            self._forget(session)

    def _forget(self, session: Session) -> None:
        if self.sessions.pop(session.id, None) is not None:
            self.meters.close_session()

    async def _warm_up(self, plan: Plan) -> None:
        for node in plan.nodes:
            failures: list[Exception] = []
            for candidate in node.candidates:
                try:
                    await self._load(node.definition.name, candidate)
                except Exception as error:
                    failures.append(error)
                    if len(failures) == len(node.candidates):
                        raise failures[0] from None
                    self._tell_not_loaded(node.definition.name, candidate, error)

    async def _load(self, name: str, candidate: CandidatePlan) -> None:
        for resource in candidate.resources.values():
            if any(resource.key == warm.key for warm in self._warm):
                continue
            began = time.perf_counter()
            self._on_progress(f"{name}: loading {resource.label}")
            await self.pool.acquire(resource)
            self._warm.append(resource)
            taken_s = time.perf_counter() - began
            self._on_progress(f"{name}: {resource.label} ready ({taken_s:.1f} s)")

    def _tell_not_loaded(self, name: str, candidate: CandidatePlan, error: Exception) -> None:
        """A node that can do without one of its candidates is no reason not to start."""
        addon = candidate.addon.name
        self._on_progress(f"{name}: {addon} cannot be used just now ({error})")
        logger.warning("%s: what %s needs could not be loaded", name, addon, exc_info=error)


async def _all(work: Iterable[Awaitable[None]]) -> None:
    """Do all of it; what fails is logged and holds nothing else up."""
    for result in await asyncio.gather(*work, return_exceptions=True):
        if isinstance(result, Exception):
            logger.error("shutting down: %s failed", type(result).__name__, exc_info=result)
