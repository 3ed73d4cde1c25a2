"""A client at the far end of a connection without a socket: plays, throws away, reports."""

from __future__ import annotations

import asyncio
import json
from base64 import b64decode
from collections import defaultdict, deque
from typing import Any

from websockets.exceptions import ConnectionClosedError, ConnectionClosedOK
from websockets.frames import Close

from ten_lite.messages import TtsPause
from ten_lite.runtime import Session
from ten_lite.wire.codec import Opening, Wire
from ten_lite.wire.resume import ack
from ten_lite.wire.ten_codec import TenCodec
from ten_lite_websocket_server.line import Line
from ten_lite_websocket_server.replay import Replay

from .voice import BYTES_PER_CHARACTER, RATE_HZ, character_of
from .world import World

__all__ = ["Client"]

BYTES_PER_S = 2 * RATE_HZ


class Client:
    """The connection as the server sees it, and what the client makes of what comes.

    What is written arrives ``delay_s`` later. No task carries it there: everything about the
    client follows from what arrived when.

    Attributes:
        world: The conversation.
        session: Set before the session starts.
        delay_s: One way.
        is_slow: Whether it makes the server wait at times; what it plays is not known well then.
        reports: Whether it tells what it has played, at times and when it throws sound away.
        played: Sound that was played for good, by answer.
        errors: Codes of the errors the client was shown.
        torn: Answers that it went on playing, from what it had, when its connection was lost.
    """

    def __init__(self, world: World, delay_s: float) -> None:
        self.world = world
        self.delay_s = delay_s
        self.session: Session
        self.resume_token = "resume"
        self.history = ()
        self.line = Line(self, replay=Replay(10**8))
        self._is_away = False
        self._got = self._said = 0
        self._returning: asyncio.Task[Any] | None = None
        self.played: dict[str, bytearray] = defaultdict(bytearray)
        self.is_slow = world.chance(0.15)
        self.reports = False
        self.errors: list[str] = []
        self.torn: set[str] = set()
        self._now = asyncio.get_running_loop().time
        self._buffer: deque[tuple[float, str, bytes]] = deque()  # (begins at, answer, sound)
        self._until_s = 0.0
        self._last = ""
        self._told: deque[str] = deque()
        self._wake = asyncio.Event()
        self._is_gone = False

    # what the server does with it

    def codec(self, session_id: str) -> TenCodec:
        return TenCodec(Opening(session_id=session_id, sample_rate_hz=RATE_HZ))

    def ready(self, session_id: str, received: int = 0, **more: Any) -> str:
        return '{"type": "ready"}'

    async def send(self, text: Wire) -> None:
        self._check_there()
        message = json.loads(text)
        self._got += message["type"] not in ("ready", "ping", "ack")
        sound = b64decode(message["audio"]) if message["type"] == "audio" else b""
        if sound and (self._returning is None or self._returning.done()):
            self._check_fence(sound)  # what is sent again is void by what comes behind it
        if self.is_slow and self.world.chance(0.2):
            await asyncio.sleep(self.world.between(0.0, 0.15))
        if sound:
            self._hear(sound)
        elif message["type"] == "cmd":
            self._throw_away()
        elif message["type"] == "error":
            self.errors.append(message.get("code", ""))
            self.world.counts[f"error {message.get('code', '')}"] += 1

    def _check_there(self) -> None:
        if self._is_gone:
            raise ConnectionClosedOK(Close(1000, ""), None)
        if self._is_away:
            raise ConnectionClosedError(None, None)

    async def recv(self) -> Wire:
        while self._is_away or not self._told:
            self._check_there()
            self._wake.clear()
            await self._wake.wait()
        return self._told.popleft()

    async def close(self, code: int = 1000, reason: str = "") -> None:
        raise AssertionError("whoever brought the client closes it")

    # what the client does

    def tell(self, name: str, data: dict[str, Any]) -> None:
        """Send a data message to the server."""
        if self._is_gone:
            return
        self._told.append(json.dumps({"type": "data", "name": name, "data": data}))
        self._said += 1
        self._wake.set()

    def _acknowledge(self, count: int) -> None:
        if not (self._is_gone or self._is_away):
            self._told.append(ack(count))
            self._wake.set()

    def leave(self) -> None:
        """Be gone without a word."""
        self._is_gone = True
        self._wake.set()

    def vanish(self) -> None:
        """Lose the connection; what is on its way still comes."""
        if not (self.reports and self.session.nodes["control"].routes.get(TtsPause)):
            return  # nothing would hold the answer, or nobody know where it stopped
        self.torn.update(answer for _, answer, _ in self._buffer)
        self._is_away = True
        self._wake.set()

    def come_back(self) -> None:
        """Go on over another connection."""
        if not self._is_away:
            return
        self._is_away = False
        self._returning = asyncio.create_task(
            self.line.attach(
                self,
                received=self._got,
                sent=self._said,
                first=lambda received: '{"type": "ready"}',
            ),
            name="client comes back",
        )
        self.world.counts["absences"] += 1

    def report(self) -> None:
        """Tell how much of the answer that is being played has been."""
        now_s = self._now()
        self._play_until(now_s)
        if self._buffer:
            begins_s, answer, _ = self._buffer[0]
            partly = 2 * max(0, round((now_s - begins_s) * RATE_HZ))
            self._report(answer, len(self.played[answer]) + partly, now_s)

    def _report(self, answer: str, played: int, at_s: float) -> None:
        data = {"request_id": answer, "played_ms": played * 1000 // BYTES_PER_S}
        asyncio.get_running_loop().call_at(
            at_s + self.delay_s, self.tell, "playback_position", data
        )

    def finish(self) -> None:
        """Play what there is to its end."""
        self._play_until(self._until_s + 1)

    def _check_fence(self, sound: bytes) -> None:
        world, fence = self.world, self.session.fence
        world.counts["frames"] += 1
        answer, epoch = world.sounds[character_of(sound)]
        if epoch < fence.epoch:
            world.wrong.append(
                f"sound of {answer} left {self._now() - world.flushed_at[epoch + 1]:.3f} s after "
                "it was interrupted"
            )
        if world.is_held:
            world.wrong.append(f"sound of {answer} left while it was held")

    def _hear(self, sound: bytes) -> None:
        answer = self._last = self.world.sounds[character_of(sound)][0]
        arrives_s = self._now() + self.delay_s
        self._until_s = begins_s = max(self._until_s, arrives_s)
        self._buffer.append((begins_s, answer, sound))
        self._until_s += len(sound) / BYTES_PER_S

    def _throw_away(self) -> None:
        """Drop what is not played when this arrives."""
        arrives_s = self._now() + self.delay_s
        self._play_until(arrives_s)
        if self._buffer:
            at_s, answer, sound = self._buffer[0]
            partly = 2 * max(0, round((arrives_s - at_s) * RATE_HZ))
            if self.reports:  # in whole milliseconds: it stops so that it can tell
                partly -= partly % (BYTES_PER_S // 1000)
            self.played[answer] += sound[:partly]
            self._buffer.clear()
        if self.reports and self._last:
            self._report(self._last, len(self.played[self._last]), arrives_s)
        at_s = arrives_s + self.delay_s
        asyncio.get_running_loop().call_at(at_s, self._acknowledge, self._got)
        self._until_s = arrives_s

    def _play_until(self, now_s: float) -> None:
        buffer = self._buffer
        while buffer and buffer[0][0] + len(buffer[0][2]) / BYTES_PER_S <= now_s:
            _, answer, sound = buffer.popleft()
            self.played[answer] += sound

    def heard(self, answer: str) -> str:
        """The text of ``answer`` that was played, characters that were broken off left out."""
        return self.world.spoken[answer][: len(self.played[answer]) // BYTES_PER_CHARACTER]
