"""What waits to be written to one client; no socket in here."""

from __future__ import annotations

import asyncio
from collections import deque

from ten_lite.messages import Delivery, Message, PcmFrame
from ten_lite.runtime.fence import Fence
from ten_lite.wire.codec import Reply

__all__ = ["Outbox", "OutboxFull"]

MAX_FRAMES = 2_000
MAX_OTHER = 2_000


class OutboxFull(Exception):
    """The client reads so slowly that not even text can be kept for it."""


class Outbox:
    """Keeps messages in order; the last place where the fence is looked at.

    It is bounded: past ``sound_ms`` of sound or 2,000 frames the oldest sound is given up, but
    never the newest frame; past 2,000 other messages it refuses more.

    Args:
        fence: The session's turn fence.
        sound_ms: Sound kept at most.

    Attributes:
        written: Set while nothing waits and the writer is done with what it took.
        dropped: Frames given up because the client was slow.
        stale: Messages given up because their answer was interrupted.
    """

    def __init__(self, fence: Fence, *, sound_ms: float) -> None:
        self._fence = fence
        self._sound_ms_limit = sound_ms
        self._sound_ms = 0.0
        self._frames = 0
        self._queue: deque[Message | Reply] = deque()
        self._ready = asyncio.Event()
        self.written = asyncio.Event()
        self.written.set()
        self.dropped = 0
        self.stale = 0

    def __len__(self) -> int:
        return len(self._queue)

    def put(self, message: Message | Reply) -> None:
        """Add ``message``; urgent ones and replies go first, in their order.

        Raises:
            OutboxFull: There are too many messages other than sound.
        """
        queue = self._queue
        if isinstance(message, PcmFrame):
            self._frames += 1
            self._sound_ms += message.duration_ms
        elif len(queue) - self._frames >= MAX_OTHER:
            raise OutboxFull
        if _is_urgent(message):
            urgent = 0
            while urgent < len(queue) and _is_urgent(queue[urgent]):
                urgent += 1
            queue.insert(urgent, message)
        else:
            queue.append(message)
        while self._is_over() and self._drop_oldest_frame():
            self.dropped += 1
        self.written.clear()
        self._ready.set()

    async def get(self) -> Message | Reply:
        """The next message that is still worth writing; waits for one.

        Asking for the next one says that the last one is written.
        """
        while True:
            while self._queue:
                message = self._queue.popleft()
                if isinstance(message, PcmFrame):
                    self._forget(message)
                if isinstance(message, Reply) or not self._fence.is_stale(message):
                    return message
                self.stale += 1
            self.written.set()
            self._ready.clear()
            await self._ready.wait()

    def _forget(self, frame: PcmFrame) -> None:
        self._frames -= 1
        self._sound_ms -= frame.duration_ms

    def _is_over(self) -> bool:
        too_much = self._sound_ms > self._sound_ms_limit or self._frames > MAX_FRAMES
        return too_much and self._frames > 1

    def _drop_oldest_frame(self) -> bool:
        for index, message in enumerate(self._queue):
            if isinstance(message, PcmFrame):
                del self._queue[index]
                self._forget(message)
                return True
        return False


def _is_urgent(message: Message | Reply) -> bool:
    # a reply tells of what the codec is in already, when it makes wires of what waits here
    return isinstance(message, Reply) or message.delivery is Delivery.URGENT
