"""The messages of the ``ten`` protocol as TypeScript, made from ``ten_lite.wire.schema``."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator
from typing import Any, Final

from ten_lite.wire.schema import session, ten
from ten_lite.wire.schema.definitions import definitions

__all__ = ["messages_module"]

HEAD: Final = """\
/**
 * The messages of the wire, as docs/reference/protocol-ten.md has them.
 *
 * Made from `ten_lite/wire/schema` by `docs/generate.py`.
 */
"""
WIDTH: Final = 100

UNIONS: Final = {
    "ServerMessage": ("What a server says in a conversation, sound apart.", ten.SERVER_MESSAGES),
    "ControlMessage": (
        "What a server says of the session; neither side counts these.",
        session.CONTROL_MESSAGES,
    ),
    "ClientMessage": (
        "What a client says in a conversation, sound apart.",
        (*ten.CLIENT_MESSAGES, session.GapMessage),
    ),
}
OTHERS: Final = (ten.AudioMessage, ten.ClientAudio, session.HelloMessage)


def messages_module() -> str:
    """The text of ``messages.ts``."""
    models = [*OTHERS, *(model for _, members in UNIONS.values() for model in members)]
    made = definitions(models, ref="{model}")
    parts = [HEAD]
    parts += ["\n".join(_interface(name, made[name])) + "\n" for name in sorted(made)]
    names = {name: model.__name__ for name, model in ten.SERVER_DATA.items()}
    fields = "".join(f"  {name}: {model};\n" for name, model in names.items())
    about = "/** What the data messages of a server carry, by name. */"
    parts.append(f"{about}\nexport interface ServerData {{\n{fields}}}\n")
    for name, (about, members) in UNIONS.items():
        parts.append(_union(name, about, [model.__name__ for model in members]))
    members = ["ServerMessage", "AudioMessage", "ControlMessage"]
    parts.append(_union("ServerText", "Any text message of a server.", members))
    return "\n".join(parts)


def _union(name: str, about: str, members: list[str]) -> str:
    head = f"export type {name} ="
    line = f"{head} {' | '.join(members)};"
    if len(line) > WIDTH:
        line = head + "".join(f"\n  | {member}" for member in members) + ";"
    return f"/** {about} */\n{line}\n"


def _interface(name: str, schema: dict[str, Any]) -> Iterator[str]:
    yield from _comment(schema.get("description", ""), indent="")
    yield f"export interface {name} {{"
    for field, about in schema["properties"].items():
        yield from _comment(_limits(about), indent="  ")
        optional = "" if field in schema.get("required", ()) else "?"
        yield f"  {field}{optional}: {_type(about)};"
    if schema.get("additionalProperties") is True:
        yield "  [key: string]: unknown;"
    yield "}"


def _comment(text: str, *, indent: str) -> Iterator[str]:
    if not text:
        return
    line = f"{indent}/** {text} */"
    if "\n" not in text and len(line) <= WIDTH:
        yield line
        return
    yield f"{indent}/**"
    for paragraph in text.splitlines():
        wrapped = textwrap.wrap(paragraph, WIDTH - len(indent) - 3) or [""]
        yield from (f"{indent} * {part}".rstrip() for part in wrapped)
    yield f"{indent} */"


def _limits(schema: dict[str, Any]) -> str:
    """The description, with the limits that a type cannot have."""
    text: str = schema.get("description", "")
    most = schema.get("maxLength")
    if most is None:
        return text
    return f"{text} At most {most:,} characters.".strip()


def _type(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        name: str = schema["$ref"]
        return name
    if "const" in schema:
        return json.dumps(schema["const"])
    if "enum" in schema:
        return " | ".join(json.dumps(value) for value in schema["enum"])
    if "anyOf" in schema:
        return " | ".join(_type(part) for part in schema["anyOf"])
    match schema["type"]:
        case "integer" | "number":
            return "number"
        case "string" | "boolean" | "null" as same:
            return str(same)
        case "array":
            item = _type(schema["items"])
            return f"({item})[]" if " " in item else f"{item}[]"
        case "object":
            values = schema["additionalProperties"]
            return f"Record<string, {'unknown' if values is True else _type(values)}>"
    raise ValueError(f"no type of TypeScript is known for {schema}")
