"""``punctuation_turn_detector``: judges what the recogniser wrote."""

from __future__ import annotations

from ten_lite.kinds import TurnDetectorExtension
from ten_lite.messages import TurnCheck
from ten_lite_turn_detectors.config import PunctuationTurnDetectorConfig
from ten_lite_turn_detectors.judge import judge
from ten_lite_turn_detectors.words import words_of

__all__ = ["PunctuationTurnDetector"]


class PunctuationTurnDetector(TurnDetectorExtension[PunctuationTurnDetectorConfig]):
    """One look at the text; takes no time worth mentioning."""

    async def finished(self, check: TurnCheck) -> float:
        """The score of the text, by the table in this addon's README."""
        language = self.config.language or check.language
        return judge(check.text, words_of(language), before=check.before)
