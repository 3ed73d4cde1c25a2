"""Runs test files in one process and notes which lines each of them ran.

What a module does when it is imported is noted apart, as whichever file is first imports it.
"""

from __future__ import annotations

import importlib
import multiprocessing
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import coverage
import pytest

from .rule import ROOT

IMPORT = "import"
DATA = "data"


class Contexts:
    """A pytest plugin: what runs is credited to the file whose test it runs for."""

    def __init__(self, measured: coverage.Coverage, modules: list[Path]) -> None:
        self._measured = measured
        self._modules = modules
        self._current = IMPORT

    def pytest_sessionstart(self) -> None:
        for module in self._modules:
            if module.stem != "__main__":  # it runs when it is imported
                importlib.import_module(_dotted(module))

    def _enter(self, path: Path) -> None:
        if (context := context_of(path)) != self._current:
            self._current = context
            self._measured.switch_context(context)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_make_collect_report(self, collector: pytest.Collector) -> Iterator[None]:
        self._enter(collector.path)
        return (yield)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        self._enter(item.path)
        return (yield)


def context_of(test: Path) -> str:
    """What the lines that ``test`` ran are filed under."""
    return str(test.relative_to(ROOT))


def measure(tests: list[Path], modules: list[Path], folder: Path, *, processes: int) -> bool:
    """Run ``tests`` in so many processes and leave in ``folder`` what each of them measured.

    Returns:
        Whether all of them passed.
    """
    shares = [tests[first::processes] for first in range(min(processes, len(tests)))]
    with ProcessPoolExecutor(processes, multiprocessing.get_context("spawn")) as pool:
        runs = [pool.submit(_run, share, modules, folder) for share in shares]
        passed = [run.result() for run in runs]
    return all(passed)


def _run(tests: list[Path], modules: list[Path], folder: Path) -> bool:
    measured = coverage.Coverage(
        data_file=str(folder / DATA),
        data_suffix=True,
        config_file=str(ROOT / "pyproject.toml"),
        include=[str(module) for module in modules],
    )
    measured.start()
    measured.switch_context(IMPORT)
    options = ["-q", "--no-header", "-p", "no:cacheprovider", "-m", "not weights"]
    code = pytest.main([*options, *map(str, tests)], plugins=[Contexts(measured, modules)])
    measured.stop()
    measured.save()
    return code == 0


def _dotted(module: Path) -> str:
    parts = module.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
