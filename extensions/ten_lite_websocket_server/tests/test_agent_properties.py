from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ten_lite.runtime.agents import AgentError
from ten_lite_websocket_server.agent_properties import check_properties
from ten_lite_websocket_server.config import WebsocketServerConfig

KEYS = st.sampled_from(["port", "model", "base_url", "command", "params"])
VALUES = st.recursive(
    st.none() | st.integers() | st.text(max_size=5) | st.just("${env:A}"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)


def test_what_is_named_may_be_set_at_any_node_and_depth():
    check_properties({"ws": {"port": 1}, "tts": {"params": {"a": {"port": 2}}}}, ["port"])
    check_properties({"ws": {}, "tts": {"params": {}}}, [])
    check_properties({"llm": {"base_url": "http://mine", "tools": [{"command": "x"}]}}, ["*"])


def test_what_is_not_is_told_by_its_name():
    with pytest.raises(AgentError, match=r"llm\.params\.base_url may not be set") as refused:
        check_properties({"llm": {"params": {"base_url": "http://evil"}}}, ["params", "llm"])
    assert refused.value.reason == "bad"


def test_an_object_that_is_named_does_not_carry_others_in():
    with pytest.raises(AgentError, match=r"llm\.model\.command"):
        check_properties({"llm": {"model": {"command": "x"}}}, ["model"])


@pytest.mark.parametrize("value", ["${env:A}", "x${env:A|b}", ["${env:A}"], [{"${": 1}]])
def test_variables_are_not_read_even_where_all_may_be_set(value: Any):
    with pytest.raises(AgentError, match="no variables"):
        check_properties({"llm": {"model": value}}, ["*"])


def test_there_is_an_end_to_depth():
    deep: dict[str, Any] = {"port": 1}
    for _ in range(500):
        deep = {"a": deep}
    with pytest.raises(AgentError, match="8 objects deep"):
        check_properties({"ws": deep}, ["*"])


def test_nothing_that_leads_elsewhere_is_allowed_unless_it_is_named():
    allowed = WebsocketServerConfig().agent_properties
    assert "port" in allowed
    harmful = re.compile(r"url|host|key|token|command|args|env|file|path|headers|\*")
    assert [name for name in allowed if harmful.search(name)] == []


@given(st.dictionaries(KEYS, st.dictionaries(KEYS, VALUES, max_size=3), max_size=3))
def test_what_passes_holds_only_named_leaves_and_no_variable(
    properties: dict[str, dict[str, Any]],
):
    try:
        check_properties(properties, ["port", "model"])
    except AgentError:
        return
    assert "${" not in str(properties)
    for values in properties.values():
        assert set(leaf_names(values)) <= {"port", "model"}


def leaf_names(values: dict[str, Any]) -> list[str]:
    found: list[str] = []
    for key, value in values.items():
        found += leaf_names(value) if isinstance(value, dict) else [key]
    return found
