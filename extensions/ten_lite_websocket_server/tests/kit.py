"""An app behind a real socket on 127.0.0.1, and clients for it, all in the test's own loop."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import itertools
import json
import os
import socket
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from types import TracebackType
from typing import Any, Self

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

import ten_lite_echo
import ten_lite_fakes
import ten_lite_main_control
import ten_lite_websocket_server
from ten_lite.addons import AddonSpec
from ten_lite.config.definition import EdgeDef, GraphDef, NodeDef, default_queue
from ten_lite.messages import (
    AsrResult,
    ChatCompletion,
    Message,
    PcmFrame,
    PlaybackPosition,
    TextData,
    TtsAudioEnd,
    TtsAudioStart,
    TtsFlush,
    TtsFlushEnd,
    TtsTextInput,
    UserJoined,
)
from ten_lite.runtime import App
from ten_lite.testing import leftover_tasks

Reply = dict[str, Any]

SPECS = {
    spec.name: spec
    for package in (
        ten_lite_echo,
        ten_lite_fakes,
        ten_lite_main_control,
        ten_lite_websocket_server,
    )
    for spec in package.ten_lite_addons()
}

Edge = tuple[str, str, type[Message]]
CONVERSATION: tuple[Edge, ...] = (
    ("ws", "stt", PcmFrame),
    ("ws", "control", TextData),
    ("ws", "control", UserJoined),
    ("stt", "control", AsrResult),
    ("control", "llm", ChatCompletion),
    ("control", "tts", TtsTextInput),
    ("control", "tts", TtsFlush),
    ("control", "ws", TtsFlush),
    ("control", "ws", TextData),
    ("tts", "ws", PcmFrame),
    ("tts", "control", TtsAudioStart),
    ("tts", "control", TtsAudioEnd),
    ("tts", "control", TtsFlushEnd),
    ("tts", "ws", TtsAudioStart),
    ("tts", "ws", TtsAudioEnd),
    ("ws", "tts", PlaybackPosition),
)

Node = tuple[AddonSpec, Mapping[str, Any]]


def graph_of(nodes: Mapping[str, Node], edges: Iterable[Edge]) -> GraphDef:
    return GraphDef(
        "test",
        "",
        tuple(
            NodeDef(name, spec, spec.config.model_validate(dict(properties)))
            for name, (spec, properties) in nodes.items()
        ),
        tuple(EdgeDef(s, t, message, default_queue(message.kind)) for s, t, message in edges),
    )


def echo_graph(echo: AddonSpec = SPECS["echo"], **ws: Any) -> GraphDef:
    """The client's own sound comes back."""
    nodes = {"ws": (SPECS["websocket_server"], {"port": 0, **ws}), "echo": (echo, {})}
    return graph_of(nodes, [("ws", "echo", PcmFrame), ("echo", "ws", PcmFrame)])


def conversation_graph(
    *,
    ws: Mapping[str, Any] | None = None,
    stt: Mapping[str, Any] | None = None,
    control: Mapping[str, Any] | None = None,
    llm: Mapping[str, Any] | None = None,
    tts: Mapping[str, Any] | None = None,
    specs: Mapping[str, AddonSpec] | None = None,
) -> GraphDef:
    """A whole assistant of fakes; ``specs`` puts other addons in the place of nodes."""
    specs = specs or {}
    nodes = {
        "ws": (SPECS["websocket_server"], {"port": 0, **(ws or {})}),
        "stt": (specs.get("stt", SPECS["fake_stt"]), stt or {}),
        "control": (SPECS["main_control"], control or {}),
        "llm": (specs.get("llm", SPECS["fake_llm"]), llm or {}),
        "tts": (specs.get("tts", SPECS["fake_tts"]), tts or {}),
    }
    return graph_of(nodes, CONVERSATION)


@contextlib.asynccontextmanager
async def serving(graph: GraphDef) -> AsyncIterator[App]:
    """The app of ``graph``, started; stopped at the end."""
    numbers = itertools.count(1)
    app = App(graph, new_id=lambda: f"s{next(numbers)}")
    await app.start()
    try:
        yield app
    finally:
        await app.stop()


def port_of(app: App) -> int:
    return int(app.urls["ws"].rsplit(":", 1)[1].split("/")[0])


