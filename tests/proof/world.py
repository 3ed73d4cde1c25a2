"""What one simulated conversation knows of itself: its dice, its records, and what went wrong."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from dataclasses import dataclass, field

__all__ = ["Said", "World"]


@dataclass(slots=True)
class Said:
    """One utterance of the user.

    Attributes:
        words: What was told of it for good, or at last.
        is_once: Whether its transcripts came in time and were right, so that its words may be in
            the history once only.
    """

    words: list[str]
    is_once: bool = True


@dataclass(slots=True)
class World:
    """Everything that happens in one conversation comes from ``seed``, and is noted here.

    Attributes:
        seed: Of ``dice``.
        wrong: What must not have happened.
        counts: What happened how often.
        said: What the user said.
        generated: What the model has said, by request.
        asked: The user's last message, by request to the model.
        requests: Requests to the model that have not ended, by their id.
        calls: Calls of tools that have not ended.
        sounds: Of each character that was spoken: its answer, and the epoch it was made in.
        spoken: What the voice was given to say, by answer.
        made: The sound the voice has made, by answer.
        unreliable: Answers whose voice failed.
        unlearned: Answers that were cut before the voice knew how fast it speaks.
        is_held: Whether a pause is on.
        flushed_at: When an answer was interrupted, on the loop's clock, by epoch.
    """

    seed: int
    dice: random.Random = field(init=False)
    wrong: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    said: list[Said] = field(default_factory=list)
    generated: dict[str, str] = field(default_factory=dict)
    asked: dict[str, str] = field(default_factory=dict)
    requests: set[str] = field(default_factory=set)
    calls: set[str] = field(default_factory=set)
    sounds: list[tuple[str, int]] = field(default_factory=list)
    spoken: dict[str, str] = field(default_factory=lambda: defaultdict(str))
    made: dict[str, bytearray] = field(default_factory=lambda: defaultdict(bytearray))
    unreliable: set[str] = field(default_factory=set)
    unlearned: set[str] = field(default_factory=set)
    is_held: bool = False
    flushed_at: dict[int, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)

    def is_exact(self, answer: str) -> bool:
        """Whether the voice can tell what was heard of ``answer``."""
        return answer not in self.unreliable and answer not in self.unlearned

    def claim(self, holds: object, otherwise: str) -> None:
        """Note what is wrong unless it ``holds``."""
        if not holds:
            self.wrong.append(otherwise)

    def chance(self, probability: float) -> bool:
        """True with this probability."""
        return self.dice.random() < probability

    def between(self, least: float, most: float) -> float:
        """A time in seconds."""
        return self.dice.uniform(least, most)

    def word(self, owner: str, number: int) -> str:
        """A word that nobody else says: letters only, so that it is spoken as it is written."""
        return f"{owner}{letters(number)}"


def letters(number: int) -> str:
    """``number`` in letters."""
    text = ""
    while True:
        number, rest = divmod(number, 20)
        text = "bcdfghjklmnpqrstvwxz"[rest] + text
        if not number:
            return text
