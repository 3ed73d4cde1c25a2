"""The check that no message goes round: one that came back would be sent on for ever."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from ten_lite.config.checks.flow import Flow, arriving
from ten_lite.config.checks.paste import connection
from ten_lite.config.checks.ways import loops, shortest_round
from ten_lite.config.reading.draft import Draft, EdgeDraft
from ten_lite.config.text.wording import listing
from ten_lite.errors import Problem
from ten_lite.messages import Message

__all__ = ["check_cycles"]


def check_cycles(draft: Draft) -> Iterator[Problem]:
    """No node gets back a message that it sends; at a transport a client is in between.

    A message that is ``to_all`` is news: who hears it does not pass it on.
    """
    ways: dict[type[Message], dict[str, dict[str, EdgeDraft]]] = {}
    for edge in Flow.of(draft).sound:
        source, target = draft.spec(edge.source), draft.spec(edge.target)
        if source is None or target is None or edge.message is None or edge.message.to_all:
            continue
        if arriving(edge) is not edge.message:
            continue  # it is another message from there on
        if edge.source is None or edge.target is None or "transport" in (source.kind, target.kind):
            continue
        ways.setdefault(edge.message, {}).setdefault(edge.source, {}).setdefault(edge.target, edge)
    for message, ways_of_message in ways.items():
        inner = {name: ways_of_message[name] for name in draft.by_name if name in ways_of_message}
        for group in loops(inner):
            yield _problem(draft, message, shortest_round(group[0], inner), inner)


def _problem(
    draft: Draft, message: type[Message], way: list[str], ways: dict[str, dict[str, EdgeDraft]]
) -> Problem:
    edges = [ways[source][target] for source, target in itertools.pairwise(way)]
    written = [edge for edge in edges if not edge.derived]
    last = written[-1] if written else edges[-1]
    shown = " -> ".join(way) if len(way) < 10 else listing(way)
    text = f"{message.name} goes round for ever: {shown}"
    if written:
        cure = f'take one of these connections out, e.g. that of "{last.source}" to "{last.target}"'
    else:
        nowhere = connection(draft, last.source or "", message, None)
        cure = f"these connections are made by type: write where one of them goes, e.g. {nowhere}"
    return draft.problem("TL212", text, last.input_at, cure)
