"""``ten-lite bench``: what the framework costs, in multiples of the floor under it."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

import click

from ten_lite.cli.options import json_option

if TYPE_CHECKING:
    from ten_lite.bench.figures import Report

__all__ = ["command"]


@click.group(short_help="Measure what the framework itself costs.")
def command() -> None:
    """Measure what the framework itself costs.

    Each bench prints ours, the floor that was measured in the same run, and their ratio. The
    floor does the same work with asyncio and websockets alone. Nothing is asked of any model
    and nothing leaves this machine.
    """


@command.command()
@click.option("--nodes", type=click.IntRange(1, 20), default=10, show_default=True)
@click.option("--bursts", type=click.IntRange(1, 1000), default=12, show_default=True)
@click.option("--frames", type=click.IntRange(1, 100_000), default=2000, show_default=True)
@json_option
def hop(nodes: int, bursts: int, frames: int, as_json: bool) -> None:
    """Pass 640-byte frames through a chain of nodes.

    Against tasks between asyncio queues, with one frame in flight and saturated.
    """
    from ten_lite.bench.hop import measure

    _print(asyncio.run(measure(nodes=nodes, bursts=bursts, frames=frames)), as_json)


@command.command()
@click.option("--turns", type=click.IntRange(1, 10_000), default=100, show_default=True)
@json_option
def turn(turns: int, as_json: bool) -> None:
    """Time a turn: last sound of the user to first sound of the answer.

    Over a loopback WebSocket, with scripted providers that answer at once, against a bare
    websockets server that holds the same conversation.
    """
    from ten_lite.bench.turn import measure

    _print(asyncio.run(measure(turns=turns)), as_json)


@command.command()
@click.option("--interruptions", type=click.IntRange(1, 1000), default=50, show_default=True)
@json_option
def interrupt(interruptions: int, as_json: bool) -> None:
    """Time an interruption: last sound of the user to the order to drop the answer's sound.

    Against a bare websockets server that only tells what it understood. Sound of an interrupted
    answer that arrives after that order is counted, and there must be none.
    """
    from ten_lite.bench.interrupt import measure

    _print(asyncio.run(measure(interruptions=interruptions)), as_json)


@command.command()
@click.option("--sessions", type=click.IntRange(1, 1000), default=100, show_default=True)
@click.option(
    "--duration",
    type=click.FloatRange(0.5, 300),
    default=10.0,
    show_default=True,
    help="Measured seconds.",
)
@click.option("--rounds", type=click.IntRange(1, 20), default=1, show_default=True)
@json_option
def sessions(sessions: int, duration: float, rounds: int, as_json: bool) -> None:
    """Hold many sessions, 50 frames a second each way, on one core.

    Against a bare websockets server that does the same, one after the other.
    """
    from ten_lite.bench.sessions import measure

    report = measure(sessions=sessions, duration_s=duration, rounds=rounds)
    _print(asyncio.run(report), as_json)


@command.command()
@click.option("--runs", type=click.IntRange(1, 100), default=9, show_default=True)
@json_option
def start(runs: int, as_json: bool) -> None:
    """Time the start of the fake graph until clients can connect, and weigh it idle."""
    from ten_lite.bench.start import measure

    _print(measure(runs=runs), as_json)


@command.command()
@click.option("--nodes", type=click.IntRange(4, 1500), default=100, show_default=True)
@click.option("--runs", type=click.IntRange(1, 1000), default=20, show_default=True)
@json_option
def check(nodes: int, runs: int, as_json: bool) -> None:
    """Check a large graph file, against merely parsing its JSON."""
    from ten_lite.bench.check import measure

    _print(measure(nodes=nodes, runs=runs), as_json)


def _print(report: Report, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(report.as_json(), indent=2))
    else:
        click.echo(report.as_table())
