"""Messages of the graph by their classes, JSON by its schema, and what a decoder looks at."""

from __future__ import annotations

import base64
import functools
import re
import types
from collections.abc import Iterable, Mapping
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import jsonschema
from hypothesis import strategies as st

from ten_lite import messages
from ten_lite.messages import Message, PcmFrame, TurnMetrics
from ten_lite.wire.codec import Codec, Opening
from ten_lite.wire.payload import field_names
from ten_lite.wire.pcm import looks_like
from ten_lite.wire.schema.definitions import definitions
from ten_lite.wire.schema.objects import WireObject
from ten_lite.wire.ten_bin import TenBinaryCodec
from ten_lite.wire.ten_codec import TenCodec
from ten_lite.wire.voice import VoiceCodec

CODECS: dict[str, type[Codec]] = {
    "ten": TenCodec,
    "ten-lite.v1": TenCodec,
    "ten-lite.v1.bin": TenBinaryCodec,
    "voice": VoiceCodec,
}
CLASSES = [
    found
    for name in messages.__all__
    if isinstance(found := getattr(messages, name), type)
    and issubclass(found, Message)
    and found.name
]

unicode_text = st.text(st.characters(codec="utf-8"), max_size=20)
printable_text = unicode_text.filter(str.isprintable)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | unicode_text,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(unicode_text, inner, max_size=2),
    max_leaves=4,
)
pcm = (
    st.binary(min_size=1, max_size=40)
    .map(lambda data: data * 2)
    .filter(lambda data: not looks_like(data))
)
tool_times = st.fixed_dictionaries(
    {"name": unicode_text, "ms": st.integers(0, 9), "is_error": st.booleans()}
)


def codec_of(protocol: str) -> Codec:
    return CODECS[protocol](Opening(session_id="s1"))


def graph_messages(cls: type[Message]) -> st.SearchStrategy[Message]:
    """Messages of this class, with texts that cannot be sent as they are among them."""
    hints = get_type_hints(cls)
    fields = {name: _values(hints[name]) for name in field_names(cls)}
    if cls is PcmFrame:
        fields |= {"data": pcm, "sample_rate_hz": st.just(16_000), "channels": st.just(1)}
    if cls is TurnMetrics:
        fields["tools"] = st.lists(tool_times, max_size=2).map(tuple)
    return st.builds(cls, **fields)


def _values(hint: Any) -> st.SearchStrategy[Any]:
    simple: dict[Any, st.SearchStrategy[Any]] = {
        str: st.text(max_size=400),
        int: st.integers(-(2**62), 2**62),
        bool: st.booleans(),
        float: st.floats(allow_nan=False, allow_infinity=False),
        bytes: st.binary(max_size=8),
        types.NoneType: st.none(),
        Any: json_values,
    }
    if hint in simple:
        return simple[hint]
    origin, parts = get_origin(hint), get_args(hint)
    if origin is Literal:
        return st.sampled_from(parts)
    if origin in (types.UnionType, Union):
        return st.one_of(*map(_values, parts))
    if origin in (Mapping, dict):
        return st.dictionaries(_values(parts[0]), _values(parts[1]), max_size=2)
    assert origin in (tuple, list), hint
    return st.lists(_values(parts[0]), max_size=2).map(origin)


@functools.cache
def schema_of(models: tuple[type[WireObject], ...], *, closed: bool = False) -> dict[str, Any]:
    """A schema for any of these; ``closed``: with no key that is not described."""
    made = definitions(models, ref="#/definitions/{model}")
    if closed:
        for schema in made.values():
            schema.setdefault("additionalProperties", False)
    wanted = [{"$ref": f"#/definitions/{model.__name__}"} for model in models]
    return {"anyOf": wanted, "definitions": made}


@functools.cache
def validator(models: tuple[type[WireObject], ...]) -> jsonschema.Draft7Validator:
    schema = schema_of(models, closed=True)
    jsonschema.Draft7Validator.check_schema(schema)
    return jsonschema.Draft7Validator(schema)


@functools.cache
def allowed(models: tuple[type[WireObject], ...]) -> st.SearchStrategy[Any]:
    """JSON that one of these allows; formats are those of the codec's session."""
    root = schema_of(models)
    return instances(root, root)


