"""``run_graph``: a conversation with a graph, as its script has it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from ten_lite.addons import AddonRegistry
from ten_lite.addons.spec import AddonSpec
from ten_lite.config.definition import GraphDef
from ten_lite.config.load import load_graph
from ten_lite.config.shape.fields import secret_keys
from ten_lite.errors import ConfigError
from ten_lite.testing.fake_provider import Fakes, start_fakes
from ten_lite.testing.scenario.failure import ConversationFailed
from ten_lite.testing.scenario.graph_stage import SCRIPTED, GraphStage
from ten_lite.testing.scenario.play import StepFailed, play
from ten_lite.testing.scenario.record import Event
from ten_lite.testing.scenario.stage import Stage
from ten_lite.testing.scenario.steps import Step

__all__ = ["StepRefused", "check", "play_on", "run_graph"]

NO_KEY = "{}"
"""A key is a text, and a service account's is JSON: this is both."""


class StepRefused(ValueError):
    """A step cannot be played where it should be.

    Attributes:
        index: Of the step, from 0.
        why: Why not, and what can be done instead.
    """

    def __init__(self, index: int, why: str) -> None:
        super().__init__(f"step {index + 1} cannot be played: {why}")
        self.index = index
        self.why = why


async def run_graph(
    graph: str | Path | GraphDef | None,
    script: Sequence[Step],
    *,
    keep: Collection[str] = (),
    overrides: Sequence[str] = (),
    tools: Sequence[Mapping[str, Any]] = (),
    folder: Path | str = ".",
) -> Sequence[Event]:
    """Hold a conversation with ``graph`` and see that it goes as ``script`` has it.

    The graph's own control, tools and nodes between run. Where users come in, what hears, decides
    when the user is done, thinks and speaks are scripted; they need no key, no network and no
    weights. Run it in virtual time, as tests do with the pytest plugin: then waiting takes none.

    Args:
        graph: A name, a file, or a checked graph; None: what property.json chooses.
        script: What is done and expected, one after the other; see ``user_says``, ``bot_says``.
            Whatever the bot says and each call of a tool has to be in it.
        keep: Names or kinds of nodes that run as the graph has them; those that talk to a
            provider talk to its fake, which improvises.
        overrides: Texts ``node.path=value`` that win over the file.
        tools: What the client offers to the model, as in ``ToolRegister``.
        folder: What paths of recordings start from.

    Returns:
        What happened, with times.

    Raises:
        ConversationFailed: It went another way; an ``AssertionError``, with the script, a mark at
            the step and what happened instead.
        StepRefused: A step cannot be played with this graph; nothing has run.
        ConfigError: The graph has mistakes.
        TenLiteError: Nobody can talk to the graph.
    """
    __tracebackhide__ = True  # the failure tells the story
    async with AsyncExitStack() as stack:
        if not isinstance(graph, GraphDef):
            reference = None if graph is None else str(graph)
            graph = await _loaded(reference, keep, overrides, stack)
        stage = GraphStage(graph, script, keep=keep, tools=tools, folder=Path(folder))
        check(stage, script)
        await stack.enter_async_context(stage)
        return await play_on(stage, script)


async def play_on(stage: Stage, script: Sequence[Step]) -> Sequence[Event]:
    """Play ``script`` where it can be played; tells what happened, with times.

    Raises:
        ConversationFailed: It went another way.
    """
    __tracebackhide__ = True
    try:
        await play(script, stage)
    except StepFailed as failed:
        events = stage.record.events
        raise ConversationFailed(script, failed.index, failed.why, events) from None
    return stage.record.events


def check(stage: Stage, script: Sequence[Step]) -> None:
    """See that every step can be played.

    Raises:
        StepRefused: One cannot.
    """
    for index, step in enumerate(script):
        if why := stage.refusal(step):
            raise StepRefused(index, why)
        if step.kind == "session_ends" and index < len(script) - 1:
            raise StepRefused(index, "session_ends is the last step of a script")


async def _loaded(
    reference: str | None, keep: Collection[str], overrides: Sequence[str], stack: AsyncExitStack
) -> GraphDef:
    """The graph; kept nodes talk to fakes of their providers, the others need no key.

    Raises:
        ConfigError: It has mistakes.
    """
    registry = AddonRegistry()
    checked = load_graph(reference, registry=registry, overrides=overrides)
    if checked.draft is not None:
        kept: dict[str, AddonSpec] = {}
        led: Fakes = {}
        for node in checked.draft.providers():
            spec = node.spec
            if spec is None or spec.kind not in (*SCRIPTED, "transport"):
                continue
            if not {node.name, spec.kind}.isdisjoint(keep):
                kept[spec.name] = spec
            elif checked.graph is None:
                led[spec.name] = _no_keys(spec, node.properties or {})
        faked = [spec for spec in kept.values() if spec.fake_provider]
        led |= await start_fakes(faked, stack)
        if led:
            checked = load_graph(reference, registry=registry, overrides=overrides, fakes=led)
    if checked.graph is None:
        raise ConfigError(checked.problems)
    return checked.graph


def _no_keys(spec: AddonSpec, properties: Mapping[str, Any]) -> dict[str, Any]:
    """What stands in for the keys that the graph has variables for."""
    given = {*properties}
    given |= {new for old, new in spec.renamed.items() if old.partition(".")[0] in properties}
    return dict.fromkeys(secret_keys(spec.config).secrets & given, NO_KEY)
