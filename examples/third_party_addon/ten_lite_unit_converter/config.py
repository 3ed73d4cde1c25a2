"""The properties of unit_converter_tool in a graph."""

from __future__ import annotations

from pydantic import Field
from ten_lite.addons import AddonConfig

__all__ = ["Config"]


class Config(AddonConfig):
    """Checked before anything runs; descriptions are what ten-lite addons inspect shows."""

    digits: int = Field(
        default=2, ge=0, le=6, description="Digits behind the point that are told at most."
    )
