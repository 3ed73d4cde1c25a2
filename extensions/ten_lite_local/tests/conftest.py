"""Weights, loaded models and real speech for the tests of the embedded voices."""

from __future__ import annotations

import wave
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from ten_lite.weights import WeightStore
from ten_lite_local import pins
from ten_lite_local.llama import LlamaModel
from ten_lite_local.moonshine import MoonshineModel
from ten_lite_local.piper import PiperVoice
from ten_lite_local.silero import SileroModel
from ten_lite_local.smart_turn import SmartTurnModel

Weights = Callable[[str], Path]
Samples = NDArray[np.float32]
SPEECH = Path(__file__).parents[3] / "tests" / "speech"


@pytest.fixture(scope="session")
def weights(embedded_weights: WeightStore) -> Weights:
    """The path of a model file by its name; skips where there are none."""
    smollm2 = pins.CHAT_MODELS["smollm2-135m"]
    sets = (pins.SILERO, pins.MOONSHINE, pins.SMART_TURN, pins.JOE, smollm2)
    paths = {
        file.name: embedded_weights.path(each, file.name) for each in sets for file in each.files
    }
    return paths.__getitem__


@pytest.fixture(scope="session")
def speech() -> Callable[[str], Samples]:
    """A recording by its name, as float32 at 16 kHz."""

    def read(name: str) -> Samples:
        with wave.open(str(SPEECH / f"{name}.wav")) as file:
            assert (file.getframerate(), file.getnchannels()) == (16000, 1)
            data = file.readframes(file.getnframes())
        return np.frombuffer(data, dtype="<i2").astype(np.float32) / 32768

    return read


@pytest.fixture(scope="session")
def silero(weights: Weights) -> SileroModel:
    return SileroModel(weights("silero_vad_16k_op15.onnx"))


@pytest.fixture(scope="session")
def smart_turn(weights: Weights) -> SmartTurnModel:
    return SmartTurnModel(weights("smart-turn-v3.2-cpu.onnx"))


@pytest.fixture(scope="session")
def moonshine(weights: Weights) -> MoonshineModel:
    return MoonshineModel(
        weights("encoder_model.ort"), weights("decoder_model_merged.ort"), weights("tokenizer.bin")
    )


@pytest.fixture(scope="session")
def voice(weights: Weights) -> PiperVoice:
    voice = PiperVoice(weights("en_US-joe-medium.onnx"), weights("en_US-joe-medium.onnx.json"))
    voice.warm()
    return voice


@pytest.fixture(scope="module")
def llama(weights: Weights) -> Iterator[LlamaModel]:
    model = LlamaModel(weights("SmolLM2-135M-Instruct.Q4_1.gguf"), context_tokens=1024)
    model.warm("Hello.")  # starts its thread
    yield model
    model.close()
