"""One connection of a live graph: the fence, the bound, the policy and the counters."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ten_lite.config.definition import EdgeDef
from ten_lite.errors import ConversionError, EdgeFullError
from ten_lite.messages import Message

if TYPE_CHECKING:
    from ten_lite.runtime.fence import Fence
    from ten_lite.runtime.mailbox import Mailbox

__all__ = ["Channel", "ChannelStats", "Entry"]


class Entry:
    """A place in a mailbox; ``message`` becomes None when it was dropped where it waits."""

    __slots__ = ("channel", "message")

    def __init__(self, channel: Channel, message: Message) -> None:
        self.channel = channel
        self.message: Message | None = message


@dataclass(frozen=True, slots=True)
class ChannelStats:
    """What went through a connection: sent = delivered + dropped + stale + queued.

    Attributes:
        sent: Messages the sender put in.
        delivered: Handed to the receiver's handler.
        dropped: Lost to the queue's policy, or left over when the session ended.
        stale: Refused by the fence: they belonged to an interrupted answer.
        queued: Waiting now.
        most_queued: The longest queue there has been.
    """

    sent: int
    delivered: int
    dropped: int
    stale: int
    queued: int
    most_queued: int


class Channel:
    """Delivers the messages of one edge to the receiver's mailbox, in order.

    Args:
        edge: The definition.
        fence: The session's turn fence.
        sender: The mailbox of the sending node; it gets no more work while the edge blocks.
        receiver: The mailbox of the receiving node.
        lost: Told about a message that is given up.
        failed: Told when a message could not be converted, and why.
    """

    __slots__ = (
        "_failed",
        "_fence",
        "_lost",
        "_sender",
        "delivered",
        "dropped",
        "edge",
        "message",
        "most_queued",
        "policy",
        "receiver",
        "sent",
        "size",
        "stale",
        "waiting",
    )

    def __init__(
        self,
        edge: EdgeDef,
        fence: Fence,
        sender: Mailbox,
        receiver: Mailbox,
        lost: Callable[[Message], None],
        failed: Callable[[EdgeDef, ConversionError], None],
    ) -> None:
        self.edge = edge
        self.message = edge.message
        self.size = edge.queue.size
        self.policy = edge.queue.policy
        self._fence = fence
        self._lost = lost
        self._failed = failed
        self._sender = sender
        self.receiver = receiver
        self.waiting: deque[Entry] = deque()
        self.sent = self.delivered = self.dropped = self.stale = self.most_queued = 0

    def converted(self, message: Message) -> Message | None:
        """What the receiver gets of ``message``; None when its conversion fails, which is told."""
        if self.edge.converter is None:
            return message
        try:
            return self.edge.converter(message)
        except ConversionError as error:
            self.sent += 1
            self._drop(message)
            self._failed(self.edge, error)
            return None

    def push(self, message: Message) -> None:
        """Deliver ``message``, as it is, now if the receiver is idle, else let it wait.

        Raises:
            EdgeFullError: The edge blocks, and its sender went on sending without waiting for
                room until twice its size was queued.
        """
        self.sent += 1
        if message.fenced and self._fence.is_stale(message):
            self._refuse(message)
        elif not self.receiver.call_now(self, message):
            self._wait(message)

    def push_held(self, message: Message) -> None:
        """Deliver ``message`` before what came since its receiver was told to ``hold`` for it."""
        self.sent += 1
        if self._fence.is_stale(message):
            self.receiver.release()
            self._refuse(message)
        else:
            self.receiver.call_held(self, message)

    def _wait(self, message: Message) -> None:
        waiting = self.waiting
        if len(waiting) >= self.size:
            if self.policy == "drop_newest":
                self._drop(message)
                return
            if self.policy == "drop_oldest":
                self.drop_oldest()
            elif len(waiting) >= 2 * self.size:
                self._drop(message)
                raise EdgeFullError(
                    f"{self.edge.source} -> {self.edge.target} ({self.message.name}) holds "
                    f"{len(waiting)} messages, twice its size; the sender must await room()"
                )
        entry = Entry(self, message)
        waiting.append(entry)
        if len(waiting) > self.most_queued:
            self.most_queued = len(waiting)
        self.receiver.enqueue(entry)
        if self.policy == "block" and len(waiting) == self.size:
            self._sender.block(self)

    def take(self, entry: Entry) -> Message | None:
        """Remove ``entry`` from the queue; its message, or None if the fence voids it now."""
        message = entry.message
        assert message is not None
        entry.message = None
        if self.waiting and self.waiting[0] is entry:
            self.waiting.popleft()
        else:  # an urgent message that overtook others of its edge
            self.waiting.remove(entry)
        if self.policy == "block" and len(self.waiting) == self.size - 1:
            self._sender.unblock(self)
        if message.fenced and self._fence.is_stale(message):
            self._refuse(message)
            return None
        return message

    def drop_oldest(self) -> None:
        """Give up the message that has waited longest."""
        oldest = self.waiting.popleft()
        message, oldest.message = oldest.message, None
        assert message is not None
        self._drop(message)
        self.receiver.gone(1)

    def drop_stale(self) -> None:
        """Give up what waits and belongs to an interrupted answer."""
        for entry in list(self.waiting):
            if entry.message is not None and self._fence.is_stale(entry.message):
                self.take(entry)
                self.receiver.gone(1)

    def drop_all(self) -> None:
        """Give up everything that waits; the session has ended."""
        while self.waiting:
            self.drop_oldest()

    def _drop(self, message: Message) -> None:
        self.dropped += 1
        self._lost(message)

    def _refuse(self, message: Message) -> None:
        self.stale += 1
        self._lost(message)

    def waited_ms(self, now_ns: int) -> int:
        """How long the message that is delivered next has been under way, in whole ms; 0: none is.

        Args:
            now_ns: The session's clock.
        """
        first = self.waiting[0].message if self.waiting else None
        return max(0, now_ns - first.timestamp_ns) // 1_000_000 if first is not None else 0

    def stats(self) -> ChannelStats:
        """The counters as they are now."""
        return ChannelStats(
            self.sent,
            self.delivered,
            self.dropped,
            self.stale,
            len(self.waiting),
            self.most_queued,
        )
