from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from itertools import repeat
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from ten_lite.errors import WeightsError
from ten_lite_local.cancel import Cancelled, CancelToken
from ten_lite_local.smart_turn import SAMPLES, SmartTurnModel

from .conftest import SPEECH
from .kit import BUSY_MACHINE_S, cancelled_after

Samples = NDArray[np.float32]
PAUSE = np.zeros(3200, dtype=np.float32)
"""200 ms, after which the detector is asked."""

CUT = 0.55


def voiced(samples: Samples) -> tuple[int, int]:
    """First and last loud sample."""
    loud = np.flatnonzero(np.abs(samples) > 0.02)
    return int(loud[0]), int(loud[-1])


@pytest.mark.weights
def test_sentences_sound_more_finished_than_their_beginnings(
    smart_turn: SmartTurnModel, speech: Callable[[str], Samples]
) -> None:
    whole, cut, took_ms = [], [], []
    for name in sorted(file.stem for file in SPEECH.glob("*.wav")):
        samples = speech(name)
        begin, end = voiced(samples)
        for scores, until in ((whole, end), (cut, begin + int(CUT * (end - begin)))):
            at_s = time.perf_counter()
            scores.append(smart_turn.finished(np.concatenate([samples[:until], PAUSE])))
            took_ms.append(1000 * (time.perf_counter() - at_s))
        print(f"{name}: whole {whole[-1]:.2f}, cut {cut[-1]:.2f}")
    print(
        f"whole {np.mean(whole):.2f}, cut {np.mean(cut):.2f}, {np.median(took_ms):.0f} ms a check"
    )
    assert np.mean(whole) > np.mean(cut) + 0.2
    assert all(0 <= score <= 1 for score in whole + cut)


@pytest.mark.weights
def test_only_the_last_8_s_count(
    smart_turn: SmartTurnModel, speech: Callable[[str], Samples]
) -> None:
    last = np.concatenate([np.zeros(SAMPLES, dtype=np.float32), speech("assistant_00")])[-SAMPLES:]
    noise = np.random.default_rng(1).standard_normal(16_000).astype(np.float32)
    long = np.concatenate([noise, last])
    assert smart_turn.finished(long) == smart_turn.finished(last)
    assert smart_turn.finished(last) == smart_turn.finished(speech("assistant_00"))


@pytest.mark.weights
def test_no_sound_at_all_has_a_score(smart_turn: SmartTurnModel) -> None:
    assert 0 <= smart_turn.finished(np.zeros(0, dtype=np.float32)) <= 1


@pytest.mark.weights
def test_a_check_that_is_not_wanted_any_more_ends(smart_turn: SmartTurnModel) -> None:
    sound = np.random.default_rng(1).standard_normal(SAMPLES).astype(np.float32)
    with cancelled_after(0.01) as (token, since_s):
        with pytest.raises(Cancelled):
            list(map(partial(smart_turn.finished, cancel=token), repeat(sound)))
        assert since_s() < BUSY_MACHINE_S


@pytest.mark.weights
def test_a_check_that_was_cancelled_before_does_not_begin(smart_turn: SmartTurnModel) -> None:
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        smart_turn.finished(PAUSE, cancel=token)


@pytest.mark.weights
def test_stereo_is_refused(smart_turn: SmartTurnModel) -> None:
    with pytest.raises(ValueError, match="one dimension"):
        smart_turn.finished(np.zeros((2, 100), dtype=np.float32))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match=r"gone\.onnx: no such model file"):
        SmartTurnModel(tmp_path / "gone.onnx")


@pytest.mark.weights
def test_another_model_is_named(weights: Callable[[str], Path]) -> None:
    with pytest.raises(WeightsError, match="another model, it has no input input_features"):
        SmartTurnModel(weights("silero_vad_16k_op15.onnx"))
