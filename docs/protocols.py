"""The page that lists all protocols, made from ``ten_lite.wire.schema``."""

from __future__ import annotations

from typing import Final

from ten_lite.wire.schema.protocols import PROTOCOLS, Protocol

__all__ = ["protocols_page"]

HEAD: Final = """\
# Protocols

Made from `ten_lite/wire/schema` by `docs/generate.py`.

A client chooses what it speaks by the path of the WebSocket it opens and, on the paths of `ten`, by
a subprotocol. All of them are served on one port; what that answers over plain HTTP is in
[HTTP](http-api.md).

| protocol | path | subprotocol | codec | for | described in |
|---|---|---|---|---|---|
"""

TAIL: Final = """\

[asyncapi.json](asyncapi.json) has every message of them, with all fields and limits, for programs:
as an AsyncAPI 3.0 document, from which pages and code for other languages can be made. The types
of the TypeScript client, `clients/typescript/src/messages.ts`, come from the same models.

`?graph=` in the address chooses another graph of the project. Who offers a subprotocol that is not
listed is told the first one that it offered and speaks what its path says.

A codec is a class without I/O: texts and bytes in, messages of the graph out, and back. A protocol
of your own is a subclass of `ten_lite.wire.codec.Codec`.
"""


def protocols_page() -> str:
    """The page's text."""
    return HEAD + "".join(f"{_row(protocol)}\n" for protocol in PROTOCOLS) + TAIL


def _row(protocol: Protocol) -> str:
    paths = ", ".join(f"`{path}`" for path in protocol.paths)
    subprotocol = f"`{protocol.subprotocol}`" if protocol.subprotocol else ""
    pages = [f"[{protocol.page.removesuffix('.md')}]({protocol.page})"] if protocol.page else []
    if protocol.document:
        pages.append(f"[its documentation]({protocol.document})")
    cells = [
        f"`{protocol.name}`",
        paths,
        subprotocol,
        f"`ten_lite.wire.{protocol.codec}`",
        protocol.summary,
        ", ".join(pages),
    ]
    return f"| {' | '.join(cells)} |"
