"""One process: a graph, its shared resources, its servers, and the sessions of its clients."""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Hashable, Iterable, Mapping
from typing import Any

from ten_lite.addons.spec import load_object
from ten_lite.config.definition import GraphDef
from ten_lite.config.library import GraphLibrary, Properties, in_short
from ten_lite.errors import AddonError, TenLiteError
from ten_lite.observe.meters import Meters
from ten_lite.runtime.agents import Agents
from ten_lite.runtime.door import check_same_door, with_door_of
from ten_lite.runtime.graph_host import GraphHost, OtherGraphs
from ten_lite.runtime.plan import CandidatePlan, Plan
from ten_lite.runtime.resources import Resource, ResourcePool
from ten_lite.runtime.session import GOING_AWAY, Session
from ten_lite.runtime.transport import AsgiApp, SessionHost, TransportServer

__all__ = ["App"]

logger = logging.getLogger("ten_lite.app")


class App:
    """Serves a graph to many clients.

    Args:
        graph: The checked graph.
        library: The graphs that clients may ask for besides; None: there are none.
        new_id: Makes session ids.
        on_progress: Told in words what is being loaded before the port opens.

    Attributes:
        graph: As given, or what has replaced it.
        library: The same.
        agents: Other graphs that were started on ports of their own; None without a library.
        sessions: The open ones, by id.
        pool: The shared resources.
        meters: What has been done so far.
    """

    def __init__(
        self,
        graph: GraphDef,
        *,
        library: GraphLibrary | None = None,
        new_id: Callable[[], str] = lambda: secrets.token_hex(8),
        on_progress: Callable[[str], None] = lambda text: None,
    ) -> None:
        self.graph = graph
        self.library = library
        self.agents = Agents(self._agent) if library is not None else None
        self.sessions: dict[str, Session] = {}
        self.pool = ResourcePool()
        self.meters = Meters()
        self._new_id = new_id
        self._on_progress = on_progress
        self._plan: Plan | None = None
        self._warm: list[Resource[Any]] = []
        self._servers: list[TransportServer[Any]] = []
        self._draining = False
        self._others = OtherGraphs(self._other)
        self._imports: Counter[str] = Counter()

    async def start(self, *, listen: bool = True) -> None:
        """Load the code and the shared resources, then open the ports.

        Args:
            listen: Whether to open ports; if not, clients come in through ``asgi``.

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
                    if listen:
                        await server.start()
        except BaseException:
            await self.stop()
            raise

    async def replace(
        self, graph: GraphDef, *, library: GraphLibrary | None, imported: Collection[str] = ()
    ) -> None:
        """Run ``graph`` in sessions that are opened from now on; those there are go on as they are.

        The servers stay, with the address, the token and the limits they were started with. When
        it fails, everything stays as it was.

        Args:
            graph: The checked graph.
            library: Takes the place of the one there is.
            imported: Packages whose code was imported anew; what their addons share is loaded
                anew, too.

        Raises:
            AddonError: An addon's code cannot be used, or the app is shutting down.
            TenLiteError: A resource cannot be loaded, or no client of this app can reach the graph.
        """
        self._check_not_draining()
        check_same_door(graph, self.graph)
        imports = self._imports + Counter(imported)
        plan = await asyncio.to_thread(Plan.compile, graph, imports)
        warm = [resource.key for resource in self._warm]
        try:
            await self._warm_up(plan)
        except BaseException:
            wanted = {resource.key for resource in plan.resources}
            await self._cool_down(lambda key: key in wanted and key not in warm)
            raise
        self.graph, self.library, self._plan, self._imports = graph, library, plan, imports
        self._others.forget()
        kept = {resource.key for resource in plan.resources}
        await self._cool_down(lambda key: key not in kept)

    def asgi(self) -> AsgiApp:
        """The way in for clients of another server, once the app was started without ports.

        Raises:
            TenLiteError: The graph has no transport, or one that cannot be embedded.
        """
        if not self._servers:
            raise TenLiteError(f'"{self.graph.name}" has no transport: add websocket_server')
        return self._servers[0].asgi()

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
        agents = [self.agents.drain(timeout_s)] if self.agents is not None else []
        await _all([*agents, *(session.drain(timeout_s) for session in sessions)])
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
        await self._others.stop()
        if self.agents is not None:
            await self.agents.stop_all()
        await self._cool_down(lambda key: True)

    @property
    def session_count(self) -> int:
        """Sessions that are open or being opened."""
        return len(self.sessions)

    @property
    def draining(self) -> bool:
        """Whether the app takes no new sessions any more."""
        return self._draining

    async def open_session(self, client: Any = None, *, plan: Plan | None = None) -> Session:
        """Make a graph live for ``client``; this one, or that of ``plan``.

        Raises:
            AddonError: The app is not started, or is shutting down.
            Exception: A node could not be configured or started; nothing is left behind.
        """
        plan = plan or self._plan
        if plan is None:
            raise AddonError("the app is not started: await App.start() before open_session()")
        self._check_not_draining()
        session = Session(
            plan,
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

    async def graph_host(self, name: str) -> SessionHost:
        """See ``SessionHost.graph_host``; what was loaded stays so until the app stops."""
        if name == self.graph.name:
            return self
        self._check_not_draining()
        return await self._others.get(name)

    async def _other(self, name: str) -> GraphHost:
        if self.library is None:
            raise TenLiteError(f'there is no graph "{name}"; this server runs {self.graph.name}')
        try:
            graph = await asyncio.to_thread(self.library.load, name)
            check_same_door(graph, self.graph)
            plan = await asyncio.to_thread(Plan.compile, graph, self._imports)
            await self._warm_up(plan)
        except TenLiteError as error:
            logger.warning("graph %s cannot be run: %s", name, error)
            raise TenLiteError(f'"{name}" cannot be run: {in_short(error)}') from error
        except Exception as error:
            logger.exception("graph %s could not be loaded", name)
            raise TenLiteError(f'"{name}" could not be loaded') from error
        return GraphHost(self, plan)

    async def _agent(self, name: str, properties: Properties) -> App:
        assert self.library is not None
        graph = await asyncio.to_thread(self.library.load, name, properties)
        return App(with_door_of(self.graph, graph), on_progress=self._on_progress)

    async def close_session(self, session: Session) -> None:
        """Stop ``session`` and forget it."""
        try:
            await session.close()
        finally:
            self._forget(session)

    def _check_not_draining(self) -> None:
        if self._draining:
            raise AddonError("the app is shutting down and opens no sessions any more")

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

    async def _cool_down(self, is_over: Callable[[Hashable], bool]) -> None:
        """Release what was loaded before it was needed, where ``is_over`` says so of its key."""
        over = [resource for resource in self._warm if is_over(resource.key)]
        self._warm = [resource for resource in self._warm if resource not in over]
        for resource in reversed(over):
            await self.pool.release(resource)

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