def sound(ms: int, sample: int = 5000, *, sample_rate_hz: int = 16_000) -> bytes:
    """A loud constant."""
    return sample.to_bytes(2, "little", signed=True) * (sample_rate_hz * ms // 1000)


def audio_message(data: bytes) -> str:
    return json.dumps({"audio": base64.b64encode(data).decode()})


def text_message(text: str) -> str:
    return json.dumps({"type": "data", "name": "text_data", "data": {"text": text}})


def audio_of(reply: Reply) -> bytes:
    return base64.b64decode(reply["audio"], validate=True)


class Client:
    """A WebSocket client that keeps everything the server sends, in order.

    Attributes:
        got: What came, decoded.
        at_s: When each came, on the loop's clock.
    """

    def __init__(self, app_or_url: App | str, **options: Any) -> None:
        self._url = app_or_url if isinstance(app_or_url, str) else app_or_url.urls["ws"]
        self._options = {"compression": None, "proxy": None, "max_size": 2**24} | options
        self.got: list[Reply] = []
        self.at_s: list[float] = []
        self._changed = asyncio.Event()

    async def __aenter__(self) -> Self:
        self.socket: ClientConnection = await connect(self._url, **self._options)
        self._reader = asyncio.create_task(self._read(), name="client reads")
        return self

    async def __aexit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.socket.close()
        await self._reader

    async def _read(self) -> None:
        with contextlib.suppress(ConnectionClosed):
            async for raw in self.socket:
                self.got.append(json.loads(raw))
                self.at_s.append(asyncio.get_running_loop().time())
                self._changed.set()
        self._changed.set()

    async def say(self, data: bytes, *, frame_ms: int = 20) -> None:
        """Send sound in real time."""
        size = 32 * frame_ms
        for start in range(0, len(data), size):
            await self.socket.send(audio_message(data[start : start + size]))
            await asyncio.sleep(frame_ms / 1000)

    async def type(self, text: str) -> None:
        await self.socket.send(text_message(text))

    async def until(
        self, wanted: Callable[[Reply], Any], *, timeout_s: float = 10.0, after: int = 0
    ) -> int:
        """The index of the first message from ``after`` on that ``wanted`` is true of."""
        async with asyncio.timeout(timeout_s):
            index = after
            while True:
                while index < len(self.got):
                    if wanted(self.got[index]):
                        return index
                    index += 1
                self._changed.clear()
                await self._changed.wait()

    async def closed(self, *, timeout_s: float = 10.0) -> tuple[int | None, str | None]:
        """Close code and reason, once the server has closed."""
        async with asyncio.timeout(timeout_s):
            await self.socket.wait_closed()
        await self._reader
        return self.socket.close_code, self.socket.close_reason

    def abort(self) -> None:
        """Vanish with a reset, as when the process is killed."""
        raw = self.socket.transport.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        self.socket.transport.abort()

    def errors(self) -> list[str]:
        return [reply["error"] for reply in self.got if reply["type"] == "error"]


class MuteClient:
    """A client that shakes hands and then neither reads nor answers; for half-open connections."""

    def __init__(self, app: App, *, receive_buffer: int = 4096) -> None:
        self._port = port_of(app)
        self._receive_buffer = receive_buffer

    async def __aenter__(self) -> Self:
        raw = socket.socket()
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, self._receive_buffer)
        raw.setblocking(False)
        loop = asyncio.get_running_loop()
        await loop.sock_connect(raw, ("127.0.0.1", self._port))
        key = base64.b64encode(bytes(16)).decode()
        request = (
            f"GET /ws HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n"
        )
        await loop.sock_sendall(raw, request.encode())
        answer = b""
        while not answer.endswith(b"\r\n\r\n"):
            answer += await loop.sock_recv(raw, 1)
        assert b" 101 " in answer.splitlines()[0]
        self.raw = raw
        return self

    async def __aexit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.raw.close()

    async def send(self, payload: bytes, *, opcode: int = 1) -> None:
        """Send one masked frame (the mask is zero)."""
        size = len(payload)
        head = bytes([0x80 | opcode])
        if size < 126:
            head += bytes([0x80 | size])
        elif size < 65536:
            head += b"\xfe" + size.to_bytes(2, "big")
        else:
            head += b"\xff" + size.to_bytes(8, "big")
        await asyncio.get_running_loop().sock_sendall(self.raw, head + bytes(4) + payload)


async def eventually(condition: Callable[[], Any], *, timeout_s: float) -> float:
    """Wait until ``condition`` holds; the seconds it took."""
    loop = asyncio.get_running_loop()
    began_s = loop.time()
    async with asyncio.timeout(timeout_s):
        while not condition():  # noqa: ASYNC110, a condition of any kind has no event
            await asyncio.sleep(0.01)
    return loop.time() - began_s


async def http_get(app: App, path: str, **headers: str) -> tuple[int, dict[str, str], str]:
    """Status, headers and body of a plain GET."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port_of(app))
    lines = [f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{port_of(app)}"]
    headers = {"Connection": "close", **headers}
    lines += [f"{name}: {value}" for name, value in headers.items()]
    writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())
    async with asyncio.timeout(5):
        raw = (await reader.read()).decode()
    writer.close()
    await writer.wait_closed()
    head, _, body = raw.partition("\r\n\r\n")
    first, *rest = head.split("\r\n")
    found = dict(line.split(": ", 1) for line in rest)
    return int(first.split()[1]), found, body


class Inventory:
    """What the process holds, to be compared with later."""

    def __init__(self) -> None:
        self.tasks = leftover_tasks()
        self.files = open_files()

    def is_back(self) -> bool:
        return leftover_tasks() == self.tasks and open_files() == self.files


def open_files() -> int:
    return len(os.listdir("/dev/fd"))
