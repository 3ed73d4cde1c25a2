"""``bench sessions``: many conversations at once, sound both ways, the server on one core."""

from __future__ import annotations

import asyncio
import os
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass

from ten_lite.bench.client import BenchClient, text_frame
from ten_lite.bench.figures import Figure, Report, percentile
from ten_lite.bench.scenario import FRAME_BYTES, FRAME_MS, Scenario
from ten_lite.bench.servers import BenchServer, both_servers, waited_s
from ten_lite.wire.ten_client import encode_audio, encode_text

__all__ = ["measure"]

MAX_GAP_MS, MAX_SESSION_KB, MAX_IDLE_MB = 20.0, 150.0, 45.0
LEAD_S = 0.06
WORD_MS = 200
RAMP_S = 1.0
SETTLE_S = 1.0
TICK_S = 0.002
END_WITHIN_S = 30.0
JOIN_S = 0.1

SILENCE = text_frame(encode_audio(bytes(FRAME_BYTES)))
QUESTION = text_frame(encode_text("go on"))
SENTENCE = "one two three four five six seven eight nine ten."


@dataclass(frozen=True, slots=True)
class Load:
    """What one server did under load.

    Attributes:
        excess_ms: How much later than 20 ms after its predecessor each frame came.
        cpu_s: CPU time it used in the measured seconds.
        held_s: Seconds in them that it was ready to run and other programs had its core.
        rss_kb: Its memory in the middle of them, more than before the sessions.
        received: Messages that the clients got from the first to the last.
        lateness_ms: How late the bench's own clock ticked at worst, in the measured seconds.
    """

    excess_ms: list[float]
    cpu_s: float
    held_s: float
    rss_kb: float
    received: int
    lateness_ms: float


async def measure(*, sessions: int = 100, duration_s: float = 10.0, rounds: int = 1) -> Report:
    """Load both servers, one after the other.

    Args:
        sessions: At the same time.
        duration_s: Measured seconds; starting up and the end of the answers come on top.
        rounds: How often each side is loaded; the medians count.
    """
    scenario = _scenario(sessions, duration_s)
    notes = ["frame gaps in excess of 20 ms; floor: a bare websockets server, five queue tasks"]
    loads: dict[str, list[Load]] = {"ours": [], "floor": []}
    longest_s = END_WITHIN_S * (2 + 2 * rounds) + 2 * rounds * (duration_s + sessions * JOIN_S)
    with (
        both_servers(scenario, stop_after_s=longest_s) as servers,
        Cores(list(servers.values())) as cores,
    ):
        notes.append(cores.note)
        await asyncio.sleep(SETTLE_S)
        idle_mb = {side: server.rss_kb() / 1024 for side, server in servers.items()}
        for server in servers.values():  # what only the first session loads is not a session's
            await _warm_up(server)
        order = list(servers)
        for _ in range(rounds):
            for side in order:
                loads[side].append(await _load(servers[side], sessions, duration_s))
            order.reverse()
    late_ms = max(load.lateness_ms for side in loads.values() for load in side)
    notes.append(f"the bench's own clock was late by {late_ms:.1f} ms at worst")
    return Report(
        bench="sessions",
        settings={"sessions": sessions, "duration_s": duration_s, "rounds": rounds},
        messages={side: sum(load.received for load in done) for side, done in loads.items()},
        figures=_figures(loads, sessions, duration_s, idle_mb),
        notes=notes,
    )


def _figures(
    loads: dict[str, list[Load]], sessions: int, duration_s: float, idle_mb: dict[str, float]
) -> list[Figure]:
    def medians(values: dict[str, list[float]]) -> dict[str, float]:
        return {side: statistics.median(found) for side, found in values.items()}

    def gaps(percent: float) -> dict[str, float]:
        return medians({s: [percentile(x.excess_ms, percent) for x in d] for s, d in loads.items()})

    share = 100 / (duration_s * sessions)
    cpu = medians({side: [load.cpu_s * share for load in done] for side, done in loads.items()})
    held = medians({side: [load.held_s for load in done] for side, done in loads.items()})
    rss = medians({side: [load.rss_kb / sessions for load in d] for side, d in loads.items()})
    return [
        Figure(name="p99 excess gap", unit="ms", **gaps(99), max_ours=MAX_GAP_MS),
        Figure(name="p50 excess gap", unit="ms", **gaps(50)),
        Figure(name="longest excess gap", unit="ms", **gaps(100)),
        Figure(name="CPU a session", unit="% of a core", **cpu),
        Figure(name="core held by other programs", unit="s", **held),
        Figure(name="memory a speaking session", unit="KB", **rss, max_ours=MAX_SESSION_KB),
        Figure(name="memory idle", unit="MB", **idle_mb, max_ours=MAX_IDLE_MB),
    ]


