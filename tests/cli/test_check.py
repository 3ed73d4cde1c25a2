"""``ten-lite check``: its words, its exit codes, and what else it shows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from ten_lite.cli import ten_lite
from ten_lite.errors import ConfigError, counted

GOOD = {
    "nodes": [
        {"name": "door", "addon": "websocket_server", "property": {"port": "${env:PORT|9000}"}},
        {"name": "echo", "addon": "echo"},
    ]
}
CLEAR = {
    **GOOD,
    "connections": [
        {
            "extension": "door",
            "audio_frame": [
                {"name": "pcm_frame", "dest": [{"extension": "echo"}]},
                {"name": "pcm_frame", "source": [{"extension": "echo"}]},
            ],
        }
    ],
}
BAD = {"nodes": [{"name": "echo", "addon": "ecko"}]}


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PORT", raising=False)
    return tmp_path


def write(name: str, value: Any) -> str:
    Path(name).write_text(value if isinstance(value, str) else json.dumps(value, indent=1))
    return name


def check(*arguments: str) -> Result:
    return CliRunner().invoke(ten_lite, ["check", *arguments], standalone_mode=False)


def test_a_good_graph_exits_with_0_and_says_so_beside_stdout() -> None:
    done = check(write("good.json", GOOD))
    assert (done.return_value, done.stdout) == (0, "")
    assert done.stderr == "good: 2 nodes, 2 connections (2 derived), good\n"


def test_mistakes_go_to_stdout_and_exit_with_1() -> None:
    done = check(write("bad.json", BAD))
    assert done.return_value == 1
    assert done.stdout.splitlines()[0] == 'bad.json:5:13  error TL301  unknown addon "ecko"'
    assert "1 error, 0 warnings" in done.stderr


@pytest.mark.parametrize("text", ["{", "", "\0"])
def test_what_cannot_be_read_exits_with_2(text: str) -> None:
    assert check(write("broken.json", text)).return_value == 2


def test_what_is_not_there_exits_with_2() -> None:
    assert check("./nope.json").return_value == 2
    assert check("nope").return_value == 2


def test_all_files_are_checked_and_the_worst_decides() -> None:
    files = [write("good.json", GOOD), write("bad.json", BAD), write("broken.json", "{")]
    done = check(*files)
    assert done.return_value == 2
    assert {line.split(":")[0] for line in done.stdout.splitlines() if "error" in line} == {
        "bad.json",
        "broken.json",
    }
    assert "good: 2 nodes" in done.stderr


def test_every_graph_of_a_property_file_is_checked() -> None:
    graphs = [{"name": "a", "graph": GOOD}, {"name": "b", "graph": BAD}]
    write("property.json", {"ten": {"predefined_graphs": graphs}})
    done = check()
    assert done.return_value == 1
    assert "a: 2 nodes" in done.stderr
    assert "at /ten/predefined_graphs/1/graph/nodes/0/addon" in done.stdout
    assert "TL114" not in done.stdout, "which of them runs does not matter here"


def test_a_mistake_of_the_file_is_told_once() -> None:
    graphs = [{"name": "a", "graph": GOOD}, {"name": "b", "graph": GOOD}]
    write("property.json", {"ten": {"predefined_graphs": graphs, "zzz": 1}})
    assert check().stdout.count("TL109") == 1


def test_strict_makes_derived_connections_and_warnings_mistakes() -> None:
    good = write("good.json", GOOD)
    done = check("--strict", good)
    assert done.return_value == 1
    assert done.stdout.count("error TL217") == 2
    clear = write("clear.json", CLEAR)
    assert check("--strict", clear).return_value == 0
    nodes = [{**GOOD["nodes"][0], "app": "x"}, GOOD["nodes"][1]]
    warned = write("warned.json", {**CLEAR, "nodes": nodes})
    assert check(warned).return_value == 0
    assert check("--strict", warned).return_value == 1


def test_json_holds_the_same_data() -> None:
    told = json.loads(check("--json", write("good.json", GOOD), write("bad.json", BAD)).stdout)
    assert told["graphs"] == [
        {"name": "good", "file": "good.json", "good": True},
        {"name": "bad", "file": "bad.json", "good": False},
    ]
    (problem,) = told["problems"]
    assert problem == {
        "code": "TL301",
        "message": 'unknown addon "ecko"',
        "pointer": "/nodes/0/addon",
        "file": "bad.json",
        "line": 5,
        "column": 13,
        "hint": problem["hint"],
        "severity": "error",
    }
    assert 'did you mean "echo"?' in problem["hint"]


def test_show_effective_prints_values_with_origins_and_connections() -> None:
    Path(".env").write_text("PORT=9001\n")
    file = write("good.json", GOOD)
    lines = [
        " ".join(line.split())
        for line in check(
            "--show-effective", "--set", "door.max_sessions=3", file
        ).stdout.splitlines()
    ]
    assert "graph good" in lines
    assert "port 9001 good.json:7:13 ($PORT of .env)" in lines
    assert "max_sessions 3 --set" in lines
    assert 'host "127.0.0.1" default' in lines
    assert "door -> echo audio_frame pcm_frame drop_oldest 250, derived" in lines
    told = json.loads(check("--show-effective", "--json", file).stdout)
    door, _ = told["graphs"][0]["effective"]["nodes"]
    assert {"path": "host", "value": "127.0.0.1", "origin": "default"} in door["properties"]


def test_show_effective_shows_what_is_known_of_a_graph_with_mistakes() -> None:
    nodes = [*GOOD["nodes"], {"name": "x", "addon": "ecko"}]
    done = check("--show-effective", write("half.json", {"nodes": nodes}))
    assert done.return_value == 1
    assert "door (websocket_server)" in done.stdout


def test_to_prints_the_file_in_the_other_form_and_nothing_else() -> None:
    good = write("good.json", GOOD)
    yaml = check("--to", "yaml", good)
    assert yaml.return_value == 0
    assert "${env:PORT|9000}" in yaml.stdout
    back = check("--to", "json", write("good.yaml", yaml.stdout))
    assert json.loads(back.stdout) == GOOD
    wrong = check("--to", "yaml", write("bad.json", BAD))
    assert wrong.return_value == 1
    assert "TL301" in wrong.stderr
    assert "TL301" not in wrong.stdout
    assert "echo" in check("--to", "yaml", "echo").stdout


def test_to_takes_one_file_that_can_be_read() -> None:
    good = write("good.json", GOOD)
    assert "one FILE" in str(check("--to", "yaml", good, good).exception)
    assert "nothing to convert" in str(check("--to", "yaml", "./nope.json").exception)


def test_run_makes_the_same_check_first_and_says_the_same_words() -> None:
    bad = write("bad.json", BAD)
    checked = check(bad)
    ran = CliRunner().invoke(ten_lite, ["run", bad], standalone_mode=False)
    assert isinstance(ran.exception, ConfigError)
    assert str(ran.exception) == checked.stdout.strip()
    assert counted(ran.exception.problems) == checked.stderr.strip()
