"""Calls of the client's tools, from when it is asked until it gives their results."""

from __future__ import annotations

from collections import deque
from typing import Final

from ten_lite.messages import ToolCall, ToolResult
from ten_lite.wire.codec import ToolDone
from ten_lite.wire.realtime.refusal import Refusal
from ten_lite.wire.strict_json import describe

__all__ = ["Calls"]

REMEMBERED: Final = 100


class Calls:
    """The calls that are open.

    Attributes:
        has_given: Whether results were given since the last ``response.create``, so that the next
            one asks for no more than the graph does by itself.
    """

    def __init__(self) -> None:
        self._open: set[str] = set()
        self._void: deque[str] = deque(maxlen=REMEMBERED)
        self.has_given = False

    def begin(self, call: ToolCall) -> None:
        """The client is asked."""
        self._open.add(call.call_id)

    def void(self) -> None:
        """The answer that they belong to was interrupted: nobody waits for their results."""
        self._void.extend(self._open)
        self._open.clear()
        self.has_given = False

    def give(self, call_id: str, output: str) -> ToolDone | None:
        """The result of a call, for the graph; None if nobody waits for it any more.

        Raises:
            Refusal: There is no such call, or its result was given already.
        """
        if call_id in self._void:
            self._void.remove(call_id)
            return None
        if call_id not in self._open:
            raise Refusal(
                f"No tool call found for function call output with call_id {describe(call_id)}.",
                code="invalid_tool_call_output",
                param="item.call_id",
            )
        self._open.discard(call_id)
        self.has_given = True
        return ToolDone(call_id, ToolResult(output))
