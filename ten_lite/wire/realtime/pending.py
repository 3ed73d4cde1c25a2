"""What the user said or typed that the client wants no response to yet."""

from __future__ import annotations

from typing import Final

from ten_lite.audio import frame_size
from ten_lite.messages import Message, TextData
from ten_lite.wire.realtime.refusal import Refusal
from ten_lite.wire.realtime.sound_in import frames

__all__ = ["Pending"]

MAX_ITEMS: Final = 100
SILENCE_MS: Final = 2_000
"""Behind sound that the client commits: by that, the graph hears that its user is done."""


class Pending:
    """Keeps it until ``response.create``, as a graph answers all that it is given.

    Args:
        sample_rate_hz: Of the graph's sound.
    """

    def __init__(self, sample_rate_hz: int) -> None:
        self._rate_hz = sample_rate_hz
        self._items: dict[str, str | bytes] = {}

    def __bool__(self) -> bool:
        return bool(self._items)

    def check_room(self) -> None:
        """See whether there is room for one more.

        Raises:
            Refusal: There is not.
        """
        if len(self._items) >= MAX_ITEMS:
            raise Refusal(
                f"{MAX_ITEMS} items wait for a response.create already.", code="too_many_items"
            )

    def add(self, item_id: str, said: str | bytes) -> None:
        """The user typed, or said in PCM16, what is the item of that id."""
        self._items[item_id] = said

    def remove(self, item_id: str) -> bool:
        """Forget an item; tells whether it was there."""
        return self._items.pop(item_id, None) is not None

    def take(self) -> list[Message]:
        """All of it, for the graph; texts in a row are one, as each would get an answer."""
        messages: list[Message] = []
        texts: list[str] = []
        for said in self._items.values():
            if isinstance(said, str):
                texts.append(said)
                continue
            messages += _typed(texts)
            texts = []
            silence = bytes(frame_size(self._rate_hz, 1, SILENCE_MS))
            messages += frames(said + silence, self._rate_hz)
        self._items.clear()
        return messages + _typed(texts)


def _typed(texts: list[str]) -> list[Message]:
    return [TextData("\n".join(texts))] if texts else []
