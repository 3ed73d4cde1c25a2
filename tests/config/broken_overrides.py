"""Broken overrides of a good graph."""

from __future__ import annotations

from .broken import LLM, STT, graph

__all__ = ["CASES"]

CASES = (
    graph(
        "override without a value",
        LLM,
        "",
        "TL117",
        '--set "...": not of the form node.path=value',
        "e.g. --set llm.temperature=0.2",
        overrides=("hush-hush",),
    ),
    graph(
        "override without a path",
        LLM,
        "",
        "TL117",
        '--set "llm": not of the form node.path=value',
        "e.g. --set llm.temperature=0.2",
        overrides=("llm=hush-hush",),
    ),
    graph(
        "override with a malformed path",
        LLM,
        "",
        "TL117",
        '--set "llm.params..name": not a path',
        "e.g. params.voice or items[0]",
        "/llm",
        overrides=("llm.params..name=hush-hush",),
    ),
    graph(
        "override of an unknown node",
        LLM,
        "",
        "TL118",
        '--set "lm.model": there is no node "lm"',
        'did you mean "llm"?   nodes: llm',
        "/lm",
        overrides=("lm.model=hush-hush",),
    ),
    graph(
        "override past the end of a list",
        STT,
        "",
        "TL118",
        '--set "stt.words[1]": the list has 0 items, [1] is not one of them',
        "see the properties of the node: ten-lite addons inspect ears_stt",
        "/stt/words/1",
        overrides=("stt.words[1]=hush-hush",),
    ),
    graph(
        "override through a text",
        LLM,
        "",
        "TL118",
        '--set "llm.api_key.x": "api_key" is text, [x] is not in it',
        "see the properties of the node: ten-lite addons inspect brain",
        "/llm/api_key/x",
        overrides=("llm.api_key.x=hush-hush",),
    ),
    graph(
        "override of an unknown property",
        LLM,
        "",
        "TL304",
        'brain has no property "temprature"',
        'did you mean "temperature"?   properties: api_key, model, temperature, params, '
        "extra_params   ten-lite addons inspect brain",
        "/llm/temprature",
        overrides=("llm.temprature=1",),
    ),
    graph(
        "override with a wrong value",
        LLM,
        "",
        "TL306",
        '"temperature" must be less than or equal to 2, not 9',
        "ten-lite addons inspect brain",
        "/llm/temperature",
        overrides=("llm.temperature=9",),
    ),
    graph(
        "override with a wrong secret",
        LLM,
        "",
        "TL306",
        '"api_key": ********** does not begin with sk-',
        "ten-lite addons inspect brain",
        "/llm/api_key",
        overrides=("llm.api_key=hush-hush",),
    ),
)
