from __future__ import annotations

from typing import Any

import pytest

from ten_lite.addons import AddonConfig, AddonSpec
from ten_lite.config.definition import GraphDef, NodeDef
from ten_lite.errors import TenLiteError
from ten_lite.runtime.door import check_same_door, with_door_of


class Config(AddonConfig):
    host: str = "127.0.0.1"
    port: int = 8765
    token: str = ""


DOOR = AddonSpec(
    name="door", kind="transport", description="", factory="a:b", server="a:c", config=Config
)
OTHER = AddonSpec(
    name="other", kind="transport", description="", factory="a:b", server="a:c", config=Config
)


def graph(*nodes: tuple[AddonSpec, dict[str, Any]]) -> GraphDef:
    return GraphDef(
        "g",
        "",
        tuple(NodeDef(spec.name, spec, Config.model_validate(given)) for spec, given in nodes),
        (),
    )


def test_what_is_started_beside_a_guarded_door_is_guarded():
    main = graph((DOOR, {"host": "0.0.0.0", "port": 80, "token": "known"}))
    (node,) = with_door_of(main, graph((DOOR, {"port": 81}))).nodes
    assert node.config == Config(host="0.0.0.0", port=81, token="known")
    (node,) = with_door_of(main, graph((DOOR, {}))).nodes
    assert node.config.port == 8765


def test_what_its_own_file_says_stays():
    main = graph((DOOR, {"host": "0.0.0.0", "token": "known"}))
    (node,) = with_door_of(main, graph((DOOR, {"host": "::1", "token": "own"}))).nodes
    assert node.config == Config(host="::1", token="own")


def test_another_door_has_nothing_of_it():
    main = graph((DOOR, {"token": "known"}))
    (node,) = with_door_of(main, graph((OTHER, {}))).nodes
    assert node.config == Config()


def test_a_graph_whose_clients_come_in_another_way_is_refused():
    main = graph((DOOR, {}))
    check_same_door(graph((OTHER, {}), (DOOR, {})), main)
    with pytest.raises(TenLiteError, match="no client of this server can reach it; it needs door"):
        check_same_door(graph((OTHER, {})), main)
