"""Addons that no distribution brings: the files of a project's own folder ``addons``.

``addons/level_meter.py``, or the package ``addons/level_meter/``, is the plugin module of the addon
``level_meter``, with the hook ``ten_lite_addons`` like any other; it is imported when a graph names
the addon. Names that begin with ``_`` are no addons: what several of them share may lie there, and
is imported with ``from . import _shared``.
"""

from __future__ import annotations

import hashlib
import importlib
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

__all__ = ["FOLDER", "LocalAddon", "local_addons"]

FOLDER = "addons"
GRAPHS = "graphs"


@dataclass(frozen=True, slots=True)
class LocalAddon:
    """An addon in a file.

    Attributes:
        name: The addon's name, which is the file's.
        distribution: The file, relative to the working directory where that is shorter.
        version: "", as it has none.
        file: The module, or the ``__init__.py`` of the package.
    """

    name: str
    distribution: str
    version: str
    file: Path

    def load(self) -> ModuleType:
        """Import it, as part of a package that stands for its folder and for no other.

        So two projects in one process may use the same names, and no name of a file hides a module
        that is installed.
        """
        is_package = self.file.name == "__init__.py"
        folder = self.file.parent.parent if is_package else self.file.parent
        package = f"ten_lite_addons_{hashlib.sha256(str(folder).encode()).hexdigest()[:8]}"
        if package not in sys.modules:
            module = ModuleType(package, f"The addons in {folder}.")
            module.__path__ = [str(folder)]
            # it need not be there; --reload takes the folder for what belongs together
            module.__file__ = str(folder / "__init__.py")
            sys.modules[package] = module
            importlib.invalidate_caches()
        return importlib.import_module(f"{package}.{self.name}")


def local_addons(folders: Iterable[Path]) -> Iterator[LocalAddon]:
    """The addons of projects, each once; nothing is imported.

    Args:
        folders: Where there may be a folder ``addons``; of one called ``graphs`` the folder around
            it is meant as well.
    """
    absolute = [folder.resolve() for folder in folders]
    absolute += [folder.parent for folder in absolute if folder.name == GRAPHS]
    for folder in dict.fromkeys(absolute):
        for path in sorted((folder / FOLDER).glob("[!_.]*")):
            file = path / "__init__.py" if path.is_dir() else path
            name = path.name if path.is_dir() else path.stem
            if file.suffix == ".py" and file.is_file() and "." not in name:
                yield LocalAddon(name, _shown(path), "", file)


def _shown(path: Path) -> str:
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)
