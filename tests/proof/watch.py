"""Watches a session from the side: order on each edge, interruptions, bounds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from ten_lite.messages import Message
from ten_lite.runtime import Session
from ten_lite.runtime.mailbox import Mailbox

from .world import World

__all__ = ["check_bounds", "watch"]


def watch(session: Session, world: World) -> None:
    """Note interruptions and pauses, and hold every delivery to the order of its edge."""
    for node in session.nodes.values():
        _watch_order(node.name, node.mailbox, world)
    interrupt, pause = session.interrupt, session.pause_sound
    clock = session.clock

    def interrupted() -> None:
        world.counts["interruptions"] += 1
        world.is_held = False
        world.flushed_at[session.fence.epoch + 1] = clock.now_ns() / 1e9
        interrupt()

    def paused() -> None:
        world.counts["pauses"] += 1
        world.is_held = True
        pause()

    session.interrupt, session.pause_sound = interrupted, paused  # type: ignore[method-assign]


def _watch_order(target: str, mailbox: Mailbox, world: World) -> None:
    last: dict[tuple[str, type[Message]], int] = {}
    mailbox_open = mailbox.open

    def in_order(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
        def handle(message: Message) -> Any:
            edge = (message.source, type(message))
            if message.sequence <= last.get(edge, 0):
                world.wrong.append(
                    f"{message.source} -> {message.name} -> {target}: {message.sequence} came after"
                    f" {last[edge]}"
                )
            last[edge] = message.sequence
            return function(message)

        return handle

    def open_watched(handlers: Any, failed: Any = None) -> None:
        for message, handler in list(handlers.items()):
            handlers[message] = replace(handler, function=in_order(handler.function))
        mailbox_open(handlers, failed)

    mailbox.open = open_watched  # type: ignore[method-assign]


def check_bounds(session: Session, world: World) -> None:
    """Claim that no connection ever held more than it may, and that none lost its count."""
    for channel in session.channels:
        stats, edge = channel.stats(), channel.edge
        name = f"{edge.source} -> {edge.message.name} -> {edge.target}"
        world.claim(stats.most_queued <= 2 * edge.queue.size, f"{name} held {stats.most_queued}")
        accounted = stats.delivered + stats.dropped + stats.stale + stats.queued
        world.claim(stats.sent == accounted, f"{name} lost count: {stats}")
