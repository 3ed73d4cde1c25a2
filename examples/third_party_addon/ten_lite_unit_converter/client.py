"""The work itself, with nothing of ten_lite in it."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

__all__ = ["UNITS", "CannotConvert", "convert"]

LENGTH, WEIGHT, TEMPERATURE = "length", "weight", "temperature"
ZERO = Fraction(0)

UNITS: Mapping[str, tuple[str, Fraction, Fraction]] = {
    "millimetre": (LENGTH, Fraction("0.001"), ZERO),
    "centimetre": (LENGTH, Fraction("0.01"), ZERO),
    "metre": (LENGTH, Fraction(1), ZERO),
    "kilometre": (LENGTH, Fraction(1000), ZERO),
    "inch": (LENGTH, Fraction("0.0254"), ZERO),
    "foot": (LENGTH, Fraction("0.3048"), ZERO),
    "mile": (LENGTH, Fraction("1609.344"), ZERO),
    "gram": (WEIGHT, Fraction(1), ZERO),
    "kilogram": (WEIGHT, Fraction(1000), ZERO),
    "ounce": (WEIGHT, Fraction("28.349523125"), ZERO),
    "pound": (WEIGHT, Fraction("453.59237"), ZERO),
    "celsius": (TEMPERATURE, Fraction(1), ZERO),
    "fahrenheit": (TEMPERATURE, Fraction(5, 9), Fraction(-32)),
}
"""Unit -> what it measures; its size in the base unit; what is added before it is multiplied."""


class CannotConvert(ValueError):
    """The units do not go together; the text says why."""


def convert(value: float, unit: str, wanted: str, digits: int) -> str:
    """The value in another unit, with so many digits behind the point at most.

    Raises:
        CannotConvert: One measures something else than the other.
    """
    kind, size, offset = UNITS[unit]
    wanted_kind, wanted_size, wanted_offset = UNITS[wanted]
    if kind != wanted_kind:
        raise CannotConvert(f"{unit} measures {kind}, {wanted} measures {wanted_kind}")
    exact = (Fraction(value) + offset) * size / wanted_size - wanted_offset
    shown = f"{float(exact):.{digits}f}"
    if "." in shown:
        shown = shown.rstrip("0").rstrip(".")
    return "0" if shown == "-0" else shown
