from __future__ import annotations

from ten_lite.testing.conformance import SttConformance
from ten_lite_assemblyai import ASSEMBLYAI_STT

from .kit import UNIVERSAL


class TestAssemblyAiStt(SttConformance):
    addon = ASSEMBLYAI_STT


class TestUniversalStreaming(SttConformance):
    addon = ASSEMBLYAI_STT
    properties = {"model": UNIVERSAL}
    gaps = {"asr.multi.language": "these models detect the language, and the fake tells English"}
