"""Runs the fake graph from an environment that holds nothing but the built wheel.

Usage: python tests/e2e/smoke_wheel.py VENV
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

MAX_DISTRIBUTIONS = 12
MAX_MEGABYTES = 25
WAV = Path(__file__).parents[1] / "speech" / "assistant_00.wav"

PROBE = """
import importlib.metadata, json, pathlib, sys, sysconfig
import ten_lite
heavy = sorted({name.partition(".")[0] for name in sys.modules} & set(json.loads(sys.argv[1])))
tools = {"pip", "setuptools", "wheel"}
own = [d for d in importlib.metadata.distributions() if d.name not in tools]
size = 0
for dist in own:
    for file in dist.files or ():
        path = pathlib.Path(dist.locate_file(file))
        if path.suffix != ".pyc" and path.is_file():
            size += path.stat().st_size
print(json.dumps({"names": sorted(d.name for d in own), "bytes": size, "heavy": heavy}))
"""
HEAVY = ["anthropic", "numpy", "onnxruntime", "openai", "websockets", "pydantic", "click", "yaml"]


def main(venv: Path) -> None:
    """Fail loudly when the wheel does not do what the base install promises."""
    with tempfile.TemporaryDirectory() as folder:
        base = _run([venv / "bin" / "python", "-c", PROBE, json.dumps(HEAVY)], folder)
        found = json.loads(base)
        assert not found["heavy"], f"import ten_lite loads {found['heavy']}"
        assert len(found["names"]) <= MAX_DISTRIBUTIONS, found["names"]
        assert found["bytes"] <= MAX_MEGABYTES * 1e6, found["bytes"]
        print(f"base install: {len(found['names'])} distributions, {found['bytes'] / 1e6:.1f} MB")

        ten_lite = venv / "bin" / "ten-lite"
        _read_docs(ten_lite, folder)
        listed = json.loads(_run([ten_lite, "graphs", "list", "--json"], folder))
        assert "voice_assistant_fake" in {graph["name"] for graph in listed}, listed
        out = Path(folder) / "answer.wav"
        report = json.loads(
            _run(
                [
                    *(ten_lite, "call", "--graph", "voice_assistant_fake", "--wav", WAV),
                    *("--out", out, "--text", "good bye", "--json"),
                ],
                folder,
            )
        )
        assert report["errors"] == [], report
        assert [bool(turn["answer"]) for turn in report["turns"]] == [True, True], report
        assert all(turn["audio_s"] > 1 for turn in report["turns"]), report
        assert out.stat().st_size > 10_000
        print(f"fake graph: {json.dumps(report['turns'])}")


def _read_docs(ten_lite: Path, folder: str) -> None:
    command = [str(ten_lite), "docs", "--no-open"]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            url = server.stdout.readline().strip()
            with urllib.request.urlopen(f"{url}reference/cli.html", timeout=10) as page:
                assert b"ten-lite run" in page.read()
            server.send_signal(signal.SIGINT)
            assert server.wait(10) == 0
        finally:
            server.kill()
    print(f"docs: {url}")


def _run(command: list[object], folder: str) -> str:
    done = subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        stdout=subprocess.PIPE,
        text=True,
        timeout=120,
        check=True,
    )
    return done.stdout


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
