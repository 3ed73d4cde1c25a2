"""What the rows of transports share: a small graph behind a port, and clients for it."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from ten_lite.addons.spec import AddonConfig, AddonSpec
from ten_lite.config.definition import EdgeDef, GraphDef, NodeDef, default_queue
from ten_lite.messages import Message, PcmFrame, TextData, TtsFlush, TtsTextInput
from ten_lite.runtime import App, Extension
from ten_lite.testing.conformance.contract import SpecRows
from ten_lite.testing.conformance.provider import Provider

__all__ = ["FRAME", "Client", "WsKit"]

FRAME = bytes(range(128)) * 5
"""20 ms at 16 kHz."""
ANSWER_FRAMES = 100


class EchoAndAnswer(Extension[AddonConfig]):
    """Sends sound back; a typed text begins a long answer, and interrupts it at once."""

    def on_pcm_frame(self, frame: PcmFrame) -> None:
        """Back it goes."""
        self.send(PcmFrame(frame.data, frame.sample_rate_hz))

    def on_text_data(self, text: TextData) -> None:
        """An answer that is interrupted, when its sound waits to be written."""
        self.send(TtsTextInput("r1", text.text, True))
        self.send(TtsFlush("f1"))


class Voice(Extension[AddonConfig]):
    """Sends an answer of several seconds at once."""

    def on_tts_text_input(self, message: TtsTextInput) -> None:
        """Its sound."""
        for _ in range(ANSWER_FRAMES):
            self.send(PcmFrame(FRAME))


class Client:
    """A client that keeps what it is sent, decoded.

    Attributes:
        socket: Its connection.
        got: The messages, in order.
    """

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.got: list[dict[str, Any]] = []

    async def read(self) -> None:
        """Until the connection ends."""
        with contextlib.suppress(ConnectionClosed):
            async for message in self.socket:
                self.got.append(json.loads(message))

    async def speak(self, data: bytes = FRAME) -> None:
        """Send a piece of sound."""
        await self.socket.send(json.dumps({"audio": base64.b64encode(data).decode()}))

    async def type(self, text: str) -> None:
        """Send a text."""
        message = {"type": "data", "name": "text_data", "data": {"text": text}}
        await self.socket.send(json.dumps(message))

    @property
    def sounds(self) -> list[bytes]:
        """The pieces of sound that came."""
        found = (message for message in self.got if message.get("type") == "audio")
        return [base64.b64decode(message["audio"]) for message in found]


class WsKit(SpecRows[Provider]):
    """Steps of the rows of transports that speak the ``ten`` protocol over a WebSocket.

    The addon has a ``server`` whose ``urls`` name ``ws``, and the property ``port``.
    """

    def config(self, **properties: Any) -> Any:
        """Its properties, checked, with a free port."""
        return super().config(**{"port": 0, **properties})

    @asynccontextmanager
    async def serving(self, **properties: Any) -> AsyncIterator[App]:
        """An app whose clients hear themselves."""
        echo = _spec("EchoAndAnswer", (PcmFrame, TextData), (PcmFrame, TtsTextInput, TtsFlush))
        voice = _spec("Voice", (TtsTextInput,), (PcmFrame,))
        edges: tuple[tuple[str, str, type[Message]], ...] = (
            ("client", "echo", PcmFrame),
            ("client", "echo", TextData),
            ("echo", "client", PcmFrame),
            ("echo", "client", TtsFlush),
            ("echo", "voice", TtsTextInput),
            ("voice", "client", PcmFrame),
        )
        graph = GraphDef(
            "conform",
            "",
            (
                NodeDef("client", self.addon, self.config(**properties)),
                NodeDef("echo", echo, AddonConfig()),
                NodeDef("voice", voice, AddonConfig()),
            ),
            tuple(EdgeDef(a, b, message, default_queue(message.kind)) for a, b, message in edges),
        )
        app = App(graph)
        await app.start()
        try:
            yield app
        finally:
            await app.stop()

    @asynccontextmanager
    async def client(self, app: App) -> AsyncIterator[Client]:
        """A client of ``app``."""
        async with connect(app.urls["ws"], compression=None, proxy=None, max_size=None) as socket:
            client = Client(socket)
            reading = asyncio.create_task(client.read(), name="conform client")
            try:
                yield client
            finally:
                await socket.close()
                await reading

    async def echoed(self, client: Client, data: bytes) -> None:
        """Speak, and hear it."""
        count = client.sounds.count(data)
        await client.speak(data)
        await self.until(
            lambda: client.sounds.count(data) > count, "a frame did not come back", within_s=5
        )

    async def closed(self, client: Client) -> int | None:
        """The code with which the server closes the connection."""
        async with asyncio.timeout(10):
            await client.socket.wait_closed()
        return client.socket.close_code


def _spec(
    name: str, inputs: tuple[type[Message], ...], outputs: tuple[type[Message], ...]
) -> AddonSpec:
    return AddonSpec(
        name=name,
        kind="generic",
        description="A part of the kit.",
        factory=f"{__name__}:{name}",
        inputs=inputs,
        outputs=outputs,
    )
