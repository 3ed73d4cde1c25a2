"""How soon ``local_vad`` tells of speech, and what it does not take for speech."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from ten_lite.messages import PcmFrame, StartOfSpeech
from ten_lite.testing import Harness
from ten_lite_local import LOCAL_VAD

from .conftest import SPEECH

pytestmark = [pytest.mark.weights, pytest.mark.usefixtures("embedded_weights")]

Samples = NDArray[np.float32]
RATE_HZ = 16_000
FRAME = 320
WINDOW = 160
RECORDINGS = sorted(file.stem for file in SPEECH.glob("*.wav"))
LIMIT_MS = 250


def voiced_from_ms(samples: Samples) -> int:
    """The first 10 ms above the noise that the recording begins with, and above -34 dB."""
    loudness = np.sqrt(
        (samples[: len(samples) // WINDOW * WINDOW].reshape(-1, WINDOW) ** 2).mean(1)
    )
    limit = max(0.02 * loudness.max(), 2 * loudness[:20].max())
    return 10 * int(np.flatnonzero(loudness > limit)[0])


async def told_at_ms(samples: Samples) -> float | None:
    """When speech was told of, counted from the first sample; a frame comes every 20 ms."""
    sound = (samples * 32767).astype("<i2").tobytes()
    loop = asyncio.get_running_loop()
    async with Harness(LOCAL_VAD) as harness:
        begin_s = loop.time()
        for at in range(0, len(sound), 2 * FRAME):
            await asyncio.sleep(FRAME / RATE_HZ)  # a frame is there when its last sample is
            harness.push(PcmFrame(sound[at : at + 2 * FRAME]))
            if any(isinstance(message, StartOfSpeech) for message in harness.received):
                return (loop.time() - begin_s) * 1000
    return None


async def test_speech_is_told_within_250_ms_of_its_first_sound(
    speech: Callable[[str], Samples],
) -> None:
    took_ms = []
    for name in RECORDINGS:
        for shift in (0, 100, 200, 300, 400):  # the model's windows do not begin with the sound
            sound = np.concatenate([np.zeros(RATE_HZ + shift, dtype=np.float32), speech(name)])
            at_ms = await told_at_ms(sound)
            assert at_ms is not None, name
            took_ms.append(at_ms - 1000 - shift / 16 - voiced_from_ms(speech(name)))
    low, middle, high = np.percentile(took_ms, [0, 50, 100])
    print(f"start of speech after {low:.0f} to {high:.0f} ms, median {middle:.0f} ms")
    assert high <= LIMIT_MS


@pytest.mark.parametrize("level", [0.01, 0.1, 0.3])
async def test_white_noise_is_no_speech(level: float) -> None:
    noise = np.random.default_rng(1).standard_normal(10 * RATE_HZ) * level
    assert await told_at_ms(noise.clip(-1, 1).astype(np.float32)) is None


@pytest.mark.parametrize("length", [2, 160, 800])
async def test_clicks_and_knocks_are_no_speech(length: int) -> None:
    rng = np.random.default_rng(2)
    sound = rng.standard_normal(10 * RATE_HZ) * 0.001
    knock = rng.standard_normal(length) * np.exp(-np.arange(length) / (length / 3))
    for at in rng.integers(0, len(sound) - length, 20):
        sound[at : at + length] += knock
    assert await told_at_ms(sound.clip(-1, 1).astype(np.float32)) is None
