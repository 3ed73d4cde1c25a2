"""Puts an utterance together from the pieces Deepgram tells."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Heard", "Transcript", "Utterance"]


@dataclass(frozen=True, slots=True)
class Heard:
    """What Deepgram understood of one piece of sound.

    Attributes:
        text: The words; often empty.
        start_ms: Where the words begin in the session's sound.
        end_ms: Where they end.
        is_final: Whether this piece will not change.
        speech_final: Whether the user paused after it.
        language: The language that was detected, or "".
    """

    text: str
    start_ms: int
    end_ms: int
    is_final: bool
    speech_final: bool
    language: str = ""


@dataclass(frozen=True, slots=True)
class Transcript:
    """An utterance so far, or all of it (``final``)."""

    text: str
    final: bool
    start_ms: int
    end_ms: int
    language: str


TOLERANCE_MS = 100


class Utterance:
    """Joins the final pieces up to the user's pause.

    The text that comes with the pause is only the last piece: the ones before it belong to the
    same utterance. In noise no pause is noticed; then the utterance is over when Deepgram says
    that no word has followed, and the final piece with its last word is there, in either order.
    """

    def __init__(self) -> None:
        self._pieces: list[Heard] = []
        self._last_word_end_ms: int | None = None
        self._told_until_ms = -1

    @property
    def is_open(self) -> bool:
        """Whether words are known of an utterance that is not over."""
        return bool(self._pieces)

    def add(self, heard: Heard) -> Transcript | None:
        """What to tell after one more piece; None when there is nothing to tell."""
        if heard.is_final:
            if heard.text:
                self._pieces.append(heard)
            if heard.speech_final or self._is_whole():
                return self._finish()
            pieces = self._pieces if heard.text else []
        else:
            pieces = [*self._pieces, heard] if heard.text else []
        return _joined(pieces, final=False)

    def no_word_after(self, last_word_end_ms: int) -> Transcript | None:
        """What to tell when no word has followed the one that ends there."""
        if not self._pieces and last_word_end_ms <= self._told_until_ms + TOLERANCE_MS:
            return None  # a pause has ended that utterance already
        self._last_word_end_ms = last_word_end_ms
        return self._finish() if self._is_whole() else None

    def _is_whole(self) -> bool:
        last_ms = self._last_word_end_ms
        return (
            last_ms is not None
            and bool(self._pieces)
            and self._pieces[-1].end_ms >= last_ms - TOLERANCE_MS
        )

    def _finish(self) -> Transcript | None:
        pieces, self._pieces, self._last_word_end_ms = self._pieces, [], None
        whole = _joined(pieces, final=True)
        if whole is not None:
            self._told_until_ms = whole.end_ms
        return whole


def _joined(pieces: list[Heard], *, final: bool) -> Transcript | None:
    if not pieces:
        return None
    return Transcript(
        " ".join(piece.text for piece in pieces),
        final,
        pieces[0].start_ms,
        max(piece.end_ms for piece in pieces),
        pieces[-1].language,
    )
