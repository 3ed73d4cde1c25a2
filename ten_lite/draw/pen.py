"""SVG elements as text, every word in them escaped."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from ten_lite.draw.picture import Point
from ten_lite.draw.words import clean, width_px

__all__ = ["curve", "group", "head", "looped", "path", "text"]

HEAD_PX = 9


def path(classes: str, data: str) -> str:
    """A ``path`` element."""
    return f"<path class={quoteattr(classes)} d={quoteattr(data)}/>"


def text(classes: str, x: int, y: int, words: str, font_px: int = 12) -> str:
    """A ``text`` element that is as wide as the layout believes, whatever the font holds."""
    words = clean(words)
    length = ""
    if not words.isascii():
        length = f' textLength="{width_px(words, font_px)}" lengthAdjust="spacingAndGlyphs"'
    return f'<text class={quoteattr(classes)} x="{x}" y="{y}"{length}>{escape(words)}</text>'


def group(title: str, parts: Sequence[str]) -> str:
    """Elements with a name: what a reader is told and a pointer shows."""
    return "\n".join(("<g>", f"<title>{escape(clean(title))}</title>", *parts, "</g>"))


def curve(points: Sequence[Point], aside: float) -> str:
    """Path data of a wire: level lines joined by curves.

    Args:
        points: As in ``Wire``.
        aside: How far down from them, in pixels.
    """
    (x, y), *rest = points
    data = f"M{x} {_figure(y + aside)}"
    here = y + aside
    for number, (next_x, next_y) in enumerate(rest):
        there = next_y + aside
        if number % 2 == 0 or there == here:
            data += f"H{next_x}"
        else:
            middle = _figure((x + next_x) / 2)
            data += f"C{middle} {_figure(here)} {middle} {_figure(there)} {next_x} {_figure(there)}"
        x, here = next_x, there
    return data


def looped(points: Sequence[Point], aside: float) -> str:
    """Path data of a loop: down, along and up, with round corners."""
    (right, top), (_, bottom), (left, _), _ = points
    near, far, deep = left - aside, right + aside, bottom + aside
    return (
        f"M{_figure(far)} {top}V{_figure(deep - 8)}Q{_figure(far)} {_figure(deep)} "
        f"{_figure(far - 8)} {_figure(deep)}H{_figure(near + 8)}Q{_figure(near)} {_figure(deep)} "
        f"{_figure(near)} {_figure(deep - 8)}V{top}"
    )


def head(classes: str, tip: Point, pointing: Point, strands: int) -> str:
    """The head of an arrow.

    Args:
        classes: Classes of the element.
        tip: Where it points.
        pointing: Its direction: (1, 0) right, (-1, 0) left, (0, -1) up.
        strands: Lines that it ends.
    """
    (x, y), (dx, dy) = tip, pointing
    half = 3 + 2 * strands
    base_x, base_y = x - dx * HEAD_PX, y - dy * HEAD_PX
    corners = (
        (base_x - dy * half, base_y - dx * half),
        (base_x + dy * half, base_y + dx * half),
    )
    return path(classes, f"M{x} {y}" + "".join(f"L{cx} {cy}" for cx, cy in corners) + "Z")


def _figure(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
