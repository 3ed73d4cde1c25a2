"""Starts the real program and ends it."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

TIMEOUT_S = 120.0


def ten_lite(
    *arguments: str, cwd: Path | None = None, timeout_s: float = TIMEOUT_S
) -> subprocess.CompletedProcess[str]:
    """Run a verb to its end."""
    return subprocess.run(
        [sys.executable, "-m", "ten_lite", *arguments],
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=timeout_s,
        check=False,
    )


class Server:
    """A running `ten-lite run`."""

    def __init__(self, process: subprocess.Popen[str], ready: dict[str, str]) -> None:
        self.process = process
        self.url = ready["url"]
        self.http = ready["http"]
        self.pid = ready["pid"]

    def signal(self, number: signal.Signals) -> None:
        os.kill(self.process.pid, number)

    def wait(self) -> tuple[int, str]:
        """Exit code and what it said on stderr."""
        _, said = self.process.communicate(timeout=TIMEOUT_S)
        return self.process.returncode, said


@contextlib.contextmanager
def running(folder: Path, *arguments: str) -> Iterator[Server]:
    """Serve a graph on a free port for as long as the block is open."""
    ready = folder / "ready.json"
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "ten_lite", "run", *arguments),
            *("--port", "0", "--ready-file", str(ready)),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=folder,
    )
    try:
        waited_s = 0.0
        while not ready.exists():
            try:
                process.wait(0.02)
            except subprocess.TimeoutExpired:
                waited_s += 0.02
                assert waited_s < TIMEOUT_S, "not ready in time"
            else:
                raise AssertionError(process.communicate()[1])
        yield Server(process, json.loads(ready.read_text("utf-8")))
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()
