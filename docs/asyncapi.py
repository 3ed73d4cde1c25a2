"""The protocols as an AsyncAPI 3.0 document, made from ``ten_lite.wire.schema``."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Final

from ten_lite import __version__
from ten_lite.wire.schema.binary import BinaryMessage
from ten_lite.wire.schema.definitions import definitions
from ten_lite.wire.schema.protocols import PROTOCOLS, ForeignMessage, Protocol, WireMessage

__all__ = ["document"]

JSON, BYTES = "application/json", "application/octet-stream"

ABOUT: Final = """\
What a client and a ten_lite server say to each other over a WebSocket. Each channel is a \
protocol: a path, and for two of them a subprotocol. Operations are the server's: it receives what \
a client sends, and sends what a client receives.

Keys that are not described are ignored by both sides, but where `additionalProperties` is false. \
Clients ignore messages that they do not know."""

TOKEN: Final = """\
The server's token, where it has one. Who can send no header gives it as the subprotocol \
`ten-lite.token.<base64url>`, in `hello`, or in the parameters of a telephone call."""


def document() -> str:
    """The file's text."""
    messages = {_name(each): each for protocol in PROTOCOLS for each in _all(protocol)}
    models = [each for each in messages.values() if isinstance(each, type)]
    made = {
        "asyncapi": "3.0.0",
        "info": {
            "title": "ten_lite",
            "version": __version__,
            "description": ABOUT,
            "license": {"name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0"},
        },
        "defaultContentType": JSON,
        "servers": {
            "local": {
                "host": "127.0.0.1:8765",
                "protocol": "ws",
                "description": "`ten-lite run` as it is; with a certificate it is `wss`.",
                "security": [{"$ref": "#/components/securitySchemes/token"}],
            }
        },
        "channels": {protocol.name: _channel(protocol) for protocol in PROTOCOLS},
        "operations": {
            name: operation for each in PROTOCOLS for name, operation in _operations(each)
        },
        "components": {
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": TOKEN,
                }
            },
            "messages": {name: _message(each) for name, each in messages.items()},
            "schemas": definitions(models, ref="#/components/schemas/{model}"),
        },
    }
    return json.dumps(made, indent=2, ensure_ascii=False) + "\n"


def _all(protocol: Protocol) -> tuple[WireMessage, ...]:
    return (*protocol.client, *protocol.server)


def _name(message: WireMessage) -> str:
    return message.__name__ if isinstance(message, type) else message.name


def _channel(protocol: Protocol) -> dict[str, Any]:
    channel: dict[str, Any] = {
        "address": protocol.paths[0],
        "title": protocol.name,
        "summary": protocol.summary,
    }
    if len(protocol.paths) > 1:
        others = " and ".join(f"`{path}`" for path in protocol.paths[1:])
        channel["description"] = f"Spoken on {others} as well."
    channel["messages"] = {
        _name(each): {"$ref": f"#/components/messages/{_name(each)}"} for each in _all(protocol)
    }
    binding: dict[str, Any] = {"method": "GET"}
    if protocol.subprotocol:
        offer = {"type": "string", "const": protocol.subprotocol}
        name = "Sec-WebSocket-Protocol"
        binding["headers"] = {"type": "object", "properties": {name: offer}, "required": [name]}
    query = {"graph": "Another graph of the project.", **protocol.query}
    parameters = {name: {"type": "string", "description": about} for name, about in query.items()}
    binding["query"] = {"type": "object", "properties": parameters}
    channel["bindings"] = {"ws": {**binding, "bindingVersion": "0.1.0"}}
    if protocol.document:
        channel["externalDocs"] = {"url": protocol.document}
    return channel


def _operations(protocol: Protocol) -> Iterable[tuple[str, dict[str, Any]]]:
    sides = (("receive", "client", protocol.client), ("send", "server", protocol.server))
    for action, side, messages in sides:
        channel = f"#/channels/{protocol.name}"
        yield (
            f"{protocol.name}.{action}",
            {
                "action": action,
                "channel": {"$ref": channel},
                "summary": f"What a {side} says.",
                "messages": [{"$ref": f"{channel}/messages/{_name(each)}"} for each in messages],
            },
        )


def _message(message: WireMessage) -> dict[str, Any]:
    if isinstance(message, ForeignMessage):
        which: dict[str, Any] = {"type": "string"}
        if message.values:
            which["enum"] = list(message.values)
        payload = {"type": "object", "required": [message.key], "properties": {message.key: which}}
        return {"name": message.name, "summary": message.summary, "payload": payload}
    if isinstance(message, BinaryMessage):
        return {
            "name": message.name,
            "summary": message.summary,
            "description": _layout(message),
            "contentType": BYTES,
            "payload": {"type": "string", "format": "binary"},
        }
    fields = message.model_fields
    consts = [fields[key].annotation for key in ("name", "type") if key in fields]
    name = consts[0].__args__[0] if consts else message.__name__
    summary = (message.__doc__ or "").partition("\n")[0].replace("``", "`")
    schema = {"$ref": f"#/components/schemas/{message.__name__}"}
    return {"name": name, "title": message.__name__, "summary": summary, "payload": schema}


def _layout(message: BinaryMessage) -> str:
    if not message.header:
        return "PCM16 is 16-bit signed little-endian, interleaved."
    rows = [
        "The header; its numbers are unsigned and little-endian.",
        "",
        "| bytes | field | from the client | from the server |",
        "|---|---|---|---|",
    ]
    at = 0
    for field in message.header:
        last = at + field.bits // 8 - 1
        place = f"{at}-{last}" if last > at else f"{at}"
        rows.append(
            f"| {place} | `{field.name}` (u{field.bits}) | {field.client} | {field.server} |"
        )
        at = last + 1
    return "\n".join(rows)
