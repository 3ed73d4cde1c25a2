from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from .. import kit


@pytest.mark.parametrize("addon", ["agora_rtc", "agora_rtm", "chat_nodejs", "bot_go", "x_cpp"])
def test_nodes_in_other_languages_are_left_out_with_their_connections(
    addon: str, tmp_path: Path
) -> None:
    graph = {
        "nodes": [kit.node("rtc", addon, app_id="x"), kit.node("stt", "ears_stt")],
        "connections": [
            kit.to("rtc", "audio_frame", "pcm_frame", "stt"),
            kit.to("stt", "data", "asr_result", "rtc"),
        ],
    }
    checked = kit.load(graph, folder=tmp_path)
    assert [(p.code, p.severity) for p in checked.problems if p.code != "TL210"] == [
        ("TL112", "warning")
    ]
    assert checked.graph is not None
    assert [node.name for node in checked.graph.nodes] == ["stt"]
    assert checked.graph.edges == ()


def test_an_installed_addon_of_such_a_name_is_used(tmp_path: Path) -> None:
    addons = kit.registry(dataclasses.replace(kit.EARS, name="stt_go"))
    checked = kit.load({"nodes": [kit.node("a", "stt_go")]}, folder=tmp_path, addons=addons)
    assert checked.graph is not None
    assert [node.addon.name for node in checked.graph.nodes] == ["stt_go"]


def test_a_mistyped_name_is_still_a_mistake(tmp_path: Path) -> None:
    checked = kit.load({"nodes": [kit.node("a", "ears_sst")]}, folder=tmp_path)
    assert [p.code for p in checked.problems] == ["TL301"]
