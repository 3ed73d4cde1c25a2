"""Each kind of addon has an outline of its own."""

from __future__ import annotations

from math import isqrt

from ten_lite.addons import AddonKind
from ten_lite.draw.picture import Rect

__all__ = ["inset", "outline", "side_room", "text_down_px"]

SLANT, POINT, ROUND, SOFT, BAR, LID, CORNER = 12, 14, 22, 7, 7, 6, 10


def side_room(kind: AddonKind) -> int:
    """Pixels at each side of a box that its text must leave to the outline."""
    room = {"stt": SLANT, "tts": SLANT, "control": POINT, "llm": BAR, "turn_detector": 4}
    return (room | {"transport": 4}).get(kind, 0)


def text_down_px(kind: AddonKind) -> int:
    """How far below the middle of a box its text stands."""
    return LID - 1 if kind == "tool" else 0


def inset(kind: AddonKind, height: int, down: int) -> tuple[int, int]:
    """How far the outline is from the left and the right edge of its frame.

    Args:
        kind: What the box is.
        height: Of the frame, in pixels.
        down: Pixels below the top of the frame, 0 to ``height``.
    """
    if kind in ("stt", "tts"):
        slant = SLANT * down // height
        pair = (SLANT - slant, slant)
        return pair if kind == "stt" else (pair[1], pair[0])
    if kind == "control":
        away = POINT * abs(2 * down - height) // height
        return away, away
    if kind == "turn_detector":
        away = max(CORNER - down, CORNER - (height - down), 0)
        return away, away
    if kind in ("transport", "vad"):
        radius = min(height // 2, ROUND if kind == "transport" else SOFT)
        lack = max(radius - down, radius - (height - down), 0)
        away = radius - isqrt(radius * radius - lack * lack)
        return away, away
    return 0, 0


def outline(kind: AddonKind, frame: Rect) -> str:
    """The outline as SVG path data; parts after the first ``Z`` are lines within it."""
    left, top, right, bottom = frame.left, frame.top, frame.right, frame.bottom
    if kind == "stt":
        return f"M{left + SLANT} {top}H{right}L{right - SLANT} {bottom}H{left}Z"
    if kind == "tts":
        return f"M{left} {top}H{right - SLANT}L{right} {bottom}H{left + SLANT}Z"
    if kind == "turn_detector":
        return (
            f"M{left + CORNER} {top}H{right - CORNER}L{right} {top + CORNER}"
            f"V{bottom - CORNER}L{right - CORNER} {bottom}H{left + CORNER}"
            f"L{left} {bottom - CORNER}V{top + CORNER}Z"
        )
    if kind == "control":
        middle = top + frame.height // 2
        return (
            f"M{left + POINT} {top}H{right - POINT}L{right} {middle}"
            f"L{right - POINT} {bottom}H{left + POINT}L{left} {middle}Z"
        )
    if kind in ("transport", "vad"):
        r = min(frame.height // 2, ROUND if kind == "transport" else SOFT)
        return (
            f"M{left + r} {top}H{right - r}A{r} {r} 0 0 1 {right} {top + r}V{bottom - r}"
            f"A{r} {r} 0 0 1 {right - r} {bottom}H{left + r}A{r} {r} 0 0 1 {left} {bottom - r}"
            f"V{top + r}A{r} {r} 0 0 1 {left + r} {top}Z"
        )
    if kind == "tool":
        rx = frame.width // 2
        wide = f"{rx} {LID}"
        return (
            f"M{left} {top + LID}A{wide} 0 0 1 {right} {top + LID}V{bottom - LID}"
            f"A{wide} 0 0 1 {left} {bottom - LID}Z"
            f"M{left} {top + LID}A{wide} 0 0 0 {right} {top + LID}"
        )
    plain = f"M{left} {top}H{right}V{bottom}H{left}Z"
    if kind == "llm":
        return f"{plain}M{left + BAR} {top}V{bottom}M{right - BAR} {top}V{bottom}"
    return plain
