"""The example scenarios go as they are written."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from ten_lite.cli import ten_lite

SCENARIOS = sorted((Path(__file__).parents[2] / "examples" / "scenarios").glob("*.yaml"))


@pytest.mark.parametrize("file", SCENARIOS, ids=lambda file: file.stem)
def test_example_scenario(file: Path) -> None:
    done = CliRunner().invoke(ten_lite, ["test", str(file)], standalone_mode=False)
    assert done.return_value == 0, done.output


def test_there_are_examples() -> None:
    assert len(SCENARIOS) >= 3
