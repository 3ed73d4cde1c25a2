"""From a conversation in OpenAI's shape to one in Anthropic's."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from ten_lite.errors import CommandError

__all__ = ["anthropic_history"]

Block = dict[str, Any]

BEGINNING = "(The conversation begins.)"
"""Stands for the user where the assistant spoke first: the API wants the user to begin."""

NOT_IN_AN_ID = re.compile(r"[^a-zA-Z0-9_-]")


def anthropic_history(
    messages: Sequence[Mapping[str, Any]],
    as_received: Mapping[str, Sequence[Block]] | None = None,
) -> tuple[str, list[dict[str, Any]]]:
    """The system prompt and the messages.

    User and assistant take turns in the result and the user begins; texts without a visible
    character are left out; calls have ids that are unique and made of letters, digits, ``_`` and
    ``-``; a call's broken arguments are an empty object.

    Args:
        messages: Messages with the roles ``system`` (or ``developer``), ``user``, ``assistant``
            and ``tool``, oldest first.
        as_received: By the id of an answer's first call, the answer's blocks as the server sent
            them. They are sent back for calls of the turn under way: if there are thoughts among
            them, the server refuses the calls without.

    Raises:
        CommandError: A message has an unknown role, or content other than text.
    """
    conversion = _Conversion(as_received or {})
    turn = max((n for n, m in enumerate(messages) if m.get("role") == "user"), default=0)
    for n, message in enumerate(messages):
        conversion.add(message, under_way=n > turn)
    return "\n\n".join(conversion.system), conversion.messages


class _Conversion:
    def __init__(self, as_received: Mapping[str, Sequence[Block]]) -> None:
        self.system: list[str] = []
        self.messages: list[dict[str, Any]] = []
        self._as_received = as_received
        self._ids: dict[str, str] = {}
        self._taken: set[str] = set()

    def add(self, message: Mapping[str, Any], *, under_way: bool) -> None:
        role = message.get("role")
        if role in ("system", "developer"):
            self.system += [block["text"] for block in _texts(message)]
        elif role == "user":
            self._say("user", _texts(message))
        elif role == "assistant":
            self._say("assistant", self._answer(message, under_way))
        elif role == "tool":
            self._say("user", [self._result(message)])
        else:
            raise CommandError(f"a message of the history has the unknown role {role!r}")

    def _say(self, role: str, blocks: Sequence[Block]) -> None:
        if not blocks:
            return
        if not self.messages and role == "assistant":
            self._say("user", [{"type": "text", "text": BEGINNING}])
        if self.messages and self.messages[-1]["role"] == role:
            self.messages[-1]["content"] += blocks
        else:
            self.messages.append({"role": role, "content": list(blocks)})

    def _answer(self, message: Mapping[str, Any], under_way: bool) -> Sequence[Block]:
        calls = message.get("tool_calls") or ()
        uses = [self._use(call) for call in calls]
        if under_way and calls and calls[0]["id"] in self._as_received:
            return self._as_received[calls[0]["id"]]
        return [*_texts(message), *uses]

    def _use(self, call: Mapping[str, Any]) -> Block:
        function = call["function"]
        id_ = unique = NOT_IN_AN_ID.sub("_", call["id"]) or "call"
        number = 1
        while unique in self._taken:
            number += 1
            unique = f"{id_}_{number}"
        self._taken.add(unique)
        self._ids[call["id"]] = unique
        try:
            given = json.loads(function.get("arguments") or "{}")
        except ValueError:
            given = {}
        arguments = given if isinstance(given, dict) else {}
        return {"type": "tool_use", "id": unique, "name": function["name"], "input": arguments}

    def _result(self, message: Mapping[str, Any]) -> Block:
        id_ = message["tool_call_id"]
        return {
            "type": "tool_result",
            "tool_use_id": self._ids.get(id_, id_),
            "content": "\n".join(block["text"] for block in _texts(message)),
        }


def _texts(message: Mapping[str, Any]) -> list[Block]:
    content = message.get("content") or ()
    parts = [{"type": "text", "text": content}] if isinstance(content, str) else content
    for part in parts:
        if part.get("type") != "text":
            raise CommandError(
                f"a message of the history has content of the type {part.get('type')!r}; "
                "only text can be sent"
            )
    return [{"type": "text", "text": p["text"]} for p in parts if p["text"].strip()]
