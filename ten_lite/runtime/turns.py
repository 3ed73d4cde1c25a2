"""The turns of a live session: who tells the recorder, and where its records go."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Set
from dataclasses import fields

from ten_lite.messages import ErrorMessage, Message, NodeMetrics, TurnMetrics
from ten_lite.messages.base import ENVELOPE
from ten_lite.observe.command_watch import CommandWatch
from ten_lite.observe.turn_recorder import TurnRecorder
from ten_lite.runtime.clock import Clock

__all__ = ["Turns"]

logger = logging.getLogger("ten_lite.turn")
node_logger = logging.getLogger("ten_lite.metrics")

FIELDS = tuple(field.name for field in fields(TurnMetrics) if field.name not in ENVELOPE)
LATE_S = 0.001  # a loop may call a little early
TELL_AFTER_S = 0.05
"""The next turn may just have begun, and its first sound is worth more than this record."""


class Turns:
    """Writes a record for each turn of a session: one line in the log, one message to clients.

    Args:
        session_id: The session, for the log.
        clock: Its clock.
        typists: Nodes whose ``text_data`` is what the user typed.
        has_voice: Whether text for the voice gets to one.
        tell: Sends a record, or what a node measured, to the clients.
        count: Told of each, also of those that come too late for the clients.
    """

    def __init__(
        self,
        session_id: str,
        clock: Clock,
        *,
        typists: Set[str],
        has_voice: bool,
        tell: Callable[[TurnMetrics | NodeMetrics], None],
        count: Callable[[TurnMetrics | NodeMetrics], None],
    ) -> None:
        self._session_id = session_id
        self._clock = clock
        self._tell = tell
        self._count = count
        self._timer: asyncio.TimerHandle | None = None
        self._wakes_ns = 0
        self._untold: deque[TurnMetrics | NodeMetrics] = deque()
        self._telling: asyncio.TimerHandle | None = None
        self._is_closed = False
        self._recorder = TurnRecorder(
            clock.now_ns,
            typists=typists,
            has_voice=has_voice,
            wake_at=self._wake_at,
            complete=self._complete,
        )

    def see(self, message: Message) -> None:
        """A node sends ``message``, one of ``WATCHED``; its envelope is written."""
        if not self._is_closed:
            self._recorder.see(message)

    def follow(self, command: Message) -> CommandWatch | None:
        """What is to be told about ``command``, which is called now; None: nothing."""
        return None if self._is_closed else self._recorder.follow(command)

    def confirm(self, request_id: str, turn_id: int) -> None:
        """What was asked as a guess by that name is the answer of the turn ``turn_id``."""
        self._recorder.confirm(request_id, turn_id)

    def count_error(self, error: ErrorMessage) -> None:
        """The client is told of an error."""
        self._recorder.count_error(error)

    def measured(self, metrics: NodeMetrics) -> None:
        """A node has measured something; its envelope is written."""
        self._tell_soon(metrics)

    def close(self) -> None:
        """The session ends: what was not told yet goes to the log alone."""
        self._is_closed = True
        for timer in (self._timer, self._telling):
            if timer is not None:
                timer.cancel()
        self._recorder.finish()
        self._tell_all()

    def _wake_at(self, at_ns: int) -> None:
        if self._timer is not None and self._wakes_ns <= at_ns:
            return  # early enough: it is put off again then
        if self._timer is not None:
            self._timer.cancel()
        self._wakes_ns = at_ns
        delay_s = max(0, at_ns - self._clock.now_ns()) / 1e9
        self._timer = asyncio.get_running_loop().call_later(delay_s + LATE_S, self._wake)

    def _wake(self) -> None:
        self._timer = None
        self._recorder.finish_due()

    def _complete(self, metrics: TurnMetrics) -> None:
        self._tell_soon(metrics)

    def _tell_soon(self, metrics: TurnMetrics | NodeMetrics) -> None:
        self._untold.append(metrics)
        if self._is_closed:
            self._tell_all()
        elif self._telling is None:
            loop = asyncio.get_running_loop()
            self._telling = loop.call_later(TELL_AFTER_S, self._tell_all)

    def _tell_all(self) -> None:
        self._telling = None
        while self._untold:
            metrics = self._untold.popleft()
            self._log(metrics)
            self._count(metrics)
            if not self._is_closed:
                self._tell(metrics)

    def _log(self, metrics: TurnMetrics | NodeMetrics) -> None:
        if isinstance(metrics, TurnMetrics):
            self._log_turn(metrics)
        elif node_logger.isEnabledFor(logging.INFO):
            told = ", ".join(f"{name} {value}" for name, value in metrics.figures.items())
            known = {name: getattr(metrics, name) for name in ("node", "addon", "figures")}
            extra = {"session": self._session_id, **known}
            node_logger.info("%s: %s", metrics.addon, told, extra=extra)

    def _log_turn(self, metrics: TurnMetrics) -> None:
        if not logger.isEnabledFor(logging.INFO):
            return
        known = {name: getattr(metrics, name) for name in FIELDS}
        logger.info(
            "turn %d is over",
            metrics.stream_id,
            extra={
                "session": self._session_id,
                **{name: value for name, value in known.items() if value not in (None, ())},
            },
        )
