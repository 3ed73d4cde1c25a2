"""One answer, or a part of it, at a provider that is fed text while it speaks."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Protocol

__all__ = ["Spoken", "TtsContext"]


@dataclass(frozen=True, slots=True)
class Spoken:
    """A chunk of sound.

    Attributes:
        data: 16-bit mono PCM at the voice's rate, of any size.
        characters: How many characters more of the text have been spoken at its end.
    """

    data: bytes
    characters: int = 0


class TtsContext(Protocol):
    """Text goes in, sound comes out; leaving its context manager ends the work at the provider."""

    async def feed(self, text: str) -> None:
        """Send more text.

        Raises:
            ProviderError: The connection is lost.
        """

    async def finish(self) -> None:
        """Say that no more text will come.

        Raises:
            ProviderError: The connection is lost.
        """

    def sound(self) -> AsyncGenerator[Spoken, None]:
        """The sound, as it comes; it ends after ``finish``, when all of the text is spoken.

        Raises:
            ProviderError: There is no more of it.
        """
