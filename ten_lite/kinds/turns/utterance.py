"""What the user has said in one turn so far, put together from transcripts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["Utterance", "latest", "size", "word_count", "words"]

WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")
UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"
)
TRANSCRIPTS_KEPT = 16


def words(text: str) -> list[str]:
    """The words of ``text`` in lower case, without punctuation; hyphens and apostrophes stay."""
    return [word.replace("’", "'") for word in WORD.findall(text.lower())]


def word_count(text: str) -> int:
    """How many words ``text`` has; two characters count as one where words have no spaces."""
    unspaced = len(UNSPACED.findall(text))
    return len(words(UNSPACED.sub(" ", text))) + (unspaced + 1) // 2


def size(text: str) -> int:
    """How much ``text`` says: its words, and each character where words have no spaces."""
    return len(words(UNSPACED.sub(" ", text))) + len(UNSPACED.findall(text))


def latest(said: Mapping[str, str]) -> Mapping[str, str]:
    """The transcripts of ``said`` that may yet come again, corrected or not."""
    return dict(list(said.items())[-TRANSCRIPTS_KEPT:])


@dataclass(slots=True)
class Utterance:
    """One or more stretches of speech that belong to one turn.

    Attributes:
        number: Which one it is of the session.
        began_ms: When it began.
        changed_ms: When its text changed last.
        is_speaking: Whether the user is speaking now, as far as speech events tell.
        ended_ms: When speech ended last; None while that is not known.
        may_be_over: Whether the user has paused.
        is_typed: Whether some of it was typed, which needs no waiting.
        goes_on: Whether it continues a text whose answer nobody has heard.
        is_judged: Whether its words, or the lack of them, were found to be no interruption.
    """

    number: int
    began_ms: int
    changed_ms: int
    is_speaking: bool = False
    ended_ms: int | None = None
    may_be_over: bool = False
    is_typed: bool = False
    goes_on: bool = False
    is_judged: bool = False
    _finals: dict[str, str] = field(default_factory=dict)
    _carried: frozenset[str] = frozenset()
    _partial: str = ""
    _partial_id: str = ""

    def begin_speech(self) -> None:
        """The user speaks, or speaks again."""
        self.is_speaking, self.ended_ms = True, None
        self.may_be_over = self.is_judged = False

    def follow(self, said: Mapping[str, str]) -> None:
        """It goes on with what was ``said`` before, by transcript; nobody has heard an answer."""
        self.goes_on = True
        self._carried = frozenset(said) - set(self._finals)
        self._finals = {**said, **self._finals}

    def hear(self, now_ms: int, text: str, *, is_final: bool, utterance_id: str) -> None:
        """Take a transcript in; a correction of one that was final counts if it is longer."""
        before = self.text
        is_nameless = not utterance_id
        if is_nameless:
            utterance_id = f"({self.number}.{len(self._finals)})"
        is_same = utterance_id == self._partial_id or (
            is_nameless and self._partial_id.startswith("(")
        )
        if not is_final:
            if self._partial and not is_same:
                # the recogniser has gone on: what it told last of that stretch is all there is
                self._finals.setdefault(self._partial_id, self._partial)
            self._partial, self._partial_id = text, utterance_id
        else:
            if is_same:  # else another stretch is under way
                self._partial = ""
            if text and len(text) >= len(self._finals.get(utterance_id, "")):
                self._finals[utterance_id] = text
        if self.text != before:
            self.changed_ms, self.is_judged = now_ms, False

    @property
    def text(self) -> str:
        """All of it.

        A recogniser that gives no ids may tell a final transcript again when it knows more: what
        begins with the stretch before it replaces that.
        """
        parts: list[str] = []
        before = ""
        for key, part in self.said.items():
            is_nameless = key.startswith("(") and before.startswith("(")
            if is_nameless and words(part)[: len(words(parts[-1]))] == words(parts[-1]):
                parts.pop()
            parts.append(part)
            before = key
        return " ".join(parts)

    @property
    def added(self) -> str:
        """What was said since it goes on; all of it if it does not."""
        parts = [text for key, text in self._finals.items() if key not in self._carried]
        return " ".join(part for part in (*parts, self._partial) if part)

    @property
    def has_final(self) -> bool:
        """Whether some stretch of it will not change any more, and none is under way."""
        return bool(self._finals) and not self._partial

    @property
    def said(self) -> Mapping[str, str]:
        """Its text by transcript."""
        return {**self._finals, **({self._partial_id: self._partial} if self._partial else {})}

    def forget_words(self) -> None:
        """Drop the text: it was not meant for the agent."""
        self._finals, self._partial, self._carried = {}, "", frozenset()
        self.goes_on, self.is_judged = False, True
