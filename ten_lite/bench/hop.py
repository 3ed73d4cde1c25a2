"""``bench hop``: what it costs to pass a message on to the next node."""

from __future__ import annotations

import asyncio
import itertools
import statistics
import time

from ten_lite.addons.spec import AddonConfig, AddonSpec
from ten_lite.bench.figures import Figure, Report
from ten_lite.config.definition import EdgeDef, GraphDef, NodeDef, QueueDef
from ten_lite.messages import Message, PcmFrame
from ten_lite.runtime.extension import Extension
from ten_lite.runtime.plan import NodePlan, Plan
from ten_lite.runtime.resources import ResourcePool
from ten_lite.runtime.session import Session

__all__ = ["measure"]

FRAME = bytes(640)
QUEUE_SIZE = 250
LOCKSTEP_SHARE = 8  # a frame alone in the chain of queues costs about as much as this many
LOCKSTEP_MAX, SATURATED_MAX = 0.5, 1.5


class Source(Extension[AddonConfig]):
    """Sends what it is told to."""


class PassThrough(Extension[AddonConfig]):
    """A plain handler that sends the frame on."""

    def on_pcm_frame(self, frame: PcmFrame) -> None:
        """Pass it on."""
        self.send(frame)


class Sink(Extension[AddonConfig]):
    """Counts, and says when all have come.

    Attributes:
        received: All frames so far.
    """

    async def configure(self) -> None:
        """Begin at zero."""
        self.received = 0
        self._missing = 0
        self._complete: asyncio.Future[None] | None = None

    def expect(self, count: int) -> asyncio.Future[None]:
        """A future that is done when ``count`` more frames have come."""
        self._missing = count
        self._complete = asyncio.get_running_loop().create_future()
        return self._complete

    def on_pcm_frame(self, frame: PcmFrame) -> None:
        """Count it."""
        self.received += 1
        self._missing -= 1
        if self._missing == 0 and self._complete is not None:
            self._complete.set_result(None)


class GraphChain:
    """Source, nodes, sink: a live graph of pass-through nodes.

    Args:
        nodes: How many of them.
        direct: False lets every message wait in the queue of its edge.
    """

    def __init__(self, nodes: int, *, direct: bool) -> None:
        plan = _plan(nodes)
        self._hops = nodes + 1
        self._session = Session(plan, session_id="bench", pool=ResourcePool(), direct=direct)

    async def open(self) -> None:
        """Start the nodes."""
        await self._session.start()
        source = self._session.nodes["source"].extension
        sink = self._session.nodes["sink"].extension
        assert isinstance(source, Source)
        assert isinstance(sink, Sink)
        self._source, self._sink = source, sink

    async def close(self) -> None:
        """Stop them."""
        await self._session.close()

    @property
    def received(self) -> int:
        """Frames that reached the end."""
        return self._sink.received

    async def lockstep(self, frames: int) -> float:
        """Seconds a hop with one frame in flight."""
        source, sink = self._source, self._sink
        began_s = time.process_time()
        for _ in range(frames):
            arrived = sink.expect(1)
            source.send(PcmFrame(FRAME))
            await arrived
        return (time.process_time() - began_s) / (frames * self._hops)

    async def saturated(self, frames: int) -> float:
        """Seconds a hop when the source never stops."""
        source = self._source
        arrived = self._sink.expect(frames)
        began_s = time.process_time()
        for _ in range(frames):
            source.send(PcmFrame(FRAME))
            await source.room()
        await arrived
        return (time.process_time() - began_s) / (frames * self._hops)


