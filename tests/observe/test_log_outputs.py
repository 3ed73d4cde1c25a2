from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest

from ten_lite.errors import TenLiteError
from ten_lite.observe.log_outputs import LogFile, log_handlers, send_log
from ten_lite.observe.log_settings import LogOutput, LogRule, LogSettings

ALL = (LogRule(logging.DEBUG),)


pytestmark = pytest.mark.usefixtures("logging_as_before")


def send(*outputs: LogOutput) -> list[logging.Handler]:
    return send_log(LogSettings(outputs))


def test_each_output_gets_what_it_takes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "new" / "a.log"
    send(
        LogOutput((LogRule(logging.INFO),), file, as_json=True),
        LogOutput((LogRule(logging.DEBUG, "node.llm"),), "stdout"),
        LogOutput((LogRule(logging.ERROR),), "stderr"),
    )
    logging.getLogger("ten_lite.node.llm").debug("one")
    logging.getLogger("ten_lite.session").info("two")
    logging.getLogger("ten_lite.app").error("three")
    lines = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    assert [(line["message"], line["category"]) for line in lines] == [
        ("two", "session"),
        ("three", "app"),
    ]
    said = capsys.readouterr()
    assert [line.split()[-1] for line in said.out.splitlines()] == ["one"]
    assert [line.split()[-1] for line in said.err.splitlines()] == ["three"]


def test_other_libraries_are_heard_from_warnings_on(tmp_path: Path) -> None:
    send(LogOutput(ALL, tmp_path / "a.log"))
    logging.getLogger("some_library").info("what was said")
    logging.getLogger("some_library").warning("slow")
    (line,) = (tmp_path / "a.log").read_text("utf-8").splitlines()
    assert line.endswith("slow")


def test_a_file_that_was_moved_away_is_begun_anew(tmp_path: Path) -> None:
    file, moved = tmp_path / "a.log", tmp_path / "a.log.1"
    (handler,) = send(LogOutput(ALL, file))
    logger = logging.getLogger("ten_lite.app")
    logger.info("one")
    file.rename(moved)
    logger.info("two")
    assert isinstance(handler, LogFile)
    handler.reopen()
    logger.info("three")
    assert [line.split()[-1] for line in moved.read_text().splitlines()] == ["one", "two"]
    assert [line.split()[-1] for line in file.read_text().splitlines()] == ["three"]


def test_a_file_that_cannot_be_begun_anew_goes_on_and_says_so(tmp_path: Path) -> None:
    file = tmp_path / "a.log"
    (handler,) = send(LogOutput(ALL, file))
    moved = file.rename(tmp_path / "b.log")
    file.mkdir()
    assert isinstance(handler, LogFile)
    handler.reopen()
    assert "cannot be opened again: Is a directory" in moved.read_text()


def test_lines_are_appended(tmp_path: Path) -> None:
    file = tmp_path / "a.log"
    file.write_text("before\n")
    send(LogOutput(ALL, file))
    logging.getLogger("ten_lite.app").info("after")
    assert file.read_text().splitlines()[0] == "before"


def test_a_file_that_cannot_be_written_is_an_error_and_leaves_nothing_open(tmp_path: Path) -> None:
    outputs = (LogOutput(ALL, tmp_path / "a.log"), LogOutput(ALL, tmp_path))
    with pytest.raises(TenLiteError, match="cannot write the log file"):
        log_handlers(LogSettings(outputs))
