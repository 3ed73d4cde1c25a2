from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from ten_lite.errors import WeightsError
from ten_lite_local.cancel import Cancelled, CancelToken
from ten_lite_local.moonshine import MoonshineModel, Tokenizer
from ten_lite_local.tests.kit import BUSY_MACHINE_S, cancelled_after, words

Speech = Callable[[str], NDArray[np.float32]]
SAID = {
    "assistant_00": "what is the weather like in paris today",
    "assistant_01": "set a timer for ten minutes",
    "assistant_04": "how far is the moon from the earth",
    "assistant_10": "who wrote the play romeo and juliet",
    "assistant_17": "why is the sky blue",
    "assistant_19": "thank you that was very helpful goodbye",
    "human_librivox_0880": "he was not an ill disposed young man",
    "human_librivox_0930": "he might even have been made amiable himself",
}


@pytest.mark.weights
@pytest.mark.parametrize("name", SAID)
def test_real_speech_is_understood(moonshine: MoonshineModel, speech: Speech, name: str) -> None:
    assert words(moonshine.transcribe(speech(name))) == SAID[name].split()


@pytest.mark.weights
def test_sound_of_half_a_minute_is_understood(moonshine: MoonshineModel, speech: Speech) -> None:
    sound = np.tile(speech("assistant_17"), 15)
    assert words(moonshine.transcribe(sound)) == SAID["assistant_17"].split() * 15


@pytest.mark.weights
@pytest.mark.parametrize("samples", [0, 1, 16000])
def test_silence_is_no_text(moonshine: MoonshineModel, samples: int) -> None:
    assert moonshine.transcribe(np.zeros(samples, dtype=np.float32)) == ""


@pytest.mark.weights
def test_a_click_is_no_error(moonshine: MoonshineModel) -> None:
    assert isinstance(moonshine.transcribe(np.array([0.5, -0.5], dtype=np.float32)), str)


@pytest.mark.weights
def test_stereo_is_refused(moonshine: MoonshineModel) -> None:
    with pytest.raises(ValueError, match=r"\(2, 8000\)"):
        moonshine.transcribe(np.zeros((2, 8000), dtype=np.float32))


@pytest.mark.weights
def test_two_sessions_at_once_hear_each_their_own(
    moonshine: MoonshineModel, speech: Speech
) -> None:
    heard: dict[str, list[str]] = {"assistant_00": [], "human_librivox_0930": []}

    def listen(name: str) -> None:
        heard[name] += [moonshine.transcribe(speech(name)) for _ in range(5)]

    threads = [threading.Thread(target=listen, args=(name,)) for name in heard]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for name, texts in heard.items():
        assert [words(text) for text in texts] == [SAID[name].split()] * 5


@pytest.mark.weights
def test_nothing_is_done_for_a_cancelled_token(moonshine: MoonshineModel, speech: Speech) -> None:
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        moonshine.transcribe(speech("assistant_00"), cancel=token)


@pytest.mark.weights
@pytest.mark.parametrize("delay_s", [0.02, 0.2, 0.6])
def test_a_transcription_can_be_stopped_anywhere(
    moonshine: MoonshineModel, speech: Speech, delay_s: float
) -> None:
    sound = np.tile(speech("human_librivox_0930"), 9)
    with cancelled_after(delay_s) as (token, ago_s), pytest.raises(Cancelled):
        moonshine.transcribe(sound, cancel=token)
    assert ago_s() < BUSY_MACHINE_S
    assert words(moonshine.transcribe(speech("assistant_17"))) == SAID["assistant_17"].split()


@pytest.mark.weights
def test_the_token_is_looked_at_before_every_word(
    moonshine: MoonshineModel, speech: Speech, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = CancelToken()
    steps: list[int] = []
    run = moonshine._decoder.run

    def run_three_times(*args: Any, **options: Any) -> Any:
        steps.append(1)
        if len(steps) == 3:
            token.cancel()
        return run(*args, **options)

    monkeypatch.setattr(moonshine._decoder, "run", run_three_times)
    with pytest.raises(Cancelled):
        moonshine.transcribe(speech("assistant_00"), cancel=token)
    assert len(steps) == 3


def entry(piece: bytes) -> bytes:
    size = len(piece)
    return (bytes([size]) if size < 128 else bytes([128 + size % 128, size // 128])) + piece


def test_tokens_become_text(tmp_path: Path) -> None:
    path = tmp_path / "tokenizer.bin"
    pieces = [b"<unk>", b"<s>", b"</s>", b"\xc3", b"\xa9", "\u2581caf".encode(), b"<<ST_1>>"]
    path.write_bytes(b"".join(entry(piece) for piece in [*pieces, b"x" * 300, b"y"]))
    tokenizer = Tokenizer(path)
    assert len(tokenizer) == 9
    assert tokenizer.decode([1, 5, 3, 4, 5, 6, 2]) == "caf\u00e9 caf"
    assert tokenizer.decode([7, 8]) == "x" * 300 + "y"
    assert tokenizer.decode([3]) == "\ufffd"  # half a letter
    assert tokenizer.decode([]) == ""


@pytest.mark.parametrize("content", [b"", b"\x05ab", b"\x01a\x81", b"\x01a" * 3])
def test_a_damaged_list_of_tokens_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "tokenizer.bin"
    path.write_bytes(content)
    with pytest.raises(WeightsError, match=r"tokenizer\.bin: not a list of tokens"):
        Tokenizer(path)


def test_a_missing_list_of_tokens_is_named(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match=r"gone\.bin: No such file"):
        Tokenizer(tmp_path / "gone.bin")


@pytest.mark.weights
def test_swapped_files_are_named(weights: Callable[[str], Path]) -> None:
    encoder, decoder = weights("encoder_model.ort"), weights("decoder_model_merged.ort")
    with pytest.raises(WeightsError, match=r"decoder_model_merged.*another model"):
        MoonshineModel(decoder, encoder, weights("tokenizer.bin"))


@pytest.mark.weights
def test_half_a_file_is_named(weights: Callable[[str], Path], tmp_path: Path) -> None:
    half = tmp_path / "encoder_model.ort"
    half.write_bytes(weights("encoder_model.ort").read_bytes()[:6_000_000])
    with pytest.raises(WeightsError, match=r"encoder_model\.ort: not a model"):
        MoonshineModel(half, weights("decoder_model_merged.ort"), weights("tokenizer.bin"))
