"""The items of a conversation, as far as a client may ask for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from ten_lite.wire.codec import Wire
from ten_lite.wire.realtime.events import Events

__all__ = ["Conversation", "Item", "Sound"]

MAX_ITEMS: Final = 1_000


@dataclass(slots=True)
class Sound:
    """The sound of an item.

    Attributes:
        request_id: The answer it is of.
        from_ms: Where in the answer's sound it begins.
        ms: Its length so far.
    """

    request_id: str
    from_ms: float
    ms: float = 0.0


@dataclass(slots=True)
class Item:
    """One item.

    Attributes:
        fields: As a client is told; replaced and not changed.
        previous_id: The item before it.
        sound: What a client may truncate.
    """

    fields: Mapping[str, Any]
    previous_id: str | None
    sound: Sound | None = None


class Conversation:
    """All items in their order; of very many the oldest are forgotten.

    Args:
        events: Makes the events.

    Attributes:
        last_id: The newest item; None before the first.
    """

    def __init__(self, events: Events) -> None:
        self._events = events
        self._items: dict[str, Item] = {}
        self.last_id: str | None = None

    def __getitem__(self, item_id: str) -> Item:
        return self._items[item_id]

    def __contains__(self, item_id: str) -> bool:
        return item_id in self._items

    def add(self, fields: Mapping[str, Any]) -> Wire:
        """A new item, and the event that tells of it."""
        item = Item(fields, self.last_id)
        self.last_id = fields["id"]
        self._items[fields["id"]] = item
        if len(self._items) > MAX_ITEMS:
            del self._items[next(iter(self._items))]
        return self._event("added", item)

    def done(self, fields: Mapping[str, Any]) -> Wire:
        """The item is whole now, and the event that tells so."""
        item = self._items.get(fields["id"])
        if item is None:
            return self._event("done", Item(fields, None))
        item.fields = fields
        return self._event("done", item)

    def add_whole(self, fields: Mapping[str, Any]) -> list[Wire]:
        """A new item that is whole already."""
        return [self.add(fields), self.done(fields)]

    def revise(self, item_id: str, content: Mapping[str, Any]) -> None:
        """More is known of the only part of an item, which no event of its own tells."""
        item = self._items.get(item_id)
        if item is not None:
            item.fields = {**item.fields, "content": [content]}

    def remove(self, item_id: str) -> None:
        """Forget an item."""
        del self._items[item_id]
        if self.last_id == item_id:
            self.last_id = next(reversed(self._items), None)

    def _event(self, what: str, item: Item) -> Wire:
        return self._events.make(
            f"conversation.item.{what}", previous_item_id=item.previous_id, item=item.fields
        )
