"""The colours of pictures, for light and for dark pages, and the marks of the kinds of message."""

from __future__ import annotations

from dataclasses import dataclass

from ten_lite.messages import Kind

__all__ = ["KIND_COLOURS", "css", "mark"]


@dataclass(frozen=True, slots=True)
class _Theme:
    page: str
    ink: str
    muted: str
    fill: str
    edge: str
    kinds: tuple[str, str, str, str]


LIGHT = _Theme(
    page="#ffffff",
    ink="#1f2328",
    muted="#59636e",
    fill="#f3f5f8",
    edge="#6e7781",
    kinds=("#bc4c00", "#0969da", "#1a7f37", "#8250df"),
)
DARK = _Theme(
    page="#0d1117",
    ink="#e6edf3",
    muted="#9198a1",
    fill="#1c222b",
    edge="#7d8590",
    kinds=("#f0883e", "#58a6ff", "#3fb950", "#bc8cff"),
)
KINDS: tuple[Kind, ...] = ("cmd", "data", "audio_frame", "video_frame")
KIND_COLOURS: dict[Kind, str] = dict(zip(KINDS, LIGHT.kinds, strict=True))
"""The colour of each kind of message on a light page."""

FONTS = "ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace"


def css() -> str:
    """The style sheet; every rule is bound to the picture, so it may stand inside a page."""
    fixed = (
        f"text{{font-family:{FONTS};font-size:12px}}",
        ".name{font-size:14px;font-weight:600}",
        ".middle{text-anchor:middle}",
        ".derived{font-style:italic}",
        ".box{stroke-width:1.5;stroke-linejoin:round}",
        ".strand{fill:none;stroke-width:2}",
        ".strand.derived{stroke-dasharray:6 4}",
    )
    dark = "\n".join(_scoped(rule) for rule in _colours(DARK))
    light = "\n".join(_scoped(rule) for rule in (*fixed, *_colours(LIGHT)))
    return f"{light}\n@media (prefers-color-scheme:dark){{\n{dark}\n}}"


def _scoped(rule: str) -> str:
    selectors, _, body = rule.partition("{")
    return ",".join(f".ten-lite-graph {one}" for one in selectors.split(",")) + "{" + body


def _colours(theme: _Theme) -> list[str]:
    rules = [
        f".page{{fill:{theme.page}}}",
        f"text{{fill:{theme.ink}}}",
        f".more,.note{{fill:{theme.muted}}}",
        f".box{{fill:{theme.fill};stroke:{theme.edge}}}",
        f".strand{{stroke:{theme.edge}}}",
        f".head{{fill:{theme.edge}}}",
    ]
    for kind, colour in zip(KINDS, theme.kinds, strict=True):
        rules.append(f".strand.{kind}{{stroke:{colour}}}")
        rules.append(f".mark.{kind},.head.{kind}{{fill:{colour}}}")
    return rules


def mark(kind: Kind, x: int, y: int) -> str:
    """A small sign for a kind of message as SVG path data, so that colour is not all there is.

    Args:
        kind: The kind: a triangle, disc, square or diamond.
        x: The sign's middle, in pixels.
        y: The sign's middle, in pixels.
    """
    if kind == "cmd":
        return f"M{x - 4} {y - 5}L{x + 5} {y}L{x - 4} {y + 5}Z"
    if kind == "data":
        return f"M{x - 4} {y}A4 4 0 0 1 {x + 4} {y}A4 4 0 0 1 {x - 4} {y}Z"
    if kind == "audio_frame":
        return f"M{x - 4} {y - 4}H{x + 4}V{y + 4}H{x - 4}Z"
    return f"M{x - 5} {y}L{x} {y - 5}L{x + 5} {y}L{x} {y + 5}Z"
