"""The command line. Every verb is a module of its own name, imported when it is used.

Installed distributions may add verbs; see ``ten_lite.cli.plugins``.
"""

from __future__ import annotations

import difflib
import importlib
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

import click

from ten_lite import __version__
from ten_lite.errors import ConfigError, TenLiteError, counted

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from ten_lite.cli.plugins import PluginVerb

__all__ = ["main"]

VERBS = {
    "run": "Serve a graph to clients until Ctrl-C.",
    "call": "Talk to a graph by WAV files, text or microphone.",
    "check": "Tell every mistake in graph files.",
    "graph": "Draw a graph as mermaid, SVG, Graphviz or JSON.",
    "graphs": "List the graphs that can be run.",
    "test": "Hold conversations from scenario files.",
    "new": "Begin an addon or an app, with tests that pass.",
    "addons": "List, search and show addons.",
    "conform": "Tell whether an addon behaves as its kind must.",
    "schema": "Write the JSON Schema of property.json for an editor.",
    "doctor": "Tell what keeps a graph from running on this machine.",
    "docs": "Read the docs in the browser, without a network.",
    "models": "List, fetch and find the weights of the embedded voices.",
    "bench": "Measure what the framework itself costs.",
}

OK, FAILED, MISUSED, INTERRUPTED = 0, 1, 2, 130

EPILOG = """\b
Exit codes: 0 done, 1 it did not work, 2 wrong usage or a graph with mistakes,
130 ended by a second Ctrl-C. What a verb finds goes to stdout, all talk to stderr."""


class _Verbs(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*VERBS, *_plugin_verbs()]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in VERBS:
            command = importlib.import_module(f"ten_lite.cli.{cmd_name}").command
            assert isinstance(command, click.Command)
            return command
        verb = _plugin_verbs().get(cmd_name)
        return verb.load() if verb is not None else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(VERBS.items()))
        if added := _plugin_verbs():
            with formatter.section("Commands of other distributions"):
                formatter.write_dl([(name, f"From {verb.origin}.") for name, verb in added.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and not args[0].startswith("-") and args[0] not in VERBS:
            verbs = self.list_commands(ctx)
            if args[0] not in verbs:
                near = difflib.get_close_matches(args[0], verbs, n=1)
                hint = f' Did you mean "{near[0]}"?' if near else ""
                ctx.fail(f'there is no verb "{args[0]}".{hint} The verbs: {", ".join(verbs)}.')
        return super().resolve_command(ctx, args)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        from click.shell_completion import CompletionItem

        # the base class would import every verb for its help
        verbs = VERBS | {name: f"From {verb.origin}." for name, verb in _plugin_verbs().items()}
        items = [
            CompletionItem(name, help=about)
            for name, about in verbs.items()
            if name.startswith(incomplete)
        ]
        return items + click.Command.shell_complete(self, ctx, incomplete)


def _plugin_verbs() -> Mapping[str, PluginVerb]:
    """Looked for only where they matter: it takes some milliseconds."""
    from ten_lite.cli.plugins import plugin_verbs

    return plugin_verbs(VERBS)


@click.command(
    cls=_Verbs,
    epilog=EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "auto_envvar_prefix": "TEN_LITE"},
)
@click.version_option(__version__, prog_name="ten-lite")
def ten_lite() -> None:
    """A voice agent is a JSON graph: speech in, speech out."""


def main() -> None:
    """The entry point of ``ten-lite``; turns expected errors into words and exit codes."""
    try:
        code = ten_lite(standalone_mode=False)
    except click.exceptions.Abort:
        sys.exit(INTERRUPTED)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except ConfigError as error:
        click.echo(str(error), err=True)
        click.echo(counted(error.problems), err=True)
        sys.exit(MISUSED)
    except TenLiteError as error:
        click.echo(f"error: {error}", err=True)
        sys.exit(FAILED)
    sys.exit(code if isinstance(code, int) else OK)
