"""``examples/german_assistant``: a German conversation, with fakes in the place of its servers."""

from __future__ import annotations

import pytest

from ten_lite.addons import AddonRegistry
from ten_lite.config import load_graph

from .example import EXAMPLES, play


def test_it_answers_in_german_and_goes_on_over_a_german_yes() -> None:
    assert play("german_assistant").count("pass ") == 1


@pytest.mark.parametrize(("node", "language"), [("stt", "de"), ("main_control", "de-DE")])
def test_who_hears_and_who_waits_for_agreement_know_the_language(node: str, language: str) -> None:
    file = EXAMPLES / "german_assistant" / "german_assistant.json"
    graph = load_graph(str(file), registry=AddonRegistry(), environ={}).graph
    assert graph is not None
    assert {n.name: n.config for n in graph.nodes}[node].language == language
