"""``bench start``: from exec to accepting clients, and what a server holds that has none."""

from __future__ import annotations

import statistics
import time

from ten_lite.bench.figures import Figure, Report
from ten_lite.bench.scenario import Scenario
from ten_lite.bench.servers import floor_command, our_command, running

__all__ = ["measure"]

MAX_READY_S, MAX_IDLE_MB = 0.5, 45.0
SETTLE_S = 0.2
STOP_AFTER_S = 60.0
SCENARIO = Scenario(reply="Sure.")


def measure(*, runs: int = 9) -> Report:
    """Start both servers in turn and stop them as soon as they are ready.

    Args:
        runs: Starts of each side; the medians count. One before them warms the disk's cache.
    """
    commands = {
        "ours": our_command(SCENARIO, stop_after_s=STOP_AFTER_S),
        "floor": floor_command(SCENARIO, stop_after_s=STOP_AFTER_S),
    }
    ready_s: dict[str, list[float]] = {side: [] for side in commands}
    idle_mb: dict[str, list[float]] = {side: [] for side in commands}
    for number in range(runs + 1):
        for side, command in commands.items():
            with running(command) as server:
                time.sleep(SETTLE_S)
                if number:
                    ready_s[side].append(server.ready_s)
                    idle_mb[side].append(server.rss_kb() / 1024)
    ready = {side: statistics.median(values) for side, values in ready_s.items()}
    idle = {side: statistics.median(values) for side, values in idle_mb.items()}
    return Report(
        bench="start",
        settings={"runs": runs},
        figures=[
            Figure(name="exec to ready", unit="s", **ready, max_ours=MAX_READY_S),
            Figure(name="memory idle", unit="MB", **idle, max_ours=MAX_IDLE_MB),
        ],
        notes=["ours: run voice_assistant_fake; floor: a bare websockets server"],
    )
