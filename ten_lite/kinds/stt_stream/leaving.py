"""When a stream is left for a new one, so that no word is lost or heard in the wrong language."""

from __future__ import annotations

import math

__all__ = ["Leaving"]

EARLY = 0.8
"""From this part of its longest time on, a stream is left as soon as nobody speaks."""
QUIET_S = 1.0
"""Who was speaking this long ago is known to be, by now."""


class Leaving:
    """Knows what was asked, and what was told; does nothing itself.

    Args:
        longest_s: How long a stream may last.
        is_talkative: Whether the provider tells of silence as well.
    """

    def __init__(self, longest_s: float, *, is_talkative: bool) -> None:
        self._longest_s = longest_s
        self._is_talkative = is_talkative
        self._opened_s = math.inf
        self._asked_s = 0.0  # what was said up to there is for the stream as it is
        self._told_until_s = 0.0
        self._news_s = 0.0

    def opened(self, now_s: float, begin_s: float) -> None:
        """There is a new stream, which begins at ``begin_s`` of the session's sound."""
        self._opened_s = self._news_s = now_s
        self._told_until_s = begin_s

    def ask(self, now_s: float, until_s: float) -> None:
        """Another stream is wanted, for what is said from ``until_s`` on."""
        self._news_s, self._asked_s = now_s, until_s

    def news(self, now_s: float) -> None:
        """The provider has told something."""
        self._news_s = now_s

    def told(self, until_s: float) -> None:
        """It has told everything in the sound up to there."""
        self._told_until_s = max(self._told_until_s, until_s)

    def is_due(self, now_s: float, *, is_changed: bool, is_quiet: bool, is_all_told: bool) -> bool:
        """Whether the stream is to be left now.

        Args:
            now_s: The time.
            is_changed: Whether another language was asked for.
            is_quiet: Whether no utterance is under way.
            is_all_told: Whether nothing was sent for so long that nothing can come.
        """
        age_s = now_s - self._opened_s
        if age_s >= self._longest_s:
            return True
        if not is_quiet or not (is_changed or age_s >= EARLY * self._longest_s):
            return False
        if self._is_talkative:
            return is_all_told or self._told_until_s >= self._asked_s
        return now_s - self._news_s >= QUIET_S
