"""Other graphs that are started and stopped while the app runs, each on a port of its own.

TEN's server starts a process for each agent; here each is an app in this process, which shares the
loaded code and is there in a few milliseconds.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ten_lite.config.library import Properties, in_short
from ten_lite.errors import TenLiteError

if TYPE_CHECKING:
    from ten_lite.runtime.app import App

__all__ = ["Agent", "AgentError", "Agents"]

logger = logging.getLogger("ten_lite.agents")

DEFAULT_TIMEOUT_S = 60.0
CHECK_S = 5.0
CHANNEL = re.compile(r"[^./\\][^/\\]{0,99}")
"""At most 100 characters that are no way out of a folder, as TEN's server takes them."""

Make = Callable[[str, Properties], Awaitable["App"]]
"""Makes the app of a graph's name and of properties by node; it is not started yet."""


class AgentError(TenLiteError):
    """An agent cannot be started, stopped or kept.

    Args:
        text: What is wrong, for whoever asked.
        reason: ``bad``, ``full``, ``unknown``, ``exists`` or ``failed``.
    """

    def __init__(self, text: str, reason: str) -> None:
        super().__init__(text)
        self.reason = reason


@dataclass(slots=True)
class Agent:
    """One that runs.

    Attributes:
        channel: Names it.
        graph_name: What it runs.
        app: The running graph.
        timeout_s: Without a ping for so long it is stopped; 0: never.
        pinged_s: The last one, on the loop's clock.
    """

    channel: str
    graph_name: str
    app: App
    timeout_s: float
    pinged_s: float = field(default=0.0)


class Agents:
    """Starts, keeps and stops agents.

    Args:
        make: Makes an agent's app.
        most: How many there may be.
    """

    def __init__(self, make: Make, *, most: int = 16) -> None:
        self._make = make
        self._most = most
        self._is_stopping = False
        self._agents: dict[str, Agent | None] = {}  # None: it is being started
        self._watch: asyncio.Task[None] | None = None

    @property
    def running(self) -> dict[str, Agent]:
        """Those that run, by channel."""
        return {name: agent for name, agent in self._agents.items() if agent is not None}

    async def start(
        self,
        channel: str,
        graph_name: str,
        properties: Properties | None = None,
        *,
        timeout_s: float = DEFAULT_TIMEOUT_S,
    ) -> Agent:
        """Run a graph.

        Args:
            channel: Names the agent.
            graph_name: One of the graphs there are.
            properties: Override those of the graph, by node.
            timeout_s: Without a ping for so long it is stopped; below 0, as TEN's client says:
                the default; 0: never.

        Raises:
            AgentError: It cannot be started; nothing of it is left.
        """
        if not CHANNEL.fullmatch(channel):
            text = "channel_name should be 1 to 100 characters without slashes, and no dot first"
            raise AgentError(text, "bad")
        self._check_not_stopping()
        if channel in self._agents:
            raise AgentError(f'"{channel}" runs already; stop it first', "exists")
        if len(self._agents) >= self._most:
            raise AgentError(f"{self._most} agents run already; stop one first", "full")
        self._agents[channel] = None
        try:
            app = await self._run(graph_name, properties or {})
        except BaseException:
            del self._agents[channel]
            raise
        timeout_s = DEFAULT_TIMEOUT_S if timeout_s < 0 else timeout_s
        agent = Agent(channel, graph_name, app, timeout_s, asyncio.get_running_loop().time())
        self._agents[channel] = agent
        if self._watch is None:
            self._watch = asyncio.create_task(self._stop_forgotten(), name="agents/watch")
        logger.info("agent %s runs %s", channel, graph_name)
        return agent

    def ping(self, channel: str) -> None:
        """Its user is still there.

        Raises:
            AgentError: There is no such agent.
        """
        self._get(channel).pinged_s = asyncio.get_running_loop().time()

    async def stop(self, channel: str) -> None:
        """Stop an agent and its sessions.

        Raises:
            AgentError: There is no such agent.
        """
        agent = self._get(channel)
        del self._agents[channel]
        await agent.app.stop()
        logger.info("agent %s stopped", channel)

    async def drain(self, timeout_s: float) -> None:
        """Start no more, and let running turns end, for ``timeout_s`` seconds at most."""
        self._is_stopping = True
        await asyncio.gather(*(agent.app.drain(timeout_s) for agent in self.running.values()))

    async def stop_all(self) -> None:
        """Stop all of them, and start no more."""
        self._is_stopping = True
        if self._watch is not None:
            self._watch.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._watch
        await asyncio.gather(*(self.stop(channel) for channel in self.running))

    async def _run(self, graph_name: str, properties: Properties) -> App:
        try:
            app = await self._make(graph_name, properties)
            await app.start()
        except TenLiteError as error:
            text = f'"{graph_name}" cannot be started: {in_short(error)}'
            raise AgentError(text, "failed") from error
        except Exception as error:
            logger.exception("%s could not be started", graph_name)
            text = f'"{graph_name}" could not be started; the log tells more'
            raise AgentError(text, "failed") from error
        try:
            self._check_not_stopping()
        except AgentError:
            await app.stop()
            raise
        return app

    def _check_not_stopping(self) -> None:
        if self._is_stopping:
            raise AgentError("the server is shutting down and starts no agents any more", "failed")

    def _get(self, channel: str) -> Agent:
        agent = self._agents.get(channel)
        if agent is None:
            known = ", ".join(sorted(self.running)) or "none"
            raise AgentError(f'there is no agent "{channel}"; running: {known}', "unknown")
        return agent

    async def _stop_forgotten(self) -> None:
        while True:
            await asyncio.sleep(CHECK_S)
            now_s = asyncio.get_running_loop().time()
            for agent in list(self.running.values()):
                if agent.timeout_s and now_s - agent.pinged_s > agent.timeout_s:
                    logger.info("agent %s was not pinged for %g s", agent.channel, agent.timeout_s)
                    with contextlib.suppress(AgentError):  # somebody else was faster
                        await self.stop(agent.channel)
