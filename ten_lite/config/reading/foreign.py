"""What TEN's graphs hold that has no meaning here: told, left out, and never a crash."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ten_lite.config.reading.draft import Draft, NodeDraft, objects
from ten_lite.config.text.pointer import join
from ten_lite.config.text.wording import show
from ten_lite.errors import Problem

__all__ = ["check_without_effect", "leave_out_foreign"]

NATIVE = ("agora_rtc", "agora_rtm", "agora_sess_ctrl")
OTHER_LANGUAGES = re.compile(r"_(?:cpp|go|golang|js|nodejs|rust|ts)\Z")


def leave_out_foreign(draft: Draft) -> Iterator[Problem]:
    """Take out nodes whose addons are written in other languages, unless one is installed here."""
    foreign = [node for node in draft.nodes if _is_foreign(draft, node)]
    for node in foreign:
        message = f"{show(node.addon)} is not written in Python: the node is left out"
        cure = "with its connections; put an addon from ten-lite addons list in its place"
        place = join(node.pointer, "addon")
        yield draft.problem("TL112", message, place, cure, severity="warning")
    draft.nodes = [node for node in draft.nodes if node not in foreign]
    for node in foreign:
        if draft.by_name.get(node.name) is node:
            del draft.by_name[node.name]


def check_without_effect(draft: Draft) -> Iterator[Problem]:
    """``app``: a graph runs in one process here."""
    for sheet in draft.sheets:
        for index, node in objects(sheet.graph, "nodes"):
            if node.get("app") is not None:
                place = join(sheet.prefix, "nodes", index, "app")
                cure = "the whole graph runs in this process; it may stay for TEN's sake"
                yield draft.problem(
                    "TL111",
                    '"app" has no effect here',
                    place,
                    cure,
                    on_key=True,
                    severity="warning",
                )


def _is_foreign(draft: Draft, node: NodeDraft) -> bool:
    addon = node.addon or ""
    known = addon in NATIVE or OTHER_LANGUAGES.search(addon) is not None
    return known and draft.registry.find(addon) is None
