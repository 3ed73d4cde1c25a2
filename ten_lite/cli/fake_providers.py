"""``ten-lite run --fake-providers``: servers on this machine in the place of providers."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from pathlib import Path

import click

from ten_lite.addons import AddonRegistry, AddonSpec
from ten_lite.config.load import load_graph
from ten_lite.config.shape.fields import secret_keys
from ten_lite.errors import TenLiteError
from ten_lite.testing.fake_provider import Fakes, start_fakes

__all__ = ["fake_providers"]


@contextlib.contextmanager
def fake_providers(
    runner: asyncio.Runner,
    graph: str | None,
    property_file: Path | None,
    overrides: Sequence[str],
) -> Iterator[Fakes]:
    """Serve a fake for every addon of the graph that names one, in the runner's loop.

    Gives what leads nodes to the fakes, by the name of their addon, for ``load_graph``. Says on
    stderr which nodes are faked.

    Raises:
        TenLiteError: A node talks to a provider and its addon names no fake; or a fake cannot be
            started.
    """
    nodes = list(_nodes(graph, property_file, overrides))
    if lacking := [f'"{name}" ({spec.name})' for name, spec in nodes if _needs_fake(spec)]:
        raise TenLiteError(
            f"no fake provider for {', '.join(lacking)}: the addon names none; set its key and run "
            "without --fake-providers, or give the node another addon, fake_stt, fake_llm or "
            "fake_tts say (authors: AddonSpec.fake_provider)"
        )
    specs = {spec.name: spec for _, spec in nodes if spec.fake_provider}
    stack = AsyncExitStack()
    try:
        fakes = runner.run(start_fakes(specs.values(), stack))
        names = ", ".join(f"{name} ({spec.name})" for name, spec in nodes if spec.name in fakes)
        click.echo(f"faked: {names or 'nothing, no node talks to a provider'}", err=True)
        yield fakes
    finally:
        runner.run(stack.aclose())


def _nodes(
    graph: str | None, property_file: Path | None, overrides: Sequence[str]
) -> Iterator[tuple[str, AddonSpec]]:
    """Every node and fallback whose addon is known; what is wrong with the graph is told later."""
    checked = load_graph(
        graph, registry=AddonRegistry(), property_file=property_file, overrides=overrides
    )
    for node in checked.draft.providers() if checked.draft is not None else ():
        if node.spec is not None:
            yield node.name, node.spec


def _needs_fake(spec: AddonSpec) -> bool:
    """Whether it talks to a provider, which is known by its key, and has no fake.

    Tools need none: no fake model calls them. A transport's key is what its own clients know.
    """
    if spec.fake_provider or spec.kind in ("tool", "transport"):
        return False
    return bool(secret_keys(spec.config).secrets)
