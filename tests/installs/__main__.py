"""Installs all extras together, at their lowest and newest versions, on each Python; tries them.

python -m tests.installs [--python 3.11 ...] [--versions lowest newest] [--tests all|some|none]

Needs uv and the interpreters (names, versions or paths). Each environment is made in a temporary
folder and deleted; it must have no conflicts, all modules must import, and the tests of the
providers must pass.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

__all__: list[str] = []

ROOT = Path(__file__).parents[2]
RESOLUTIONS = {"lowest": "lowest-direct", "newest": "highest"}
PROVIDERS = (
    *("anthropic", "assemblyai", "azure", "cartesia"),
    *("deepgram", "elevenlabs", "google", "openai"),
)
SOME = ("deepgram", "openai")
IMPORTS = """
import importlib, pathlib, sys
for folder in ("ten_lite", *sorted(p.name for p in pathlib.Path("extensions").iterdir())):
    root = pathlib.Path("." if folder == "ten_lite" else "extensions")
    for file in sorted((root / folder).rglob("*.py")):
        parts = file.relative_to(root).with_suffix("").parts
        if "tests" not in parts and parts[-1] not in ("__main__", "__init__"):
            importlib.import_module(".".join(parts))
"""


def main() -> int:
    """0 when everything goes together everywhere."""
    parser = argparse.ArgumentParser(prog="python -m tests.installs", description=__doc__)
    parser.add_argument("--python", nargs="+", default=["3.11", "3.12", "3.13"])
    parser.add_argument("--versions", nargs="+", choices=RESOLUTIONS, default=list(RESOLUTIONS))
    parser.add_argument("--tests", choices=["all", "some", "none"], default="all")
    options = parser.parse_args()
    bad = []
    for python in options.python:
        for versions in options.versions:
            with tempfile.TemporaryDirectory(prefix="ten-lite-installs-") as folder:
                failed = _try(Path(folder), python, versions, options.tests)
            name = Path(python).parents[1].name if "/" in python else python
            print(f"Python {name}, {versions}: {failed or 'good'}", flush=True)
            bad += [failed] if failed else []
    return 1 if bad else 0


def _try(folder: Path, python: str, versions: str, tests: str) -> str:
    """What failed first; "" if nothing did."""
    own = folder / "bin" / "python"
    in_it = ["--python", str(own)]
    wanted = ["--resolution", RESOLUTIONS[versions], "-e", f".[{','.join(_extras())}]"]
    steps = {
        "no environment": ["uv", "venv", "--quiet", "--python", python, str(folder)],
        "not installable": ["uv", "pip", "install", "--quiet", *in_it, *wanted],
        "conflicts": ["uv", "pip", "check", "--quiet", *in_it],
        "an import": [str(own), "-W", "error", "-c", IMPORTS],
    }
    if tests != "none":
        chosen = PROVIDERS if tests == "all" else SOME
        paths = [f"extensions/ten_lite_{name}/tests" for name in chosen]
        steps["tests"] = [str(own), "-m", "pytest", "-q", "-m", "not weights", *paths]
    for name, command in steps.items():
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode:
            print(*(done.stdout + done.stderr).splitlines()[-60:], sep="\n", file=sys.stderr)
            return name
        if name == "tests":
            print(done.stdout.splitlines()[-1], file=sys.stderr)
    return ""


def _extras() -> list[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return sorted(project["optional-dependencies"])


if __name__ == "__main__":
    sys.exit(main())
