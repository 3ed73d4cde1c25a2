"""``ten-lite doctor``: each thing that can be wrong is told with its cure, and no secret."""

from __future__ import annotations

import hashlib
import json
import socket
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from ten_lite.addons import AddonRegistry, BrokenAddon
from ten_lite.cli import ten_lite
from ten_lite.cli.diagnosis import graph as of_graph
from ten_lite.cli.diagnosis import machine
from ten_lite.cli.diagnosis.finding import Finding
from ten_lite.cli.diagnosis.sound import look_at_sound
from ten_lite.cli.diagnosis.weights import look_at_set
from ten_lite.cli.mic import portaudio
from ten_lite.errors import TenLiteError
from ten_lite.weights import WeightSet, WeightStore
from ten_lite.weights.spec import Part, WeightFile, WheelPin

SERVER: dict[str, Any] = {"name": "door", "addon": "websocket_server", "property": {"port": 0}}
ECHO: dict[str, Any] = {"name": "echo", "addon": "echo"}
LLM: dict[str, Any] = {"name": "llm", "addon": "openai_llm"}


def run(*arguments: str) -> Result:
    return CliRunner().invoke(ten_lite, ("doctor", *arguments), standalone_mode=False)


def examined(*arguments: str) -> dict[str, list[dict[str, str]]]:
    """The findings, by what they are about."""
    found: dict[str, list[dict[str, str]]] = {}
    for finding in json.loads(run(*arguments, "--json").stdout):
        found.setdefault(finding["about"], []).append(finding)
    return found


def write(folder: Path, *nodes: dict[str, Any]) -> str:
    file = folder / "g.json"
    file.write_text(json.dumps({"nodes": nodes}))
    return str(file)


def with_key(text: str) -> dict[str, Any]:
    return {**LLM, "property": {"api_key": text}}


def test_a_graph_that_can_run_is_all_ok_and_exits_with_0(tmp_path: Path):
    done = run(write(tmp_path, SERVER, ECHO))
    assert done.return_value == 0
    assert "2 nodes, 2 connections, no mistakes" in done.stdout
    assert "fail" not in done.stdout
    assert done.stderr.endswith(" 0 fail\n")


def test_a_mistake_in_the_graph_fails_with_place_and_cure_and_exits_with_1(tmp_path: Path):
    file = write(tmp_path, SERVER, {"name": "echo", "addon": "ecko"})
    assert run(file).return_value == 1
    mistake = examined(file)["graph"][0]
    assert mistake["state"] == "fail"
    assert 'g.json:1  TL301  unknown addon "ecko"' in mistake["text"]
    assert 'did you mean "echo"?' in mistake["cure"]


def test_a_file_that_cannot_be_read_is_told_and_the_machine_is_looked_at(tmp_path: Path):
    found = examined(str(tmp_path / "none.json"))
    assert "TL101" in found["graph"][0]["text"]
    assert found["python"][0]["state"] == "ok"


def test_a_variable_that_is_not_set_fails_with_the_way_to_set_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.delenv("ACME_KEY", raising=False)
    found = examined(write(tmp_path, SERVER, with_key("${env:ACME_KEY}")))
    (key,) = found["key"]
    assert (key["state"], key["text"]) == ("fail", "ACME_KEY is not set")
    assert "export ACME_KEY=..." in key["cure"]
    assert not [finding for finding in found["graph"] if "TL307" in finding["text"]]


