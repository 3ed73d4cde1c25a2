"""What a process has done so far: sessions, turns, errors, and what its nodes measured."""

from __future__ import annotations

from ten_lite.messages import ErrorMessage, NodeMetrics, TurnMetrics
from ten_lite.observe.exposition import Family, exposition

__all__ = ["MOMENTS", "Meters"]

SOUND = "sound_ms"
MOMENTS = {
    "transcript": "transcript_ms",
    "first_token": "first_token_ms",
    "first_text": "first_text_ms",
    "first_audio": "first_audio_ms",
}
"""Moments of ``ten_lite_turn_seconds``, and the fields of ``metrics`` they are from."""


class Meters:
    """Counts for all sessions of a process; labels are names out of the graph and the code.

    Attributes:
        open_sessions: How many there are now.
    """

    def __init__(self) -> None:
        self.open_sessions = 0
        self._open = Family("ten_lite_sessions", "gauge", "Sessions that are open.")
        self._sessions = Family("ten_lite_sessions_total", "counter", "Sessions that were opened.")
        self._turns = Family(
            "ten_lite_turns_total",
            "counter",
            "Turns that are over, by whether they were cut off.",
            ("interrupted",),
        )
        self._turn_seconds = Family(
            "ten_lite_turn_seconds",
            "histogram",
            "From the end of the user's speech to a moment of the answer.",
            ("moment",),
        )
        self._errors = Family(
            "ten_lite_errors_total", "counter", "Errors that clients were told.", ("code", "node")
        )
        self._node_seconds = Family(
            "ten_lite_node_seconds",
            "histogram",
            "What a node measured, see node_metrics.",
            ("addon", "figure", "node"),
        )
        self._node_sound = Family(
            "ten_lite_node_sound_seconds_total",
            "counter",
            "Sound that a recogniser was given or a voice made.",
            ("addon", "node"),
        )
        self._node_amounts = Family(
            "ten_lite_node_amounts_total",
            "counter",
            "Characters, tokens and what else is counted.",
            ("addon", "figure", "node"),
        )

    def open_session(self) -> None:
        """A session was opened."""
        self.open_sessions += 1
        self._sessions.add(1)

    def close_session(self) -> None:
        """One was closed."""
        self.open_sessions -= 1

    def take(self, told: TurnMetrics | NodeMetrics | ErrorMessage) -> None:
        """A client was told this."""
        if isinstance(told, ErrorMessage):
            self._errors.add(1, node=told.node, code=told.code)
        elif isinstance(told, TurnMetrics):
            self._take_turn(told)
        else:
            self._take_figures(told)

    def page(self) -> str:
        """All of it, for Prometheus."""
        self._open.set(self.open_sessions)
        return exposition(self.families)

    @property
    def families(self) -> tuple[Family, ...]:
        """All that is measured, in the order of the page."""
        return (
            self._open,
            self._sessions,
            self._turns,
            self._turn_seconds,
            self._errors,
            self._node_seconds,
            self._node_sound,
            self._node_amounts,
        )

    def _take_turn(self, turn: TurnMetrics) -> None:
        self._turns.add(1, interrupted="no" if turn.interrupted_ms is None else "yes")
        if turn.since != "speech_end":
            return
        for moment, name in MOMENTS.items():
            if (after_ms := getattr(turn, name)) is not None:
                self._turn_seconds.observe(max(0, after_ms) / 1000, moment=moment)

    def _take_figures(self, node: NodeMetrics) -> None:
        labels = {"node": node.node, "addon": node.addon}
        for name, value in node.figures.items():
            if name == SOUND:
                self._node_sound.add(value / 1000, **labels)
            elif name.endswith("_ms"):
                figure = name.removesuffix("_ms")
                self._node_seconds.observe(value / 1000, figure=figure, **labels)
            else:
                self._node_amounts.add(value, figure=name, **labels)
