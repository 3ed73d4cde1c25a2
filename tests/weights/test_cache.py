from __future__ import annotations

import sys
from pathlib import Path

import pytest

from ten_lite.weights import WeightsError, cache_dir


@pytest.fixture(autouse=True)
def a_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    for name in ("TEN_LITE_CACHE_DIR", "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("system", "variable", "folder"),
    [
        ("linux", "XDG_CACHE_HOME", ".cache/ten_lite"),
        ("freebsd14", "XDG_CACHE_HOME", ".cache/ten_lite"),
        ("darwin", None, "Library/Caches/ten_lite"),
        ("win32", "LOCALAPPDATA", "AppData/Local/ten_lite"),
    ],
)
def test_each_system_has_its_convention(
    monkeypatch: pytest.MonkeyPatch, a_home: Path, system: str, variable: str | None, folder: str
) -> None:
    monkeypatch.setattr(sys, "platform", system)
    assert cache_dir() == a_home / folder
    monkeypatch.setenv("XDG_CACHE_HOME", str(a_home / "xdg"))
    monkeypatch.setenv("LOCALAPPDATA", str(a_home / "local"))
    chosen = {"XDG_CACHE_HOME": "xdg/ten_lite", "LOCALAPPDATA": "local/ten_lite", None: folder}
    assert cache_dir() == a_home / chosen[variable]


def test_a_relative_xdg_value_is_ignored(monkeypatch: pytest.MonkeyPatch, a_home: Path) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    assert cache_dir() == a_home / ".cache/ten_lite"


def test_the_users_own_choice_comes_first(monkeypatch: pytest.MonkeyPatch, a_home: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(a_home / "xdg"))
    monkeypatch.setenv("TEN_LITE_CACHE_DIR", str(a_home / "mine"))
    assert cache_dir() == a_home / "mine"
    monkeypatch.chdir(a_home)
    monkeypatch.setenv("TEN_LITE_CACHE_DIR", "mine")
    assert cache_dir() == a_home / "mine"


def test_a_user_without_a_home_is_told_the_cure(monkeypatch: pytest.MonkeyPatch) -> None:
    def home() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", home)
    with pytest.raises(WeightsError, match="set TEN_LITE_CACHE_DIR"):
        cache_dir()
