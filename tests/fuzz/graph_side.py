"""What a graph says meanwhile, so that a codec has a state when a client speaks."""

from __future__ import annotations

from random import Random

from ten_lite.messages import (
    AsrResult,
    EndOfSpeech,
    ErrorMessage,
    Message,
    PcmFrame,
    StartOfSpeech,
    TextData,
    TtsAudioEnd,
    TtsAudioStart,
    TtsFlush,
    TtsPause,
)


def anything(random: Random, *, channels: int) -> Message:
    """One message that a transport may get."""
    request_id = f"r{random.randint(1, 3)}"
    match random.randrange(12):
        case 0:
            return TtsAudioStart(request_id)
        case 1:
            reason = random.choice(("end", "interrupted", "error"))
            return TtsAudioEnd(request_id, 20, reason)  # type: ignore[arg-type]
        case 2:
            return TtsFlush("f1")
        case 3:
            return TtsPause("p1")
        case 4:
            role = random.choice(("user", "assistant"))
            return TextData("hello", role, random.random() < 0.5)  # type: ignore[arg-type]
        case 5:
            return random.choice((StartOfSpeech(5), EndOfSpeech(9), AsrResult("a", True)))
        case 6:
            return ErrorMessage("no \ud800")
    rate_hz = random.choice((8_000, 16_000, 16_000, 24_000, 44_100))
    frame = PcmFrame(bytes(2 * channels * random.choice((0, 1, 80, 320, 4_000))), rate_hz, channels)
    frame.timestamp_ns = random.randrange(10**12)
    return frame
