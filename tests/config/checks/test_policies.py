from __future__ import annotations

from typing import Any

import pytest

from ..flow_kit import told
from ..kit import good, node, to

WEB, STT, MIND = node("web", "web"), node("stt", "ears_stt"), node("mind", "mind")


def queue(policy: Any) -> dict[str, Any]:
    return {"queue": {"policy": policy}}


@pytest.mark.parametrize("policy", ["drop_oldest", "drop_newest"])
def test_commands_and_data_are_not_dropped_and_frames_may_be(policy: str) -> None:
    nodes = [WEB, STT, MIND]
    assert told(nodes, to("web", "cmd", "on_user_joined", "mind", **queue(policy))) == [
        f'"{policy}" would lose on_user_joined, of kind cmd'
    ]
    assert told(nodes, to("web", "audio_frame", "pcm_frame", "stt", **queue(policy))) == []


def test_sound_may_hold_up_only_the_way_to_a_client() -> None:
    graph = good()
    graph["connections"][2]["audio_frame"][0]["queue"] = {"policy": "block"}
    assert told(graph["nodes"], *graph["connections"]) == []
    graph["connections"][0]["audio_frame"][0]["queue"] = {"policy": "block"}
    assert told(graph["nodes"], *graph["connections"]) == [
        '"block" on pcm_frame: when "stt" is slow, "web" is held up'
    ]


def test_a_queue_of_several_connections_is_told_once() -> None:
    flow = to("mind", "data", "tts_flush", "web", "tts", **queue("drop_oldest"))
    assert len(told([WEB, STT, MIND, node("tts", "voice")], flow, only="TL214")) == 1


@pytest.mark.parametrize("policy", ["drop", 1, None, []])
def test_a_policy_there_is_not_is_told_as_that(policy: object) -> None:
    assert (
        told([STT, MIND], to("stt", "data", "asr_result", "mind", **queue(policy)), only="TL214")
        == []
    )


def test_a_receiver_that_is_unknown_is_not_judged() -> None:
    way = to("web", "audio_frame", "pcm_frame", "x", **queue("block"))
    assert told([WEB, node("x", "no_such_addon")], way, only="TL2") == []
