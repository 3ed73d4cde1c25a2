"""Installs ten_lite at the lowest and newest versions of what it needs, on each Python; tries it.

python -m tests.installs [--python 3.11 ...] [--versions lowest newest] [--extras none all]
                         [--tests all|some|none]

Needs uv and the interpreters (names, versions or paths). Each environment is made in a temporary
folder and deleted; it must have no conflicts, and the verbs must do what they do without a graph of
providers. With all extras together all modules must import, and the tests of the providers must
pass. Extras raise the versions of what ten_lite itself needs (an SDK asks for a newer pydantic), so
its lowest ones are tried without any extra, with the tests of the core.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import tomllib
from itertools import product
from pathlib import Path
from typing import Any

__all__: list[str] = []

ROOT = Path(__file__).parents[2]
RESOLUTIONS = {"lowest": "lowest-direct", "newest": "highest"}
PROVIDERS = (
    *("anthropic", "assemblyai", "azure", "cartesia"),
    *("deepgram", "elevenlabs", "google", "openai"),
)
SOME = ("deepgram", "openai")
CORE = (
    *("tests/addons", "tests/runtime", "extensions/ten_lite_main_control"),
    *(f"tests/config/{room}" for room in ("checks", "fitting", "reading", "schema", "shape")),
    *(f"tests/config/{room}" for room in ("sources", "text")),
)
TEST_TOOLS = ("hypothesis", "jsonschema", "pytest-rerunfailures", "pytest-timeout")
VERBS = (
    *("--help", "addons list", "addons inspect echo", "check echo --show-effective", "schema"),
    *("graph echo --format svg", "graphs list", "models list", "doctor echo", "test --help"),
)
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
    parser.add_argument("--extras", nargs="+", choices=["none", "all"], default=["none", "all"])
    parser.add_argument("--tests", choices=["all", "some", "none"], default="all")
    options = parser.parse_args()
    bad = []
    for python, versions, extras in product(options.python, options.versions, options.extras):
        with tempfile.TemporaryDirectory(prefix="ten-lite-installs-") as folder:
            failed = _try(Path(folder), python, versions, extras, options.tests)
        name = Path(python).parents[1].name if "/" in python else python
        print(f"Python {name}, {versions}, {extras} extras: {failed or 'good'}", flush=True)
        bad += [failed] if failed else []
    return 1 if bad else 0


def _try(folder: Path, python: str, versions: str, extras: str, tests: str) -> str:
    """What failed first; "" if nothing did."""
    own, frozen = folder / "bin" / "python", folder / "frozen.txt"
    in_it = ["--python", str(own)]
    install = ["uv", "pip", "install", "--quiet", *in_it]
    wanted = "." if extras == "none" else f".[{','.join(_extras())}]"
    steps = {
        "no environment": ["uv", "venv", "--quiet", "--python", python, str(folder)],
        "not installable": [*install, "--resolution", RESOLUTIONS[versions], "-e", wanted],
        "conflicts": ["uv", "pip", "check", "--quiet", *in_it],
    }
    for verb in VERBS:
        steps[f"ten-lite {verb}"] = [str(own), "-W", "error", "-m", "ten_lite", *verb.split()]
    if extras == "all":
        steps["an import"] = [str(own), "-W", "error", "-c", IMPORTS]
        chosen = PROVIDERS if tests == "all" else SOME
        paths = [f"extensions/ten_lite_{name}/tests" for name in chosen]
    elif tests != "none":
        steps["what it holds"] = ["uv", "pip", "freeze", *in_it, "--exclude-editable"]
        steps["test tools"] = [*install, "-c", str(frozen), *TEST_TOOLS, *_testing()]
        paths = list(CORE)
    if tests != "none":
        steps["tests"] = [
            str(own),
            "-m",
            "pytest",
            "-q",
            "-m",
            "not weights",
            "-o",
            "timeout=600",
            *paths,
        ]
    for name, command in steps.items():
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode:
            print(*(done.stdout + done.stderr).splitlines()[-60:], sep="\n", file=sys.stderr)
            return name
        if name == "what it holds":
            frozen.write_text(done.stdout)
        if name == "tests":
            print(done.stdout.splitlines()[-1], file=sys.stderr)
    return ""


def _extras() -> list[str]:
    return sorted(_project()["optional-dependencies"])


def _testing() -> list[str]:
    return [str(one) for one in _project()["optional-dependencies"]["testing"]]


def _project() -> dict[str, Any]:
    return dict(tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"])


if __name__ == "__main__":
    sys.exit(main())
