"""The graphs with providers are whole, and say what they lack before anything starts."""

from __future__ import annotations

import pytest

from ten_lite.addons import AddonRegistry
from ten_lite.config import find_graphs, load_graph
from ten_lite.config.fitting import resolve

KEYS = {
    "voice_assistant_cloud": ("DEEPGRAM_API_KEY", "OPENAI_API_KEY", "ELEVENLABS_API_KEY"),
    "voice_assistant_azure": ("AZURE_SPEECH_KEY", "AZURE_SPEECH_REGION", "OPENAI_API_KEY"),
    "voice_assistant_google": ("GOOGLE_CREDENTIALS", "OPENAI_API_KEY"),
    "voice_assistant_anthropic_de": (
        "DEEPGRAM_API_KEY",
        "ANTHROPIC_API_KEY",
        "ELEVENLABS_API_KEY",
    ),
    "voice_assistant_ollama": (),
}
EXTRAS = {
    "voice_assistant_cloud": ("deepgram", "openai", "elevenlabs"),
    "voice_assistant_azure": ("azure", "openai"),
    "voice_assistant_google": ("google", "openai"),
    "voice_assistant_anthropic_de": ("deepgram", "anthropic", "elevenlabs"),
    "voice_assistant_ollama": ("local", "openai"),
}


def environment(graph: str) -> dict[str, str]:
    values = {"GOOGLE_CREDENTIALS": "{}"}
    return {name: values.get(name, "value") for name in KEYS[graph]}


@pytest.mark.parametrize("name", KEYS)
def test_with_its_keys_it_is_good_and_every_connection_is_written(name: str):
    checked = load_graph(name, registry=AddonRegistry(), environ=environment(name), strict=True)
    assert checked.problems == ()
    assert checked.graph is not None


@pytest.mark.parametrize(
    ("name", "variable"), [(name, key) for name, keys in KEYS.items() for key in keys]
)
def test_a_key_that_is_missing_is_told_by_its_name(name: str, variable: str):
    environ = environment(name)
    del environ[variable]
    checked = load_graph(name, registry=AddonRegistry(), environ=environ)
    assert checked.graph is None
    assert {problem.message for problem in checked.problems} == {
        f"the environment variable {variable} is not set"
    }
    assert f"export {variable}=" in checked.problems[0].hint


@pytest.mark.parametrize("name", EXTRAS)
def test_an_extra_that_is_missing_is_told_with_the_line_for_pip(
    name: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(resolve, "_importable", lambda module: False)
    checked = load_graph(name, registry=AddonRegistry(), environ=environment(name))
    assert checked.graph is None
    assert {problem.hint for problem in checked.problems} == {
        f'pip install "ten-lite[{extra}]"' for extra in EXTRAS[name]
    }


def test_they_are_listed_with_what_they_need():
    graphs = {graph.name: graph for graph in find_graphs()}
    for name, variables in KEYS.items():
        assert set(graphs[name].variables) == set(variables)
        assert set(graphs[name].requirements) == {f"ten-lite[{e}]" for e in EXTRAS[name]}
        assert graphs[name].description
