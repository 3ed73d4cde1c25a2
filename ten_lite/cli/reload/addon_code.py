"""The code of addons: where it lies, what depends on it, and how it is imported anew."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FunctionType, ModuleType

from ten_lite.addons.spec import AddonSpec, package_of

__all__ = ["addon_packages", "fresh_code", "package_path", "with_dependents"]

OWN = "ten_lite"


def addon_packages(specs: Iterable[AddonSpec]) -> set[str]:
    """The packages that hold the code of ``specs``; the framework itself is none of them."""
    return {package_of(spec) for spec in specs} - {OWN}


def package_path(package: str) -> Path | None:
    """The folder of an imported package, or the file of a module; None: it has neither."""
    file = getattr(sys.modules.get(package), "__file__", None)
    if file is None:
        return None
    path = Path(file).resolve()
    return path.parent if path.name == "__init__.py" else path


def with_dependents(changed: Collection[str], packages: Collection[str]) -> set[str]:
    """``changed``, and those of ``packages`` that hold something of them, also by others."""
    found = set(changed)
    while more := {p for p in set(packages) - found if any(_holds(p, other) for other in found)}:
        found |= more
    return found


@contextmanager
def fresh_code(packages: Collection[str], changed: Iterable[Path]) -> Iterator[None]:
    """Imports inside this block find what is on the disk; if it fails, the code is as before.

    Args:
        packages: What is imported anew.
        changed: The files whose compiled form may be out of date and look current: it knows their
            time in seconds only.
    """
    for file in changed:
        if file.suffix == ".py":
            Path(importlib.util.cache_from_source(str(file))).unlink(missing_ok=True)
    before = _take_out(packages)
    importlib.invalidate_caches()
    try:
        yield
    except BaseException:
        _take_out(packages)
        sys.modules.update(before)
        raise


def _take_out(packages: Collection[str]) -> dict[str, ModuleType]:
    return {
        name: sys.modules.pop(name)
        for name in list(sys.modules)
        if any(_is_in(name, package) for package in packages)
    }


def _holds(package: str, other: str) -> bool:
    return any(
        _is_in(origin, other)
        for name, module in list(sys.modules.items())
        if _is_in(name, package)
        for origin in _origins(module)
    )


def _origins(module: ModuleType) -> Iterator[str]:
    for value in list(vars(module).values()):
        if isinstance(value, ModuleType):
            yield value.__name__
        elif isinstance(value, type | FunctionType):
            yield value.__module__


def _is_in(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")
