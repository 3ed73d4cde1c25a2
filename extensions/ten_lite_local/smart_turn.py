"""Smart Turn: how finished an utterance sounds, by its melody as much as by its words.

The format is that of ``smart-turn-v3.2-cpu.onnx`` of the pipecat-ai 1.14.0 wheel: the input is
``input_features`` float32 [1, 80, 800], the log-mel spectrogram of 8 s with the sound at their
end, the output a probability.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ten_lite_local.cancel import CancelToken
from ten_lite_local.log_mel import log_mel
from ten_lite_local.onnx import OnnxModel

__all__ = ["SAMPLES", "SmartTurnModel"]

SAMPLES: Final = 8 * 16_000
"""What the model hears of a sound: the last 8 s at 16 kHz."""


class SmartTurnModel:
    """The loaded model, without state; may be used by several threads.

    Args:
        path: ``smart-turn-v3.2-cpu.onnx``.

    Raises:
        WeightsError: The file is missing, damaged, or another model.
    """

    def __init__(self, path: Path) -> None:
        self._onnx = OnnxModel(path, inputs=("input_features",))

    def finished(self, samples: NDArray[np.float32], *, cancel: CancelToken | None = None) -> float:
        """How likely the speaker is done, 0..1.

        Blocks for about 100 ms of one core, however short the sound, without the interpreter lock.

        Args:
            samples: float32 [n] in -1..1, at 16 kHz, mono: the turn so far. Only the last 8 s
                count; a shorter one is preceded by silence.
            cancel: Stops the model where it is.

        Raises:
            ValueError: The sound is not one-dimensional.
            Cancelled: ``cancel`` was cancelled first.
        """
        if samples.ndim != 1:
            raise ValueError(f"mono sound has one dimension, not the shape {samples.shape}")
        heard = np.zeros(SAMPLES, dtype=np.float32)
        if latest := min(SAMPLES, len(samples)):
            heard[-latest:] = samples[-latest:]
        cancel = cancel or CancelToken()
        cancel.raise_if_cancelled()
        features = log_mel(heard)[np.newaxis]
        (probability,) = self._onnx.run({"input_features": features}, cancel=cancel).values()
        return float(probability.reshape(-1)[0])
