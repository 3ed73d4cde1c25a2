"""What a client is to write, and what it wrote that is not acknowledged; in order, and bounded."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from ten_lite.errors import ProtocolError
from ten_lite.wire.codec import Wire
from ten_lite.wire.resume import gap

__all__ = ["ClientOutbox", "Kind"]

MAX_MOMENTS: Final = 100
MAX_KEPT: Final = 1_000


class Kind(Enum):
    """What becomes of a message that waits for long, and of one for a conversation that is over."""

    SOUND = auto()
    """Given up when it is too old; what was not written yet goes to a new conversation."""
    MOMENT = auto()
    """About the moment it was made in: given up when there are a hundred later ones, or anew."""
    TEXT = auto()
    """What the user wrote: never given up, and said in a new conversation."""
    SETTING = auto()
    """Never given up in its conversation, and void in another."""


@dataclass(slots=True)
class _Entry:
    kind: Kind
    wire: Wire
    ms: float


@dataclass(slots=True)
class _Gap:
    """In the place of what was given up after it was counted.

    Attributes:
        messages: So many.
        told: How many of them ``dropped`` has.
    """

    messages: int
    told: int = 0


class ClientOutbox:
    """Counts messages when they are written.

    So what is given up before leaves no trace in the count, and what is given up after leaves a
    gap that stands for it.

    Args:
        sound_ms: Sound that is kept at most, written and waiting together.

    Attributes:
        acknowledged: Messages that the server has said it has.
        dropped: Messages that were given up before the server had them.
    """

    def __init__(self, sound_ms: float = 2_000.0) -> None:
        self._sound_ms = sound_ms
        self._written: list[_Entry | _Gap] = []
        self._waiting: list[_Entry | _Gap] = []
        self.acknowledged = self.dropped = 0

    @property
    def sent(self) -> int:
        """Messages that were written, as the server counts them."""
        return self.acknowledged + sum(map(_weight, self._written))

    def put(self, kind: Kind, wire: Wire, ms: float = 0.0) -> None:
        """Add a message, and give up what is too old.

        Args:
            kind: Says what may be given up.
            wire: As it is written.
            ms: Length of its sound.

        Raises:
            ProtocolError: A thousand messages wait that must not be given up.
        """
        if kind in (Kind.TEXT, Kind.SETTING) and self._count(kind) >= MAX_KEPT:
            raise ProtocolError(f"{MAX_KEPT} messages wait for the server; no more are taken")
        self._waiting.append(_Entry(kind, wire, ms))
        if kind is Kind.MOMENT and self._count(kind) > MAX_MOMENTS:
            self._give_up(kind)
        while kind is Kind.SOUND and self._kept_ms() > self._sound_ms:
            self._give_up(kind)

    def next(self) -> Wire | None:
        """The next message to write, which is counted from now on; None: there is none."""
        if not self._waiting:
            return None
        entry = self._waiting.pop(0)
        self._written.append(entry)
        return gap(entry.messages) if isinstance(entry, _Gap) else entry.wire

    def acknowledge(self, count: int) -> None:
        """The server has the first ``count`` messages.

        Raises:
            ProtocolError: So many were not written.
        """
        if count > self.sent:
            raise ProtocolError(f"{count} messages are acknowledged, {self.sent} were sent")
        while self._written and self.acknowledged < count:
            first = self._written[0]
            had = min(_weight(first), count - self.acknowledged)
            self.acknowledged += had
            if isinstance(first, _Gap) and had < first.messages:
                first.messages -= had
                first.told = min(first.told, first.messages)
            else:
                del self._written[0]

    def resume(self, received: int) -> None:
        """The conversation goes on: what came after the first ``received`` is written again.

        Raises:
            ProtocolError: So many were not written.
        """
        self.acknowledge(received)
        for entry in self._written:
            if isinstance(entry, _Gap):
                self.dropped += entry.messages - entry.told
                entry.told = entry.messages
        self._waiting[:0] = self._written
        self._written = []

    def restart(self, settings: list[Wire]) -> None:
        """A new conversation: counts begin again, ``settings`` come first, and what makes sense."""
        written = [one for one in self._written if isinstance(one, _Entry)]
        waiting = [one for one in self._waiting if isinstance(one, _Entry)]
        self.dropped += sum(one.kind is Kind.SOUND for one in written)
        self._waiting = [
            *(_Entry(Kind.SETTING, wire, 0.0) for wire in settings),
            *(one for one in written if one.kind is Kind.TEXT),
            *(one for one in waiting if one.kind in (Kind.TEXT, Kind.SOUND)),
        ]
        self._written = []
        self.acknowledged = 0

    def _entries(self) -> list[_Entry | _Gap]:
        return [*self._written, *self._waiting]

    def _count(self, kind: Kind) -> int:
        return sum(isinstance(one, _Entry) and one.kind is kind for one in self._entries())

    def _kept_ms(self) -> float:
        return sum(one.ms for one in self._entries() if isinstance(one, _Entry))

    def _give_up(self, kind: Kind) -> None:
        for entries, was_counted in ((self._written, True), (self._waiting, False)):
            for place, one in enumerate(entries):
                if isinstance(one, _Entry) and one.kind is kind:
                    if was_counted:
                        self._leave_gap(place)
                    else:
                        del entries[place]
                        self.dropped += 1
                    return

    def _leave_gap(self, place: int) -> None:
        here = _Gap(1)
        self._written[place] = here
        for side in (place + 1, place - 1):
            other = self._written[side] if 0 <= side < len(self._written) else None
            if isinstance(other, _Gap):
                here.messages += other.messages
                here.told += other.told
                del self._written[side]


def _weight(entry: _Entry | _Gap) -> int:
    return entry.messages if isinstance(entry, _Gap) else 1
