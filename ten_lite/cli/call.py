"""``ten-lite call``: talk to a graph from files or by microphone."""

from __future__ import annotations

import asyncio
import contextlib
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from ten_lite.audio import Resampler, Wav, read_wav, write_wav
from ten_lite.cli.caller import Caller, Turn
from ten_lite.cli.completion import complete_graphs
from ten_lite.cli.metrics_line import metrics_line, node_line
from ten_lite.cli.mic.options import MicOptions, list_devices, mic_options
from ten_lite.cli.options import json_option
from ten_lite.errors import TenLiteError

__all__ = ["command"]

INPUT_RATE_HZ = 16_000
START_TIMEOUT_S = 600.0
STOP_TIMEOUT_S = 10.0
GAP_MS = 400


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
    starting = [graph or "" if option == "--graph" else option for option in given]
    if mic.is_on:
        card = mic.card()  # before the graph, which takes its time to start
        with _server(url, starting) as address:
            mic.talk(address, card, language=language, voice=voice, is_lasting=is_lasting)
        return 0
    sounds = [(path.name, _load(path)) for path in wavs]
    with _server(url, starting) as address:
        report, answers = asyncio.run(
            _talk(
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


def _load(path: Path) -> Wav:
    wav = read_wav(path)
    resampler = Resampler(wav.sample_rate_hz, INPUT_RATE_HZ)
    return Wav(resampler.feed(wav.data) + resampler.flush(), INPUT_RATE_HZ)


async def _talk(
    url: str,
    sounds: list[tuple[str, Wav]],
    texts: tuple[str, ...],
    *,
    language: str,
    voice: str,
    is_answered: bool,
    is_lasting: bool,
    quiet: bool,
) -> tuple[dict[str, Any], Wav]:
    turns: list[Turn] = []
    calling = Caller(
        url,
        sample_rate_hz=INPUT_RATE_HZ,
        is_answered=is_answered,
        is_lasting=is_lasting,
        tell_user=lambda text: click.echo(text, err=True),
    )
    async with calling as caller:
        await caller.hear_greeting()
        if language or voice:
            await caller.change(language=language, voice=voice)
        for _, wav in sounds:
            turns.append(await caller.say(wav))
            _print(turns[-1], quiet, is_answered=is_answered)
        for text in texts:
            turns.append(await caller.write(text))
            _print(turns[-1], quiet)
    rate_hz = caller.sample_rate_hz
    gap = bytes(2 * (rate_hz * GAP_MS // 1000))
    sound = gap.join(bytes(turn.sound) for turn in turns)
    report = {"turns": [turn.report(rate_hz) for turn in turns], "errors": caller.errors}
    return report, Wav(sound, rate_hz)


def _print(turn: Turn, quiet: bool, *, is_answered: bool = True) -> None:
    if quiet:
        return
    click.echo(f"you:   {turn.heard}")
    times = f"transcript {turn.transcript_ms}"
    if is_answered:
        click.echo(f"agent: {turn.answer}")
        times += f", text {turn.first_text_ms}, sound {turn.first_audio_ms}"
    click.echo(f"       ms: {times}")
    if turn.metrics is not None:
        click.echo(f"       server: {metrics_line(turn.metrics)}")
    for node in turn.nodes:
        click.echo(f"       {node_line(node)}")


@contextlib.contextmanager
def _server(url: str | None, starting: list[str]) -> Iterator[str]:
    """The address to call; without ``url`` a graph is started for as long as this is open."""
    if url is not None:
        yield url
        return
    with tempfile.TemporaryDirectory(prefix="ten-lite-") as folder:
        ready = Path(folder) / "ready.json"
        process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "ten_lite",
                "run",
                *starting,
                "--port",
                "0",
                "--ready-file",
                str(ready),
            ],
            stdout=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is for the call; it stops the graph itself
        )
        try:
            yield _wait_until_ready(process, ready)
        finally:
            process.terminate()
            try:
                process.wait(STOP_TIMEOUT_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_until_ready(process: subprocess.Popen[bytes], ready: Path) -> str:
    waited_s = 0.0
    while waited_s < START_TIMEOUT_S:
        if ready.exists():
            return str(json.loads(ready.read_text("utf-8"))["url"])
        try:
            process.wait(0.05)
        except subprocess.TimeoutExpired:
            waited_s += 0.05
        else:
            raise TenLiteError("the graph could not be started; its words are above")
    raise TenLiteError(f"the graph was not ready after {START_TIMEOUT_S:g} s")
