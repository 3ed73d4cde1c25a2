from __future__ import annotations

import os
import sys
from collections.abc import Callable

import pytest

from ten_lite.bench import servers
from ten_lite.bench.client import BenchClient, text_frame
from ten_lite.bench.scenario import Scenario
from ten_lite.bench.servers import BenchServer, both_servers, running
from ten_lite.errors import TenLiteError
from ten_lite.wire.ten_client import encode_text

pytestmark = pytest.mark.real_time

READY = (
    "import json, pathlib, signal, sys, time;"
    "file = pathlib.Path(sys.argv[-1]);"
    "draft = file.with_suffix('.draft');"
    "draft.write_text(json.dumps({'url': 'ws://127.0.0.1:9'}));"
    "draft.replace(file);"
)


def program(text: str) -> list[str]:
    return [sys.executable, "-c", text]


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_server_is_stopped_at_the_end() -> None:
    with running(program(READY + "time.sleep(60)")) as server:
        assert server.url == "ws://127.0.0.1:9"
        assert server.ready_s > 0
        assert is_alive(server.pid)
    assert not is_alive(server.pid)


def test_a_server_is_stopped_when_the_bench_fails() -> None:
    def fail(server: BenchServer) -> None:
        pids.append(server.pid)
        raise KeyError

    pids: list[int] = []
    with pytest.raises(KeyError), running(program(READY + "time.sleep(60)")) as server:
        fail(server)
    assert not is_alive(pids[0])


def test_a_server_that_does_not_listen_to_signals_is_killed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(servers, "STOP_WITHIN_S", 0.1)
    deaf = "signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    with running(program("import signal;" + deaf + READY + "time.sleep(60)")) as server:
        pass
    assert not is_alive(server.pid)


def test_a_server_that_cannot_start_is_an_error_with_its_last_words() -> None:
    with (
        pytest.raises(TenLiteError, match="could not be started: no such luck"),
        running(program("import sys; sys.exit('first\\nno such luck')")),
    ):
        pass


def test_a_server_that_is_never_ready_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(servers, "READY_WITHIN_S", 0.1)
    with (
        pytest.raises(TenLiteError, match="not ready after"),
        running(program("import time; time.sleep(60)")),
    ):
        pass


def measure_self(monkeypatch: pytest.MonkeyPatch) -> BenchServer:
    return BenchServer("", os.getpid(), 0.0)


def without_proc(monkeypatch: pytest.MonkeyPatch) -> BenchServer:
    def missing(*_: object, **__: object) -> None:
        raise FileNotFoundError

    monkeypatch.setattr(servers, "open", missing, raising=False)
    return BenchServer("", os.getpid(), 0.0)


@pytest.mark.parametrize("server_for", [measure_self, without_proc])
def test_memory_and_time_of_a_process_are_known(
    server_for: Callable[[pytest.MonkeyPatch], BenchServer], monkeypatch: pytest.MonkeyPatch
) -> None:
    server = server_for(monkeypatch)
    assert 5_000 < server.rss_kb() < 5_000_000
    assert 0 <= server.cpu_s() < 10_000  # ps counts whole seconds
    assert servers.waited_s(server.pid) >= 0


async def test_both_servers_hold_the_same_conversation() -> None:
    scenario = Scenario(reply="One two. Three four.", word_ms=40, lead_s=5)
    heard = {}
    with both_servers(scenario, stop_after_s=60) as both:
        for side, server in both.items():
            client = await BenchClient.connect(server.url)
            client.send(text_frame(encode_text("go on")))
            await client.until(lambda c=client: c.ended == 1, timeout_s=10)  # type: ignore[misc]
            heard[side] = (len(client.audio_at_s), client.texts)
            await client.close()
        pids = [server.pid for server in both.values()]
    assert heard["ours"] == heard["floor"]
    assert heard["ours"][0] == scenario.reply_frames == 8
    assert not any(is_alive(pid) for pid in pids)
