"""The verb itself; what it measures has tests of its own."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import CliRunner

from ten_lite.bench import hop, sessions, start, turn
from ten_lite.bench.figures import Figure, Report
from ten_lite.cli.bench import command

REPORT = Report(
    bench="any", settings={}, figures=[Figure(name="p50", unit="ms", ours=1.0, floor=2.0)]
)


def test_hop_prints_a_table() -> None:
    done = CliRunner().invoke(command, ["hop", "--nodes", "2", "--bursts", "1", "--frames", "8"])
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith("hop ")
    assert "one in flight, us/hop" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "module", "expected"),
    [
        (["hop", "--nodes", "3"], hop, {"nodes": 3, "bursts": 12, "frames": 2000}),
        (["turn", "--turns", "7"], turn, {"turns": 7}),
        (
            ["sessions", "--sessions", "5", "--duration", "2"],
            sessions,
            {"sessions": 5, "duration_s": 2.0, "rounds": 1},
        ),
        (["start", "--runs", "4"], start, {"runs": 4}),
    ],
)
def test_options_reach_the_bench_and_json_comes_out(
    arguments: list[str], module: Any, expected: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[dict[str, Any]] = []

    def measure_now(**options: Any) -> Report:
        asked.append(options)
        return REPORT

    async def measure(**options: Any) -> Report:
        return measure_now(**options)

    replacement: Callable[..., Any] = measure_now if module is start else measure
    monkeypatch.setattr(module, "measure", replacement)
    done = CliRunner().invoke(command, [*arguments, "--json"])
    assert done.exit_code == 0, done.output
    assert asked == [expected]
    assert json.loads(done.stdout) == REPORT.as_json()
    assert done.stderr == ""


@pytest.mark.parametrize(
    "arguments",
    [
        ["hop", "--nodes", "0"],
        ["hop", "--nodes", "99"],
        ["turn", "--turns", "many"],
        ["sessions", "--duration", "0"],
        ["jump"],
    ],
)
def test_nonsense_is_misuse(arguments: list[str]) -> None:
    assert CliRunner().invoke(command, arguments).exit_code == 2
