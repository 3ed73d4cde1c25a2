from __future__ import annotations

import json
import threading
from collections.abc import Callable
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soxr

from ten_lite.errors import WeightsError
from ten_lite_local.cancel import Cancelled, CancelToken
from ten_lite_local.moonshine import MoonshineModel
from ten_lite_local.phonemes import Phonemizer
from ten_lite_local.piper import CHUNK_CHARACTERS, PiperVoice, chunks
from ten_lite_local.tests.kit import BUSY_MACHINE_S, cancelled_after, words, wrong_words

SENTENCES = [
    "What is the weather like in Paris today?",
    "I have set a timer for ten minutes.",
    "William Shakespeare wrote the play Romeo and Juliet.",
    "The sky is blue because of scattered sunlight.",
    "You are welcome, have a nice day!",
    "It costs $5.",
    "There is a 50% chance of rain.",
    "I was born in 1984.",
    "It is 5\u00b0C outside.",
    "The moon is about 238,855 miles from the Earth.",
    "Many fruits, e.g. apples, are sweet.",
    "The speed limit is 65 mph.",
    "She likes to read books in the garden.",
    "2 + 2 = 4.",
]
TAKES = 4
LONG = "The quick brown fox jumps over the lazy dog, and then it sleeps all day. " * 280


def seconds(voice: PiperVoice, sound: bytes) -> float:
    return len(sound) / 2 / voice.sample_rate_hz


@pytest.mark.weights
def test_what_is_said_can_be_understood(voice: PiperVoice, moonshine: MoonshineModel) -> None:
    """The voice speaks a little differently each time, so the best of a few takes counts."""

    def take(said: str) -> str:
        sound = np.frombuffer(voice.synthesize(said), dtype="<i2").astype(np.float32) / 32768
        return moonshine.transcribe(soxr.resample(sound, voice.sample_rate_hz, 16000))

    wrong: list[tuple[str, str]] = []
    count = 0
    for said in SENTENCES:
        best = take(said)
        for _ in range(TAKES - 1):
            if not wrong_words(said, best):
                break
            best = min(best, take(said), key=partial(wrong_words, said))
        count += wrong_words(said, best)
        wrong += [(said, best)] if wrong_words(said, best) else []
    assert count <= 0.05 * sum(len(words(said)) for said in SENTENCES), wrong


