"""Somebody who speaks to ``fake_stt``: a tone for each word."""

from __future__ import annotations

from ten_lite.testing.conformance import SttProvider

__all__ = ["Speaker"]

WORD_MS = 240
LOUD = 5_000


class Speaker(SttProvider):
    """There is no provider; what is understood is the script, whatever the words."""

    def speech(self, *words: str, sample_rate_hz: int = 16_000) -> bytes:
        """A loud constant."""
        samples = len(words) * WORD_MS * sample_rate_hz // 1000
        return LOUD.to_bytes(2, "little") * samples
