from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from ten_lite.config.shape.connections import QueuePart
from ten_lite.config.shape.model import GraphPart, PredefinedPart, TenPart

from .. import kit

FILTER = {
    "and": [
        {"field": "name", "operator": "regex", "value": "^a"},
        {"or": [{"field": "type", "operator": "exact", "value": "extension"}]},
    ]
}
CONVERSION = {
    "type": "per_property",
    "keep_original": True,
    "rules": [{"path": "ten.name", "conversion_mode": "fixed_value", "value": "y"}],
    "result": {
        "type": "per_property",
        "rules": [{"path": "a.b[0]", "conversion_mode": "from_original", "original_path": "c"}],
    },
}
CONVERTED = {"msg_conversion": CONVERSION}


def test_tens_shape_is_accepted_unchanged() -> None:
    GraphPart.model_validate(
        {
            "$schema": "x",
            "description": "",
            "nodes": [
                {
                    "type": "extension",
                    "name": "a",
                    "addon": "b",
                    "extension_group": "g",
                    "app": "msgpack://127.0.0.1:8001",
                    "property": {"x": [None]},
                },
                {"type": "subgraph", "name": "s", "graph": {"import_uri": "x"}, "property": {}},
                {"type": "selector", "name": "t", "filter": FILTER},
            ],
            "connections": [
                {
                    "app": "x",
                    "extension": "a",
                    "cmd": [{"name": "x", "dest": [{"subgraph": "s", **CONVERTED}]}],
                    "data": [{"names": ["x"], "source": [{"selector": "t", "app": "x"}]}],
                    "audio_frame": [],
                    "video_frame": [],
                }
            ],
            "exposed_messages": [{"type": "cmd_in", "name": "x", "extension": "a"}],
            "exposed_properties": [{"name": "x", "subgraph": "s"}],
        }
    )
    PredefinedPart.model_validate(
        {
            "name": "a",
            "auto_start": True,
            "singleton": True,
            "sync_stop_before_deinit": False,
            "graph": {"import_uri": "x"},
        }
    )
    TenPart.model_validate({"uri": "x", "log": {}, "path_timeout": 1, "predefined_graphs": []})
    GraphPart.model_validate(kit.good())


def test_names_have_a_length() -> None:
    GraphPart.model_validate({"nodes": [{"name": "x" * 128, "addon": "a"}]})
    with pytest.raises(ValidationError):
        GraphPart.model_validate({"nodes": [{"name": "x" * 129, "addon": "a"}]})


@pytest.mark.parametrize("queue", [{}, {"size": 1}, {"policy": "block"}, {"size": "5"}])
def test_queues(queue: dict[str, Any]) -> None:
    QueuePart.model_validate(queue)


@pytest.mark.parametrize(
    "queue", [{"size": 0}, {"size": 1_000_001}, {"policy": "drop"}, {"x": 1}, 5]
)
def test_bad_queues(queue: Any) -> None:
    with pytest.raises(ValidationError):
        QueuePart.model_validate(queue)


@pytest.mark.parametrize(
    ("flow", "told"),
    [
        ({"dest": []}, 'one of "name" or "names" is missing'),
        ({"name": "a"}, 'one of "dest" or "source" is missing'),
        (
            {"name": "a", "dest": [], "source": []},
            'only one of "dest" or "source" may be given',
        ),
        (
            {"name": "a", "dest": [{"app": "x"}]},
            'one of "extension", "subgraph" or "selector" is missing',
        ),
        (
            {"name": "a", "source": [{"extension": "a", "subgraph": "b"}]},
            'only one of "extension", "subgraph" or "selector" may be given',
        ),
    ],
)
def test_forms(flow: dict[str, Any], told: str) -> None:
    with pytest.raises(ValidationError) as caught:
        GraphPart.model_validate({"connections": [{"extension": "a", "data": [flow]}]})
    assert [error["msg"] for error in caught.value.errors()] == [told]
