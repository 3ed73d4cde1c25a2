"""Silero voice activity detection: how likely each 32 ms of sound is speech.

The format is that of ``silero_vad_16k_op15.onnx`` in the silero-vad 6.2.3 wheel, as its inputs and
outputs show: ``input`` float32 [1, 64 + 512], ``state`` float32 [2, 1, 128], ``sr`` int64 [].
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ten_lite_local.onnx import OnnxModel

__all__ = ["SAMPLE_RATE_HZ", "WINDOW_SAMPLES", "SileroModel", "SileroStream"]

SAMPLE_RATE_HZ: Final = 16000
WINDOW_SAMPLES: Final = 512
"""Samples the model takes at a time: 32 ms."""

CONTEXT_SAMPLES: Final = 64
"""Samples of the previous window that the model wants to see again before the new ones."""


class SileroModel:
    """The loaded model, without state; any number of streams may share it, in any thread.

    Args:
        path: ``silero_vad_16k_op15.onnx``.

    Raises:
        WeightsError: The file is missing, damaged, or another model.
    """

    def __init__(self, path: Path) -> None:
        self._onnx = OnnxModel(path, inputs=("input", "state"))
        self._rate = np.array(SAMPLE_RATE_HZ, dtype=np.int64)

    def run(
        self, window: NDArray[np.float32], state: NDArray[np.float32]
    ) -> tuple[float, NDArray[np.float32]]:
        """One step of the model.

        Args:
            window: float32 [1, 64 + 512] in -1..1: the end of the last window, then the new one.
            state: float32 [2, 1, 128]: zeros at first, then what the last step returned.

        Returns:
            The probability of speech, 0..1, and the next state.
        """
        probability, next_state = self._onnx.run(
            {"input": window, "state": state, "sr": self._rate}
        ).values()
        return float(probability[0, 0]), next_state


class SileroStream:
    """One continuous sound, listened to window by window; for one thread at a time.

    Args:
        model: The loaded model.
    """

    def __init__(self, model: SileroModel) -> None:
        self._model = model
        self._window = np.zeros((1, CONTEXT_SAMPLES + WINDOW_SAMPLES), dtype=np.float32)
        self._state = np.zeros((2, 1, 128), dtype=np.float32)

    def feed(self, samples: NDArray[np.float32]) -> float:
        """Take the next 32 ms of the sound; the probability that they are speech, 0..1.

        Args:
            samples: float32 [512] in -1..1, at 16 kHz, mono; copied.

        Raises:
            ValueError: There are more or fewer than 512 samples.
        """
        if samples.shape != (WINDOW_SAMPLES,):
            raise ValueError(f"a window is {WINDOW_SAMPLES} samples, not {samples.shape}")
        self._window[0, :CONTEXT_SAMPLES] = self._window[0, -CONTEXT_SAMPLES:]
        self._window[0, CONTEXT_SAMPLES:] = samples
        probability, self._state = self._model.run(self._window, self._state)
        return probability

    def reset(self) -> None:
        """Forget the sound so far: the next window is the first of another one."""
        self._window.fill(0)
        self._state = np.zeros_like(self._state)
