from __future__ import annotations

import logging

from ten_lite.observe.log_settings import OFF, LogOutput, LogRule, LogSettings


def output(*rules: tuple[int, str]) -> LogOutput:
    return LogOutput(tuple(LogRule(*rule) for rule in rules), "stderr")


def test_a_rule_with_a_category_beats_one_without() -> None:
    out = output((logging.DEBUG, "node.llm"), (logging.ERROR, ""))
    assert out.takes(logging.DEBUG, "node.llm")
    assert not out.takes(logging.WARNING, "session")
    assert out.takes(logging.ERROR, "session")


def test_the_longest_category_decides_then_the_last_rule() -> None:
    out = output((OFF, "node.llm"), (logging.DEBUG, "node"), (logging.INFO, "node"))
    assert not out.takes(logging.CRITICAL, "node.llm")
    assert out.takes(logging.INFO, "node.tts")
    assert not out.takes(logging.DEBUG, "node.tts")


def test_what_no_rule_fits_is_not_taken() -> None:
    assert not output((logging.DEBUG, "node")).takes(logging.CRITICAL, "session")


def test_the_lowest_level_is_that_of_all_outputs() -> None:
    several = LogSettings((output((logging.ERROR, "")), output((OFF, ""), (logging.INFO, "x"))))
    assert several.lowest_level == logging.INFO
    assert LogSettings(()).lowest_level == OFF


def test_another_level_leaves_categories_and_what_is_off_alone() -> None:
    settings = LogSettings((output((logging.ERROR, ""), (OFF, "node"), (logging.INFO, "app")),))
    expected = output((logging.DEBUG, ""), (OFF, "node"), (logging.DEBUG, "app"))
    assert settings.at_level(logging.DEBUG) == LogSettings((expected,))