@pytest.mark.weights
def test_the_sound_is_speech_at_the_rate_of_the_voice(voice: PiperVoice) -> None:
    assert voice.sample_rate_hz == 22050
    sound = voice.synthesize("Good morning, how can I help you?")
    assert 1.0 < seconds(voice, sound) < 4.0
    samples = np.frombuffer(sound, dtype="<i2")
    assert 3000 < np.abs(samples).max() < 32767
    assert np.abs(samples[: 22050 // 100]).max() < 3000  # it begins softly, no click


@pytest.mark.weights
@pytest.mark.parametrize(
    "text", ["", " ", "...", "?!", "\U0001f600", "\u65e5\u672c", "-", "'", "\n"]
)
def test_nothing_to_say_is_no_sound(voice: PiperVoice, text: str) -> None:
    assert voice.synthesize(text) == b""


@pytest.mark.weights
def test_words_in_no_dictionary_are_guessed(voice: PiperVoice) -> None:
    assert 0.3 < seconds(voice, voice.synthesize("Zbigniew Krzysztof")) < 4


@pytest.mark.weights
def test_one_letter_is_said(voice: PiperVoice) -> None:
    assert seconds(voice, voice.synthesize("B")) > 0.1


@pytest.mark.weights
def test_text_of_several_pieces_is_said_to_its_end(
    voice: PiperVoice, moonshine: MoonshineModel
) -> None:
    said = "The first sentence is about the moon. " * 5 + "The last one is about cats."
    assert len(said) > CHUNK_CHARACTERS
    sound = np.frombuffer(voice.synthesize(said), dtype="<i2").astype(np.float32) / 32768
    heard = moonshine.transcribe(soxr.resample(sound, voice.sample_rate_hz, 16000))
    assert words(heard)[-2:] == ["about", "cats"]
    assert heard.lower().count("moon") == 5


@pytest.mark.weights
def test_two_sessions_may_speak_at_once(voice: PiperVoice) -> None:
    lengths_s: dict[str, list[float]] = {"Yes.": [], "This is a much longer sentence.": []}

    def speak(text: str) -> None:
        lengths_s[text] += [seconds(voice, voice.synthesize(text)) for _ in range(4)]

    threads = [threading.Thread(target=speak, args=(text,)) for text in lengths_s]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    short_s, long_s = lengths_s.values()
    assert len(short_s) == len(long_s) == 4
    assert max(short_s) < min(long_s)


@pytest.mark.weights
def test_nothing_is_done_for_a_cancelled_token(voice: PiperVoice) -> None:
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        voice.synthesize("Hello.", cancel=token)


@pytest.mark.weights
@pytest.mark.parametrize("delay_s", [0.005, 0.1, 0.7])
def test_speech_of_any_length_can_be_stopped(voice: PiperVoice, delay_s: float) -> None:
    with cancelled_after(delay_s) as (token, ago_s), pytest.raises(Cancelled):
        voice.synthesize(LONG, cancel=token)
    assert ago_s() < BUSY_MACHINE_S
    assert voice.synthesize("Hello.")


@pytest.mark.weights
def test_one_run_of_the_model_can_be_stopped(voice: PiperVoice) -> None:
    clause = LONG[: CHUNK_CHARACTERS - 1]
    with cancelled_after(0.1) as (token, _), pytest.raises(Cancelled):
        voice.synthesize(clause, cancel=token)  # takes half a second


def test_guessing_words_can_be_stopped() -> None:
    phonemizer = Phonemizer()
    token = CancelToken()
    token.cancel()
    assert phonemizer.phonemes("hello there", cancel=token)  # from the dictionary, at once
    with pytest.raises(Cancelled):
        phonemizer.phonemes("hello zqxvk", cancel=token)
    assert phonemizer.phonemes("hello zqxvk").startswith("h\u0259l")


@pytest.mark.parametrize(
    "text", [LONG, "x" * 5000, "word " * 900, "a, b; " * 500, "Hi. " * 500, "Hello there."]
)
def test_long_text_is_cut_into_pieces_without_loss(text: str) -> None:
    pieces = list(chunks(text.strip()))
    assert max(map(len, pieces)) <= CHUNK_CHARACTERS
    assert "".join(pieces).replace(" ", "") == text.replace(" ", "")
    assert len(pieces) <= 1 + 3 * len(text) / CHUNK_CHARACTERS


def test_text_is_cut_behind_a_sentence_rather_than_in_it() -> None:
    pieces = list(chunks("One two three. " * 30))
    assert all(piece.rstrip().endswith(".") for piece in pieces)
    pieces = list(chunks("one two three, four five " * 30))
    assert all(piece.rstrip().endswith(",") for piece, _ in pairwise(pieces))


DESCRIPTION: dict[str, Any] = {
    "audio": {"sample_rate": 22050},
    "inference": {"noise_scale": 0.6, "length_scale": 1, "noise_w": 0.8},
    "phoneme_id_map": {"_": [0], "^": [1], "$": [2], "a": [3]},
}


@pytest.mark.parametrize(
    "description",
    [
        "",
        "[]",
        "{}",
        "not json",
        json.dumps({**DESCRIPTION, "audio": {}}),
        json.dumps({**DESCRIPTION, "inference": {"noise_scale": 1}}),
        json.dumps({**DESCRIPTION, "phoneme_id_map": [1, 2]}),
        json.dumps({**DESCRIPTION, "phoneme_id_map": {"a": [3]}}),
    ],
)
def test_a_wrong_description_is_named(tmp_path: Path, description: str) -> None:
    path = tmp_path / "voice.onnx.json"
    path.write_text(description)
    with pytest.raises(WeightsError, match=r"voice\.onnx\.json: "):
        PiperVoice(tmp_path / "voice.onnx", path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match=r"voice\.json: No such file"):
        PiperVoice(tmp_path / "voice.onnx", tmp_path / "voice.json")
    (tmp_path / "voice.json").write_text(json.dumps(DESCRIPTION))
    with pytest.raises(WeightsError, match=r"voice\.onnx: no such model file"):
        PiperVoice(tmp_path / "voice.onnx", tmp_path / "voice.json")


@pytest.mark.weights
def test_half_a_model_is_named(weights: Callable[[str], Path], tmp_path: Path) -> None:
    half = tmp_path / "half.onnx"
    half.write_bytes(weights("en_US-joe-medium.onnx").read_bytes()[:30_000_000])
    with pytest.raises(WeightsError, match=r"half\.onnx: not a model"):
        PiperVoice(half, weights("en_US-joe-medium.onnx.json"))


@pytest.mark.weights
def test_another_model_is_named(weights: Callable[[str], Path]) -> None:
    with pytest.raises(WeightsError, match="another model"):
        PiperVoice(weights("silero_vad_16k_op15.onnx"), weights("en_US-joe-medium.onnx.json"))
