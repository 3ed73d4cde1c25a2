"""The pytest plugin in a project of somebody else: off by default, all of it with one setting."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from ten_lite.pytest_plugin import pytest_configure

pytestmark = pytest.mark.real_time

ROOT = Path(__file__).parents[1]
ON = "asyncio_mode = auto\nten_lite_tests = true\n"
GOOD = """
import asyncio, time
from ten_lite.messages import ChatCompletion
from ten_lite.testing.scenario import bot_says, run_graph
from ten_lite_fakes import FAKE_LLM

async def test_an_hour_takes_no_time():
    began_s = time.monotonic()
    await asyncio.sleep(3600)
    assert time.monotonic() - began_s < 10

async def test_a_harness_is_closed(harness):
    addon = await harness(FAKE_LLM, {"replies": ["Fine."]})
    asked = addon.call(ChatCompletion([{"role": "user", "content": "hello"}]))
    assert "".join([delta.delta async for delta in asked]) == "Fine."

async def test_a_conversation():
    await run_graph("voice_assistant", [bot_says(contains="hello")])

def test_a_plain_function():
    pass
"""
TASK = """
import asyncio
async def test_leaves_a_task():
    global task
    task = asyncio.create_task(asyncio.sleep(3600), name="forgotten")
"""
THREAD = """
import threading
def test_leaves_a_thread():
    threading.Thread(target=threading.Event().wait, name="forgotten", daemon=True).start()
"""
FAILING = """
from ten_lite.testing.scenario import bot_says, run_graph
async def test_it():
    await run_graph("voice_assistant", [bot_says("Good day.")])
"""


def run(folder: Path, test: str, *, settings: str = ON, arguments: tuple[str, ...] = ()) -> str:
    """What pytest says of a project with an installed plugin and one test file."""
    (folder / "pytest.ini").write_text(f"[pytest]\n{settings}")
    (folder / "test_it.py").write_text(test)
    installed = folder / "site" / "plugin-1.dist-info"
    installed.mkdir(parents=True)
    (installed / "METADATA").write_text("Metadata-Version: 2.1\nName: plugin\nVersion: 1\n")
    name = "ten_lite.pytest_plugin"
    (installed / "entry_points.txt").write_text(f"[pytest11]\n{name} = {name}\n")
    path = os.pathsep.join(map(str, (folder / "site", ROOT, ROOT / "extensions")))
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    return done.stdout + done.stderr


@pytest.mark.parametrize("arguments", [(), ("-p", "ten_lite.pytest_plugin")])
def test_one_setting_brings_virtual_time_and_fixtures(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    assert "4 passed" in run(tmp_path, GOOD, arguments=arguments)


@pytest.mark.parametrize("test", [TASK, THREAD])
def test_what_is_left_behind_fails_a_test(tmp_path: Path, test: str) -> None:
    told = run(tmp_path, test)
    assert "1 error" in told
    assert "forgotten" in told


def test_without_the_setting_nothing_is_different(tmp_path: Path) -> None:
    unset = "import sys\n" + THREAD + "    assert 'ten_lite.testing' not in sys.modules\n"
    assert "1 passed" in run(tmp_path, unset, settings="")


def test_who_has_no_pytest_asyncio_is_not_disturbed(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "pytest_asyncio.py").write_text("raise ModuleNotFoundError(__name__)")
    unset = "def test_a_plain_function():\n    pass\n"
    told = run(tmp_path, unset, settings="", arguments=("-p", "no:asyncio", "-W", "error"))
    assert "1 passed" in told
    assert "warning" not in told


def test_who_needs_pytest_asyncio_is_told(tmp_path: Path) -> None:
    told = run(tmp_path, GOOD, arguments=("-p", "no:asyncio"))
    assert 'needs pytest-asyncio 1.4 or newer: pip install "ten-lite[testing]"' in told
    assert "Traceback" not in told


def test_a_failed_conversation_is_readable(tmp_path: Path) -> None:
    told = run(tmp_path, FAILING)
    assert ' ->  1  bot says "Good day."' in told
    assert "instead: the bot said" in told
    assert "1 failed" in told


class Config:
    """Of a pytest whose project has set it or not."""

    def __init__(self, *, is_set: bool, has_asyncio: bool = True) -> None:
        self.is_set = is_set
        self.hook = SimpleNamespace()
        if has_asyncio:
            self.hook.pytest_asyncio_loop_factories = None
        self.markers: list[str] = []
        self.registered: list[str] = []
        self.pluginmanager = self

    def getini(self, name: str) -> bool:
        assert name == "ten_lite_tests"
        return self.is_set

    def addinivalue_line(self, name: str, line: str) -> None:
        self.markers.append(line.partition(":")[0])

    def register(self, plugin: object, name: str) -> None:
        self.registered.append(name)


@pytest.mark.parametrize("is_set", [True, False])
def test_the_setting_registers_the_marker_and_the_fixtures(is_set: bool) -> None:
    config: Any = Config(is_set=is_set)
    pytest_configure(config)
    assert config.markers == ["real_time"] * is_set
    assert config.registered == ["ten_lite.testing.fixtures"] * is_set


def test_a_missing_pytest_asyncio_is_named_with_the_pip_line() -> None:
    config: Any = Config(is_set=True, has_asyncio=False)
    with pytest.raises(pytest.UsageError, match=r'pip install "ten-lite\[testing\]"'):
        pytest_configure(config)
    assert config.registered == []


def test_another_module_that_is_missing_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "ten_lite.testing.fixtures")
    monkeypatch.delattr("ten_lite.testing.fixtures")
    monkeypatch.setitem(sys.modules, "ten_lite.testing.fixtures", None)
    with pytest.raises(ImportError):
        pytest_configure(Config(is_set=True))  # type: ignore[arg-type]
