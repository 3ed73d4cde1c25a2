"""Numbers told digit by digit, and addresses told sign by sign: is there more to come?"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ten_lite_turn_detectors.words import LanguageWords

__all__ = ["spelled_score"]

SHORTEST_NUMBER = 7
"""Digits of the shortest telephone number that has an area to itself."""

USUAL_NUMBER = 10
"""Digits from which most telephone numbers are whole."""

_WRITTEN_DIGITS = re.compile(r"\+?[\d\-./]+")


def spelled_score(tokens: Sequence[str], context: str, words: LanguageWords) -> float | None:
    """The score of a text that ends in a number or an address that is being spelled; else None.

    Args:
        tokens: The words of the text, at least one.
        context: What both said, where a number or an address may have been announced.
        words: Of the language.
    """
    address = _address_score(tokens, _has_any(context, words.spelling_cues), words)
    if address is not None:
        return address
    return _number_score(tokens, _has_any(context, words.number_cues), words)


def _address_score(tokens: Sequence[str], is_announced: bool, words: LanguageWords) -> float | None:
    last = tokens[-1]
    if is_announced and (last.endswith("@") or last in words.at_signs | words.other_signs):
        return 0.1
    letters = _run_of_letters(tokens)
    if letters >= (2 if is_announced else 3):
        return 0.3
    at = max(
        (n for n, token in enumerate(tokens) if token in words.at_signs or "@" in token), default=-1
    )
    if at < 0 or not (is_announced or "@" in tokens[at]):
        return None
    domain = [tokens[at].partition("@")[2], *tokens[at + 1 :]]
    is_whole = any("." in part or part in words.other_signs for part in domain)
    return 0.85 if is_whole else 0.2


def _number_score(tokens: Sequence[str], is_announced: bool, words: LanguageWords) -> float | None:
    digits, spoken = _digits_at_end(tokens, words)
    if digits < 2 or (not is_announced and spoken < 3):
        return None
    if digits < SHORTEST_NUMBER:
        return 0.25
    return 0.85 if digits >= USUAL_NUMBER else 0.6


def _digits_at_end(tokens: Sequence[str], words: LanguageWords) -> tuple[int, int]:
    """How many digits the text ends with, and how many of them were told one by one."""
    digits = spoken = 0
    for token in reversed(tokens):
        if token in words.digits:
            digits, spoken = digits + 1, spoken + 1
        elif _WRITTEN_DIGITS.fullmatch(token):
            count = sum(character.isdecimal() for character in token)
            digits, spoken = digits + count, spoken + (count == 1)
        elif words.by_ending:
            count = _digits_at_end_of(token, words)
            digits, spoken = digits + count, spoken + count
            if count < len(token):
                break
        else:
            break
    return digits, spoken


def _digits_at_end_of(token: str, words: LanguageWords) -> int:
    count = 0
    for character in reversed(token):
        if not (character in words.digits or character.isdecimal()):
            break
        count += 1
    return count


def _run_of_letters(tokens: Sequence[str]) -> int:
    run = 0
    for token in reversed(tokens):
        if not (len(token) == 1 and token.isascii() and token.isalpha()):
            break
        run += 1
    return run


def _has_any(context: str, cues: frozenset[str]) -> bool:
    return any(cue in context for cue in cues)
