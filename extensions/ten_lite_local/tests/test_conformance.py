from __future__ import annotations

from pathlib import Path

import pytest

from ten_lite.testing.conformance import (
    LlmConformance,
    SttConformance,
    SttProvider,
    TtsConformance,
)
from ten_lite_local import LOCAL_LLM, LOCAL_STT, LOCAL_TTS

pytestmark = [
    pytest.mark.weights,
    pytest.mark.usefixtures("embedded_weights"),
    pytest.mark.timeout(900),  # a text of 20 kB is 20 minutes of speech
]

SPEECH = Path(__file__).parents[3] / "tests" / "speech"


class Speaker(SttProvider):
    """Nobody but a recording."""

    recording = SPEECH / "assistant_17.wav"


class TestLocalStt(SttConformance):
    addon = LOCAL_STT
    provider = Speaker


class TestLocalLlm(LlmConformance):
    addon = LOCAL_LLM


class TestLocalTts(TtsConformance):
    addon = LOCAL_TTS
