"""``ten-lite call``: talk to a graph from files or by microphone."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import click

from ten_lite.cli.completion import complete_graphs
from ten_lite.cli.mic.options import MicOptions, list_devices, mic_options
from ten_lite.cli.options import json_option

__all__ = ["command"]


@click.command(short_help="Talk to a graph by WAV files, text or microphone.")
@click.option(
    "--wav",
    "wavs",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A WAV file to speak, any rate and channels; may be repeated: one turn each.",
)
@click.option(
    "--text", "texts", multiple=True, help="Text to send instead of sound; after the WAVs."
)
@click.option("--language", default="", help="Speak this language from the start, e.g. de-DE.")
@click.option("--voice", default="", help="Be answered by this voice, named as its provider does.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the spoken answers to this WAV file.",
)
@click.option(
    "--url",
    help="Server to call, ws://..., with the token in TEN_LITE_TOKEN; default: start the graph.",
)
@click.option(
    "--graph", shell_complete=complete_graphs, help="Graph to start when there is no --url."
)
@click.option("--offline", is_flag=True, help="Never fetch weights when starting the graph.")
@click.option(
    "--fake-providers",
    "is_fake",
    is_flag=True,
    help="Start the graph with fakes on this machine instead of its providers.",
)
@click.option(
    "--no-answer",
    "is_mute",
    is_flag=True,
    help="The graph only listens: each WAV is done when its transcript has come.",
)
@click.option(
    "--reconnect",
    "is_lasting",
    is_flag=True,
    help="Go on with the conversation when the connection breaks.",
)
@mic_options
@json_option
def command(
    wavs: tuple[Path, ...],
    texts: tuple[str, ...],
    language: str,
    voice: str,
    out: Path | None,
    url: str | None,
    graph: str | None,
    offline: bool,
    is_fake: bool,
    is_mute: bool,
    is_lasting: bool,
    mic: MicOptions,
    as_json: bool,
) -> int:
    """Speak WAV files to a graph in real time, hear its answers, and print them.

    Times are milliseconds after the end of the user's speech. Exits with 1 when a turn got no
    answer. With --mic you talk yourself until Ctrl-C; wear headphones, because nothing takes the
    loudspeaker's sound out of what the microphone hears.
    """
    if mic.is_list:
        list_devices(as_json=as_json)
        return 0
    if mic.is_on and (wavs or texts or out is not None or as_json):
        raise click.UsageError("--mic goes without --wav, --text, --out and --json")
    if is_mute and (texts or mic.is_on or out is not None):
        raise click.UsageError("--no-answer goes with --wav, and without --text, --mic and --out")
    if not mic.is_on and not wavs and not texts:
        raise click.UsageError("nothing to say: give --wav FILE, --text TEXT or --mic")
    asked = {"--graph": graph, "--offline": offline, "--fake-providers": is_fake}
    given = [option for option, value in asked.items() if value]
    if url is not None and given:
        raise click.UsageError(f"--url calls a server that runs, so leave out {', '.join(given)}")
    from ten_lite.audio import write_wav
    from ten_lite.cli.calling import load, server, talk

    starting = [graph or "" if option == "--graph" else option for option in given]
    if mic.is_on:
        card = mic.card()  # before the graph, which takes its time to start
        with server(url, starting) as address:
            mic.talk(address, card, language=language, voice=voice, is_lasting=is_lasting)
        return 0
    sounds = [(path.name, load(path)) for path in wavs]
    with server(url, starting) as address:
        report, answers = asyncio.run(
            talk(
                address,
                sounds,
                texts,
                language=language,
                voice=voice,
                is_answered=not is_mute,
                is_lasting=is_lasting,
                quiet=as_json,
            )
        )
    if out is not None:
        write_wav(out, answers.data, answers.sample_rate_hz)
        click.echo(f"answers written to {out}", err=True)
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False, indent=2))
    for error in report["errors"]:
        click.echo(f"error: {error}", err=True)
    return 1 if report["errors"] else 0
