"""The conversations with the voice assistant go as they are written."""

from __future__ import annotations

from .example import play


def test_they_go_as_they_are_written() -> None:
    report = play("scenarios")
    assert report.count("pass ") == 2
