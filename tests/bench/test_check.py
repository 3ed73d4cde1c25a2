from __future__ import annotations

import json

from click.testing import CliRunner

from ten_lite.bench.check import large_graph, measure
from ten_lite.cli.bench import command


def test_the_graph_is_as_large_as_was_asked_for() -> None:
    graph = large_graph(100)
    assert len(graph["nodes"]) == 100
    assert len({node["name"] for node in graph["nodes"]}) == 100


def test_it_passes_the_check_and_both_sides_are_told() -> None:
    report = measure(nodes=10, runs=1)
    (figure,) = report.figures
    assert report.settings == {"nodes": 10, "runs": 1}
    assert figure.ours > figure.floor > 0
    assert figure.goal == "<= 100 ms"


def test_the_verb_prints_json() -> None:
    done = CliRunner().invoke(command, ["check", "--nodes", "4", "--runs", "1", "--json"])
    assert json.loads(done.stdout)["bench"] == "check"
