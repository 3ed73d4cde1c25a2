"""``bench interrupt``: from the word that interrupts an answer to the client's being told."""

from __future__ import annotations

import asyncio
import time

from ten_lite.bench.client import BenchClient
from ten_lite.bench.figures import Figure, Report, percentile
from ten_lite.bench.scenario import FRAME_MS, Scenario
from ten_lite.bench.servers import both_servers
from ten_lite.bench.turn import SILENCE, SPEECH

__all__ = ["measure"]

P50_MAX_RATIO, P95_MAX_MS = 2.0, 3.0
WARM_UP = 3
HEARD_FOR_S = 0.3
WITHIN_S = 10.0
SCENARIO = Scenario(reply=" ".join(["word"] * 20) + ".")


async def measure(*, interruptions: int = 50) -> Report:
    """Interrupt one answer after the other, at both servers in turn.

    Args:
        interruptions: Measured on each side.
    """
    count = WARM_UP + interruptions
    with both_servers(SCENARIO, stop_after_s=2 * WITHIN_S + 2 * count) as servers:
        clients = {side: await BenchClient.connect(server.url) for side, server in servers.items()}
        try:
            taken_ms = await _interrupt(clients, count)
        finally:
            await asyncio.gather(*(client.close() for client in clients.values()))
    figures = [
        Figure(name=name, unit="ms", **values, max_ratio=max_ratio, max_ours=max_ours)
        for name, values, max_ratio, max_ours in (
            ("p50", _percentiles(taken_ms, 50), P50_MAX_RATIO, None),
            ("p95", _percentiles(taken_ms, 95), None, P95_MAX_MS),
        )
    ]
    late = Figure(
        name="late sound",
        unit="frames",
        ours=float(clients["ours"].late_frames),
        floor=float(len(clients["floor"].audio_at_s)),
        max_ours=0.0,
    )
    return Report(
        bench="interrupt",
        settings={"interruptions": interruptions, "reply_frames": SCENARIO.reply_frames},
        messages={side: len(c.audio_at_s) + c.texts for side, c in clients.items()},
        figures=[*figures, late],
        notes=[
            "last frame of the interrupting words written -> the client told to drop its buffer;",
            "floor: the same to the words' transcript, at a bare server that interrupts nothing;",
            "late sound: frames of an answer that came after it was interrupted, at the floor all",
        ],
    )


def _percentiles(values: dict[str, list[float]], percent: float) -> dict[str, float]:
    return {side: percentile(found, percent) for side, found in values.items()}


async def _interrupt(clients: dict[str, BenchClient], count: int) -> dict[str, list[float]]:
    taken_ms: dict[str, list[float]] = {side: [] for side in clients}
    sides = list(clients)
    for client in clients.values():
        await _begin_answer(client)
    for number in range(count):
        for side in sides:
            taken = await _one(clients[side], is_floor=side == "floor")
            if number >= WARM_UP:
                taken_ms[side].append(taken)
        sides.reverse()  # neither is always the one that comes after the other
    return taken_ms


async def _begin_answer(client: BenchClient) -> None:
    before = len(client.audio_at_s)
    await _speak(client)
    client.send(SPEECH)
    await client.until(lambda: len(client.audio_at_s) > before, timeout_s=WITHIN_S)


async def _one(client: BenchClient, *, is_floor: bool) -> float:
    """Interrupt the answer that is heard; another one is heard when this returns."""
    await asyncio.sleep(HEARD_FOR_S)
    await _speak(client)
    told = client.text_at_s if is_floor else client.flushed_at_s
    before, sounds = len(told), len(client.audio_at_s)
    written_s = time.perf_counter()
    client.send(SPEECH)
    await client.until(lambda: len(told) > before, timeout_s=WITHIN_S)
    await client.until(lambda: len(client.audio_at_s) > sounds, timeout_s=WITHIN_S)
    return (told[before] - written_s) * 1000


async def _speak(client: BenchClient) -> None:
    for frame in (SILENCE, *[SPEECH] * (SCENARIO.utterance_ms // FRAME_MS - 1)):
        client.send(frame)
        await asyncio.sleep(FRAME_MS / 1000)
