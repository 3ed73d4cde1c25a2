"""One addon between two floating pins: push messages in, see what comes out."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self, TypeVar

from ten_lite.addons.spec import AddonConfig, AddonSpec
from ten_lite.config.definition import EdgeDef, GraphDef, NodeDef, default_queue
from ten_lite.messages import ErrorMessage, Message, NodeMetrics
from ten_lite.runtime.command import CommandResults
from ten_lite.runtime.extension import Extension
from ten_lite.runtime.plan import NodePlan, Plan
from ten_lite.runtime.resources import ResourcePool
from ten_lite.runtime.session import Session

__all__ = ["Harness", "Probe", "probe_spec"]

M = TypeVar("M", bound=Message)


class Probe(Extension[AddonConfig]):
    """Sends what a test tells it to and keeps what it receives.

    Attributes:
        received: Every message, in order of arrival.
        measured: What the addon measured; it comes a little later, and not in ``received``.
    """

    async def configure(self) -> None:
        """Nothing has arrived yet."""
        self.received: list[Message] = []
        self.measured: list[NodeMetrics] = []
        self._arrived = asyncio.Event()

    def __getattr__(self, name: str) -> Any:
        if name.startswith("on_"):
            return self._keep
        raise AttributeError(name)

    def on_node_metrics(self, metrics: NodeMetrics) -> None:
        """Keep it apart."""
        self.measured.append(metrics)

    def _keep(self, message: Message) -> None:
        self.received.append(message)
        self._arrived.set()

    async def wait_for(self, wanted: type[M], timeout_s: float) -> M:
        """The first received message of the class ``wanted``; it is taken out of ``received``."""
        async with asyncio.timeout(timeout_s):
            while True:
                for message in self.received:
                    if type(message) is wanted:
                        self.received.remove(message)
                        return message
                self._arrived.clear()
                await self._arrived.wait()


def probe_spec(
    name: str, *, inputs: tuple[type[Message], ...], outputs: tuple[type[Message], ...]
) -> AddonSpec:
    """A spec for a ``Probe`` with these pins."""
    return AddonSpec(
        name=name,
        kind="transport",  # so that what the runtime tells clients arrives here
        description="A probe of the test harness.",
        factory="ten_lite.testing.harness:Probe",
        inputs=(*inputs, *(m for m in (ErrorMessage, NodeMetrics) if m not in inputs)),
        outputs=outputs,
    )


class Harness:
    """A live graph of one addon and a probe that is wired to all its pins.

    Args:
        addon: The addon under test.
        properties: Its properties, as in a graph file.
        direct: As in ``Session``.
        session_id: Names the session.
        pool: What is shared with other harnesses; default: nothing is.

    Attributes:
        session: The live graph.
        probe: The other node.
    """

    def __init__(
        self,
        addon: AddonSpec,
        properties: Mapping[str, Any] | None = None,
        *,
        direct: bool = True,
        session_id: str = "s1",
        pool: ResourcePool | None = None,
    ) -> None:
        config = addon.config.model_validate(dict(properties or {}))
        probe = probe_spec("probe", inputs=addon.outputs, outputs=addon.inputs)
        nodes = (NodeDef("addon", addon, config), NodeDef("probe", probe, AddonConfig()))
        edges = tuple(
            EdgeDef(source, target, message, default_queue(message.kind))
            for source, target, messages in (
                ("probe", "addon", addon.inputs),
                ("addon", "probe", addon.outputs),
            )
            for message in messages
        )
        self._graph = GraphDef("harness", "", nodes, edges)
        self._direct = direct
        self._session_id = session_id
        self._pool = pool or ResourcePool()

    async def __aenter__(self) -> Self:
        addon, probe_node = self._graph.nodes
        plan = Plan(self._graph, (NodePlan.load(addon), NodePlan(probe_node, Probe, {})))
        self.session = Session(
            plan, session_id=self._session_id, pool=self._pool, direct=self._direct
        )
        await self.session.start()
        probe = self.session.nodes["probe"].extension
        assert isinstance(probe, Probe)
        self.probe = probe
        return self

    async def __aexit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.session.close()

    @property
    def received(self) -> list[Message]:
        """What the addon has sent and ``pull`` has not taken yet."""
        return self.probe.received

    @property
    def measured(self) -> list[NodeMetrics]:
        """What the addon has measured; it comes 50 ms after the work."""
        return self.probe.measured

    def push(self, message: Message) -> None:
        """Send ``message`` to the addon."""
        self.probe.send(message)

    def call(self, command: Message, *, timeout_s: float = 30.0) -> CommandResults:
        """Send a command to the addon and get its results."""
        return self.probe.call(command, timeout_s=timeout_s)

    async def pull(self, wanted: type[M], *, timeout_s: float = 60.0) -> M:
        """The first message of the class ``wanted`` that the addon sent; waits for it.

        Raises:
            TimeoutError: None came within ``timeout_s`` seconds.
        """
        return await self.probe.wait_for(wanted, timeout_s)
