"""``ten-lite call --mic`` from the command line on."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ten_lite.cli import call

from .fake_sounddevice import FakeSounddevice, device

DEVICES = (device("USB Microphone", 1, 0), device("Speakers", 0, 2))


def run(*arguments: str) -> Result:
    return CliRunner().invoke(call.command, arguments)


@pytest.fixture
def sounddevice(monkeypatch: pytest.MonkeyPatch) -> FakeSounddevice:
    module = FakeSounddevice(*DEVICES)
    monkeypatch.setitem(sys.modules, "sounddevice", module)  # type: ignore[arg-type]
    return module


@pytest.mark.parametrize("option", [("--text", "hello"), ("--out", "a.wav"), ("--json",)])
def test_the_microphone_goes_without_what_is_for_files(option: tuple[str, ...]) -> None:
    done = run("--mic", *option)
    assert done.exit_code == 2
    assert "--mic goes without --wav, --text, --out and --json" in done.output


def test_devices_without_a_microphone_are_a_mistake() -> None:
    done = run("--text", "hello", "--input-device", "3")
    assert done.exit_code == 2
    assert "--input-device, --output-device and --mute-while-speaking go with --mic" in done.output


def test_a_device_that_is_missing_is_told_before_a_graph_is_started(
    sounddevice: FakeSounddevice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subprocess, "Popen", pytest.fail)
    done = run("--mic", "--input-device", "headset")
    assert "is not the number of a microphone" in str(done.exception)


def test_devices_are_listed_for_programs(sounddevice: FakeSounddevice) -> None:
    done = run("--list-devices", "--json")
    assert [one["name"] for one in json.loads(done.output)] == ["USB Microphone", "Speakers"]


def test_that_there_is_no_device_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    module = FakeSounddevice(default=(-1, -1))
    monkeypatch.setitem(sys.modules, "sounddevice", module)  # type: ignore[arg-type]
    assert run("--list-devices").output == "there is no sound device\n"


PROGRAM = """
import sys
from tests.cli.mic.fake_sounddevice import FakeSounddevice, device
devices = device("USB Microphone", 1, 0), device("Speakers", 0, 2)
sys.modules["sounddevice"] = FakeSounddevice(*devices)
from ten_lite.cli import main
main()
"""


@pytest.fixture
def calling() -> Iterator[subprocess.Popen[str]]:
    root = Path(__file__).parents[3]
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, "call", "--mic", "--graph", "echo"],
        cwd=root,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    yield process
    process.kill()
    process.communicate()


@pytest.mark.real_time
def test_ctrl_c_ends_the_call_and_the_graph_with_it(calling: subprocess.Popen[str]) -> None:
    assert calling.stderr is not None
    said = []
    for line in calling.stderr:
        said.append(line)
        if "speak now" in line:
            break
    assert said[0] == 'using the microphone "USB Microphone" and the loudspeaker "Speakers"\n'
    assert said[-1] == (
        "speak now; wear headphones, or the agent hears itself; Ctrl-C ends the call\n"
    )
    began_s = time.monotonic()
    os.kill(calling.pid, signal.SIGINT)
    _, rest = calling.communicate(timeout=30)
    assert calling.returncode == 0
    assert rest.startswith("the call has ended\n")
    assert time.monotonic() - began_s < 10
