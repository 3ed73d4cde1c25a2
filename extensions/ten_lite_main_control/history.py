"""What was said in a conversation, as the model gets to see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

__all__ = ["Entry", "History"]


@dataclass(slots=True)
class Entry:
    """One thing said, with the tools it called; OpenAI-shaped messages that belong together.

    Attributes:
        messages: The messages, in order.
        is_interrupted: Whether the user has heard only a part: the part that is here.
        said_before: What the user had said in the same turn before, if an answer which nobody
            heard has called tools in between.
    """

    messages: list[dict[str, Any]]
    is_interrupted: bool = False
    said_before: str = ""

    @property
    def is_of_user(self) -> bool:
        """Whether the user said it."""
        return bool(self.messages) and self.messages[0]["role"] == "user"


class History:
    """Appends, and forgets in big steps.

    What is kept begins with a user's message, so that tool calls and their results are never
    torn apart, and the last user's message is never forgotten.

    Args:
        prompt: The system prompt, always first; empty: none.
        max_messages: When more than this is held, the older half is forgotten.

    Attributes:
        prompt: The system prompt; another agent has another one.
        entries: What was said.
    """

    def __init__(self, prompt: str, max_messages: int) -> None:
        self.prompt = prompt
        self.entries: list[Entry] = []
        self._max_messages = max_messages

    def add(self, role: str, content: str) -> None:
        """Append what ``role`` (``user`` or ``assistant``) said; nothing said is not kept."""
        if content.strip():
            self.extend([{"role": role, "content": content.strip()}])

    def extend(self, messages: Sequence[dict[str, Any]], *, is_interrupted: bool = False) -> Entry:
        """Append messages that belong together: what was said, tool calls and their results."""
        entry = Entry(list(messages), is_interrupted)
        self.entries.append(entry)
        held = sum(len(entry.messages) for entry in self.entries)
        if held > self._max_messages:
            self._forget(held - self._max_messages // 2)
        return entry

    def go_on(self, text: str) -> None:
        """The user's last message was not over: all that was said in this turn is ``text``.

        What came of it already, calls of tools say, stays; then the new part is a message of its
        own.
        """
        last = next((entry for entry in reversed(self.entries) if entry.messages), None)
        of_user = next((entry for entry in reversed(self.entries) if entry.is_of_user), None)
        if of_user is None:
            self.add("user", text)
        elif last is of_user:
            content = _rest(text, of_user.said_before) or text
            of_user.messages = [{"role": "user", "content": content}]
        else:
            before = f"{of_user.said_before} {of_user.messages[0]['content']}".strip()
            rest = _rest(text, before)
            if rest is None:  # what was said before is known better now: tell it again
                rest, before = text, ""
            if rest:
                self.extend([{"role": "user", "content": rest}]).said_before = before

    def asked(self, text: str, *, goes_on: bool) -> list[dict[str, Any]]:
        """What ``messages`` will be once the user's ``text`` is in it; see ``go_on``."""
        trial = History(self.prompt, self._max_messages)
        trial.entries = [
            Entry(list(entry.messages), said_before=entry.said_before) for entry in self.entries
        ]
        if goes_on:
            trial.go_on(text)
        else:
            trial.add("user", text)
        return trial.messages()

    def messages(self) -> list[dict[str, Any]]:
        """A copy, system prompt first."""
        system = [{"role": "system", "content": self.prompt}] if self.prompt else []
        return system + [dict(message) for entry in self.entries for message in entry.messages]

    def _forget(self, count: int) -> None:
        """Drop ``count`` messages or more, up to a message of the user."""
        turns = [place for place, entry in enumerate(self.entries) if entry.is_of_user]
        dropped = 0
        later: list[int] = []
        for place, entry in enumerate(self.entries):
            if place in turns and dropped >= count:
                later.append(place)
                break
            dropped += len(entry.messages)
        first = (later or turns[-1:] or [len(self.entries)])[0]
        del self.entries[:first]


def _rest(text: str, before: str) -> str | None:
    """What ``text`` has after ``before``; None if it does not begin with that."""
    return text.removeprefix(before).strip() if text.startswith(before) else None
