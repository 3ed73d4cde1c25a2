"""``ten-lite run --reload`` as a process."""

from __future__ import annotations

import json
import signal
import urllib.request
from pathlib import Path

import pytest
from websockets.sync.client import connect

from tests.e2e.processes import Server, running

pytestmark = pytest.mark.real_time


def write(folder: Path, *names: str) -> None:
    nodes = [{"name": "door", "addon": "websocket_server"}]
    nodes += [{"name": name, "addon": "echo"} for name in names]
    (folder / "mine.json").write_text(json.dumps({"nodes": nodes}))


def nodes(server: Server) -> list[str]:
    with urllib.request.urlopen(f"{server.http}api/graphs", timeout=10) as answer:
        return [node["name"] for node in json.load(answer)["graph"]["nodes"]]


def said(server: Server, last: str) -> str:
    """What it says until ``last``."""
    lines: list[str] = []
    assert server.process.stderr is not None
    while not lines or last not in lines[-1]:
        lines.append(server.process.stderr.readline())
        assert lines[-1], f"it ended, and said {lines}"
    return "".join(lines)


def test_what_is_saved_is_served_at_the_same_address_and_a_mistake_is_not(tmp_path: Path):
    write(tmp_path, "one")
    with running(tmp_path, "./mine.json", "--reload") as server:
        with connect(server.url) as client:
            write(tmp_path, "two")
            assert "running ones (1) go on" in said(server, "mine.json changed: new sessions get")
            assert nodes(server) == ["door", "two"]
            client.ping().wait(10)
        (tmp_path / "mine.json").write_text("{")
        assert "TL103" in said(server, "mine.json changed and cannot be used: mine goes on")
        assert nodes(server) == ["door", "two"]
        server.signal(signal.SIGINT)
        assert server.wait()[0] == 0
