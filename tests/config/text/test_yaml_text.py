from __future__ import annotations

import json
import math

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ten_lite.config.text.json_text import duplicate_key
from ten_lite.config.text.parsed import FlawError, Spot
from ten_lite.config.text.pointer import Json
from ten_lite.config.text.yaml_text import parse_yaml, plain

TEXT = st.text(st.characters(exclude_categories=["C"], exclude_characters="\u2028\u2029\x85\ufeff"))
NUMBERS = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
JSON = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXT,
    lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner),
)


def flaw_of(text: str) -> tuple[str, str, int, int]:
    with pytest.raises(FlawError) as caught:
        parse_yaml(text)
    flaw = caught.value.flaw
    return flaw.code, flaw.message, flaw.line, flaw.column


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("~", None),
        ("null", None),
        ("", None),
        ("true", True),
        ("False", False),
        ("12", 12),
        ("-012", -12),
        ("0o17", 15),
        ("0xFf", 255),
        ("1.5", 1.5),
        (".5e-1", 0.05),
        ("-.inf", -math.inf),
        ("yes", "yes"),
        ("off", "off"),
        ("12:30", "12:30"),
        ("2026-01-31", "2026-01-31"),
        ("1_000", "1_000"),
        ("0x" + "f" * 400, math.inf),
    ],
)
def test_plain_words_follow_yaml_1_2(word: str, value: Json) -> None:
    assert plain(word) == value
    assert type(plain(word)) is type(value)


def test_nan() -> None:
    assert math.isnan(plain(".nan"))


def test_values_and_places() -> None:
    value, flaws, spots = parse_yaml('# a\nnodes:\n  - name: web\n    addon: "1"\nx: !!str 1\n')
    assert value == {"nodes": [{"name": "web", "addon": "1"}], "x": "1"}
    assert flaws == []
    assert spots["/nodes"] == Spot((2, 1), (3, 3))
    assert spots["/nodes/0/addon"] == Spot((4, 5), (4, 12))


def test_anchors_are_followed() -> None:
    value, _, spots = parse_yaml("a: &x {b: 1}\nc: [*x, *x]\n")
    assert value == {"a": {"b": 1}, "c": [{"b": 1}, {"b": 1}]}
    assert spots["/c/1/b"] == spots["/a/b"]


def test_a_merge_key_is_a_key_like_any_other() -> None:
    assert parse_yaml("a: &x {b: 1}\nc:\n  <<: *x\n")[0]["c"] == {"<<": {"b": 1}}


def test_tags_of_json_types_are_understood() -> None:
    value = parse_yaml("[!!int 1, !!float 1, !!null ~, !!bool true, !!seq [], !!map {}, ! 1]")[0]
    assert value == [1, 1.0, None, True, [], {}, "1"]
    assert type(value[1]) is float


def test_a_key_given_twice() -> None:
    value, flaws, spots = parse_yaml("a: 1\nb: 2\na: 3\n")
    assert value == {"a": 3, "b": 2}
    assert flaws == [duplicate_key("a", "/a")]
    assert spots["/a"].key == (3, 1)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", ("TL103", "the file is empty", 1, 1)),
        ("a: *b", ("TL103", 'nothing before this is called "&b"', 1, 4)),
        ("a: &b [*b]", ("TL103", 'nothing before this is called "&b"', 1, 8)),
        ("a: 1\n---\nb: 2", ("TL103", "a second document in one file", 2, 1)),
        ("a: b: c", ("TL103", "mapping values are not allowed here", 1, 5)),
        ('a: "\x00"', ("TL103", "special characters are not allowed", 1, 5)),
        ("a: !!int x", ("TL105", "the tag !!int has no meaning here", 1, 4)),
        ("a: !!float x", ("TL105", "the tag !!float has no meaning here", 1, 4)),
        ("a: !!set {b}", ("TL105", "the tag !!set has no meaning here", 1, 4)),
        ("? [a]\n: b", ("TL105", "a key that is not text", 1, 3)),
        ("a: [.inf]", ("TL105", "not a finite number", 1, 5)),
    ],
)
def test_what_is_told(text: str, told: tuple[str, str, int, int]) -> None:
    assert flaw_of(text) == told


@pytest.mark.parametrize(
    ("left", "right", "levels"), [("[", "]", 100), ("{a: ", "}", 100), ("[{a: ", "}]", 50)]
)
def test_depth_is_limited_as_for_json(left: str, right: str, levels: int) -> None:
    assert parse_yaml(left * levels + right * levels)[1] == []
    assert flaw_of(left * (levels + 1) + right * (levels + 1))[0] == "TL106"


def test_a_file_of_brackets_does_not_kill_the_process() -> None:
    assert flaw_of("[" * 300_000)[0] == "TL106"


def test_aliases_of_aliases_are_bounded() -> None:
    lines = ["a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    assert flaw_of("\n".join(lines))[0] == "TL106"


def test_the_slow_parser_says_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "a: [1, &x {b: c}]\nd: *x\n"
    fast = parse_yaml(text)
    monkeypatch.delattr(yaml, "CBaseLoader", raising=False)
    assert parse_yaml(text) == fast


@given(JSON)
def test_json_is_yaml(value: Json) -> None:
    text = json.dumps(value, ensure_ascii=False)
    assert parse_yaml(text)[0] == value


@given(JSON)
def test_block_style_with_tags_is_read(value: Json) -> None:
    assert parse_yaml(yaml.safe_dump(value, default_style='"'))[0] == value


@given(st.text())
def test_nothing_but_flaws_is_raised(text: str) -> None:
    flaw = None
    try:
        parse_yaml(text)
    except FlawError as error:
        flaw = error.flaw
    assert flaw is None or (flaw.message and flaw.hint and flaw.line)
