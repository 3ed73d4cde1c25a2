"""Makes addons and apps with the verb, and runs things in them as if they were installed."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

from click.testing import CliRunner, Result

from ten_lite.cli import ten_lite

REPO = Path(__file__).parents[3]


def new(*arguments: str | Path) -> Result:
    return CliRunner().invoke(ten_lite, ["new", *map(str, arguments)], standalone_mode=False)


def new_addon(kind: str, folder: Path, name: str = "acme") -> Path:
    """A distribution of this kind in ``folder``."""
    target = folder / f"{kind}-{name}"
    done = new("addon", name, "--kind", kind, "--yes", "--to", target)
    assert done.exception is None, done.exception
    return target


def installed(project: Path) -> Path:
    """A folder for PYTHONPATH that says what pip would say of ``project`` once it is installed."""
    metadata = tomllib.loads((project / "pyproject.toml").read_text())["project"]
    folder = project.parent / f"{project.name} installed"
    info = folder / f"{metadata['name'].replace('-', '_')}-{metadata['version']}.dist-info"
    info.mkdir(parents=True)
    about = f"Metadata-Version: 2.1\nName: {metadata['name']}\nVersion: {metadata['version']}\n"
    (info / "METADATA").write_text(about)
    lines = [f"{name} = {value}" for name, value in metadata["entry-points"]["ten_lite"].items()]
    (info / "entry_points.txt").write_text("\n".join(["[ten_lite]", *lines, ""]))
    return folder


def python(
    project: Path, *arguments: str, path: tuple[Path, ...] = ()
) -> subprocess.CompletedProcess[str]:
    """``python arguments`` in ``project``, which can be imported, as can what is on ``path``."""
    places = (project, *path, REPO, REPO / "extensions")
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=project,
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join(map(str, places)),
            "PYTHONDONTWRITEBYTECODE": "1",
            # a project of its own needs no plugin
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        },
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
