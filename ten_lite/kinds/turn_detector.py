"""Base of turn detectors: one question, one answer, in bounded time."""

from __future__ import annotations

import asyncio
import math
from abc import abstractmethod
from typing import ClassVar

from ten_lite.messages import TurnCheck, TurnVerdict
from ten_lite.runtime.extension import ConfigT, Extension

__all__ = ["UNSURE", "TurnDetectorExtension"]

UNSURE = 0.5
"""What is answered when there is no time, or nothing, to judge by."""


class TurnDetectorExtension(Extension[ConfigT]):
    """A node that says how finished sounds what the user has said; subclasses write ``finished``.

    Somebody waits in silence for the answer, so it comes within ``timeout_s``.

    Attributes:
        timeout_s: Seconds after which the answer is ``UNSURE``, and the work is cancelled.
    """

    timeout_s: ClassVar[float] = 0.3

    @abstractmethod
    async def finished(self, check: TurnCheck) -> float:
        """How likely the user is done: from 0.0, certainly not, to 1.0, certainly.

        Values beyond are cut off there. Is cancelled when nobody waits for it any more.
        """

    async def on_turn_check(self, check: TurnCheck) -> TurnVerdict:
        """Answer with one verdict.

        Raises:
            ValueError: The subclass found a score that is no number.
        """
        try:
            async with asyncio.timeout(self.timeout_s) as bound:
                score = await self.finished(check)
        except TimeoutError:
            if not bound.expired():
                raise
            self.log.warning("no verdict within %g s, the turn may be over", self.timeout_s)
            score = UNSURE
        if math.isnan(score):
            raise ValueError("the score of a turn must be a number from 0.0 to 1.0, not nan")
        return TurnVerdict(min(1.0, max(0.0, score)))
