"""The two servers under test, each in a process of its own, and what they use of the machine."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from ten_lite.bench.scenario import Scenario
from ten_lite.errors import TenLiteError

__all__ = ["BenchServer", "both_servers", "floor_command", "our_command", "running", "waited_s"]

READY_WITHIN_S = 60.0
STOP_WITHIN_S = 5.0
POLL_S = 0.001


@dataclass(frozen=True, slots=True)
class BenchServer:
    """A server that accepts clients.

    Attributes:
        url: Its WebSocket address.
        pid: Its process.
        ready_s: Seconds from starting the program to being ready.
    """

    url: str
    pid: int
    ready_s: float

    def rss_kb(self) -> float:
        """Resident memory in kilobytes (1024 bytes)."""
        try:
            with open(f"/proc/{self.pid}/status", encoding="ascii") as status:
                for line in status:
                    if line.startswith("VmRSS:"):
                        return float(line.split()[1])
        except FileNotFoundError:  # no /proc: not Linux
            pass
        return float(self._ps("rss="))

    def cpu_s(self) -> float:
        """Seconds of CPU time it has used."""
        try:
            with open(f"/proc/{self.pid}/stat", encoding="ascii") as stat:
                user, system = stat.read().rpartition(")")[2].split()[11:13]
            return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")
        except FileNotFoundError:
            pass
        seconds = 0.0
        for part in self._ps("time=").replace("-", ":").split(":"):  # [[days-]hours:]minutes:s
            seconds = seconds * 60 + float(part)
        return seconds

    def pin(self, core: int) -> None:
        """Let it run on ``core`` only."""
        os.sched_setaffinity(self.pid, {core})

    def _ps(self, field: str) -> str:
        arguments = ["ps", "-o", field, "-p", str(self.pid)]
        return subprocess.run(arguments, capture_output=True, text=True, check=True).stdout.strip()


def waited_s(pid: int) -> float:
    """Seconds ``pid`` was ready to run and another program had its core; 0 where nobody counts."""
    try:
        with open(f"/proc/{pid}/schedstat", encoding="ascii") as times:
            return int(times.read().split()[1]) / 1e9
    except FileNotFoundError:
        return 0.0


def our_command(scenario: Scenario, *, stop_after_s: float) -> list[str]:
    """The graph ``voice_assistant_fake`` with the conversation ``scenario``."""
    return [
        *(sys.executable, "-m", "ten_lite", "run", "voice_assistant_fake", "--port", "0"),
        *("--stop-after", str(stop_after_s), *scenario.overrides()),
    ]


def floor_command(scenario: Scenario, *, stop_after_s: float) -> list[str]:
    """The floor with the same conversation."""
    return [
        *(sys.executable, "-m", "ten_lite.bench.floor_server"),
        *("--stop-after", str(stop_after_s), *scenario.floor_options()),
    ]


@contextlib.contextmanager
def running(command: Sequence[str]) -> Iterator[BenchServer]:
    """Start ``command`` and stop it at the end, whatever happens in between.

    Raises:
        TenLiteError: It ended or was not ready in time; with the last thing it said.
    """
    with TemporaryDirectory(prefix="ten-lite-bench-") as folder:
        ready, said = Path(folder) / "ready.json", Path(folder) / "stderr.txt"
        with said.open("wb") as stderr:
            began_s = time.perf_counter()
            process = subprocess.Popen(
                [*command, "--ready-file", str(ready)],
                cwd=folder,  # no property.json or .env of the user's has a say
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=stderr,
                start_new_session=True,  # Ctrl-C is for the bench; it stops the server itself
            )
        try:
            yield _when_ready(process, ready, said, began_s)
        finally:
            _stop(process)


@contextlib.contextmanager
def both_servers(scenario: Scenario, *, stop_after_s: float) -> Iterator[dict[str, BenchServer]]:
    """``ours`` and ``floor``, ready, with the same conversation.

    Args:
        scenario: The conversation.
        stop_after_s: They end by themselves then, should this process be killed before.
    """
    with (
        running(our_command(scenario, stop_after_s=stop_after_s)) as ours,
        running(floor_command(scenario, stop_after_s=stop_after_s)) as floor,
    ):
        yield {"ours": ours, "floor": floor}


def _when_ready(
    process: subprocess.Popen[bytes], ready: Path, said: Path, began_s: float
) -> BenchServer:
    while not ready.exists():
        if process.poll() is not None:
            words = said.read_text("utf-8", "replace").strip().splitlines() or ["(nothing)"]
            raise TenLiteError(f"a server of the bench could not be started: {words[-1]}")
        if time.perf_counter() - began_s > READY_WITHIN_S:
            raise TenLiteError(f"a server of the bench was not ready after {READY_WITHIN_S:g} s")
        time.sleep(POLL_S)
    taken_s = time.perf_counter() - began_s
    return BenchServer(json.loads(ready.read_text("utf-8"))["url"], process.pid, taken_s)


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_WITHIN_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