class QueueChain:
    """The floor: tasks that take from one ``asyncio.Queue`` and put into the next."""

    def __init__(self, nodes: int) -> None:
        self._hops = nodes + 1
        self.received = 0

    async def open(self) -> None:
        """Start the tasks."""
        self._queues: list[asyncio.Queue[PcmFrame]] = [
            asyncio.Queue(QUEUE_SIZE) for _ in range(self._hops)
        ]
        self._tasks = [
            asyncio.create_task(self._pass_on(source, target), name="bench queue")
            for source, target in itertools.pairwise(self._queues)
        ]

    async def close(self) -> None:
        """Stop them."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def lockstep(self, frames: int) -> float:
        """Seconds a hop with one frame in flight."""
        first, last = self._queues[0], self._queues[-1]
        began_s = time.process_time()
        for _ in range(frames):
            await first.put(PcmFrame(FRAME))
            await last.get()
        taken_s = time.process_time() - began_s
        self.received += frames
        return taken_s / (frames * self._hops)

    async def saturated(self, frames: int) -> float:
        """Seconds a hop when the source never stops."""
        first = self._queues[0]
        began_s = time.process_time()
        arrived = asyncio.create_task(self._take(frames), name="bench sink")
        for _ in range(frames):
            await first.put(PcmFrame(FRAME))
        await arrived
        return (time.process_time() - began_s) / (frames * self._hops)

    async def _take(self, frames: int) -> None:
        last = self._queues[-1]
        for _ in range(frames):
            await last.get()
            self.received += 1

    async def _pass_on(
        self, source: asyncio.Queue[PcmFrame], target: asyncio.Queue[PcmFrame]
    ) -> None:
        while True:
            await target.put(await source.get())


async def measure(*, nodes: int = 10, bursts: int = 12, frames: int = 2000) -> Report:
    """Compare a graph of pass-through nodes with a chain of queues.

    Args:
        nodes: Nodes between source and sink.
        bursts: How often each side is measured; the medians count.
        frames: Frames of a saturated burst; one with a single frame in flight has an eighth.
    """
    graph, waiting = GraphChain(nodes, direct=True), GraphChain(nodes, direct=False)
    floor = QueueChain(nodes)
    chains: dict[str, GraphChain | QueueChain] = {"ours": graph, "floor": floor, "queued": waiting}
    alone = max(1, frames // LOCKSTEP_SHARE)
    lockstep: dict[str, list[float]] = {side: [] for side in chains}
    saturated: dict[str, list[float]] = {side: [] for side in chains}
    opened: list[GraphChain | QueueChain] = []
    try:
        for chain in chains.values():
            await chain.open()
            opened.append(chain)
            await chain.saturated(alone)  # warm: caches and the interpreter's specialised code
        for _ in range(bursts):
            for side, chain in chains.items():
                lockstep[side].append(await chain.lockstep(alone))
            for side, chain in chains.items():
                saturated[side].append(await chain.saturated(frames))
    finally:
        for chain in opened:
            await chain.close()
    one, many = _medians_us(lockstep), _medians_us(saturated)
    return Report(
        bench="hop",
        settings={"nodes": nodes, "bursts": bursts, "frames": frames, "frame_bytes": len(FRAME)},
        messages={side: chain.received for side, chain in chains.items()},
        figures=[
            _figure("one in flight", one, "ours", LOCKSTEP_MAX),
            _figure("saturated", many, "ours", SATURATED_MAX),
            _figure("one in flight, all queued", one, "queued"),
            _figure("saturated, all queued", many, "queued"),
        ],
        notes=[
            "CPU time, medians of alternating bursts; floor: tasks between asyncio queues;",
            "all queued: every node is taken for busy, so each message waits in its edge's queue",
        ],
    )


def _medians_us(seconds: dict[str, list[float]]) -> dict[str, float]:
    return {side: statistics.median(values) * 1e6 for side, values in seconds.items()}


def _figure(
    name: str, medians: dict[str, float], side: str, max_ratio: float | None = None
) -> Figure:
    return Figure(
        name=name, unit="us/hop", ours=medians[side], floor=medians["floor"], max_ratio=max_ratio
    )


def _plan(nodes: int) -> Plan:
    frames = (PcmFrame,)
    names = ["source", *(f"pass_{number}" for number in range(1, nodes + 1)), "sink"]
    made = (
        _node(names[0], Source, outputs=frames),
        *(_node(name, PassThrough, inputs=frames, outputs=frames) for name in names[1:-1]),
        _node(names[-1], Sink, inputs=frames),
    )
    queue = QueueDef(QUEUE_SIZE, "block")
    edges = tuple(
        EdgeDef(source, target, PcmFrame, queue) for source, target in itertools.pairwise(names)
    )
    return Plan(GraphDef("bench_hop", "", tuple(node.definition for node in made), edges), made)


def _node(
    name: str,
    extension: type[Extension[AddonConfig]],
    *,
    inputs: tuple[type[Message], ...] = (),
    outputs: tuple[type[Message], ...] = (),
) -> NodePlan:
    spec = AddonSpec(
        name=f"bench_{name}",
        kind="generic",
        description="",
        factory=f"{__name__}:{extension.__name__}",
        inputs=inputs,
        outputs=outputs,
    )
    return NodePlan(NodeDef(name, spec, AddonConfig()), extension, {})
