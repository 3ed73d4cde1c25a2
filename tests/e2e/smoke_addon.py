"""Builds addons of others, installs them beside ten_lite's wheel, runs them, and takes them away.

Usage: python tests/e2e/smoke_addon.py VENV [KIND...]

VENV holds ten_lite's built wheel. Takes examples/third_party_addon and, for each KIND (default: all
there are), what ``ten-lite new addon`` of that environment writes.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

EXAMPLE = Path(__file__).parents[2] / "examples" / "third_party_addon"
NAME = "acme"
# stt last: it brings packages that the others must do without
KINDS = ("generic", "llm", "tool", "transport", "tts", "turn_detector", "stt")


def main(venv: Path, kinds: list[str]) -> None:
    """Fail loudly when an addon of somebody else cannot come and go."""
    with tempfile.TemporaryDirectory() as folder:
        projects = [("unit_converter_tool", EXAMPLE)]
        for kind in kinds:
            project = Path(folder) / kind
            new = ("new", "addon", NAME, "--kind", kind, "--yes", "--to", str(project))
            _run([venv / "bin" / "ten-lite", *new], folder)
            addon = NAME if kind == "generic" else f"{NAME}_{kind}"
            projects.append((addon, project))
        for addon, project in projects:
            _comes_and_goes(venv, addon, project, Path(folder))
            print(f"{addon}: built, installed, called, removed")


def _comes_and_goes(venv: Path, addon: str, project: Path, folder: Path) -> None:
    python, ten_lite = venv / "bin" / "python", venv / "bin" / "ten-lite"
    dist = folder / f"dist of {addon}"
    _run([sys.executable, "-m", "build", "--wheel", "--outdir", dist, project], folder)
    (wheel,) = dist.glob("*.whl")
    distribution = "-".join(wheel.name.split("-")[0].split("_"))

    _run([python, "-m", "pip", "install", "--quiet", wheel], folder)
    assert _listed(ten_lite, folder)[addon]["distribution"] == distribution
    _run([ten_lite, "conform", addon], folder)
    graph = project / "graph.json"
    if "generic" not in project.name:
        call = ("call", "--graph", graph, "--fake-providers", "--json", "--text", "hello there")
        (turn,) = json.loads(_run([ten_lite, *call], folder))["turns"]
        assert turn["answer"], turn
        assert turn["audio_s"] > 0, turn

    _run([python, "-m", "pip", "uninstall", "--quiet", "--yes", distribution], folder)
    assert addon not in _listed(ten_lite, folder)


def _listed(ten_lite: Path, folder: Path) -> dict[str, dict[str, str]]:
    rows = json.loads(_run([ten_lite, "addons", "list", "--json"], folder))
    return {row["name"]: row for row in rows}


def _run(command: list[str | Path], folder: str | Path) -> str:
    environ = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    done = subprocess.run(
        command, cwd=folder, env=environ, capture_output=True, text=True, timeout=600, check=False
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


if __name__ == "__main__":
    main(Path(sys.argv[1]).absolute(), sys.argv[2:] or list(KINDS))
