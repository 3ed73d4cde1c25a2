"""What clients may ask of a graph that has no connection for it."""

from __future__ import annotations

from collections.abc import Mapping

from ten_lite.messages import Interrupt, Message, PcmFrame, SessionConfig, TextData, ToolRegister
from ten_lite.wire.codec import NotDone

__all__ = ["is_missed", "not_connected"]

EXPECTED: Mapping[type[Message], str] = {
    PcmFrame: "sound",
    TextData: "text",
    Interrupt: "interruptions",
    SessionConfig: "changes of its language, voice or prompt",
    ToolRegister: "tools of clients",
}
"""What a client sends for its effect, in words; the rest are hints."""


def is_missed(message: Message) -> bool:
    """Whether it matters to the client that nobody gets ``message``; silence does not."""
    if isinstance(message, PcmFrame):
        return bool(message.data.strip(b"\0"))
    return type(message) in EXPECTED


def not_connected(message: Message, node: str) -> NotDone:
    """That the graph takes no such thing, and what it would need.

    Args:
        message: What the client sent; one that ``is_missed``.
        node: The node that cannot pass it on.
    """
    return NotDone(
        f"This graph takes no {EXPECTED[type(message)]}: it has no connection for "
        f'{message.name} ({message.kind}) from "{node}" to a node that takes it',
        code="not_connected",
        message=message,
    )
