"""A Piper voice: English text to speech, a clause at a time.

The format is that of the voice's JSON file and of its model's inputs: ``input`` int64 [1, n],
``input_lengths`` int64 [1], ``scales`` float32 [3]; float32 sound comes out.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ten_lite.errors import WeightsError
from ten_lite_local.cancel import CancelToken
from ten_lite_local.onnx import OnnxModel
from ten_lite_local.phonemes import Phonemizer
from ten_lite_local.spoken import spoken

__all__ = ["CHUNK_CHARACTERS", "PiperVoice", "chunks"]

CHUNK_CHARACTERS: Final = 120
"""Text of one run of the model, about 7 s of speech, which take some 200 MB for as long."""

START: Final = "^"
PAD: Final = "_"
END: Final = "$"


class PiperVoice:
    """A loaded voice; may be used by several threads.

    Args:
        onnx_path: The model.
        json_path: Its description, ``.onnx.json``.
        threads: Threads of one synthesis, the calling one included.

    Attributes:
        sample_rate_hz: Of the sound that `synthesize` returns.

    Raises:
        WeightsError: A file is missing, damaged, or of another model.
    """

    def __init__(self, onnx_path: Path, json_path: Path, *, threads: int = 1) -> None:
        try:
            facts = json.loads(json_path.read_bytes())
            self.sample_rate_hz = int(facts["audio"]["sample_rate"])
            inference = facts["inference"]
            scales = [inference[name] for name in ("noise_scale", "length_scale", "noise_w")]
            self._ids = {str(key): [int(i) for i in ids] for key, ids in _ids_of(facts)}
        except OSError as error:
            raise WeightsError(f"{json_path}: {error.strerror}") from error
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise WeightsError(f"{json_path}: not the description of a Piper voice") from error
        if missing := {START, PAD, END} - self._ids.keys():
            raise WeightsError(f"{json_path}: no phoneme ids for {' '.join(sorted(missing))}")
        self._scales = np.array(scales, dtype=np.float32)
        self._onnx = OnnxModel(
            onnx_path, inputs=("input", "input_lengths", "scales"), threads=threads
        )
        self._phonemizer = Phonemizer()

    def warm(self) -> None:
        """Load what is loaded late, and run the model once: the next call is as fast as any."""
        self.synthesize("Hello.")

    def synthesize(self, text: str, *, cancel: CancelToken | None = None) -> bytes:
        """``text`` as sound: signed 16-bit little-endian samples, mono, at `sample_rate_hz`.

        Blocks for about a tenth of the sound's length, without the interpreter lock for most of
        it. The first call also loads the dictionaries, see `warm`. The voice varies a little from
        call to call.

        Args:
            text: A clause or more; numbers, times, money, units, Markdown and the like are said
                in words. Long text is spoken piece by piece, in bounded memory.
            cancel: Stops the model where it is.

        Returns:
            The sound; ``b""`` when the text has nothing to say, only marks or emoji for example.

        Raises:
            Cancelled: ``cancel`` was cancelled first.
        """
        cancel = cancel or CancelToken()
        sound = bytearray()
        cancel.raise_if_cancelled()
        for chunk in chunks(spoken(text)):
            cancel.raise_if_cancelled()
            phonemes = self._phonemizer.phonemes(chunk, cancel=cancel)
            if any(letter.isalpha() for letter in phonemes):
                sound += self._speak(phonemes, cancel)
        return bytes(sound)

    def _speak(self, phonemes: str, cancel: CancelToken) -> bytes:
        ids = self._ids[START] + self._ids[PAD]
        for letter in unicodedata.normalize("NFD", phonemes):
            if letter in self._ids:
                ids += self._ids[letter] + self._ids[PAD]
        ids += self._ids[END]
        (sound,) = self._onnx.run(
            {
                "input": np.array([ids], dtype=np.int64),
                "input_lengths": np.array([len(ids)], dtype=np.int64),
                "scales": self._scales,
            },
            cancel=cancel,
        ).values()
        return _int16(sound).tobytes()


def _ids_of(facts: Any) -> Any:
    return facts["phoneme_id_map"].items()


def _int16(sound: NDArray[np.float32]) -> NDArray[np.int16]:
    return (np.clip(sound.ravel(), -1, 1) * 32767).astype("<i2")


def chunks(text: str) -> Iterator[str]:
    """Pieces of `CHUNK_CHARACTERS` at most, cut behind sentences, else clauses, else words."""
    at = 0
    while len(text) - at > CHUNK_CHARACTERS:
        head = text[at : at + CHUNK_CHARACTERS]
        cut = max(head.rfind(f"{mark} ") for mark in ".!?") + 1
        cut = cut or max(head.rfind(f"{mark} ") for mark in ",;:") + 1
        cut = cut or head.rfind(" ") + 1 or CHUNK_CHARACTERS
        yield head[:cut]
        at += cut
    if text[at:]:
        yield text[at:]
