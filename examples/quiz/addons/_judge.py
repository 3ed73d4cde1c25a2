"""Whether what was said is the answer, whatever else was said and however it was written down."""

import re
import unicodedata
from collections.abc import Iterable

__all__ = ["is_right", "words"]

ARTICLES = frozenset({"a", "an", "the"})
COUNTED = "zero one two three four five six seven eight nine ten eleven twelve"
NUMBERS = {word: str(number) for number, word in enumerate(COUNTED.split())}
SURE_LENGTH = 6
"""Of words so long, one letter may be wrong: a recogniser writes names as it hears them."""


def words(text: str) -> list[str]:
    """The words of ``text`` in one spelling: small letters, no accents or articles, 10 for ten."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(c for c in plain if not unicodedata.combining(c)).replace("'", "")
    found = (word for word in re.findall(r"\w+", plain) if word not in ARTICLES)
    return [NUMBERS.get(word, word) for word in found]


def is_right(said: str, answers: Iterable[str]) -> bool:
    """Whether one of ``answers`` stands in ``said``, and no "not" before it."""
    heard = words(said)
    for answer in map(words, answers):
        for start in range(len(heard) - len(answer) + 1):
            part = heard[start : start + len(answer)]
            if all(map(_alike, part, answer)) and heard[start - 1 : start] != ["not"]:
                return True
    return False


def _alike(one: str, other: str) -> bool:
    if one.removesuffix("s") == other.removesuffix("s"):
        return True
    if min(len(one), len(other)) < SURE_LENGTH:
        return False
    return any(
        one[:n] == other[:n]
        and (one[n + 1 :] in (other[n:], other[n + 1 :]) or one[n:] == other[n + 1 :])
        for n in range(max(len(one), len(other)))
    )
