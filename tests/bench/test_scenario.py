from __future__ import annotations

import json

import pytest

from ten_lite.addons import AddonRegistry
from ten_lite.bench.scenario import Scenario
from ten_lite.config.load import load_graph


@pytest.mark.parametrize(
    ("reply", "word_ms", "frames"), [("Sure.", 100, 5), ("one two three.", 200, 30), ("a b", 30, 3)]
)
def test_a_reply_has_as_many_frames_as_its_words_take(
    reply: str, word_ms: int, frames: int
) -> None:
    assert Scenario(reply=reply, word_ms=word_ms).reply_frames == frames


def test_the_graph_takes_the_overrides() -> None:
    scenario = Scenario(reply='He said "no".', utterance_ms=80, word_ms=40, lead_s=0.06)
    options = scenario.overrides()
    assert set(options[::2]) == {"--set"}
    assert all(json.loads(option.partition("=")[2]) is not None for option in options[1::2])
    checked = load_graph(
        "voice_assistant_fake", registry=AddonRegistry(), overrides=tuple(options[1::2])
    )
    assert checked.graph is not None, checked.problems
    config = {node.name: node.config.model_dump() for node in checked.graph.nodes}
    assert config["llm"]["replies"] == ('He said "no".',)
    assert config["stt"]["utterance_ms"] == 80
    assert config["tts"]["word_ms"] == 40
    assert config["tts"]["lead_s"] == 0.06
    assert config["websocket_server"]["max_sessions"] == 4
