from __future__ import annotations

import pytest

from ten_lite.testing.conformance import SttConformance, TtsConformance
from ten_lite_azure import AZURE_STT, AZURE_TTS

pytestmark = pytest.mark.real_time


class TestAzureStt(SttConformance):
    addon = AZURE_STT


class TestAzureTts(TtsConformance):
    addon = AZURE_TTS
