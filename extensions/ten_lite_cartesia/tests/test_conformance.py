from __future__ import annotations

from ten_lite.testing.conformance import TtsConformance
from ten_lite_cartesia import CARTESIA_TTS


class TestCartesiaTts(TtsConformance):
    addon = CARTESIA_TTS
