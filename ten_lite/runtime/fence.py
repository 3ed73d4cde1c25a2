"""The turn fence of one session: which answers are void, and what new work belongs to.

An interruption raises ``epoch``. A message that is part of an answer carries the epoch its
cause began in, and is dropped wherever it is met once the session's epoch is higher: at every
channel, and by the transport right before it writes. The counter is the whole mechanism, so
there is no moment at which half of the graph knows of an interruption.

A pause is the same for sound alone: an answer's sound that was sent before it is void, what is
sent after it is not, and the work on the answer goes on.
"""

from __future__ import annotations

from ten_lite.messages import Delivery, Message, PcmFrame
from ten_lite.runtime.cause import Cause, current_cause
from ten_lite.runtime.clock import Clock

__all__ = ["Fence"]

ANSWER, INHERIT = Delivery.ANSWER, Delivery.INHERIT  # a look-up costs two calls in Python 3.11


class Fence:
    """Writes the envelope of new messages and tells which are stale.

    Args:
        session_id: The session.
        clock: Gives the timestamps.

    Attributes:
        epoch: Interruptions so far.
        turn_id: User turns so far.
        depth: Handlers that are stacked on each other right now (see ``Mailbox``).
    """

    __slots__ = (
        "_answer",
        "_clock",
        "_other",
        "_sequence",
        "_session_id",
        "_void_sound",
        "depth",
        "epoch",
        "turn_id",
    )

    def __init__(self, session_id: str, clock: Clock) -> None:
        self._session_id = session_id
        self._clock = clock
        self._sequence = 0
        self._void_sound = 0
        self.epoch = 0
        self.turn_id = 0
        self.depth = 0
        self._renew()

    def is_stale(self, message: Message) -> bool:
        """Whether ``message`` belongs to an answer that was interrupted, or is sound on hold."""
        return message.fenced and (
            message.epoch < self.epoch
            or (message.sequence <= self._void_sound and isinstance(message, PcmFrame))
        )

    def void_sound(self) -> None:
        """Void the sound of answers that was sent before now."""
        self._void_sound = self._sequence

    def raise_epoch(self) -> None:
        """Void every answer that began before now; the caller's own work goes on."""
        self.epoch += 1
        self._renew()
        cause = current_cause.get()
        if cause is not None:
            current_cause.set(self._answer if cause.fenced else self._other)

    def begin_turn(self) -> int:
        """Count a new user turn; what the caller sends from now on belongs to it."""
        self.turn_id += 1
        self._renew()
        if current_cause.get() is not None:
            current_cause.set(self._other)
        return self.turn_id

    def join(self) -> None:
        """What the caller sends from now on belongs to the present turn and epoch."""
        current_cause.set(self._other)

    def stamp(self, message: Message, source: str = "") -> None:
        """Write the envelope of what the node ``source`` sends, unless it was sent before."""
        if message.sequence:
            return
        cause = current_cause.get() or self._other
        self._sequence += 1
        message.session_id = self._session_id
        message.source = source
        message.turn_id = cause.turn_id
        message.epoch = cause.epoch
        message.sequence = self._sequence
        message.timestamp_ns = self._clock.now_ns()
        delivery = message.delivery
        message.fenced = delivery is ANSWER or (delivery is INHERIT and cause.fenced)

    def cause_of(self, message: Message) -> Cause:
        """What work on ``message`` is caused by.

        Work on a part of an answer belongs to that answer's epoch; work on anything else, a
        late transcript say, belongs to the present.
        """
        if message.fenced:
            known = self._answer
            if known.turn_id == message.turn_id and known.epoch == message.epoch:
                return known
            return Cause(message.turn_id, message.epoch, True)
        known = self._other
        if known.turn_id == message.turn_id:
            return known
        return Cause(message.turn_id, self.epoch, False)

    def _renew(self) -> None:
        self._answer = Cause(self.turn_id, self.epoch, True)
        self._other = Cause(self.turn_id, self.epoch, False)
