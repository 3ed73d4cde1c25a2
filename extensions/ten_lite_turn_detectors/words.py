"""What is known of a language: words that tell whether more is to follow."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

__all__ = ["LANGUAGES", "LanguageWords", "words_of"]

_FOLDER = Path(__file__).parent / "languages"

LANGUAGES = tuple(sorted(file.stem for file in _FOLDER.glob("*.toml")))
"""Those with words of their own, as ISO 639-1 codes."""


@dataclass(frozen=True, slots=True)
class LanguageWords:
    """The words of one language, in lower case; a phrase is written with spaces.

    Attributes:
        spaced: Whether words stand between spaces.
        by_ending: Whether ``leaning``, ``may_lean`` and ``finishing`` are endings of words.
        leaning: Nobody ends with these: articles, conjunctions, possessives.
        may_lean: Mostly followed by more, but an end as well: prepositions, auxiliaries.
        hesitations: Sounds of somebody who searches for words.
        finishing: Words that end what one says, such as "please".
        questions: Words that begin a question.
        answers: What is an answer all by itself.
        digits: Names of digits.
        number_cues: Words that announce a long number.
        spelling_cues: Words that announce something spelled, such as an e-mail address.
        at_signs: Names of @.
        other_signs: Names of the dot and other signs inside of an address.
    """

    spaced: bool = True
    by_ending: bool = False
    leaning: frozenset[str] = frozenset()
    may_lean: frozenset[str] = frozenset()
    hesitations: frozenset[str] = frozenset()
    finishing: frozenset[str] = frozenset()
    questions: frozenset[str] = frozenset()
    answers: frozenset[str] = frozenset()
    digits: frozenset[str] = frozenset()
    number_cues: frozenset[str] = frozenset()
    spelling_cues: frozenset[str] = frozenset()
    at_signs: frozenset[str] = frozenset()
    other_signs: frozenset[str] = frozenset()


def words_of(language: str) -> LanguageWords:
    """The words of a BCP-47 code such as ``en-US``; none for a language without any here."""
    return _load(language.partition("-")[0].partition("_")[0].lower())


@cache
def _load(code: str) -> LanguageWords:
    if code not in LANGUAGES:
        return LanguageWords()
    table = tomllib.loads((_FOLDER / f"{code}.toml").read_text("utf-8"))
    spaced, by_ending = table.pop("spaced", True), table.pop("by_ending", False)
    return LanguageWords(
        spaced, by_ending, **{key: frozenset(words) for key, words in table.items()}
    )
