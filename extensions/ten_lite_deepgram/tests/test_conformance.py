from __future__ import annotations

from ten_lite.testing.conformance import SttConformance
from ten_lite_deepgram import DEEPGRAM_STT


class TestDeepgramStt(SttConformance):
    addon = DEEPGRAM_STT
    gaps = {"asr.long": "a connection that ends is told as an error, also one that lasted long"}
