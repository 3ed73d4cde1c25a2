"""The formats that the specs declare are the ones that the nodes take and send."""

from __future__ import annotations

import pytest

from ten_lite.addons import AddonSpec, PcmFormat
from ten_lite.messages import ErrorMessage, PcmFrame
from ten_lite.runtime import Resource
from ten_lite.testing import Harness
from ten_lite_local import LOCAL_STT, LOCAL_TTS, LOCAL_VAD
from ten_lite_local.stt import LocalStt
from ten_lite_local.vad import LocalVad


class Worker:
    """Stands in for a loaded model that is never asked."""

    model = None


@pytest.fixture
def without_models(monkeypatch: pytest.MonkeyPatch) -> None:
    async def load() -> Worker:
        return Worker()

    model = Resource(key="model", label="no model", load=load)
    for extension in (LocalVad, LocalStt):
        monkeypatch.setattr(extension, "resources", lambda config: {"model": model})


@pytest.mark.usefixtures("without_models")
@pytest.mark.parametrize("spec", [LOCAL_VAD, LOCAL_STT], ids=lambda spec: spec.name)
@pytest.mark.parametrize(("rate", "channels"), [(48_000, 1), (16_000, 2)])
async def test_sound_of_another_format_is_refused_in_words(
    spec: AddonSpec, rate: int, channels: int
) -> None:
    async with Harness(spec) as harness:
        for _ in range(100):
            harness.push(PcmFrame(bytes(64 * channels), rate, channels))
        error = await harness.pull(ErrorMessage)
        assert error.code == "wrong_sound_format"
        assert error.text.startswith("addon takes sound of 16000 Hz mono and gets ")
        assert harness.received == []
    assert not spec.pcm_in(spec.config()).takes(rate, channels)
    assert spec.pcm_in(spec.config()).takes(16_000, 1)


def test_the_voice_says_the_rate_it_is_asked_for() -> None:
    config = LOCAL_TTS.config.model_validate({"sample_rate_hz": 24_000})
    assert LOCAL_TTS.pcm_out(config) == PcmFormat((24_000,), (1,))
