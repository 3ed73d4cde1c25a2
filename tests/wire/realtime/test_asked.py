"""What a client may want of one response."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ten_lite.wire.realtime.asked import Asked, read_asked
from ten_lite.wire.realtime.refusal import Refusal
from ten_lite.wire.realtime.settings import Settings

TOOL = {"type": "function", "name": "light"}
SETTINGS = replace(Settings(), tools={"light": TOOL})


def test_without_a_wish_it_is_as_the_session_is() -> None:
    assert read_asked({}, SETTINGS) == Asked("audio")
    assert read_asked({}, replace(SETTINGS, modality="text")) == Asked("text")


@pytest.mark.parametrize("name", ["output_modalities", "modalities"])
def test_one_response_may_be_text(name: str) -> None:
    assert read_asked({name: ["text"]}, SETTINGS).modality == "text"
    assert read_asked({name: None}, SETTINGS).modality == "audio"


def test_metadata_is_the_clients_own() -> None:
    assert read_asked({"metadata": {"a": "b"}}, SETTINGS).metadata == {"a": "b"}
    assert read_asked({"metadata": None}, SETTINGS).metadata is None


@pytest.mark.parametrize(
    "response",
    [
        {"tools": [TOOL]},
        {"tools": []},
        {"tool_choice": "auto", "conversation": "auto", "input": None},
        {"max_response_output_tokens": "inf", "instructions": ""},
        {"unheard_of": None},
    ],
)
def test_a_wish_for_what_is_so_anyway_is_none(response: dict[str, Any]) -> None:
    assert read_asked(response, SETTINGS) == Asked("audio")


@pytest.mark.parametrize(
    ("response", "code", "param"),
    [
        ({"instructions": "Sing."}, "unsupported_parameter", "response.instructions"),
        ({"conversation": "none"}, "unsupported_parameter", "response.conversation"),
        ({"tools": [{"name": "x"}]}, "unsupported_parameter", "response.tools"),
        ({"unheard_of": 1}, "unsupported_parameter", "response.unheard_of"),
        ({"max_response_output_tokens": 5}, "unsupported_parameter", None),
        ({"metadata": []}, "invalid_type", "response.metadata"),
        ({"metadata": {"a": 1}}, "invalid_value", "response.metadata"),
        ({"output_modalities": ["smell"]}, None, "response.output_modalities"),
    ],
)
def test_what_a_graph_cannot_do_is_refused(
    response: dict[str, Any], code: str | None, param: str | None
) -> None:
    with pytest.raises(Refusal) as caught:
        read_asked(response, SETTINGS)
    assert caught.value.code == (code or caught.value.code)
    assert caught.value.param == (param or "response.max_response_output_tokens")
