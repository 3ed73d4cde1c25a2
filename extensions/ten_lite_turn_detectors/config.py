"""Properties of ``punctuation_turn_detector``."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ten_lite.addons import PORTABLE, AddonConfig

__all__ = ["PunctuationTurnDetectorConfig"]


class PunctuationTurnDetectorConfig(AddonConfig):
    """Properties of ``punctuation_turn_detector``."""

    language: Annotated[str, PORTABLE] = Field(
        default="",
        description="BCP-47 code of what is spoken; empty: what the recogniser says it is.",
    )
