"""Text in pictures: what is said of nodes and connections, how wide it is and how it is cut."""

from __future__ import annotations

import unicodedata

from ten_lite.config.definition import EdgeDef, NodeDef, default_queue

__all__ = ["clean", "cut", "edge_words", "node_words", "queue_note", "width_px"]

UNDRAWABLE = {"Cc", "Cs"}  # control characters and lone surrogates: no XML, no UTF-8


def clean(text: str) -> str:
    """``text`` on one line, with what no file can hold replaced by U+FFFD."""
    return "".join(_drawable(char) for char in text)


def _drawable(char: str) -> str:
    if char.isspace():
        return " "
    bad = unicodedata.category(char) in UNDRAWABLE or char in "\ufffe\uffff"
    return "\ufffd" if bad else char


def cut(text: str, cells: int) -> str:
    """``text``, cleaned, in at most ``cells`` columns; "…" stands for what was cut off."""
    text = clean(text)
    if _cells(text) <= cells:
        return text
    kept, used = "", 0
    for char in text:
        used += _cells(char)
        if used > cells - 1:
            break
        kept += char
    return kept + "…"


def width_px(text: str, font_px: int) -> int:
    """Room that ``text`` needs in a monospaced font of ``font_px`` pixels, in whole pixels."""
    # 0.602 em is what the common monospaced fonts need; narrower ones only leave more air
    return max(1, -(-_cells(text) * font_px * 61 // 100))


def queue_note(edge: EdgeDef) -> str:
    """How many messages may wait and what then happens, or "" where that is the default."""
    if edge.queue == default_queue(edge.message.kind):
        return ""
    return f"{edge.queue.size} {edge.queue.policy}"


def edge_words(edge: EdgeDef) -> str:
    """The message's name, and its queue where that is not the default."""
    note = queue_note(edge)
    return f"{edge.message.name} ({note})" if note else edge.message.name


def node_words(node: NodeDef) -> list[str]:
    """The node's name, its addon where that is called otherwise, and its fallbacks."""
    addon = node.addon.name
    rows = [node.name] if addon == node.name else [node.name, addon]
    return rows + [f"↳ {fallback.addon.name}" for fallback in node.fallback]


def _cells(text: str) -> int:
    return sum(_cell(char) for char in text)


def _cell(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
