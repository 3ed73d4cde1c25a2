"""The strict check: every connection is written down."""

from __future__ import annotations

from collections.abc import Iterator

from ten_lite.config.checks.paste import connection
from ten_lite.config.reading.draft import Draft
from ten_lite.config.text.pointer import join
from ten_lite.errors import Problem

__all__ = ["check_all_written"]


def check_all_written(draft: Draft) -> Iterator[Problem]:
    """No connection is made by type alone."""
    for edge in draft.edges:
        source = draft.by_name.get(edge.source or "")
        if not edge.derived or source is None or edge.message is None or edge.target is None:
            continue
        message = f'"{source.name}" -> {edge.name} -> "{edge.target}" is not written in the graph'
        cure = f"write the connection: {connection(draft, source.name, edge.message, edge.target)}"
        yield draft.problem("TL217", message, join(source.pointer, "name"), cure)
