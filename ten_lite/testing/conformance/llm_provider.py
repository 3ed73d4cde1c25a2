"""What the fake provider of a language model can do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ten_lite.testing.conformance.provider import Provider
from ten_lite.testing.conformance.row import skip

__all__ = ["ChatPlan", "LlmProvider"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatPlan:
    """How a request for an answer is answered.

    Attributes:
        steps: Text, and pauses in seconds, in order.
        calls: Tools that are called then: id, name and arguments of each; the arguments come in
            bits.
        thoughts: What the model thinks before; "" for nothing.
        finish: Why the answer ends.
        headers_s: Pause before the answer begins at all.
        then: What happens behind the steps in place of an end: nothing more comes, the
            connection breaks, or the answer stops in good order without saying why.
        piece_bytes: Size of the pieces that are sent; 0: a message at a time.
    """

    steps: Sequence[str | float] = ("Yes.",)
    calls: Sequence[tuple[str, str, str]] = ()
    thoughts: str = ""
    finish: Literal["stop", "length", "filter"] = "stop"
    headers_s: float = 0.0
    then: Literal["end", "stall", "break", "cut"] = "end"
    piece_bytes: int = 0


class LlmProvider(Provider):
    """The other end of a language model. Without a plan each answer is "Yes."."""

    def plan(self, plan: ChatPlan, *, times: int | None = None) -> None:
        """Answer the next ``times`` requests like this; None: all from now on."""
        skip(self._why_not)
