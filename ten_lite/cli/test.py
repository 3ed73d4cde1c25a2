"""``ten-lite test``: conversations from files, with a graph or a server."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ten_lite.cli.options import json_option
from ten_lite.cli.test_report import Outcome, human, json_report, junit_report
from ten_lite.errors import ConfigError, TenLiteError

if TYPE_CHECKING:
    from ten_lite.testing.scenario.file import ScenarioFile

__all__ = ["command"]

GOOD, WRONG, CANNOT_PLAY = 0, 1, 2
EXIT_CODES = {"pass": GOOD, "fail": WRONG, "error": CANNOT_PLAY}


@click.command(short_help="Hold conversations from scenario files.")
@click.argument(
    "files", nargs=-1, required=True, metavar="SCENARIO...", type=click.Path(path_type=Path)
)
@click.option(
    "--url",
    help="A server that runs, ws://..., with the token in TEN_LITE_TOKEN; default: each "
    "scenario's graph, in virtual time.",
)
@json_option
@click.option(
    "--junit",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write a report in JUnit's XML to this file as well.",
)
def command(files: tuple[Path, ...], url: str | None, as_json: bool, junit: Path | None) -> int:
    """Hold the conversations of SCENARIO files, and tell which went another way.

    A graph is played with in virtual time: what hears, thinks and speaks is scripted, unless the
    scenario keeps it, so that no key, no network and no weights are needed. Exits with 0 when all
    went as written, 1 when one did not, 2 when one cannot be played.
    """
    logging.getLogger().addHandler(logging.NullHandler())  # what nodes log is not the report
    outcomes = []
    for file in files:
        outcomes.append(outcome := _outcome(file, url))
        if not as_json:
            click.echo(human(outcome))
    if as_json:
        click.echo(json.dumps(json_report(outcomes), ensure_ascii=False, indent=2))
    else:
        counts = {
            word: sum(outcome.result == result for outcome in outcomes)
            for word, result in (("passed", "pass"), ("failed", "fail"), ("not played", "error"))
        }
        click.echo(", ".join(f"{count} {word}" for word, count in counts.items()), err=True)
    if junit is not None:
        try:
            junit.write_text(junit_report(outcomes), encoding="utf-8")
        except OSError as error:
            raise TenLiteError(f"cannot write {junit}: {error.strerror}") from None
    return max(EXIT_CODES[outcome.result] for outcome in outcomes)


def _outcome(path: Path, url: str | None) -> Outcome:
    # loads the runtime, which help should not wait for
    from ten_lite.testing.loop import VirtualTimeLoop
    from ten_lite.testing.scenario.failure import ConversationFailed
    from ten_lite.testing.scenario.file import open_scenario
    from ten_lite.testing.scenario.run import StepRefused

    file, problems = open_scenario(path)
    if file is None:
        return Outcome(str(path), "error", "\n".join(map(str, problems)))
    scenario = file.scenario
    outcome = Outcome(str(path), "pass", description=scenario.description)
    make_loop: Callable[[], asyncio.AbstractEventLoop] | None
    make_loop = VirtualTimeLoop if url is None else None
    try:
        with asyncio.Runner(loop_factory=make_loop) as runner:
            took_s = runner.run(_play(file, url))
    except ConversationFailed as failed:
        return replace(
            outcome, result="fail", text=str(failed), step=failed.index + 1, why=failed.why
        )
    except StepRefused as refused:
        problem = file.refused(refused.index, refused.why)
        return replace(outcome, result="error", text=str(problem))
    except ConfigError as error:
        return replace(outcome, result="error", text=str(error))
    except TenLiteError as error:
        return replace(outcome, result="error", text=f"error: {error}")
    return replace(outcome, took_s=took_s)


async def _play(file: ScenarioFile, url: str | None) -> float:
    scenario, folder = file.scenario, file.document.folder
    began_s = asyncio.get_running_loop().time()
    if url is not None:
        from ten_lite.cli.live_stage import run_live

        await run_live(url, scenario.script, folder=folder)
    else:
        from ten_lite.testing.scenario.run import run_graph

        await run_graph(
            file.graph,
            scenario.script,
            keep=scenario.keep,
            overrides=scenario.set,
            tools=file.tools,
            folder=folder,
        )
    return asyncio.get_running_loop().time() - began_s
