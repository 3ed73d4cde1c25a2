"""``conversation.item.create``: what a client may add to the conversation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from ten_lite.wire.realtime.refusal import Refusal, take_list, take_object, take_text, wrong
from ten_lite.wire.strict_json import describe

__all__ = ["NewItem", "read_item"]

MAX_ITEM_ID_CHARS: Final = 32
MAX_TEXT_CHARS: Final = 8_000
MAX_OUTPUT_CHARS: Final = 100_000


@dataclass(frozen=True, slots=True)
class NewItem:
    """What the client adds.

    Attributes:
        item_id: The id that the client gives it; "": none.
        fields: As the client is told of it, without its id.
        text: What the user typed.
        audio: Base64 of what the user said, one for each part.
        call_id: Of the call whose result it is; "": it is no result.
        output: That result.
    """

    item_id: str
    fields: Mapping[str, Any]
    text: str = ""
    audio: tuple[str, ...] = ()
    call_id: str = ""
    output: str = ""


def read_item(event: Mapping[str, Any]) -> NewItem:
    """The item of the ``event``.

    Raises:
        Refusal: It is no item, or one that no message of a graph can carry.
    """
    item = take_object(event, "item")
    item_id = item.get("id")
    if item_id is None:
        item_id = ""
    elif not isinstance(item_id, str) or not 0 < len(item_id) <= MAX_ITEM_ID_CHARS:
        raise wrong(item_id, "item.id", f"a string of 1 to {MAX_ITEM_ID_CHARS} characters")
    kind = take_text(item, "type", "item.")
    if kind == "function_call_output":
        return _output(item, item_id)
    if kind != "message":
        raise _unsupported("item.type", kind, "a message, or a function_call_output")
    role = take_text(item, "role", "item.")
    if role != "user":
        raise _unsupported("item.role", role, "what the user says; the history is the graph's")
    return _message(item, item_id)


def _message(item: Mapping[str, Any], item_id: str) -> NewItem:
    texts: list[str] = []
    audio: list[str] = []
    content: list[dict[str, Any]] = []
    for number, part in enumerate(take_list(item, "content", "item.")):
        place = f"item.content[{number}]"
        if not isinstance(part, dict):
            raise wrong(part, place, "an object")
        kind = take_text(part, "type", f"{place}.")
        if kind == "input_text":
            texts.append(take_text(part, "text", f"{place}."))
            content.append({"type": kind, "text": texts[-1]})
        elif kind == "input_audio":
            audio.append(take_text(part, "audio", f"{place}."))
            content.append({"type": kind, "transcript": None})
        else:
            raise _unsupported(f"{place}.type", kind, "input_text and input_audio")
    text = "\n".join(texts).strip()
    if not (text or audio):
        raise Refusal("'item.content' is empty.", param="item.content")
    if text and audio:
        raise Refusal(
            "'item.content' has text and sound; send them as two items.", param="item.content"
        )
    if len(text) > MAX_TEXT_CHARS:
        raise Refusal(
            f"'item.content' has {len(text)} characters; at most {MAX_TEXT_CHARS} are taken.",
            param="item.content",
        )
    fields = _fields("message") | {"role": "user", "content": content}
    return NewItem(item_id, fields, text=text, audio=tuple(audio))


def _output(item: Mapping[str, Any], item_id: str) -> NewItem:
    call_id = take_text(item, "call_id", "item.")
    output = take_text(item, "output", "item.")
    if len(output) > MAX_OUTPUT_CHARS:
        raise Refusal(
            f"'item.output' has {len(output)} characters; at most {MAX_OUTPUT_CHARS} are taken.",
            param="item.output",
        )
    fields = _fields("function_call_output") | {"call_id": call_id, "output": output}
    return NewItem(item_id, fields, call_id=call_id, output=output)


def _fields(kind: str) -> dict[str, Any]:
    return {"object": "realtime.item", "type": kind, "status": "completed"}


def _unsupported(param: str, value: object, taken: str) -> Refusal:
    return Refusal(
        f"'{param}' is {describe(value)}, which no graph can be given; taken: {taken}.",
        code="unsupported_item",
        param=param,
    )
