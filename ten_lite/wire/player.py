"""What a caller hears of the sound it is sent, by the clock; no sound card in here."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Player"]


@dataclass(slots=True)
class _Stretch:
    """Sound of one answer, played from ``begin_s`` until ``until_s`` without a pause."""

    request_id: str
    begin_s: float
    until_s: float
    before_s: float  # played of this answer in earlier stretches

    def played_s(self, now_s: float) -> float:
        return self.before_s + min(now_s, self.until_s) - self.begin_s


class Player:
    """Plays sound in real time, one piece after the other, each as soon as it can.

    Attributes:
        request_id: The answer whose sound comes now; "" before the first.
        until_s: When all sound that there is will have been played.
    """

    def __init__(self) -> None:
        self.request_id = ""
        self._stretches: list[_Stretch] = []
        self.until_s = 0.0

    def start(self, request_id: str) -> None:
        """The sound that comes now is of this answer."""
        self.request_id = request_id

    def add(self, duration_s: float, now_s: float) -> None:
        """Sound has come."""
        begin_s = max(self.until_s, now_s)
        self.until_s = begin_s + duration_s
        last = self._stretches[-1] if self._stretches else None
        if last and last.request_id == self.request_id and last.until_s == begin_s:
            last.until_s = self.until_s
            return
        same = [one for one in self._stretches if one.request_id == self.request_id]
        before_s = same[-1].played_s(same[-1].until_s) if same else 0.0
        self._stretches = [one for one in self._stretches if one.until_s > now_s or one in same]
        self._stretches.append(_Stretch(self.request_id, begin_s, self.until_s, before_s))

    def flush(self, now_s: float) -> float:
        """Throw away what was not played; how much that was, in seconds."""
        unplayed_s = max(0.0, self.until_s - now_s)
        self._stretches = [one for one in self._stretches if one.begin_s <= now_s]
        for one in self._stretches:
            one.until_s = min(one.until_s, now_s)
        self.until_s = min(self.until_s, now_s)
        return unplayed_s

    def position(self, now_s: float) -> tuple[str, int] | None:
        """The answer that is played, or was last, and how many milliseconds of it; None: none."""
        begun = [one for one in self._stretches if one.begin_s <= now_s]
        if not begun or not begun[-1].request_id:
            return None
        return begun[-1].request_id, int(begun[-1].played_s(now_s) * 1000 + 1e-6)
