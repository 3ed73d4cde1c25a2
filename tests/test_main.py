"""``python -m ten_lite``."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

import pytest

import ten_lite


def test_it_is_the_command_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["ten-lite", "--version"])
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(str(Path(ten_lite.__file__).with_name("__main__.py")), run_name="__main__")
    assert not ended.value.code
    assert "ten-lite" in capsys.readouterr().out