def _scenario(sessions: int, duration_s: float) -> Scenario:
    """An answer that outlasts the measured seconds, sent just ahead of its playing time."""
    spoken_s = RAMP_S + SETTLE_S + duration_s + 1.0
    words = SENTENCE.split()
    count = int(spoken_s * 1000 / WORD_MS)
    reply = " ".join(words[number % len(words)] for number in range(count)).rstrip(".") + "."
    return Scenario(reply=reply, word_ms=WORD_MS, lead_s=LEAD_S, max_sessions=sessions + 1)


class Cores:
    """Keeps the servers on one core and the bench on the others, where the system allows it."""

    def __init__(self, servers: Sequence[BenchServer]) -> None:
        self._servers = servers
        self._own: set[int] = set()
        self.note = "not pinned: this system cannot keep a process on one core"

    def __enter__(self) -> Cores:
        if hasattr(os, "sched_setaffinity"):
            self._own = os.sched_getaffinity(0)
            core, *others = sorted(self._own, reverse=True)
            for server in self._servers:
                server.pin(core)
            if others:
                os.sched_setaffinity(0, others)
            where = "the bench on others" if others else "and the bench too, there is no other"
            self.note = f"the server ran on core {core}, {where}"
        return self

    def __exit__(self, *error: object) -> None:
        if self._own:
            os.sched_setaffinity(0, self._own)


async def _warm_up(server: BenchServer) -> None:
    client = await BenchClient.connect(server.url)
    client.send(QUESTION)
    await client.until(lambda: len(client.audio_at_s) > 5, timeout_s=END_WITHIN_S)
    await client.close()
    await asyncio.sleep(SETTLE_S)


async def _load(server: BenchServer, sessions: int, duration_s: float) -> Load:
    before_kb = server.rss_kb()
    clients = [await BenchClient.connect(server.url) for _ in range(sessions)]
    microphones = _Microphones(clients)
    speaking = asyncio.create_task(microphones.speak())
    try:
        for client in clients:
            client.send(QUESTION)
            await asyncio.sleep(RAMP_S / sessions)
        await asyncio.sleep(SETTLE_S)
        microphones.latest_s = 0.0
        began_s, cpu_s, held_s = time.perf_counter(), server.cpu_s(), waited_s(server.pid)
        await asyncio.sleep(duration_s / 2)
        rss_kb = server.rss_kb() - before_kb
        await asyncio.sleep(duration_s / 2)
        ended_s, cpu_s = time.perf_counter(), server.cpu_s() - cpu_s
        held_s = waited_s(server.pid) - held_s
        late_s = microphones.latest_s
        for client in clients:
            await client.until(lambda c=client: c.ended > 0, timeout_s=END_WITHIN_S)  # type: ignore[misc]
    finally:
        speaking.cancel()
        await asyncio.gather(speaking, return_exceptions=True)
        await asyncio.gather(*(client.close() for client in clients))
    excess_ms = [
        max(0.0, (later - earlier) * 1000 - FRAME_MS)
        for client in clients
        for earlier, later in zip(client.audio_at_s, client.audio_at_s[1:], strict=False)
        if began_s <= later < ended_s
    ]
    received = sum(len(client.audio_at_s) + client.texts for client in clients)
    return Load(excess_ms, cpu_s, held_s, rss_kb, received, late_s * 1000)


class _Microphones:
    """Sends a frame of silence for every client every 20 ms, each at its own moment of them.

    Attributes:
        latest_s: The worst lateness of a tick since this was set to 0.
    """

    def __init__(self, clients: Sequence[BenchClient]) -> None:
        slots = round(FRAME_MS / 1000 / TICK_S)
        self._slots = [clients[slot::slots] for slot in range(slots)]
        self.latest_s = 0.0

    async def speak(self) -> None:
        """Never stop."""
        loop = asyncio.get_running_loop()
        next_s = loop.time()
        while True:
            for clients in self._slots:
                next_s += TICK_S
                await asyncio.sleep(max(0.0, next_s - loop.time()))
                self.latest_s = max(self.latest_s, loop.time() - next_s)
                for client in clients:
                    client.send(SILENCE)
