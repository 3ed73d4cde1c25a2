"""The time of a conversation, which stands still while its user is away."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["TurnTime"]


@dataclass(slots=True)
class TurnTime:
    """Every wait of a turn goes on where it was when the user is back.

    Attributes:
        stopped_ms: Since when it stands still; None: it runs.
        away_ms: How long it has stood still before.
    """

    stopped_ms: int | None = None
    away_ms: int = 0

    @property
    def is_stopped(self) -> bool:
        """Whether the user is away."""
        return self.stopped_ms is not None

    def at(self, now_ms: int) -> int:
        """The time at ``now_ms`` of the session's clock."""
        return (now_ms if self.stopped_ms is None else self.stopped_ms) - self.away_ms

    def stop(self, now_ms: int) -> None:
        """The user leaves."""
        if self.stopped_ms is None:
            self.stopped_ms = now_ms

    def go_on(self, now_ms: int) -> None:
        """The user is back."""
        if self.stopped_ms is not None:
            self.away_ms += now_ms - self.stopped_ms
            self.stopped_ms = None
