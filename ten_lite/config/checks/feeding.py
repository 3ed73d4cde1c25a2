"""Checks that every node gets what it needs, and that what it gets begins somewhere.

A graph in which nothing begins, or that exposes messages, is a part of one: what will feed it is
unknown, and nothing is told.
"""

from __future__ import annotations

from collections.abc import Iterator

from ten_lite.addons import AddonSpec
from ten_lite.config.checks.flow import Flow, all_known, is_source, quoted
from ten_lite.config.checks.paste import connection
from ten_lite.config.checks.ways import loops, reached
from ten_lite.config.reading.draft import Draft, NodeDraft
from ten_lite.config.text.pointer import join
from ten_lite.config.text.wording import listing
from ten_lite.errors import Problem
from ten_lite.messages import Message

__all__ = ["check_fed", "check_reached"]


def check_fed(draft: Draft) -> Iterator[Problem]:
    """Every input that a node needs has a sender."""
    if not _can_tell(draft):
        return
    flow = Flow.of(draft)
    for node in draft.by_name.values():
        lacking = _lacking(flow, node)
        if not lacking or node.spec is None:
            continue
        if len(lacking) == len(node.spec.inputs):
            names = listing(message.name for message in lacking)
            message = f'nobody feeds "{node.name}" ({node.spec.name}), which takes {names}'
            wanted = [cls for cls in lacking if _is_needed(node.spec, cls)] or lacking
            yield _unfed(draft, node, wanted, message)
            continue
        for needed in lacking:
            if _is_needed(node.spec, needed):
                message = (
                    f'nobody sends "{node.name}" ({node.spec.name}) the {needed.name} it needs'
                )
                yield _unfed(draft, node, [needed], message)


def check_reached(draft: Draft) -> Iterator[Problem]:
    """No nodes feed only each other: something has to begin at a client, a tool or a source."""
    if not _can_tell(draft):
        return
    flow = Flow.of(draft)
    ways: dict[str, dict[str, None]] = {name: {} for name in draft.by_name}
    for edge in draft.edges:
        if edge.source in ways and edge.target is not None:
            ways[edge.source][edge.target] = None
    starts = {
        node.name
        for node in draft.by_name.values()
        if is_source(node) or _may_be_fed(flow, node) or _is_unfed(flow, node)
    }
    live = reached(starts, ways)
    dead = {name: targets for name, targets in ways.items() if name not in live}
    for group in loops(dead):
        if _fed_from_outside(group, dead):
            continue  # it is dead because of another one
        others = "each other" if len(group) > 1 else "itself"
        verb = "feed" if len(group) > 1 else "feeds"
        message = f"{quoted(group)} {verb} only {others}: nothing ever begins there"
        one, them = ("one of them", "them") if len(group) > 1 else ("it", "it")
        cure = f"connect {one} to a transport, or to something that one feeds; or remove {them}"
        place = join(draft.by_name[group[0]].pointer, "name")
        yield draft.problem("TL211", message, place, cure, severity="warning")


def _can_tell(draft: Draft) -> bool:
    if draft.root.graph.get("exposed_messages"):
        return False
    return all_known(draft) and any(is_source(node) for node in draft.by_name.values())


def _lacking(flow: Flow, node: NodeDraft) -> list[type[Message]]:
    """The inputs that nobody feeds; none of a transport, which clients feed."""
    if node.spec is None or node.spec.kind == "transport":
        return []
    return [message for message in node.spec.inputs if flow.lacks(node, message)]


def _is_needed(spec: AddonSpec, message: type[Message]) -> bool:
    return not message.optional and message not in spec.optional_inputs


def _is_unfed(flow: Flow, node: NodeDraft) -> bool:
    return node.spec is not None and len(_lacking(flow, node)) == len(node.spec.inputs)


def _may_be_fed(flow: Flow, node: NodeDraft) -> bool:
    """Whether something that is not settled may come from anywhere."""
    if node.name in flow.murky:
        return True
    inputs = node.spec.inputs if node.spec else ()
    return any((message.kind, message.name) in flow.open for message in inputs)


def _fed_from_outside(group: list[str], dead: dict[str, dict[str, None]]) -> bool:
    members = set(group)
    return any(
        not members.isdisjoint(targets) for name, targets in dead.items() if name not in members
    )


def _unfed(draft: Draft, node: NodeDraft, wanted: list[type[Message]], message: str) -> Problem:
    senders = (
        connection(draft, other.name, needed, node.name)
        for needed in wanted
        for other in draft.by_name.values()
        if other is not node and _gives(other, needed)
    )
    cure = (
        f"no node sends {wanted[0].name}: add one that does (ten-lite addons list), or remove "
        f'"{node.name}"'
    )
    if (written := next(senders, None)) is not None:
        cure = f"connect it: {written}"
    place = join(node.pointer, "name")
    return draft.problem("TL210", message, place, cure, severity="warning")


def _gives(node: NodeDraft, needed: type[Message]) -> bool:
    given = node.spec.gives(needed.kind, needed.name) if node.spec else None
    return given is not None and issubclass(given, needed)
