"""How finished a text looks; a pure function of the text and the words of its language."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

from ten_lite.kinds import UNSURE
from ten_lite_turn_detectors.spelled import spelled_score
from ten_lite_turn_detectors.words import LanguageWords

__all__ = ["judge", "tokens_of"]

OPEN_MARKS = (*",;:-–—、~(", "..")
QUESTION_MARKS = tuple("?!؟")
STOP_MARKS = tuple(".。।")
CLOSERS = "\"'”’»)]}」』 \t\n"

_TOKEN = re.compile(r"[\w@+]+(?:['.\-/][\w@]+)*")


def judge(text: str, words: LanguageWords, *, before: str = "") -> float:
    """How likely the speaker is done: from 0.0, certainly not, to 1.0, certainly.

    Args:
        text: What was said in this turn so far.
        words: Of its language.
        before: What the other one said last.
    """
    said = _plain(text)
    tokens = tokens_of(said)
    if not tokens:
        return UNSURE
    if said.endswith(OPEN_MARKS) or _ends_with(tokens, words.hesitations, words):
        return 0.1
    was_asked = _plain(before).endswith(QUESTION_MARKS)
    is_answer = _joined(tokens, words) in words.answers
    spelled = spelled_score(tokens, f"{_plain(before)} {said}", words)
    if spelled is not None and not is_answer:
        return spelled
    if said.endswith(QUESTION_MARKS):
        return 0.95
    if is_answer:
        return 0.95 if was_asked else 0.8
    if said.endswith(STOP_MARKS):
        return {"leaning": 0.2, "may_lean": 0.7}.get(_ending(tokens, words), 0.9)
    return _score_without_marks(tokens, words, was_asked=was_asked)


def tokens_of(said: str) -> list[str]:
    """The words of plain text; in a language without spaces, what stands between marks."""
    return _TOKEN.findall(said)


def _score_without_marks(tokens: list[str], words: LanguageWords, *, was_asked: bool) -> float:
    ending = _ending(tokens, words)
    is_question = tokens[0] in words.questions and len(tokens) >= 3
    if ending == "leaning":
        return 0.1
    if ending == "may_lean":
        return 0.4 if is_question else 0.3
    if is_question:
        return 0.8
    if ending == "finishing":
        return 0.85
    likely = 0.6 if len(tokens) > 1 or not words.spaced else 0.5
    return likely + 0.1 if was_asked else likely


def _ending(tokens: list[str], words: LanguageWords) -> str:
    """Which list the last words are in; the longest entry that fits decides."""
    lists = {
        "leaning": words.leaning,
        "may_lean": words.may_lean,
        "finishing": words.finishing,
    }
    fitting = {
        name: max((len(entry) for entry in entries if _fits(tokens, entry, words)), default=0)
        for name, entries in lists.items()
    }
    best = max(fitting, key=lambda name: fitting[name])
    return best if fitting[best] else ""


def _fits(tokens: list[str], entry: str, words: LanguageWords) -> bool:
    if words.by_ending:
        return tokens[-1].endswith(entry) or " ".join(tokens).endswith(f" {entry}")
    return (" " + " ".join(tokens)).endswith(f" {entry}")


def _ends_with(tokens: list[str], entries: Collection[str], words: LanguageWords) -> bool:
    if not words.spaced:
        return tokens[-1].endswith(tuple(entries))
    return (" " + " ".join(tokens)).endswith(tuple(f" {entry}" for entry in entries))


def _joined(tokens: list[str], words: LanguageWords) -> str:
    return (" " if words.spaced else "").join(tokens)


def _plain(text: str) -> str:
    """Lower case, full-width marks as plain ones, without closing quotes and brackets."""
    return unicodedata.normalize("NFKC", text).casefold().replace("’", "'").rstrip(CLOSERS)