def instances(schema: Mapping[str, Any], root: Mapping[str, Any]) -> st.SearchStrategy[Any]:
    """JSON that ``schema``, a part of ``root``, allows."""
    if "$ref" in schema:
        return instances(root["definitions"][schema["$ref"].rpartition("/")[2]], root)
    if "anyOf" in schema:
        return st.one_of(*(instances(part, root) for part in schema["anyOf"]))
    if "const" in schema:
        return st.just(schema["const"])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    least, most = schema.get("minimum"), schema.get("maximum")
    match schema["type"]:
        case "null":
            return st.none()
        case "boolean":
            return st.booleans()
        case "integer":
            return st.integers(-(2**63) if least is None else least, most or 2**63)
        case "number":
            return st.floats(least, most, allow_nan=False, allow_infinity=False)
        case "string":
            return _strings(schema)
        case "array":
            return st.lists(instances(schema["items"], root), max_size=2)
    return _objects(schema, root)


def _strings(schema: Mapping[str, Any]) -> st.SearchStrategy[str]:
    if schema.get("contentEncoding") == "base64":
        return pcm.map(lambda data: base64.b64encode(data).decode())
    shortest, longest = schema.get("minLength", 0), schema.get("maxLength", 100)
    pattern = re.compile(schema.get("pattern", ""))
    if pattern.pattern.startswith("^"):
        found: st.SearchStrategy[str] = st.from_regex(pattern, fullmatch=True, alphabet=ASCII)
    else:
        found = st.text(PRINTABLE, min_size=shortest, max_size=longest)
    return found.filter(
        lambda text: shortest <= len(text) <= longest and pattern.search(text) is not None
    )


ASCII = st.characters(codec="ascii")
PRINTABLE = st.characters(
    codec="utf-8", categories=("L", "M", "N", "P", "S"), include_characters=" "
)


def _objects(schema: Mapping[str, Any], root: Mapping[str, Any]) -> st.SearchStrategy[Any]:
    described = schema.get("properties", {})
    fields = {name: instances(part, root) for name, part in described.items()}
    if "bytes_per_sample" in fields:
        fields |= {"sample_rate": st.just(16_000), "channels": st.just(1)}
    needed = set(schema.get("required", ()))
    if schema.get("minProperties", 0) > len(needed):  # one of the others will do
        needed |= set(list(described)[:1])
    values = schema.get("additionalProperties", True)
    free = json_values if values is True else instances(values, root) if values else None
    whole = st.fixed_dictionaries(
        {name: fields[name] for name in fields if name in needed},
        optional={name: fields[name] for name in fields if name not in needed},
    )
    if free is None:
        return whole
    unknown = unicode_text.filter(lambda name: name not in described and name not in KNOWN)
    return st.builds(
        lambda more, own: {**more, **own}, st.dictionaries(unknown, free, max_size=2), whole
    )


KNOWN = frozenset({"audio", "metadata", "type", "name", "data", "samples_per_channel"})
"""Keys that a message of another kind has."""


class Watched(dict[str, Any]):
    """A JSON object that remembers which keys were looked for, its own and those in it."""

    def __init__(self, fields: Mapping[str, Any], seen: set[str], within: str = "") -> None:
        super().__init__(fields)
        self._seen, self._within = seen, within

    def _see(self, key: str) -> str:
        path = f"{self._within}{key}"
        self._seen.add(path)
        return path

    def __contains__(self, key: object) -> bool:
        self._see(str(key))
        return super().__contains__(key)

    def __getitem__(self, key: str) -> Any:
        return self._watched(key, super().__getitem__(key))

    def get(self, key: str, default: Any = None) -> Any:
        return self._watched(key, super().get(key, default))

    def _watched(self, key: str, value: Any) -> Any:
        path = self._see(key)
        return Watched(value, self._seen, f"{path}.") if type(value) is dict else value


def described_keys(models: Iterable[type[WireObject]]) -> set[str]:
    """The path of each key that the schemas of these models have."""
    root = schema_of(tuple(models))
    found: set[str] = set()

    def walk(schema: Mapping[str, Any], within: str) -> None:
        if "$ref" in schema:
            schema = root["definitions"][schema["$ref"].rpartition("/")[2]]
        for name, part in schema.get("properties", {}).items():
            found.add(f"{within}{name}")
            walk(part, f"{within}{name}.")

    for part in root["anyOf"]:
        walk(part, "")
    return found
