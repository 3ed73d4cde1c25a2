"""What a turn learns from the commands that are carried out for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from ten_lite.errors import Interrupted
from ten_lite.messages import ChatDelta, Message, ToolCall, ToolResult
from ten_lite.observe.turn_record import TurnRecord

__all__ = ["CommandWatch", "RequestWatch", "ToolWatch"]

MS = 1_000_000


class CommandWatch(Protocol):
    """Follows one command."""

    def take_result(self, result: Message) -> None:
        """The receiver gave ``result``."""

    def take_end(self, error: Exception | None) -> None:
        """No more results come; ``error`` is what the caller gets after them."""


class RequestWatch:
    """Follows a request to a model.

    Args:
        record: The turn.
        settle: Told when the request has ended.
    """

    __slots__ = ("_attempt", "_record", "_settle")

    def __init__(self, record: TurnRecord, settle: Callable[[TurnRecord], None]) -> None:
        self._record = record
        self._settle = settle
        self._attempt = record.attempt

    def count_for(self, record: TurnRecord) -> None:
        """What was asked as a guess is the answer of the turn ``record``."""
        guess, self._record = self._record, record
        self._attempt = record.attempt
        record.requests += guess.requests
        record.open_commands += guess.open_commands
        record.characters += guess.characters
        record.first_token_ns = guess.first_token_ns
        record.prompt_tokens = _sum(record.prompt_tokens, guess.prompt_tokens)
        record.completion_tokens = _sum(record.completion_tokens, guess.completion_tokens)
        record.failed = record.failed or guess.failed
        record.due_ns = None

    def take_result(self, result: Message) -> None:
        """Count text and tokens."""
        record = self._record
        if not isinstance(result, ChatDelta):
            return
        if result.usage is not None:
            read, wrote = result.usage.get("prompt_tokens"), result.usage.get("completion_tokens")
            record.prompt_tokens = _sum(record.prompt_tokens, read)
            record.completion_tokens = _sum(record.completion_tokens, wrote)
        if self._attempt != record.attempt:  # the answer began anew meanwhile
            return
        record.characters += len(result.delta)
        if record.first_token_ns is None and (result.delta or result.tool_calls):
            record.first_token_ns = result.timestamp_ns

    def take_end(self, error: Exception | None) -> None:
        """An answer that failed may be all there is of a turn."""
        record = self._record
        record.open_commands -= 1
        if error is not None and not isinstance(error, Interrupted):
            record.failed = True
        self._settle(record)


class ToolWatch:
    """Follows a tool call.

    Args:
        record: The turn.
        call: What is called.
        now_ns: The session's clock.
        settle: Told when the call has ended.
    """

    __slots__ = ("_call", "_now_ns", "_record", "_result", "_settle")

    def __init__(
        self,
        record: TurnRecord,
        call: ToolCall,
        now_ns: Callable[[], int],
        settle: Callable[[TurnRecord], None],
    ) -> None:
        self._record = record
        self._call = call
        self._now_ns = now_ns
        self._settle = settle
        self._result: ToolResult | None = None

    def take_result(self, result: Message) -> None:
        """Keep it for the end."""
        if isinstance(result, ToolResult):
            self._result = result

    def take_end(self, error: Exception | None) -> None:
        """The call is over, with a result or without."""
        record, result = self._record, self._result
        record.open_commands -= 1
        record.add_tool(
            self._call.tool_name,
            round((self._now_ns() - self._call.timestamp_ns) / MS),
            is_error=result is None or result.is_error,
        )
        self._settle(record)


def _sum(so_far: int | None, more: int | None) -> int | None:
    return so_far if more is None else (so_far or 0) + more
