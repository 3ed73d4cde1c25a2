"""Distributions that are made up: a ``.dist-info`` folder and modules beside it."""

from __future__ import annotations

import importlib
import importlib.metadata
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

import pytest

from ten_lite.addons import AddonRegistry

ADDON = """
from ten_lite.addons import AddonSpec, hookimpl

SPEC = AddonSpec(
    name="{name}", kind="generic", description="A made-up addon.", factory="{module}:Made"
)


@hookimpl
def ten_lite_addons():
    return [SPEC]
"""


class Site:
    """A folder like ``site-packages``, on ``sys.path`` for as long as the test runs."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.modules: set[str] = set()

    def module(self, name: str, source: str) -> None:
        (self.path / f"{name}.py").write_text(source)
        self.modules.add(name)
        importlib.invalidate_caches()

    def distribution(
        self,
        name: str,
        entry_points: Mapping[str, str],
        *,
        version: str = "1.0",
        aliases: Mapping[str, str] = MappingProxyType({}),
        commands: Mapping[str, str] = MappingProxyType({}),
    ) -> Path:
        """Install ``name`` with entry points: of addons, of other names, of verbs."""
        info = self.path / f"{name.replace('-', '_')}-{version}.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
        lines = [f"{addon} = {value}" for addon, value in entry_points.items()]
        lines += ["[ten_lite.aliases]", *(f"{alias} = {to}" for alias, to in aliases.items())]
        lines += ["[ten_lite.commands]", *(f"{verb} = {to}" for verb, to in commands.items())]
        (info / "entry_points.txt").write_text("\n".join(["[ten_lite]", *lines, ""]))
        importlib.invalidate_caches()
        return info

    def addon(self, name: str, *, module: str = "", distribution: str = "") -> str:
        """A good addon in a module and a distribution of its own; the module's name."""
        module = module or f"made_{name}"
        self.module(module, ADDON.format(name=name, module=module))
        self.distribution(distribution or f"made-{name}", {name: module})
        return module


def make_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.syspath_prepend(str(folder))
    monkeypatch.delenv("TEN_LITE_LOAD_ADDONS", raising=False)
    site = Site(folder)
    yield site
    for name in site.modules:
        sys.modules.pop(name, None)


def of(*folders: Path) -> AddonRegistry:
    """A registry of what these folders hold, and of nothing that is installed here."""
    points = [
        point
        for found in importlib.metadata.distributions(path=[str(folder) for folder in folders])
        for point in found.entry_points
    ]
    return AddonRegistry(entry_points=points)
