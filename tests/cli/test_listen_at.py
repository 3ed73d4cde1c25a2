from __future__ import annotations

from typing import Any

import pytest

from ten_lite.addons import AddonRegistry
from ten_lite.cli.serve import listen_at
from ten_lite.config import load_graph
from ten_lite.config.definition import GraphDef
from ten_lite.errors import TenLiteError


def echo(*overrides: str) -> GraphDef:
    checked = load_graph("echo", registry=AddonRegistry(), overrides=overrides)
    assert checked.graph is not None
    return checked.graph


def properties(graph: GraphDef) -> dict[str, Any]:
    (server,) = [node for node in graph.nodes if node.addon.kind == "transport"]
    return server.config.model_dump()


def test_the_address_of_the_command_line_wins_and_the_rest_stays() -> None:
    before = echo("websocket_server.max_sessions=3")
    config = properties(listen_at(before, "127.0.0.2", 0))
    assert (config["host"], config["port"], config["max_sessions"]) == ("127.0.0.2", 0, 3)
    assert properties(before)["host"] == "127.0.0.1"


def test_without_one_nothing_changes() -> None:
    graph = echo()
    assert listen_at(graph, None, None) == graph


def test_an_address_that_others_reach_needs_a_token_here_as_well() -> None:
    with pytest.raises(TenLiteError, match=r"websocket_server cannot listen there: on 0\.0\.0\.0"):
        listen_at(echo(), "0.0.0.0", None)
    locked = echo("websocket_server.token=known")
    assert properties(listen_at(locked, "0.0.0.0", None))["host"] == "0.0.0.0"
