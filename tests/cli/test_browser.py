from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
import webbrowser
from pathlib import Path

import pytest

from ten_lite.cli.browser import open_page

URL = "http://127.0.0.1:8765/"


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a browser was asked for, on a machine with a screen."""
    urls: list[str] = []
    monkeypatch.setattr(webbrowser, "open", lambda url: urls.append(url) or True)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("DISPLAY", ":0")
    return urls


def open_and_wait(url: str | None) -> None:
    open_page(url)
    for thread in threading.enumerate():
        if thread.name == "browser":
            thread.join(5)


def test_the_page_is_opened(opened: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    open_and_wait(URL)
    assert opened == [URL]
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("url", "here"),
    [
        ("http://0.0.0.0:80/", "http://127.0.0.1:80/"),
        ("http://[::]:8765/", "http://[::1]:8765/"),
        ("http://10.0.0.7:8765/", "http://10.0.0.7:8765/"),
    ],
)
def test_of_a_server_on_all_addresses_the_one_for_this_machine_is_opened(
    opened: list[str], url: str, here: str
) -> None:
    open_and_wait(url)
    assert opened == [here]


def test_without_a_screen_the_address_is_told_and_no_browser_takes_the_terminal(
    opened: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"):
        monkeypatch.delenv(name, raising=False)
    open_and_wait(URL)
    assert opened == []
    assert capsys.readouterr().err == (
        f"no browser here; open {URL} in one that reaches this machine\n"
    )


@pytest.mark.parametrize("failure", [None, webbrowser.Error("none"), OSError("none")], ids=repr)
def test_where_no_browser_can_be_run_the_address_is_told(
    opened: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    failure: Exception | None,
) -> None:
    def fail(url: str) -> bool:
        if failure is not None:
            raise failure
        return False

    monkeypatch.setattr(webbrowser, "open", fail)
    open_and_wait(URL)
    assert f"open {URL} in one" in capsys.readouterr().err


def test_a_browser_that_is_waited_for_holds_up_nothing(
    opened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = threading.Event()
    monkeypatch.setattr(webbrowser, "open", lambda url: closed.wait(10))
    open_page(URL)
    (thread,) = (one for one in threading.enumerate() if one.name == "browser")
    assert thread.daemon
    closed.set()
    thread.join(5)


def test_that_a_graph_has_no_page_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    open_page(None)
    assert "there is no page to open" in capsys.readouterr().err


@pytest.mark.real_time
def test_run_opens_the_page_when_the_server_is_ready(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, browser = tmp_path / "asked", tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" > {asked}.new; mv {asked}.new {asked}\n')
    browser.chmod(0o700)
    monkeypatch.setenv("BROWSER", os.fspath(browser))
    command = ["-m", "ten_lite", "run", "echo", "--port", "0", "--open"]
    process = subprocess.Popen(
        [sys.executable, *command], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        for line in iter(process.stdout.readline, ""):  # type: ignore[union-attr]
            if line.startswith("http"):
                break
        url = line.split()[1]
        until_s = time.monotonic() + 20
        while not asked.exists() and time.monotonic() < until_s:
            time.sleep(0.05)
        assert asked.read_text() == f"{url}\n"
    finally:
        process.terminate()
        process.communicate(timeout=20)
