"""How much of an answer's text was heard, from how much of its sound was played.

Positions are samples on the line of sound that a voice sends (see ``SoundLine``).
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["SpeakingRate", "SpokenText"]

FIRST_CHARACTERS_PER_S = 15.0


class SpeakingRate:
    """How fast a voice speaks, learned from what it has spoken.

    Args:
        sample_rate_hz: Samples per second of its sound.
    """

    def __init__(self, sample_rate_hz: int) -> None:
        self._sample_rate_hz = sample_rate_hz
        self._characters = 0
        self._samples = 0

    def learn(self, characters: int, samples: int) -> None:
        """Take in that ``characters`` took ``samples`` samples; silence teaches nothing."""
        if characters > 0 and samples > 0:
            self._characters += characters
            self._samples += samples

    def samples(self, characters: int) -> float:
        """How many samples ``characters`` will take; at first 15 characters a second."""
        if not self._samples:
            return characters * self._sample_rate_hz / FIRST_CHARACTERS_PER_S
        return characters * self._samples / self._characters


@dataclass(slots=True)
class _Piece:
    characters: int
    start: int
    end: int | None = None  # None: its sound is not made to its end


class SpokenText:
    """The text of one answer, piece by piece, and where on the line its sound lies.

    Args:
        rate: Of the voice; it learns from each piece that is done.
    """

    def __init__(self, rate: SpeakingRate) -> None:
        self._rate = rate
        self._before = 0  # characters of pieces that are forgotten: they were heard
        self._pieces: list[_Piece] = []

    def __len__(self) -> int:
        return len(self._pieces)

    def begin(self, characters: int, start: int) -> None:
        """The sound of the next piece, ``characters`` long, begins at ``start``."""
        self._pieces.append(_Piece(characters, start))

    def done(self, end: int) -> None:
        """The sound of the piece that was begun last is whole and ends at ``end``."""
        piece = self._pieces[-1]
        piece.end = end
        self._rate.learn(piece.characters, end - piece.start)

    def heard(self, played: int, made: int) -> int:
        """Characters heard of all pieces together: whole pieces, and of one a part.

        Inside a piece they are taken to be spoken evenly. A piece without sound is heard with
        the sound behind it.

        Args:
            played: Where on the line the client is.
            made: Where the sound that is made so far ends.
        """
        heard = self._before
        for piece in self._pieces:
            if played <= piece.start:
                break
            end = piece.end
            if end is None:
                end = max(made, piece.start + round(self._rate.samples(piece.characters)))
            if played >= end:
                heard += piece.characters
            else:
                heard += piece.characters * (played - piece.start) // (end - piece.start)
        return heard

    def forget(self, before: int) -> None:
        """Drop what lies before the position ``before``, behind which nobody will ask again."""
        done = 0
        for piece in self._pieces:
            if piece.end is None or piece.end > before or before <= piece.start:
                break
            self._before += piece.characters
            done += 1
        del self._pieces[:done]
