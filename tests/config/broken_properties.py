"""Graphs with broken properties and variables."""

from __future__ import annotations

import dataclasses

from ten_lite.addons import Deprecation

from . import kit
from .broken import MARK, graph

__all__ = ["CASES"]

AGED = dataclasses.replace(
    kit.EARS,
    name="aged_stt",
    deprecated={"beam": Deprecation(since="0.3", removed_in="0.5", of="ten-lite-acme")},
)
CASES = (
    graph(
        "deprecated property",
        f'{{"name": "stt", "addon": "aged_stt", "property": {{{MARK}"beam": 3}}}}',
        "",
        "TL311",
        '"beam" of aged_stt is deprecated since ten-lite-acme 0.3, and removed in 0.5',
        "leave it out",
        "/nodes/0/property/beam",
        severity="warning",
        addons=(AGED,),
    ),
    graph(
        "unknown property",
        f'{{"name": "stt", "addon": "ears_stt", "property":\n    {{{MARK}"sample_rate": 8000}}}}',
        "",
        "TL304",
        'ears_stt has no property "sample_rate"',
        'did you mean "sample_rate_hz"?   properties: language, sample_rate_hz, beam, words   '
        "ten-lite addons inspect ears_stt",
        "/nodes/0/property/sample_rate",
    ),
    graph(
        "unknown property inside",
        '{"name": "llm", "addon": "brain", "property": '
        f'{{"api_key": "sk-1", "params": {{{MARK}"nam": 1}}}}}}',
        "",
        "TL304",
        'brain has no property "params.nam"',
        'did you mean "name"?   properties: name, token   ten-lite addons inspect brain',
        "/nodes/0/property/params/nam",
    ),
    graph(
        "missing property",
        f'{{"name": "llm", "addon": "brain", "property": {MARK}{{"model": "small"}}}}',
        "",
        "TL305",
        'node "llm" (brain) needs the property "api_key"',
        "add it   ten-lite addons inspect brain",
        "/nodes/0/property",
    ),
    graph(
        "wrong type",
        f'{{"name": "stt", "addon": "ears_stt", "property": {{"sample_rate_hz": {MARK}"16 kHz"}}}}',
        "",
        "TL306",
        '"sample_rate_hz" must be a whole number, not "16 kHz"',
        "ten-lite addons inspect ears_stt",
        "/nodes/0/property/sample_rate_hz",
    ),
    graph(
        "wrong choice",
        f'{{"name": "stt", "addon": "ears_stt", "property": {{"language": {MARK}"en-us"}}}}',
        "",
        "TL306",
        '"language" must be "en-US" or "de-DE", not "en-us"',
        'did you mean "en-US"?   ten-lite addons inspect ears_stt',
        "/nodes/0/property/language",
    ),
    graph(
        "a union",
        f'{{"name": "stt", "addon": "ears_stt", "property": {{"beam": {MARK}"wide"}}}}',
        "",
        "TL306",
        '"beam" must be a whole number or a number, not "wide"',
        "ten-lite addons inspect ears_stt",
        "/nodes/0/property/beam",
    ),
    graph(
        "item of a list",
        f'{{"name": "stt", "addon": "ears_stt", "property": {{"words": ["a", {MARK}1]}}}}',
        "",
        "TL306",
        '"words[1]" must be text, not 1',
        "ten-lite addons inspect ears_stt",
        "/nodes/0/property/words/1",
    ),
    graph(
        "a validator",
        '{"name": "stt", "addon": "ears_stt", "property": '
        f'{{"words": {MARK}["abcdefghijklmnopqrstuvwxyz"]}}}}',
        "",
        "TL306",
        '"words": a word is longer than 20 letters',
        "ten-lite addons inspect ears_stt",
        "/nodes/0/property/words",
    ),
    graph(
        "a long value",
        f'{{"name": "stt", "addon": "ears_stt", "property": {{"language": {MARK}"{"x" * 90}"}}}}',
        "",
        "TL306",
        f'"language" must be "en-US" or "de-DE", not "{"x" * 56}...',
        "ten-lite addons inspect ears_stt",
        "/nodes/0/property/language",
    ),
    graph(
        "a secret of the wrong type",
        f'{{"name": "llm", "addon": "brain", "property": {{"api_key": {MARK}4711}}}}',
        "",
        "TL306",
        '"api_key" must be text',
        "ten-lite addons inspect brain",
        "/nodes/0/property/api_key",
    ),
    graph(
        "a secret that a validator repeats",
        f'{{"name": "llm", "addon": "brain", "property": {{"api_key": {MARK}"hush-hush"}}}}',
        "",
        "TL306",
        '"api_key": ********** does not begin with sk-',
        "ten-lite addons inspect brain",
        "/nodes/0/property/api_key",
    ),
    graph(
        "a secret where an object belongs",
        '{"name": "llm", "addon": "brain", "property": '
        f'{{"api_key": "sk-1", "params": {MARK}"hush-hush"}}}}',
        "",
        "TL306",
        '"params" must be an object, not text',
        "ten-lite addons inspect brain",
        "/nodes/0/property/params",
    ),
    graph(
        "variable that is not set",
        f'{{"name": "llm", "addon": "brain", "property": {{"api_key": {MARK}"${{env:API_KEY}}"}}}}',
        "",
        "TL307",
        "the environment variable API_KEY is not set",
        'did you mean "APIKEY"?   set it: export API_KEY=...   '
        'or give a default: "${env:API_KEY|default}"',
        "/nodes/0/property/api_key",
        environ={"APIKEY": "sk-hush-hush"},
    ),
    graph(
        "variable of an addon that is not set",
        f'{{"name": "x", "addon": {MARK}"${{env:STT}}"}}',
        "",
        "TL307",
        "the environment variable STT is not set",
        'set it: export STT=...   or give a default: "${env:STT|default}"',
        "/nodes/0/addon",
    ),
    graph(
        "wrong value of a variable",
        '{"name": "stt", "addon": "ears_stt", "property": '
        f'{{"sample_rate_hz": {MARK}"${{env:RATE|8000}}"}}}}',
        "",
        "TL306",
        '"sample_rate_hz" must be a whole number; it is the value of RATE',
        "ten-lite addons inspect ears_stt",
        "/nodes/0/property/sample_rate_hz",
        environ={"RATE": "hush-hush"},
    ),
    graph(
        "malformed variable",
        f'{{"name": "stt", "addon": "ears_stt", "property": {{"language": {MARK}"${{env:A B}}"}}}}',
        "",
        "TL308",
        "a malformed ${env:...}",
        'write "${env:NAME}" or "${env:NAME|default}"; NAME is letters, digits and _',
        "/nodes/0/property/language",
    ),
)
