"""Python, the system, the clock; Node.js for those who build pages."""

from __future__ import annotations

import platform
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime

from ten_lite import __version__
from ten_lite.cli.diagnosis.finding import Finding, fail, ok, warn

__all__ = ["look_at_machine", "look_at_node"]

OLDEST_PYTHON = (3, 11)
NEWEST_TRIED = (3, 13)
OLDEST_NODE = (20, 19)
RELEASED_S = datetime(2026, 1, 1, tzinfo=UTC).timestamp()
COARSEST_S = 0.002
ANSWER_LIMIT_S = 10.0


def look_at_machine() -> Iterator[Finding]:
    """Findings about Python, the system and the clock."""
    yield _python(sys.version_info[:2])
    yield _system(sys.platform, platform.libc_ver()[0])
    yield _clock(time.time(), time.get_clock_info("monotonic").resolution)


def look_at_node() -> Iterator[Finding]:
    """Findings about Node.js and npm, which only building the page needs."""
    yield _node(_version("node"))
    npm = _version("npm")
    cure = "it comes with Node.js: https://nodejs.org"
    yield ok("npm", npm) if npm else fail("npm", "not found", cure)


def _python(version: tuple[int, int]) -> Finding:
    text = f"{platform.python_version()} at {sys.prefix}, ten_lite {__version__}"
    if version < OLDEST_PYTHON:
        return fail("python", text, "use Python 3.11 or later")
    if version > NEWEST_TRIED:
        cure = "if a package has no wheel for it, use Python 3.13"
        return warn("python", f"{text}: newer than what ten_lite is tried with", cure)
    return ok("python", text)


def _system(name: str, libc: str) -> Finding:
    text = f"{platform.system()} {platform.release()} on {platform.machine()}"
    if name == "linux" and libc != "glibc":
        cure = "some voices have no wheels for musl: use a distribution with glibc"
        return warn("system", f"{text}, without glibc", cure)
    if name not in ("linux", "darwin"):
        return warn("system", f"{text}: not tried here", "use Linux or macOS, or WSL on Windows")
    return ok("system", text)


def _clock(now_s: float, resolution_s: float) -> Finding:
    shown = datetime.fromtimestamp(now_s, UTC).strftime("%Y-%m-%d %H:%M UTC")
    if now_s < RELEASED_S:
        text = f"it says {shown}, which is before this version was made"
        return fail("clock", text, "set it: providers' certificates are refused otherwise")
    if resolution_s > COARSEST_S:
        text = f"it counts in steps of {resolution_s * 1000:.0f} ms"
        return warn("clock", text, "sound will not be even: use another machine")
    return ok("clock", shown)


def _node(version: str) -> Finding:
    cure = "install Node.js 20.19 or later: https://nodejs.org"
    if not version:
        return fail("node", "not found", cure)
    found = tuple(map(int, re.findall(r"\d+", version)[:2]))
    return ok("node", version) if found >= OLDEST_NODE else fail("node", f"{version}: old", cure)


def _version(program: str) -> str:
    """What it says of itself; "" when it is not there or does not answer."""
    path = shutil.which(program)
    if path is None:
        return ""
    try:
        done = subprocess.run(
            [path, "--version"], capture_output=True, text=True, timeout=ANSWER_LIMIT_S, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.strip()
