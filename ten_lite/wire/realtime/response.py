"""The events of one response, in the order in which OpenAI sends them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from ten_lite.messages import ToolCall
from ten_lite.wire.codec import Wire
from ten_lite.wire.realtime.asked import Asked
from ten_lite.wire.realtime.conversation import Conversation, Sound
from ten_lite.wire.realtime.events import Events
from ten_lite.wire.strict_json import dump

__all__ = ["Reason", "Response", "Status"]

Status = Literal["completed", "cancelled", "failed"]
Reason = Literal["turn_detected", "client_cancelled"]


class Response:
    """One response: at most one message, and perhaps a call of a tool.

    Args:
        events: Makes the events.
        conversation: Gets the items.
        about: What is told of it besides: conversation, format of its sound, and so on.
        asked: How it is to be.

    Attributes:
        asked: The same.
        text: What was said so far.
        is_voiced: Whether there is sound of it.
        is_whole: Whether all of its text is there.
        error: Why it fails when it ends; None: it does not.
    """

    def __init__(
        self,
        events: Events,
        conversation: Conversation,
        about: Mapping[str, Any],
        asked: Asked,
    ) -> None:
        self._events = events
        self._conversation = conversation
        self._about = about
        self._id = events.new_id("resp")
        self._item_id = ""
        self._output: list[Mapping[str, Any]] = []
        self.asked = asked
        self.text = ""
        self.is_voiced = False
        self.is_whole = False
        self.error: str | None = None

    @property
    def id(self) -> str:
        """Its id."""
        return self._id

    @property
    def is_text(self) -> bool:
        """Whether it is text without sound."""
        return self.asked.modality == "text"

    @property
    def is_empty(self) -> bool:
        """Whether nothing has come of it yet."""
        return not self._item_id and not self._output

    def created(self) -> Wire:
        """The event that it begins with."""
        response = self._as_json("in_progress", None, None)
        return self._events.make("response.created", response=response)

    def say(self, delta: str) -> list[Wire]:
        """More text."""
        wires = self._begin_message()
        self.text += delta
        return [*wires, self._part_event(f"{self._text_kind}.delta", delta=delta)]

    def play(self, data: bytes, ms: float, *, request_id: str, from_ms: float) -> list[Wire]:
        """More sound.

        Args:
            data: In the client's format.
            ms: Its playing time.
            request_id: The answer it is of.
            from_ms: Where in the answer's sound it lies.
        """
        wires = self._begin_message()
        if self._item_id in self._conversation:
            item = self._conversation[self._item_id]
            item.sound = item.sound or Sound(request_id, from_ms)
            item.sound.ms += ms
        sound = self._events.sound(
            data,
            response_id=self._id,
            item_id=self._item_id,
            output_index=len(self._output),
        )
        return [*wires, sound]

    def call(self, call: ToolCall) -> list[Wire]:
        """The model calls a tool of the client."""
        wires = self._end_message("completed")
        item_id = self._events.new_id("item")
        arguments = dump(call.arguments)
        fields = {
            "id": item_id,
            "object": "realtime.item",
            "type": "function_call",
            "status": "in_progress",
            "call_id": call.call_id,
            "name": call.tool_name,
            "arguments": "",
        }
        wires += self._add(fields)
        names = {"item_id": item_id, "call_id": call.call_id}
        kind = "response.function_call_arguments"
        wires += [
            self._output_event(f"{kind}.delta", **names, delta=arguments),
            self._output_event(f"{kind}.done", **names, name=call.tool_name, arguments=arguments),
        ]
        return wires + self._done(fields | {"status": "completed", "arguments": arguments})

    def finish(
        self, status: Status, reason: Reason | None, usage: Mapping[str, Any] | None
    ) -> list[Wire]:
        """All that is still to be told of it."""
        wires = self._end_message("completed" if status == "completed" else "incomplete")
        details: dict[str, Any] | None = None
        if status != "completed":
            details = {"type": status}
            if reason:
                details["reason"] = reason
            if self.error:
                details["error"] = {"type": "server_error", "code": self.error}
        response = self._as_json(status, details, usage)
        return [*wires, self._events.make("response.done", response=response)]

    @property
    def _text_kind(self) -> str:
        return f"response.output_{'text' if self.is_text else 'audio_transcript'}"

    def _begin_message(self) -> list[Wire]:
        if self._item_id:
            return []
        self._item_id = self._events.new_id("item")
        wires = self._add(self._message("in_progress"))
        return [*wires, self._part_event("response.content_part.added", part=self._part())]

    def _end_message(self, status: str) -> list[Wire]:
        if not self._item_id:
            return []
        wires = []
        if not self.is_text:
            wires.append(self._part_event("response.output_audio.done"))
        name = "text" if self.is_text else "transcript"
        wires += [
            self._part_event(f"{self._text_kind}.done", **{name: self.text}),
            self._part_event("response.content_part.done", part=self._part()),
        ]
        wires += self._done(self._message(status))
        self._item_id = ""
        return wires

    def _message(self, status: str) -> dict[str, Any]:
        content = []
        if status != "in_progress":
            content.append(self._part(prefix="output_"))
        return {
            "id": self._item_id,
            "object": "realtime.item",
            "type": "message",
            "status": status,
            "role": "assistant",
            "content": content,
        }

    def _part(self, *, prefix: str = "") -> dict[str, Any]:
        if self.is_text:
            return {"type": f"{prefix}text", "text": self.text}
        return {"type": f"{prefix}audio", "transcript": self.text}

    def _add(self, fields: Mapping[str, Any]) -> list[Wire]:
        event = self._output_event("response.output_item.added", item=fields)
        return [event, self._conversation.add(fields)]

    def _done(self, fields: Mapping[str, Any]) -> list[Wire]:
        event = self._output_event("response.output_item.done", item=fields)
        self._output.append(fields)
        return [self._conversation.done(fields), event]

    def _part_event(self, kind: str, **fields: Any) -> Wire:
        return self._output_event(kind, item_id=self._item_id, content_index=0, **fields)

    def _output_event(self, kind: str, **fields: Any) -> Wire:
        return self._events.make(
            kind, response_id=self._id, output_index=len(self._output), **fields
        )

    def _as_json(
        self, status: str, details: Mapping[str, Any] | None, usage: Mapping[str, Any] | None
    ) -> dict[str, Any]:
        return {
            "id": self._id,
            "object": "realtime.response",
            "status": status,
            "status_details": details,
            "output": list(self._output),
            "output_modalities": [self.asked.modality],
            "metadata": self.asked.metadata,
            "usage": usage,
            **self._about,
        }
