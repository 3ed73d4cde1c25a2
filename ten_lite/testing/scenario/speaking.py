"""How the user of a scenario speaks: words for a scripted recogniser, sound for one that hears."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from ten_lite.audio import Resampler, read_wav
from ten_lite.messages import (
    AsrResult,
    EndOfSpeech,
    LikelyEndOfSpeech,
    Message,
    PcmFrame,
    StartOfSpeech,
)
from ten_lite.runtime.extension import Extension

__all__ = ["play_recording", "tell_words"]

SPOKEN_WORD_S = 0.25
PAUSE_S = 0.3
TRANSCRIPT_S = 0.1
FRAME_MS = 20
SILENCE_AFTER_S = 2.0


async def tell_words(
    tell: Callable[[Message], None], words: Sequence[str], utterance: str, now_ms: Callable[[], int]
) -> None:
    """Tell what a recogniser and a speech detector tell while somebody speaks, 250 ms a word.

    Args:
        tell: Has a message sent by what tells such things in the graph.
        words: What is said.
        utterance: Names it.
        now_ms: The time of the session's sound.
    """
    begins_ms = now_ms()
    tell(StartOfSpeech(begins_ms))
    for count in range(1, len(words) + 1):
        await asyncio.sleep(SPOKEN_WORD_S)
        tell(AsrResult(" ".join(words[:count]), False, id=utterance))
    ends_ms = now_ms()
    tell(LikelyEndOfSpeech(ends_ms))
    await asyncio.sleep(PAUSE_S)
    tell(EndOfSpeech(ends_ms, int(PAUSE_S * 1000)))
    await asyncio.sleep(TRANSCRIPT_S)
    length_ms = ends_ms - begins_ms
    text = " ".join(words)
    tell(AsrResult(text, True, id=utterance, start_ms=begins_ms, duration_ms=length_ms))


async def play_recording(client: Extension[Any], path: Path) -> None:
    """Send the recording and 2 s of silence as a microphone does, in the transport's format.

    Raises:
        TenLiteError: The recording cannot be read.
    """
    rate_hz = getattr(client.config, "sample_rate_hz", 16_000)
    channels = getattr(client.config, "channels", 1)
    wav = read_wav(path)
    resampler = Resampler(wav.sample_rate_hz, rate_hz)
    sound = resampler.feed(wav.data) + resampler.flush()
    sound += bytes(2 * int(rate_hz * SILENCE_AFTER_S))
    size = 2 * rate_hz * FRAME_MS // 1000
    for start in range(0, len(sound), size):
        frame = sound[start : start + size].ljust(size, b"\0")
        if channels > 1:
            frame = b"".join(frame[i : i + 2] * channels for i in range(0, size, 2))
        client.send(PcmFrame(frame, rate_hz, channels))
        await asyncio.sleep(FRAME_MS / 1000)
