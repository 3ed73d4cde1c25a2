from __future__ import annotations

from ten_lite.testing.conformance import SttConformance
from ten_lite_deepgram import DEEPGRAM_STT


class TestDeepgramStt(SttConformance):
    addon = DEEPGRAM_STT


class TestFlux(SttConformance):
    addon = DEEPGRAM_STT
    properties = {"model": "flux-general-en"}


class TestFluxMultilingual(SttConformance):
    addon = DEEPGRAM_STT
    properties = {"model": "flux-general-multi"}
