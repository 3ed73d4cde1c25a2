"""An utterance as a line of text and as a subtitle; pure functions."""

from __future__ import annotations

__all__ = ["srt_cue", "srt_time", "text_line"]


def text_line(text: str, speaker: str, start_ms: int, end_ms: int) -> str:
    """``[00:00:01.240 - 00:00:03.020] user: how are you``, with its line end.

    Args:
        text: What was said; line ends in it become spaces.
        speaker: Who said it.
        start_ms: When it began, in milliseconds of the session's sound.
        end_ms: When it ended.
    """
    times = f"{_time(start_ms, '.')} - {_time(end_ms, '.')}"
    return f"[{times}] {speaker}: {_one_line(text)}\n"


def srt_cue(number: int, text: str, start_ms: int, end_ms: int) -> str:
    """The subtitle ``number``, counted from 1, with the empty line that ends it."""
    return f"{number}\n{srt_time(start_ms)} --> {srt_time(end_ms)}\n{_one_line(text)}\n\n"


def srt_time(ms: int) -> str:
    """``01:02:03,004``."""
    return _time(ms, ",")


def _time(ms: int, mark: str) -> str:
    seconds, ms = divmod(ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}{mark}{ms:03}"


def _one_line(text: str) -> str:
    # an empty line would end the subtitle
    return " ".join(text.split())
