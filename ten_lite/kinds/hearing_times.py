"""How long a recogniser took for its words, and how much sound it was given."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["HearingTimes"]


@dataclass(slots=True)
class HearingTimes:
    """Measures one node's hearing, whichever addon does it.

    A place is in milliseconds of the session's sound. While no sound comes, the place goes on with
    the clock: words that come then are as late as if silence had come.

    Attributes:
        sound_ms: How much of the session's sound has come.
        came_at_ms: When the last of it came, on the session's clock.
        first_word_ms: From the beginning of the present utterance to its first word; None: it has
            none yet.
        given_ms: Sound that the recogniser was given, and that is not measured yet.
    """

    sound_ms: float = 0.0
    came_at_ms: int = 0
    first_word_ms: int | None = None
    given_ms: float = 0.0

    def came(self, duration_ms: float, now_ms: int) -> None:
        """The next piece of the session's sound is there."""
        self.sound_ms += duration_ms
        self.came_at_ms = now_ms

    def heard(self, start_ms: int, now_ms: int) -> None:
        """Words came of an utterance that begins at the place ``start_ms``."""
        if self.first_word_ms is None:
            self.first_word_ms = self._since(start_ms, now_ms)

    def over(self, end_ms: int, now_ms: int) -> dict[str, int]:
        """The figures of an utterance that ends at the place ``end_ms``, which is final now."""
        figures = {"final_ms": self._since(end_ms, now_ms)} | self.rest()
        if self.first_word_ms is not None:
            figures = {"first_word_ms": self.first_word_ms} | figures
        self.first_word_ms = None
        return figures

    def rest(self) -> dict[str, int]:
        """What was given to the recogniser since."""
        given_ms = round(self.given_ms)
        self.given_ms -= given_ms
        return {"sound_ms": given_ms}

    def _since(self, place_ms: int, now_ms: int) -> int:
        """A place in the future, as a provider that counts badly may tell, was just now."""
        return max(0, round(self.sound_ms) + now_ms - self.came_at_ms - place_ms)
