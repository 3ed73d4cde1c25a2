"""What was sent and is not acknowledged, to be sent again on the client's next connection."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from ten_lite.wire.codec import Wire

__all__ = ["Replay"]


class Replay:
    """Keeps the latest messages that went to one client.

    What is sent again need not be worth hearing any more: an interruption is among the messages,
    and the client forgets the sound before it as it did the first time.

    Args:
        max_bytes: Kept at most.

    Attributes:
        sent: Messages so far.
        received: The client's messages so far.
    """

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._kept: deque[Wire] = deque()
        self._bytes = 0
        self.sent = 0
        self.received = 0

    @property
    def acknowledged(self) -> int:
        """Messages that are not kept any more: the client has them, or there was no room."""
        return self.sent - len(self._kept)

    def add(self, message: Wire) -> None:
        """``message`` is sent; the oldest ones are given up when there is no room."""
        self.sent += 1
        self._kept.append(message)
        self._bytes += len(message)
        while self._bytes > self._max_bytes and len(self._kept) > 1:
            self._drop()

    def acknowledge(self, count: int) -> None:
        """The client has the first ``count`` messages.

        Raises:
            ValueError: It cannot have that many.
        """
        if not 0 <= count <= self.sent:
            raise ValueError(f"{count} messages are acknowledged, {self.sent} were sent")
        while self.acknowledged < count:
            self._drop()

    def after(self, count: int) -> Sequence[Wire] | None:
        """What was sent behind the first ``count`` messages; None: it is not all there any more."""
        if not self.acknowledged <= count <= self.sent:
            return None
        return list(self._kept)[count - self.acknowledged :]

    def _drop(self) -> None:
        self._bytes -= len(self._kept.popleft())
