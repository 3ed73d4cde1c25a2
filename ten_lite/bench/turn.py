"""``bench turn``: what the framework adds between the user's last sound and the answer's first."""

from __future__ import annotations

import asyncio
import math
import statistics
import time
from array import array

from ten_lite.bench.client import BenchClient, text_frame
from ten_lite.bench.figures import Figure, Report, percentile
from ten_lite.bench.scenario import FRAME_BYTES, FRAME_MS, Scenario
from ten_lite.bench.servers import both_servers
from ten_lite.wire.ten_client import encode_audio

__all__ = ["measure"]

P50_MAX_RATIO, P95_MAX_MS = 2.0, 3.0
WARM_UP_TURNS = 5
ANSWER_WITHIN_S = 10.0
SCENARIO = Scenario(reply="Sure.")

SILENCE = text_frame(encode_audio(bytes(FRAME_BYTES)))
TONE = array("h", (int(9000 * math.sin(n / 4)) for n in range(FRAME_BYTES // 2))).tobytes()
SPEECH = text_frame(encode_audio(TONE))


async def measure(*, turns: int = 100) -> Report:
    """Hold the same short conversation with both servers, turn by turn.

    Args:
        turns: Measured on each side.
    """
    longest_s = 2 * ANSWER_WITHIN_S + 2 * (WARM_UP_TURNS + turns)
    with both_servers(SCENARIO, stop_after_s=longest_s) as servers:
        clients = {side: await BenchClient.connect(server.url) for side, server in servers.items()}
        try:
            taken_ms = await _talk(clients, turns)
        finally:
            await asyncio.gather(*(client.close() for client in clients.values()))
    messages = {side: len(c.audio_at_s) + c.texts for side, c in clients.items()}
    p50 = {side: statistics.median(values) for side, values in taken_ms.items()}
    p95 = {side: percentile(values, 95) for side, values in taken_ms.items()}
    least = {side: min(values) for side, values in taken_ms.items()}
    return Report(
        bench="turn",
        settings={"turns": turns, "speech_frames": SCENARIO.utterance_ms // FRAME_MS},
        messages=messages,
        figures=[
            Figure(name="p50", unit="ms", **p50, max_ratio=P50_MAX_RATIO),
            Figure(name="p95", unit="ms", **p95, max_ours=P95_MAX_MS),
            Figure(name="minimum", unit="ms", **least),
        ],
        notes=[
            "last frame of speech written -> first sound of the answer read, loopback WebSocket;",
            "floor: a bare websockets server with five tasks between asyncio queues",
        ],
    )


async def _talk(clients: dict[str, BenchClient], turns: int) -> dict[str, list[float]]:
    taken_ms: dict[str, list[float]] = {side: [] for side in clients}
    sides = list(clients)
    for number in range(WARM_UP_TURNS + turns):
        for side in sides:
            taken = await _turn(clients[side], number + 1)
            if number >= WARM_UP_TURNS:
                taken_ms[side].append(taken)
        sides.reverse()  # neither is always the one that comes after the other
    return taken_ms


async def _turn(client: BenchClient, number: int) -> float:
    """Milliseconds until the answer is heard; returns when it has been played as well."""
    speech = [SPEECH] * (SCENARIO.utterance_ms // FRAME_MS)
    for frame in (SILENCE, *speech[:-1]):
        client.send(frame)
        await asyncio.sleep(FRAME_MS / 1000)
    before = len(client.audio_at_s)
    written_s = time.perf_counter()
    client.send(speech[-1])
    await client.until(lambda: client.ended >= number, timeout_s=ANSWER_WITHIN_S)
    await asyncio.sleep(SCENARIO.reply_frames * FRAME_MS / 1000)  # or the next turn interrupts it
    return (client.audio_at_s[before] - written_s) * 1000
