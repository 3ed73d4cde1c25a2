from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict

from ten_lite.config.shape.judge import shape_problems
from ten_lite.config.shape.model import GraphPart
from ten_lite.config.text.document import Document


class Shape(BaseModel):
    model_config = ConfigDict(extra="forbid")

    size: int = 1
    items: list[dict[str, int]] = []


def told(text: str, key: str = "x") -> list[tuple[str, str, str]]:
    document = Document(text, "g.json", Path())
    problems = shape_problems(document.problem, Shape, document.value[key], f"/{key}")
    return [(p.code, p.pointer, p.message) for p in problems]


def test_what_fits_has_no_problem() -> None:
    assert told('{"x": {"size": 1}}') == []


def test_pointers_start_from_the_base() -> None:
    assert told('{"x": {"size": "a", "sise": 1}}') == [
        ("TL108", "/x/size", '"size" must be a whole number, not "a"'),
        ("TL109", "/x/sise", 'unknown key "sise"'),
    ]


def test_an_unknown_key_is_compared_with_those_of_its_own_object() -> None:
    document = Document('{"nodes": [{"name": "a", "addon": "b", "adon": 1}]}', "g.json", Path())
    (problem,) = shape_problems(document.problem, GraphPart, document.value)
    assert problem.hint.startswith('did you mean "addon"?   keys: type, name, addon')


def test_a_queue_has_a_code_of_its_own() -> None:
    flow = '{"name": "a", "dest": [], "queue": 5}'
    text = '{"connections": [{"extension": "a", "data": [' + flow + "]}]}"
    document = Document(text, "g.json", Path())
    found = shape_problems(document.problem, GraphPart, document.value)
    assert [p.code for p in found] == ["TL208"]


def test_items_of_lists_have_a_name() -> None:
    assert told('{"x": {"items": [{}, 1]}}') == [
        ("TL108", "/x/items/1", '"items[1]" must be an object, not a number')
    ]


def test_the_value_where_an_object_belongs_is_not_repeated() -> None:
    assert told('{"x": "sk-1234"}') == [("TL108", "/x", "the graph must be an object, not text")]
