"""Moonshine tiny-en: English speech to text, whole utterances, greedy.

The format is that of the files in the moonshine-voice 0.1.0 wheel, as their inputs and outputs
show: an encoder from sound to hidden states, and a decoder with and without cached keys and values
in one file, ``use_cache_branch`` telling which.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ten_lite.errors import WeightsError
from ten_lite_local.cancel import CancelToken
from ten_lite_local.onnx import OnnxModel

__all__ = ["SAMPLE_RATE_HZ", "MoonshineModel", "Tokenizer"]

SAMPLE_RATE_HZ: Final = 16000

TAIL_SAMPLES: Final = 12800
"""Silence put behind the sound, 0.8 s: the last words come out better when the sound seems over.

Measured on speech cut 0.2 s behind its end: 56 wrong words of 1,051 without, 37 with. It also keeps
the encoder, which fails on less than 1,600 samples, from seeing too few.
"""

TOKENS_PER_S: Final = 6.5
EXTRA_TOKENS: Final = 10
"""Nobody speaks faster; the limit ends a decoder that repeats itself. Figures need more tokens."""

START: Final = 1
END: Final = 2
FIRST_TEXT: Final = 3
"""Ids below are special."""

HEADS: Final = 8
HEAD_SIZE: Final = 36
PAST: Final = "past_key_values."
PRESENT: Final = "present."


class Tokenizer:
    """Token ids to text.

    Args:
        path: ``tokenizer.bin``: each entry is a length and that many bytes, the id being its
            position. A length from 128 takes two bytes, the low seven bits and then the others.

    Raises:
        WeightsError: The file is missing or is not such a list.
    """

    def __init__(self, path: Path) -> None:
        try:
            data = path.read_bytes()
        except OSError as error:
            raise WeightsError(f"{path}: {error.strerror}") from error
        self._pieces: list[bytes] = []
        at = 0
        try:
            while at < len(data):
                length = data[at]
                at += 1
                if length >= 128:
                    length += data[at] * 128 - 128
                    at += 1
                self._pieces.append(data[at : at + length])
                at += length
        except IndexError:
            at = -1
        if at != len(data) or len(self._pieces) <= FIRST_TEXT:
            raise WeightsError(f"{path}: not a list of tokens")

    def __len__(self) -> int:
        return len(self._pieces)

    def decode(self, ids: list[int]) -> str:
        """The text of ``ids``, without special tokens and without space around it."""
        pieces = (self._pieces[i] for i in ids if i >= FIRST_TEXT)
        data = b"".join(piece for piece in pieces if not piece.startswith(b"<<ST_"))
        return data.decode("utf-8", "replace").replace("\u2581", " ").strip()


class MoonshineModel:
    """The loaded model; keeps nothing between two calls and may be used by several threads.

    Args:
        encoder_path: ``encoder_model.ort``.
        decoder_path: ``decoder_model_merged.ort``.
        tokenizer_path: ``tokenizer.bin``.

    Raises:
        WeightsError: A file is missing, damaged, or of another model.
    """

    def __init__(self, encoder_path: Path, decoder_path: Path, tokenizer_path: Path) -> None:
        self._tokenizer = Tokenizer(tokenizer_path)
        self._encoder = OnnxModel(encoder_path, inputs=("input_values",))
        self._decoder = OnnxModel(
            decoder_path, inputs=("input_ids", "encoder_hidden_states", "use_cache_branch")
        )
        self._past = [name for name in self._decoder.inputs if name.startswith(PAST)]

    def transcribe(self, samples: NDArray[np.float32], *, cancel: CancelToken | None = None) -> str:
        """What is said, with the model's own capitals and punctuation; "" for no speech at all.

        Blocks for about 35 ms of one core per second of sound, without the interpreter lock.

        Args:
            samples: float32 [n] in -1..1, at 16 kHz, mono; at most about 30 s, beyond which the
                model was not trained.
            cancel: Looked at before every token, and stops the encoder where it is.

        Raises:
            ValueError: The sound is not one-dimensional.
            Cancelled: ``cancel`` was cancelled first.
        """
        if samples.ndim != 1:
            raise ValueError(f"mono sound has one dimension, not the shape {samples.shape}")
        cancel = cancel or CancelToken()
        cancel.raise_if_cancelled()
        if not samples.any():
            return ""
        limit = EXTRA_TOKENS + int(TOKENS_PER_S * len(samples) / SAMPLE_RATE_HZ)
        tail = np.zeros(TAIL_SAMPLES, dtype=np.float32)
        sound = np.concatenate([samples, tail], dtype=np.float32)[np.newaxis]
        mask = np.ones(sound.shape, dtype=np.int64)
        (hidden,) = self._encoder.run(
            {"input_values": sound, "attention_mask": mask}, cancel=cancel
        ).values()
        return self._tokenizer.decode(self._decode(hidden, mask, limit, cancel))

    def _decode(
        self, hidden: NDArray[Any], mask: NDArray[Any], limit: int, cancel: CancelToken
    ) -> list[int]:
        """At most ``limit`` token ids for the encoder's states, float32 [1, n, 288].

        ``mask`` is that of the samples: the decoder itself thins it out by the encoder's stride,
        and fails on sound of more than 9 s when it gets one of the states instead.
        """
        nothing = np.zeros((1, HEADS, 0, HEAD_SIZE), dtype=np.float32)
        feeds: dict[str, NDArray[Any]] = dict.fromkeys(self._past, nothing)
        feeds["encoder_hidden_states"] = hidden
        feeds["encoder_attention_mask"] = mask
        feeds["use_cache_branch"] = np.array([False])
        ids: list[int] = []
        token = START
        while len(ids) < limit:
            cancel.raise_if_cancelled()
            feeds["input_ids"] = np.array([[token]], dtype=np.int64)
            outputs = self._decoder.run(feeds)
            token = int(outputs["logits"][0, -1].argmax())
            if token == END:
                break
            ids.append(token)
            for name, value in outputs.items():
                # The encoder's keys and values come with the first token only, and stay.
                if name.startswith(PRESENT) and (".decoder." in name or len(ids) == 1):
                    feeds[PAST + name.removeprefix(PRESENT)] = value
            feeds["use_cache_branch"] = np.array([True])
        return ids
