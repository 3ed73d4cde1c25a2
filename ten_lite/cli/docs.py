"""``ten-lite docs``: the docs of this version, in the browser."""

from __future__ import annotations

import signal
from importlib.resources import files
from pathlib import Path

import click

from ten_lite.cli.browser import open_page
from ten_lite.cli.docs_server import DocsServer
from ten_lite.errors import TenLiteError

__all__ = ["command"]

SITE = Path(str(files("ten_lite"))) / "_docs"
"""Where ``make docs`` builds the site, and wheels hold it."""


@click.command(short_help="Read the docs in the browser, without a network.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=0,
    show_default=True,
    help="Of 127.0.0.1; 0: any free port.",
)
@click.option(
    "--open/--no-open", "is_shown", default=True, help="Show them in the browser.  [default: open]"
)
def command(port: int, is_shown: bool) -> None:
    """Serve the docs of this version to this machine until Ctrl-C or SIGTERM.

    Nothing is fetched from elsewhere.
    """
    if not (SITE / "index.html").is_file():
        raise TenLiteError(
            f"this installation has no docs (looked in {SITE}): in a checkout, build them with "
            '"make docs"; else install a wheel, or read the folder docs of the source'
        )
    try:
        server = DocsServer(SITE, port)
    except OSError as error:
        raise TenLiteError(
            f"cannot listen at 127.0.0.1:{port}: {error.strerror}; leave --port out for a free one"
        ) from error
    with server:
        # also where a shell has SIGINT ignored, as it has in what runs in the background
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.default_int_handler)
        click.echo(server.url)
        if is_shown:
            open_page(server.url)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            click.echo("", err=True)
