from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import pytest
from pydantic import ValidationError

from ten_lite.addons import AddonConfig, QueryValue, query_pairs, without_own


class Config(AddonConfig):
    extra_params: Annotated[Mapping[str, QueryValue], without_own({"model", "voice"})] = {}


def test_what_the_addon_does_not_set_is_taken_as_it_is() -> None:
    extra = {"seed": 7, "is_fast": True, "tags": ("a", "b")}
    assert Config.model_validate({"extra_params": extra}).extra_params == extra


def test_what_it_sets_itself_is_refused_by_name() -> None:
    with pytest.raises(ValidationError) as refused:
        Config.model_validate({"extra_params": {"voice": "x", "seed": 7, "model": "y"}})
    (mistake,) = refused.value.errors()
    assert mistake["loc"] == ("extra_params",)
    assert mistake["msg"].endswith("model, voice: set by the node's own properties")


@pytest.mark.parametrize(
    ("value", "pairs"),
    [
        (None, []),
        (True, [("a", "true")]),
        (False, [("a", "false")]),
        (0, [("a", "0")]),
        (0.5, [("a", "0.5")]),
        ("Ä b", [("a", "Ä b")]),
        ((), []),
        (("x", "True"), [("a", "x"), ("a", "True")]),
    ],
)
def test_a_parameter_is_written_as_addresses_have_it(
    value: QueryValue | None, pairs: list[tuple[str, str]]
) -> None:
    assert query_pairs({"a": value}) == pairs


def test_the_order_is_kept() -> None:
    assert [name for name, _ in query_pairs({"b": 1, "a": ("x", "y"), "c": 2})] == [*"baac"]
