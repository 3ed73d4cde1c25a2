from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from ten_lite.errors import WeightsError
from ten_lite_local.silero import WINDOW_SAMPLES, SileroModel, SileroStream

Samples = NDArray[np.float32]
Speech = Callable[[str], Samples]


def windows(samples: Samples) -> list[Samples]:
    count = len(samples) // WINDOW_SAMPLES
    return list(samples[: count * WINDOW_SAMPLES].reshape(count, WINDOW_SAMPLES))


@pytest.mark.weights
@pytest.mark.parametrize("name", ["assistant_00", "assistant_19", "human_librivox_0930"])
def test_speech_is_told_from_the_silence_around_it(
    silero: SileroModel, speech: Speech, name: str
) -> None:
    stream = SileroStream(silero)
    silence = np.zeros(16000, dtype=np.float32)
    before, during, after = (
        [stream.feed(window) for window in windows(sound)]
        for sound in (silence, speech(name), silence)
    )
    assert max(before) < 0.1
    assert np.mean(np.array(during) > 0.5) > 0.6
    assert max(after[12:]) < 0.1
    assert all(0 <= probability <= 1 for probability in before + during + after)


@pytest.mark.weights
def test_a_loud_hum_is_not_speech(silero: SileroModel) -> None:
    stream = SileroStream(silero)
    hum = 0.3 * np.sin(2 * np.pi * 100 * np.arange(16000) / 16000)
    assert max(stream.feed(window) for window in windows(hum.astype(np.float32))) < 0.5


@pytest.mark.weights
def test_two_streams_of_one_model_do_not_touch_each_other(
    silero: SileroModel, speech: Speech
) -> None:
    first, second = windows(speech("assistant_00")), windows(speech("human_librivox_0880"))
    alone = SileroStream(silero)
    expected = [alone.feed(window) for window in first]
    one, other = SileroStream(silero), SileroStream(silero)
    mixed = []
    for window, noise in zip(first, second, strict=False):
        mixed.append(one.feed(window))
        other.feed(noise)
    assert mixed == expected[: len(mixed)]


@pytest.mark.weights
def test_reset_begins_a_new_sound(silero: SileroModel, speech: Speech) -> None:
    sound = windows(speech("assistant_17"))
    stream = SileroStream(silero)
    first = [stream.feed(window) for window in sound]
    again = [stream.feed(window) for window in sound]
    stream.reset()
    after_reset = [stream.feed(window) for window in sound]
    assert after_reset == first
    assert again != first  # the past does matter


@pytest.mark.weights
def test_the_end_of_one_window_is_seen_again_with_the_next(
    silero: SileroModel, speech: Speech
) -> None:
    sound = windows(speech("assistant_04"))
    given: list[Samples] = []

    class Spy(SileroModel):
        def __init__(self) -> None:
            pass

        def run(self, window: Samples, state: Samples) -> tuple[float, Samples]:
            given.append(window.copy())
            return silero.run(window, state)

    stream = SileroStream(Spy())
    for window in sound[:3]:
        stream.feed(window)
    assert [array.shape for array in given] == [(1, 576)] * 3
    assert not given[0][0, :64].any()
    for before, now in pairwise(given):
        assert (now[0, :64] == before[0, -64:]).all()


@pytest.mark.weights
@pytest.mark.parametrize("shape", [(0,), (511,), (513,), (1, 512)])
def test_only_whole_windows_are_taken(silero: SileroModel, shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="512"):
        SileroStream(silero).feed(np.zeros(shape, dtype=np.float32))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match=r"gone\.onnx: no such model file"):
        SileroModel(tmp_path / "gone.onnx")


@pytest.mark.parametrize("content", [b"", b"not a model", bytes(100_000)])
def test_a_damaged_file_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "silero.onnx"
    path.write_bytes(content)
    with pytest.raises(WeightsError, match=r"silero\.onnx: "):
        SileroModel(path)


@pytest.mark.weights
def test_another_model_is_named(weights: Callable[[str], Path]) -> None:
    with pytest.raises(WeightsError, match="another model, it has no input state"):
        SileroModel(weights("en_US-joe-medium.onnx"))
