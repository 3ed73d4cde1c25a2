from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ten_lite.wire.call_token import token_in_call


@pytest.mark.parametrize(
    "start",
    [
        {"start": {"customParameters": {"token": "abc", "other": "x"}}},
        {"start": {"custom_parameters": {"token": "abc"}}},
        {"custom_parameters": {"token": "abc"}, "start": {}},
        {"start": {}, "extra_headers": "userId=1;token=abc"},
        {"start": {}, "extra_headers": "token=abc,userId=1"},
    ],
    ids=["Twilio", "Telnyx", "Telnyx outside", "Plivo", "Plivo with commas"],
)
def test_each_provider_has_a_place_for_it(start: dict[str, Any]) -> None:
    assert token_in_call(json.dumps({"event": "start", **start})) == "abc"


@pytest.mark.parametrize(
    "start",
    [
        {},
        {"start": 1},
        {"start": {"customParameters": []}},
        {"start": {"customParameters": {"token": 5}}},
        {"extra_headers": "xtoken=abc;token"},
        {"extra_headers": 7},
    ],
)
def test_a_start_without_it_has_none(start: dict[str, Any]) -> None:
    assert token_in_call(json.dumps({"event": "start", **start})) == ""


@pytest.mark.parametrize("wire", [b"{}", "x", "[]", "{}", '{"event":"connected"}', '"start"'])
def test_what_is_no_start_is_passed_over(wire: str | bytes) -> None:
    assert token_in_call(wire) is None


def test_a_start_of_many_kilobytes_is_not_looked_into() -> None:
    start = {"event": "start", "start": {"customParameters": {"token": "x" * 20_000}}}
    assert token_in_call(json.dumps(start)) is None


@given(
    st.recursive(
        st.none() | st.text() | st.integers(),
        lambda x: (
            st.lists(x)
            | st.dictionaries(
                st.sampled_from(["event", "start", "customParameters", "token", "extra_headers"]), x
            )
        ),
    )
)
def test_nothing_that_is_json_breaks_it(value: Any) -> None:
    found = token_in_call(json.dumps(value))
    assert found is None or isinstance(found, str)
