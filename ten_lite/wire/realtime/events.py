"""Server events: JSON with a type and a number."""

from __future__ import annotations

from binascii import b2a_base64
from collections import Counter
from typing import Any, Literal

from ten_lite.wire.codec import Wire
from ten_lite.wire.realtime.refusal import Refusal
from ten_lite.wire.strict_json import clip, dump

__all__ = ["Events"]


class Events:
    """Makes the events of one session, and the ids of what they tell of."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def new_id(self, kind: Literal["event", "item", "resp"]) -> str:
        """An id that the session has not had yet."""
        self._counts[kind] += 1
        return f"{kind}_{self._counts[kind]:06}"

    def make(self, kind: str, **fields: Any) -> Wire:
        """The event of that type.

        Raises:
            ProtocolError: A field holds what is not JSON.
        """
        return dump({"type": kind, "event_id": self.new_id("event"), **fields})

    def sound(self, data: bytes, *, response_id: str, item_id: str, output_index: int) -> Wire:
        """Sound of an answer; written by hand, as there are many and no text in them."""
        return (
            f'{{"type":"response.output_audio.delta","event_id":"{self.new_id("event")}",'
            f'"response_id":"{response_id}","item_id":"{item_id}","output_index":{output_index},'
            f'"content_index":0,"delta":"{b2a_base64(data, newline=False).decode("ascii")}"}}'
        )

    def error(self, text: str, *, code: str = "", kind: str = "server_error") -> Wire:
        """Something failed here; no event of the client is to blame."""
        return self._error(text, kind, code or None, None, None)

    def refusal(self, refusal: Refusal) -> Wire:
        """An event of the client was not done, or not all of it."""
        kind = "invalid_request_error"
        return self._error(str(refusal), kind, refusal.code, refusal.param, refusal.event_id)

    def _error(
        self, text: str, kind: str, code: str | None, param: str | None, event_id: str | None
    ) -> Wire:
        error = {
            "type": kind,
            "code": code,
            "message": clip(text),
            "param": param,
            "event_id": event_id,
        }
        return self.make("error", error=error)