def test_a_key_that_is_there_is_told_with_its_source_and_never_its_value(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("ACME_KEY", "secret-one")
    (tmp_path / ".env").write_text("OTHER_KEY=secret-two\n")
    node = with_key("${env:ACME_KEY}${env:OTHER_KEY}${env:THIRD_KEY|secret-three}")
    file = write(tmp_path, SERVER, node)
    done = run(file)
    assert "ACME_KEY is set in the environment" in done.stdout
    assert f"OTHER_KEY is set in {tmp_path / '.env'}" in done.stdout
    assert "THIRD_KEY is not set; the graph has a default for it" in done.stdout
    assert "secret" not in done.output + run(file, "--json").output


def test_a_key_that_is_empty_is_a_warning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("ACME_KEY", " ")
    (key,) = examined(write(tmp_path, SERVER, with_key("${env:ACME_KEY}")))["key"]
    assert (key["state"], key["text"]) == ("warn", "ACME_KEY is set in the environment, and empty")


def test_an_extra_that_is_missing_fails_with_the_line_for_pip(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    file = write(tmp_path, SERVER, with_key("x"))
    assert examined(file)["extra"][0]["text"] == "ten-lite[openai] for openai_llm"
    monkeypatch.setattr(of_graph, "missing_modules", lambda spec: ["openai"])
    (extra,) = examined(file)["extra"]
    assert (extra["state"], extra["cure"]) == ("fail", 'pip install "ten-lite[openai]"')
    assert extra["text"] == "openai_llm: not installed: openai"


def test_a_port_that_is_taken_fails_and_set_may_choose_another(tmp_path: Path):
    file = write(tmp_path, SERVER, ECHO)
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        (port,) = examined(file, "--set", f"door.port={taken}")["port"]
    assert port["state"] == "fail"
    assert port["text"] == f"port {taken} of 127.0.0.1 is in use, and door wants it"
    assert "--port 0" in port["cure"]
    assert examined(file, "--set", f"door.port={taken}")["port"][0]["state"] == "ok"
    assert "any free one" in examined(file)["port"][0]["text"]


def test_an_address_this_machine_does_not_have_fails(tmp_path: Path):
    server = {**SERVER, "property": {"port": 9, "host": "192.0.2.1", "token": "known"}}
    (port,) = examined(write(tmp_path, server, ECHO))["port"]
    assert port["text"].startswith("door cannot listen on 192.0.2.1:9: ")


def test_weights_that_are_not_here_are_a_warning_as_run_fetches_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("TEN_LITE_CACHE_DIR", str(tmp_path))
    found = examined("voice_assistant")["weights"]
    silero = next(finding for finding in found if "silero-vad" in finding["text"])
    assert silero["state"] == "warn"
    assert silero["cure"] == "to fetch it now: ten-lite models pull silero-vad"


def test_weights_are_read_and_damaged_ones_fail_with_the_way_to_mend_them(tmp_path: Path):
    good, bad = b"good", b"evil"
    wheel = WheelPin("tiny-1.0-py3-none-any.whl", 9, "0" * 64)
    digest = hashlib.sha256(good).hexdigest()
    weights = WeightSet(
        "tiny", "", "MIT", "", (WeightFile("one", digest, (Part(wheel, "one", len(good)),)),)
    )
    store = WeightStore(tmp_path)
    store.folder(weights).mkdir(parents=True)
    (store.folder(weights) / ".verified").write_text(weights.checksums)
    (store.folder(weights) / "one").write_bytes(good)
    assert look_at_set(weights, store).text == "tiny is whole"
    (store.folder(weights) / "one").write_bytes(bad)
    found = look_at_set(weights, store)
    assert (found.state, found.cure) == ("fail", "ten-lite models pull tiny")
    assert found.text.startswith("tiny is damaged: one is not the pinned file")


def test_a_broken_addon_is_a_warning_with_its_cause(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    broken = BrokenAddon("acme", "acme-tts", "ImportError: no acme")
    monkeypatch.setattr(AddonRegistry, "all", lambda self: [broken])
    (addon,) = examined(write(tmp_path, SERVER, ECHO))["addons"]
    assert addon["state"] == "warn"
    assert addon["text"] == "acme of acme-tts is broken: ImportError: no acme"


def test_node_is_looked_for_only_when_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    file = write(tmp_path, SERVER, ECHO)
    monkeypatch.setattr(machine, "_version", lambda program: "")
    assert "node" not in examined(file)
    found = examined(file, "--web")
    assert found["node"][0]["state"] == found["npm"][0]["state"] == "fail"


@pytest.mark.parametrize(
    ("version", "state"),
    [("v20.19.0", "ok"), ("v22.1.0", "ok"), ("v20.18.3", "fail"), ("v18.20.0", "fail")],
)
def test_node_must_not_be_old(version: str, state: str):
    assert machine._node(version).state == state


@pytest.mark.parametrize(
    ("finding", "state"),
    [
        (machine._python((3, 10)), "fail"),
        (machine._python((3, 11)), "ok"),
        (machine._python((3, 14)), "warn"),
        (machine._system("linux", "glibc"), "ok"),
        (machine._system("linux", ""), "warn"),
        (machine._system("darwin", ""), "ok"),
        (machine._system("win32", ""), "warn"),
        (machine._clock(datetime(1970, 1, 2, tzinfo=UTC).timestamp(), 1e-9), "fail"),
        (machine._clock(datetime(2027, 1, 2, tzinfo=UTC).timestamp(), 0.016), "warn"),
        (machine._clock(datetime(2027, 1, 2, tzinfo=UTC).timestamp(), 1e-9), "ok"),
    ],
)
def test_the_machine_is_judged(finding: Finding, state: str):
    assert finding.state == state
    assert bool(finding.cure) == (state != "ok")


def test_a_sound_card_is_looked_for_where_the_extra_mic_is(monkeypatch: pytest.MonkeyPatch):
    def device(number: int, name: str, *default: Any) -> portaudio.Device:
        return portaudio.Device(number, name, 1, 1, 48000, default)

    found = [device(0, "Webcam", "input"), device(1, "HDMI")]
    monkeypatch.setattr(portaudio, "devices", lambda: found)
    microphone, loudspeaker = look_at_sound()
    assert (microphone.state, microphone.text) == ("ok", "microphone: Webcam")
    assert (loudspeaker.state, loudspeaker.about) == ("warn", "sound")


def test_a_portaudio_that_is_missing_is_a_warning(monkeypatch: pytest.MonkeyPatch):
    def devices() -> list[portaudio.Device]:
        raise TenLiteError("PortAudio library not found; install it: apt install libportaudio2")

    monkeypatch.setattr(portaudio, "devices", devices)
    (sound,) = look_at_sound()
    assert (sound.state, sound.cure) == ("warn", "install it: apt install libportaudio2")


def test_without_the_extra_sound_is_not_spoken_of(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert list(look_at_sound()) == []


def test_its_help_imports_nothing_of_what_it_looks_at(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delitem(sys.modules, "ten_lite.cli.diagnosis.weights", raising=False)
    assert "Exits with 0 when none is fail" in " ".join(run("--help").stdout.split())
    assert "ten_lite.cli.diagnosis.weights" not in sys.modules
