from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ten_lite.addons import AddonSpec
from ten_lite.cli.reload.addon_code import (
    addon_packages,
    fresh_code,
    package_path,
    with_dependents,
)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.syspath_prepend(str(tmp_path))
    yield tmp_path
    for name in [name for name in sys.modules if name.startswith("rl_")]:
        del sys.modules[name]


def package(site: Path, name: str, source: str) -> None:
    folder = site.joinpath(*name.split("."))
    folder.mkdir(parents=True)
    (folder / "__init__.py").write_text("")
    (folder / "code.py").write_text(source)
    importlib.invalidate_caches()
    importlib.import_module(f"{name}.code")


def spec(factory: str) -> AddonSpec:
    return AddonSpec(name="x", kind="generic", description="", factory=factory)


def test_an_addon_lies_in_its_topmost_package(site: Path):
    package(site, "rl_a", "")
    package(site, "rl_names.b", "")
    (site / "rl_single.py").write_text("")
    importlib.import_module("rl_single")
    specs = map(spec, ("rl_a.code:X", "rl_names.b.code:X", "rl_single:X", "ten_lite.runtime:X"))
    assert addon_packages(specs) == {"rl_a", "rl_names.b", "rl_single"}
    assert package_path("rl_a") == site / "rl_a"
    assert package_path("rl_single") == site / "rl_single.py"
    assert package_path("rl_names") is None


def test_who_holds_something_of_a_changed_package_changes_with_it(site: Path):
    package(site, "rl_a", "class Message: ...")
    package(site, "rl_b", "from rl_a.code import Message")
    package(site, "rl_c", "import rl_b.code as other")
    package(site, "rl_d", "import json")
    everything = {"rl_a", "rl_b", "rl_c", "rl_d"}
    assert with_dependents({"rl_a"}, everything) == {"rl_a", "rl_b", "rl_c"}
    assert with_dependents(set(), everything) == set()


def test_code_is_imported_anew_even_when_time_and_size_are_those_of_before(site: Path):
    package(site, "rl_a", "VALUE = 1")
    old, file = sys.modules["rl_a.code"], site / "rl_a" / "code.py"
    before = file.stat()
    file.write_text("VALUE = 2")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    with fresh_code({"rl_a"}, [file]):
        assert importlib.import_module("rl_a.code").VALUE == 2
    assert sys.modules["rl_a.code"] is not old
    assert old.VALUE == 1


def test_when_that_fails_the_code_is_as_before(site: Path):
    package(site, "rl_a", "VALUE = 1")
    old = (sys.modules["rl_a"], sys.modules["rl_a.code"])
    (site / "rl_a" / "new.py").write_text("")
    (site / "rl_a" / "code.py").write_text("from rl_a import new; 1 / 0")
    with (
        pytest.raises(ZeroDivisionError),
        fresh_code({"rl_a"}, [site / "rl_a" / "code.py"]),
    ):
        importlib.import_module("rl_a.code")
    assert (sys.modules["rl_a"], sys.modules["rl_a.code"]) == old
    assert "rl_a.new" not in sys.modules
