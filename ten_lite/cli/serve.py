"""What ``ten-lite run`` does."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import json
import logging
import os
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
from pydantic import ValidationError

from ten_lite.addons import AddonRegistry
from ten_lite.cli.browser import open_page
from ten_lite.cli.options import good, set_up_logging
from ten_lite.config.check import CheckedGraph
from ten_lite.config.definition import GraphDef
from ten_lite.config.library import GraphLibrary, check_all_faked
from ten_lite.config.load import load_graph
from ten_lite.errors import TenLiteError
from ten_lite.observe.log_outputs import LogFile
from ten_lite.runtime import App

if TYPE_CHECKING:
    from ten_lite.cli.reload.reloader import Reloader

__all__ = ["listen_at", "serve"]

DRAIN_S = 30.0
SECOND_SIGNAL_EXIT = 130


def serve(
    graph: str | None,
    property_file: Path | None,
    overrides: tuple[str, ...],
    *,
    host: str | None,
    port: int | None,
    is_fake: bool,
    offline: bool,
    ready_file: Path | None,
    is_shown: bool,
    is_reloaded: bool,
    stop_after_s: float | None,
    log_level: str | None,
) -> None:
    """Serve ``graph`` until a signal comes; the arguments are what the user typed.

    Raises:
        ConfigError: The graph has mistakes.
        TenLiteError: It cannot be reached, started or fetched for.
    """
    # numpy's own threads would take the cores from the models; must be set before its import
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    with asyncio.Runner(loop_factory=_loop_factory()) as runner, contextlib.ExitStack() as stack:
        fakes = None
        if is_fake:
            from ten_lite.cli.fake_providers import fake_providers

            fakes = stack.enter_context(fake_providers(runner, graph, property_file, overrides))

        def load() -> CheckedGraph:
            return load_graph(
                graph,
                registry=AddonRegistry(),
                property_file=property_file,
                overrides=overrides,
                fakes=fakes,
            )

        def library() -> GraphLibrary:
            return GraphLibrary(property_file=property_file, fakes=fakes)

        def place(definition: GraphDef) -> GraphDef:
            if fakes is not None:
                check_all_faked(definition, fakes)
            return listen_at(definition, host, port)

        checked = load()
        definition = place(good(checked))
        _check_reachable(definition)
        handlers = set_up_logging(checked.log, log_level)
        reloader = None
        if is_reloaded:
            from ten_lite.cli.reload.reloader import Reloader

            reloader = Reloader(checked, load=load, place=place, library=library, tell=_say)
        _fetch_weights(definition, offline=offline)
        app = App(definition, library=library(), on_progress=_say)
        runner.run(_serve(app, reloader, handlers, ready_file, stop_after_s, is_shown))


def _check_reachable(definition: GraphDef) -> None:
    if not any(node.addon.server for node in definition.nodes):
        raise TenLiteError(
            f'no client can reach the graph "{definition.name}": it has no transport; add a node '
            "whose addon is websocket_server"
        )


def _fetch_weights(definition: GraphDef, *, offline: bool) -> None:
    candidates = [candidate for node in definition.nodes for candidate in node.candidates]
    if any(candidate.addon.weights(candidate.config) for candidate in candidates):
        from ten_lite.cli.fetching import fetch_for

        fetch_for(definition, offline=offline)


def listen_at(graph: GraphDef, host: str | None, port: int | None) -> GraphDef:
    """The graph with the address of the command line in its transports.

    Raises:
        TenLiteError: A transport does not take it.
    """
    wanted = {"host": host, "port": port}
    nodes = []
    for node in graph.nodes:
        fields = type(node.config).model_fields
        update = {k: v for k, v in wanted.items() if v is not None and k in fields}
        if update and node.addon.kind == "transport":
            given = {name: getattr(node.config, name) for name in node.config.model_fields_set}
            try:
                config = type(node.config).model_validate(given | update)
            except ValidationError as error:
                told = "; ".join(e["msg"].removeprefix("Value error, ") for e in error.errors())
                raise TenLiteError(f"{node.name} cannot listen there: {told}") from None
            node = dataclasses.replace(node, config=config)
        nodes.append(node)
    return dataclasses.replace(graph, nodes=tuple(nodes))


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    try:
        import uvloop  # type: ignore[import-not-found, unused-ignore]  # the extra `fast`
    except ImportError:
        return None
    factory: Callable[[], asyncio.AbstractEventLoop] = uvloop.new_event_loop
    return factory


async def _serve(
    app: App,
    reloader: Reloader | None,
    handlers: Sequence[logging.Handler],
    ready_file: Path | None,
    stop_after_s: float | None,
    is_shown: bool,
) -> None:
    stop = asyncio.Event()
    _stop_on_signals(stop)
    _reopen_on_hangup([handler for handler in handlers if isinstance(handler, LogFile)])
    await app.start()
    try:
        for protocol, url in app.urls.items():
            click.echo(f"{protocol:5} {url}")
        _say(f"{app.graph.name} is ready; Ctrl-C stops it")
        sys.stdout.flush()
        if ready_file is not None:
            _write_ready_file(ready_file, app)
        if is_shown:
            open_page(app.urls.get("http"))
        watching = reloader.watching(app) if reloader is not None else contextlib.nullcontext()
        with contextlib.suppress(TimeoutError):
            async with watching, asyncio.timeout(stop_after_s):
                await stop.wait()
        if app.session_count:
            _say("letting running turns end; Ctrl-C again ends at once")
        await app.drain(DRAIN_S)
    finally:
        await app.stop()
        if ready_file is not None:
            _remove(ready_file)


def _say(text: str) -> None:
    click.echo(text, err=True)


def _stop_on_signals(stop: asyncio.Event) -> None:
    """The first signal only sets ``stop``; the second ends the process."""

    def on_signal() -> None:
        if stop.is_set():
            os._exit(SECOND_SIGNAL_EXIT)
        stop.set()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, on_signal)


def _reopen_on_hangup(files: Sequence[LogFile]) -> None:
    """What rotates logs moves a file away and sends SIGHUP; without files it ends the process."""

    def on_hangup() -> None:
        for file in files:
            file.reopen()

    if files:
        asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, on_hangup)


def _write_ready_file(path: Path, app: App) -> None:
    urls = app.urls
    ready = {"url": urls.get("ws"), "http": urls.get("http"), "pid": os.getpid()}
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_text(json.dumps(ready) + "\n", encoding="utf-8")
    draft.replace(path)


def _remove(path: Path) -> None:
    path.unlink(missing_ok=True)
