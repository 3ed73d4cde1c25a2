"""Models as JSON Schema, with what their docstrings say."""

from __future__ import annotations

from typing import Any

import pytest

from ten_lite.messages import TurnMetrics
from ten_lite.messages.base import ENVELOPE
from ten_lite.wire.schema.definitions import definitions
from ten_lite.wire.schema.objects import WireObject, payload_model


class Inner(WireObject):
    """What is in it."""

    at_ms: int


class Outer(WireObject):
    """An object with ``code`` in
    its words.

    Second paragraph, None of it lost.

    Attributes:
        title: What it is called: a word,
            or two.
        inner: What is in it.
        size: May be left out.
    """

    title: str
    inner: Inner
    size: int = 5


def made(*models: type[WireObject]) -> dict[str, Any]:
    return definitions(models, ref="#/definitions/{model}")


def test_docstrings_become_descriptions() -> None:
    outer = made(Outer)["Outer"]
    assert outer["description"] == (
        "An object with `code` in its words.\n\nSecond paragraph, null of it lost."
    )
    assert outer["properties"]["title"]["description"] == "What it is called: a word, or two."
    assert outer["properties"]["inner"] == {"$ref": "#/definitions/Inner"}


def test_what_has_a_default_may_be_left_out_and_the_default_is_not_told() -> None:
    outer = made(Outer)["Outer"]
    assert outer["required"] == ["title", "inner"]
    assert "default" not in outer["properties"]["size"]


def test_the_payload_of_a_message_is_all_of_its_fields_and_none_of_its_envelope() -> None:
    metrics = made(payload_model(TurnMetrics))["TurnMetrics"]
    assert metrics["required"] == list(metrics["properties"])
    assert not ENVELOPE & set(metrics["properties"])
    assert "stream_id" in metrics["properties"]


def test_two_classes_of_one_name_are_refused() -> None:
    other = type("Inner", (WireObject,), {"__annotations__": {"text": str}, "__module__": "other"})
    with pytest.raises(ValueError, match="same name"):
        made(Outer, other)
