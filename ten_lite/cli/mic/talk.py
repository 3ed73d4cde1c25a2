"""Runs a conversation on this terminal until Ctrl-C."""

from __future__ import annotations

import asyncio
import shutil
import signal
import sys

import click

from ten_lite.cli.mic.card import SoundCard
from ten_lite.cli.mic.conversation import Conversation
from ten_lite.cli.mic.screen import Screen

__all__ = ["talk"]

SLOW_MS = 100
ECHO = "wear headphones, or the agent hears itself"
NO_INTERRUPTION = "while the agent speaks, your microphone is off"


def talk(
    url: str,
    card: SoundCard,
    *,
    language: str = "",
    voice: str = "",
    is_half_duplex: bool = False,
    is_lasting: bool = False,
) -> None:
    """Talk to the server at ``url`` until Ctrl-C or SIGTERM; a second one ends the process.

    Raises:
        TenLiteError: The server cannot be reached or has left, or a device does not work.
    """
    is_terminal = sys.stdout.isatty()
    screen = Screen(
        lambda text: click.echo(text, nl=False),
        (lambda: shutil.get_terminal_size().columns) if is_terminal else None,
    )

    async def run() -> None:
        conversation = Conversation(
            url,
            card,
            screen,
            language=language,
            voice=voice,
            is_half_duplex=is_half_duplex,
            is_lasting=is_lasting,
            on_open=lambda: _greet(card, is_half_duplex),
        )
        await conversation.run(_stop_on_signals())

    asyncio.run(run())
    click.echo("the call has ended", err=True)


def _stop_on_signals() -> asyncio.Event:
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    signals = (signal.SIGINT, signal.SIGTERM)

    def on_signal() -> None:
        stop.set()
        for number in signals:
            loop.remove_signal_handler(number)

    for number in signals:
        loop.add_signal_handler(number, on_signal)
    return stop


def _greet(card: SoundCard, is_half_duplex: bool) -> None:
    click.echo(
        f"speak now; {NO_INTERRUPTION if is_half_duplex else ECHO}; Ctrl-C ends the call", err=True
    )
    if card.output_latency_ms > SLOW_MS:
        click.echo(
            f"the loudspeaker is {card.output_latency_ms} ms late, so an answer that you "
            "interrupt goes on for that long",
            err=True,
        )
