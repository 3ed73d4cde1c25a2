"""What is refused, and in which words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ten_lite.wire.realtime.refusal import (
    Refusal,
    optional_text,
    take_list,
    take_object,
    take_text,
)


def test_a_refusal_is_printable_and_short() -> None:
    assert str(Refusal("a\x1bb")) == "a\\x1bb"
    assert len(str(Refusal("x" * 1000))) == 300
    assert Refusal("x").code == "invalid_value"


@pytest.mark.parametrize(
    ("take", "value"), [(take_object, {"a": 1}), (take_list, [1]), (take_text, "a")]
)
def test_a_field_of_the_right_type_is_taken(take: Callable[..., Any], value: object) -> None:
    assert take({"item": value}, "item") == value


@pytest.mark.parametrize(
    ("take", "wanted"),
    [(take_object, "an object"), (take_list, "an array"), (take_text, "a string")],
)
def test_one_that_is_missing_or_wrong_is_named_with_its_place(
    take: Callable[..., Any], wanted: str
) -> None:
    with pytest.raises(Refusal) as missing:
        take({}, "part", "item.")
    assert str(missing.value) == f"Missing required parameter: 'item.part' with {wanted}."
    assert missing.value.code == "missing_required_parameter"
    with pytest.raises(Refusal) as wrong:
        take({"part": None}, "part", "item.")
    assert str(wrong.value) == f"'item.part' must be {wanted}, got null."
    assert (wrong.value.code, wrong.value.param) == ("invalid_type", "item.part")


def test_an_optional_name_may_be_missing_and_is_not_too_long() -> None:
    assert optional_text({}, "id") == ""
    assert optional_text({"id": None}, "id") == ""
    assert optional_text({"id": "x" * 200}, "id") == "x" * 200
    with pytest.raises(Refusal, match="201 characters; at most 200") as caught:
        optional_text({"id": "x" * 201}, "id", "item.")
    assert caught.value.param == "item.id"
    with pytest.raises(Refusal, match="must be a string"):
        optional_text({"id": 5}, "id")
