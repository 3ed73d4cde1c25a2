"""``TransportConformance``: what a node that clients connect to must show."""

from __future__ import annotations

import json

from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from ten_lite.runtime import App
from ten_lite.testing.conformance.row import expect, must, skip
from ten_lite.testing.conformance.ws_kit import FRAME, WsKit

__all__ = ["TransportConformance"]

GOING_AWAY, TOO_BIG = 1001, 1009
TURNED_AWAY = (1008, 1013)
SMALL = 65_536
GARBAGE: tuple[str | bytes, ...] = ("{", "[]", "null", '{"type": 7}', '{"audio": "%%"}', b"odd")


class TransportConformance(WsKit):
    """The rows of transports (kind ``transport``) that speak ``ten`` over a WebSocket."""

    @must("ws.handshake")
    async def handshake(self) -> None:
        """A client connects and says one frame, which the graph sends back.

        Expected: it gets that frame, byte for byte.
        """
        async with self.serving() as app, self.client(app) as client:
            await client.speak(FRAME)
            await self.until(lambda: client.sounds, "the frame did not come back", within_s=5)
            expect(client.sounds == [FRAME], "it came back changed, or more than once")

    @must("ws.one_bad_client")
    async def one_bad_client(self) -> None:
        """Clients that send garbage, send too much and vanish with a reset, beside a good one.

        Expected: the good one gets all it should; the garbage is answered with errors.
        """
        async with self.serving() as app, self.client(app) as good:
            await self.echoed(good, FRAME)
            async with self.client(app) as bad:
                for garbage in GARBAGE:
                    await bad.socket.send(garbage)
                await self.until(
                    lambda: any(message.get("type") == "error" for message in bad.got),
                    "garbage was not answered with an error",
                    within_s=5,
                )
                await self.echoed(good, FRAME)
            async with self.client(app) as vanishing:
                vanishing.socket.transport.abort()
            async with self.client(app) as flooding:
                for _ in range(200):
                    await flooding.socket.ping()
                await self.echoed(good, FRAME)

    @must("ws.clear")
    async def clear(self) -> None:
        """An answer of two seconds that is sent at once, and interrupted before it is written.

        Expected: the client is told to throw away what it has, and none of it comes after that.
        """
        async with self.serving() as app, self.client(app) as client:
            await client.type("go on")
            await self.until(
                lambda: any(message.get("name") == "flush" for message in client.got),
                "it was not told to throw away what it has",
                within_s=5,
            )
            await self.quiet(2)
            names = [message.get("name") or message.get("type") for message in client.got]
            expect("audio" not in names[names.index("flush") :], "old sound came after that")

    @must("ws.limits")
    async def limits(self) -> None:
        """A second client where only one may be.

        Expected: it is closed with 1008 or 1013; the first goes on.
        """
        if "max_sessions" not in self.addon.config.model_fields:
            skip("the addon has no property max_sessions")
        async with self.serving(max_sessions=1) as app, self.client(app) as first:
            await self.echoed(first, FRAME)
            async with self.client(app) as second:
                try:
                    code = await self.closed(second)
                except TimeoutError:
                    code = None
                expect(code in TURNED_AWAY, f"the second client was closed with {code}")
            await self.echoed(first, FRAME)

    @must("ws.close_codes")
    async def close_codes(self) -> None:
        """A message over the property ``max_message_bytes``.

        Expected: the connection is closed with 1009.
        """
        if "max_message_bytes" not in self.addon.config.model_fields:
            skip("the addon has no property max_message_bytes")
        async with self.serving(max_message_bytes=SMALL) as app, self.client(app) as client:
            try:
                await client.socket.send(json.dumps({"audio": "A" * 2 * SMALL}))
                code = await self.closed(client)
            except TimeoutError:
                code = None
            except ConnectionClosed:
                code = client.socket.close_code
            expect(code == TOO_BIG, f"it was closed with {code}")

    @must("ws.drain")
    async def drain(self) -> None:
        """A shutdown while a client is there.

        Expected: it is closed with 1001, and no other is accepted.
        """
        async with self.serving() as app, self.client(app) as client:
            await self.echoed(client, FRAME)
            await app.drain(5.0)
            expect(not await _accepts(app), "another client was accepted")
            code = await self.closed(client)
            expect(code == GOING_AWAY, f"the client was closed with {code}")


async def _accepts(app: App) -> bool:
    try:
        async with connect(app.urls["ws"], proxy=None, open_timeout=2):
            return True
    except (OSError, InvalidHandshake, TimeoutError):
        return False
