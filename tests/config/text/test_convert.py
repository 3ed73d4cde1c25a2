from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ten_lite.config.text.convert import to_text
from ten_lite.config.text.json_text import parse_json
from ten_lite.config.text.yaml_text import parse_yaml

from .. import kit

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.sampled_from(
    [
        "yes",
        "no",
        "null",
        "~",
        "1",
        "1.0",
        "1e3",
        "0x1f",
        "1:30",
        "2026-11-21",
        "",
        " a",
        "a ",
        "#x",
        "- a",
        "a: b",
        "&a",
        "*a",
        "!!binary",
        "<<",
        "=",
        "${env:A|b}",
        "|",
        ">",
        "\t",
        "\x85",
    ]
)
DOCUMENTS = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


def same(one: Any, other: Any) -> bool:
    return json.dumps(one) == json.dumps(other)


@given(value=st.dictionaries(TEXTS, DOCUMENTS, max_size=4))
def test_yaml_and_json_are_two_ways_to_write_the_same(value: Any) -> None:
    from_yaml, flaws, _ = parse_yaml(to_text(value, "yaml"))
    assert flaws == []
    assert same(from_yaml, value)
    from_json, flaws = parse_json(to_text(from_yaml, "json"))
    assert flaws == []
    assert same(from_json, value)


@pytest.mark.parametrize("form", ["json", "yaml"])
def test_keys_keep_their_order_and_letters(form: Any) -> None:
    text = to_text({**kit.good(), "a": "ü"}, form)
    assert "ü" in text
    assert text.index("nodes") < text.index("connections")
    assert text.endswith("\n")
