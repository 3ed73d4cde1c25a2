"""What ``ten-lite call`` does with files and texts."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from ten_lite.audio import Resampler, Wav, read_wav
from ten_lite.cli.caller import Caller, Turn
from ten_lite.cli.metrics_line import metrics_line, node_line
from ten_lite.errors import TenLiteError

__all__ = ["load", "server", "talk"]

INPUT_RATE_HZ = 16_000
START_TIMEOUT_S = 600.0
STOP_TIMEOUT_S = 10.0
GAP_MS = 400


def load(path: Path) -> Wav:
    """The sound of a file, as a call sends it."""
    wav = read_wav(path)
    resampler = Resampler(wav.sample_rate_hz, INPUT_RATE_HZ)
    return Wav(resampler.feed(wav.data) + resampler.flush(), INPUT_RATE_HZ)


async def talk(
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
    """Say ``sounds`` and ``texts`` to ``url``, one turn each.

    Returns:
        What came of each turn, and all answers as one sound.
    """
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
def server(url: str | None, starting: list[str]) -> Iterator[str]:
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
