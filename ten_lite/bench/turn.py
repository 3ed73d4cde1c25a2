"""``bench turn``: what the framework adds between the user's last sound and the answer's first."""

from __future__ import annotations

import asyncio
import math
import os
import time
from array import array
from dataclasses import dataclass

from ten_lite.bench.client import BenchClient, text_frame
from ten_lite.bench.figures import Figure, Report, percentile
from ten_lite.bench.scenario import FRAME_BYTES, FRAME_MS, Scenario
from ten_lite.bench.servers import BenchServer, both_servers, waited_s
from ten_lite.wire.ten_client import encode_audio

__all__ = ["measure"]

P50_MAX_RATIO, P95_MAX_MS = 2.0, 3.0
HELD_MAX_MS = 1.0
WARM_UP_TURNS = 5
ANSWER_WITHIN_S = 10.0
SCENARIO = Scenario(reply="Sure.")

SILENCE = text_frame(encode_audio(bytes(FRAME_BYTES)))
TONE = array("h", (int(9000 * math.sin(n / 4)) for n in range(FRAME_BYTES // 2))).tobytes()
SPEECH = text_frame(encode_audio(TONE))


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn with one server.

    Attributes:
        taken_ms: Last frame of speech written -> first sound of the answer read.
        held_ms: How long meanwhile other programs had a core that server or bench waited for.
    """

    taken_ms: float
    held_ms: float


async def measure(*, turns: int = 100) -> Report:
    """Hold the same short conversation with both servers, turn by turn.

    Args:
        turns: Measured on each side.
    """
    longest_s = 2 * ANSWER_WITHIN_S + 2 * (WARM_UP_TURNS + turns)
    with both_servers(SCENARIO, stop_after_s=longest_s) as servers:
        clients = {side: await BenchClient.connect(server.url) for side, server in servers.items()}
        try:
            done = await _talk(servers, clients, turns)
        finally:
            await asyncio.gather(*(client.close() for client in clients.values()))
    taken_ms = {side: [turn.taken_ms for turn in found] for side, found in done.items()}
    calm_ms = {
        side: [turn.taken_ms for turn in found if turn.held_ms <= HELD_MAX_MS]
        for side, found in done.items()
    }
    figures = [
        Figure(name="p50", unit="ms", **_percentiles(taken_ms, 50), max_ratio=P50_MAX_RATIO),
        Figure(name="p95", unit="ms", **_percentiles(taken_ms, 95), max_ours=P95_MAX_MS),
        Figure(name="minimum", unit="ms", **_percentiles(taken_ms, 0)),
    ]
    if all(calm_ms.values()):
        figures.append(Figure(name="p95, undisturbed", unit="ms", **_percentiles(calm_ms, 95)))
    calm = ", ".join(f"{side} {len(found)}" for side, found in calm_ms.items())
    return Report(
        bench="turn",
        settings={"turns": turns, "speech_frames": SCENARIO.utterance_ms // FRAME_MS},
        messages={side: len(c.audio_at_s) + c.texts for side, c in clients.items()},
        figures=figures,
        notes=[
            "last frame of speech written -> first sound of the answer read, loopback WebSocket;",
            "floor: a bare websockets server with five tasks between asyncio queues;",
            f"undisturbed: no other program held a core for over {HELD_MAX_MS:g} ms ({calm} turns)",
        ],
    )


def _percentiles(values: dict[str, list[float]], percent: float) -> dict[str, float]:
    return {side: percentile(found, percent) for side, found in values.items()}


async def _talk(
    servers: dict[str, BenchServer], clients: dict[str, BenchClient], turns: int
) -> dict[str, list[Turn]]:
    done: dict[str, list[Turn]] = {side: [] for side in clients}
    sides = list(clients)
    for number in range(WARM_UP_TURNS + turns):
        for side in sides:
            turn = await _turn(servers[side].pid, clients[side], number + 1)
            if number >= WARM_UP_TURNS:
                done[side].append(turn)
        sides.reverse()  # neither is always the one that comes after the other
    return done


async def _turn(pid: int, client: BenchClient, number: int) -> Turn:
    """Speak and hear the answer; returns when it has been played as well."""
    speech = [SPEECH] * (SCENARIO.utterance_ms // FRAME_MS)
    for frame in (SILENCE, *speech[:-1]):
        client.send(frame)
        await asyncio.sleep(FRAME_MS / 1000)
    before, held_s = len(client.audio_at_s), _held_s(pid)
    written_s = time.perf_counter()
    client.send(speech[-1])
    await client.until(lambda: client.ended >= number, timeout_s=ANSWER_WITHIN_S)
    held_s = _held_s(pid) - held_s
    await asyncio.sleep(SCENARIO.reply_frames * FRAME_MS / 1000)  # or the next turn interrupts it
    return Turn((client.audio_at_s[before] - written_s) * 1000, held_s * 1000)


def _held_s(pid: int) -> float:
    return waited_s(pid) + waited_s(os.getpid())
