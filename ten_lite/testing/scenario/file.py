"""Scenario files: a script as YAML or JSON, judged by the models of its steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, field_validator

from ten_lite.config.shape.judge import shape_problems
from ten_lite.config.text.document import Document, open_document
from ten_lite.config.text.wording import type_name
from ten_lite.errors import Problem
from ten_lite.testing.scenario.steps import Step

__all__ = ["ClientTool", "Scenario", "ScenarioFile", "open_scenario"]

GRAPH_SUFFIXES = (".json", ".yaml", ".yml")


class ClientTool(BaseModel):
    """A tool that the client has, and offers to the model."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(min_length=1, description="Its name.")
    description: str = Field(default="", description="What it is for.")
    parameters: dict[str, Any] = Field(
        default_factory=lambda: {"type": "object"},
        description="JSON Schema of the object it is called with.",
    )


class Scenario(BaseModel):
    """A conversation, what it is held with, and how."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    description: str = Field(default="", description="What it shows, for people.")
    graph: str | None = Field(
        default=None,
        description="The name of a graph, or a file, from the scenario's folder; null: the one "
        "that `ten-lite run` starts by itself.",
    )
    set: tuple[str, ...] = Field(
        default=(), description="Overrides of the graph, each `node.path=value`, as for `run`."
    )
    keep: tuple[str, ...] = Field(
        default=(),
        description="Names or kinds of nodes that run as the graph has them. All others of the "
        "kinds vad, stt, turn_detector, llm and tts are scripted.",
    )
    tools: tuple[ClientTool, ...] = Field(
        default=(), description="What the client offers to the model."
    )
    script: tuple[Step, ...] = Field(description="The steps, one after the other. See below.")

    @field_validator("script")
    @classmethod
    def _has_steps(cls, value: tuple[Step, ...]) -> tuple[Step, ...]:
        if not value:  # min_length would count only the steps that are good
            raise ValueError("must not be empty")
        return value


@dataclass(frozen=True, slots=True)
class ScenarioFile:
    """A scenario that was read.

    Attributes:
        document: The text it was read from.
        scenario: What it says.
    """

    document: Document
    scenario: Scenario

    @property
    def graph(self) -> str | None:
        """The graph, as ``load_graph`` takes it."""
        graph = self.scenario.graph
        if graph is not None and ("/" in graph or graph.endswith(GRAPH_SUFFIXES)):
            return str(self.document.folder / graph)
        return graph

    @property
    def tools(self) -> Sequence[dict[str, Any]]:
        """What the client offers, as ``ToolRegister`` takes it."""
        return [tool.model_dump() for tool in self.scenario.tools]

    def refused(self, index: int, why: str) -> Problem:
        """The step at ``index`` cannot be played."""
        return self.document.problem("TL108", "this step cannot be played", f"/script/{index}", why)


def open_scenario(path: Path) -> tuple[ScenarioFile | None, list[Problem]]:
    """Read a scenario; without one there is at least one problem.

    Args:
        path: The file, YAML or JSON.
    """
    document, problems = open_document(path)
    if document is None:
        return None, problems
    if not isinstance(document.value, dict):
        what = f"a scenario is an object with a script, not {type_name(document.value)}"
        return None, [*problems, document.problem("TL108", what)]
    problems = [*problems, *shape_problems(document.problem, Scenario, document.value)]
    if any(problem.severity == "error" for problem in problems):
        return None, problems
    return ScenarioFile(document, Scenario.model_validate(document.value)), problems
