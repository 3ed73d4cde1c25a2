"""What ``ten-lite run`` does with the log settings."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import signal
from pathlib import Path

import pytest
from click.testing import CliRunner

from ten_lite.cli import run
from ten_lite.cli import serve as serving
from ten_lite.cli.options import set_up_logging
from ten_lite.observe.log_outputs import LogFile
from ten_lite.observe.log_settings import LogOutput, LogRule, LogSettings

pytestmark = pytest.mark.usefixtures("logging_as_before")


def settings(file: Path) -> LogSettings:
    return LogSettings((LogOutput((LogRule(logging.ERROR),), file),))


def test_without_settings_the_log_goes_to_stderr_from_warnings_on() -> None:
    (handler,) = set_up_logging(None, None)
    assert isinstance(handler, logging.StreamHandler)
    assert logging.getLogger("ten_lite").level == logging.WARNING


@pytest.mark.parametrize(("level", "lines"), [(None, 0), ("info", 1)])
def test_the_command_line_wins_over_levels_and_not_over_places(
    tmp_path: Path, level: str | None, lines: int
) -> None:
    set_up_logging(settings(tmp_path / "a.log"), level)
    logging.getLogger("ten_lite.app").info("one")
    logging.getLogger("ten_lite.app").debug("two")
    assert len((tmp_path / "a.log").read_text().splitlines()) == lines


def test_run_hands_the_settings_of_property_json_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    handlers: list[logging.Handler] = []

    async def serve(
        graph: object, library: object, made: list[logging.Handler], *rest: object
    ) -> None:
        handlers.extend(made)

    emitter = {"type": "file", "config": {"path": "logs/a.log"}}
    log = {"handlers": [{"matchers": [{"level": "info"}], "emitter": emitter}]}
    file = tmp_path / "property.json"
    file.write_text(json.dumps({"graph": "echo", "ten": {"log": log}}))
    monkeypatch.setattr(serving, "_serve", serve)
    done = CliRunner().invoke(run.command, ["--property", str(file)])
    assert done.exit_code == 0, done.exception
    (handler,) = handlers
    assert isinstance(handler, LogFile)
    assert handler.path == tmp_path / "logs" / "a.log"


@pytest.mark.real_time
async def test_a_hangup_opens_log_files_again(tmp_path: Path) -> None:
    opened = asyncio.Event()

    class Watched(LogFile):
        def reopen(self) -> None:
            super().reopen()
            opened.set()

    with contextlib.closing(Watched(tmp_path / "a.log")) as file:
        serving._reopen_on_hangup([file])
        (tmp_path / "a.log").rename(tmp_path / "b.log")
        os.kill(os.getpid(), signal.SIGHUP)
        await asyncio.wait_for(opened.wait(), timeout=10)
        assert (tmp_path / "a.log").exists()
    asyncio.get_running_loop().remove_signal_handler(signal.SIGHUP)
