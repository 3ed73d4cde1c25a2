"""The page of a server, in the user's browser."""

from __future__ import annotations

import os
import sys
import threading
import webbrowser
from urllib.parse import urlsplit, urlunsplit

import click

__all__ = ["open_page"]

ANY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "::1"}


def open_page(url: str | None) -> None:
    """Show the page at ``url``, or say where it is when this machine has nothing to show it.

    Returns at once: some browsers are waited for until they are closed.

    Args:
        url: The server's HTTP address; None: it has none.
    """
    if url is None:
        click.echo("there is no page to open: no node of the graph serves HTTP", err=True)
        return
    threading.Thread(target=_open, args=(_from_here(url),), name="browser", daemon=True).start()


def _open(url: str) -> None:
    try:
        is_shown = _has_display() and webbrowser.open(url)
    except (webbrowser.Error, OSError):
        is_shown = False
    if not is_shown:
        click.echo(f"no browser here; open {url} in one that reaches this machine", err=True)


def _has_display() -> bool:
    """Without a screen, browsers in text would take over this terminal."""
    if sys.platform in ("darwin", "win32"):
        return True
    return any(os.environ.get(name) for name in ("BROWSER", "DISPLAY", "WAYLAND_DISPLAY"))


def _from_here(url: str) -> str:
    """The address of a server that listens on all of them."""
    parts = urlsplit(url)
    host = ANY_ADDRESS.get(parts.hostname or "")
    if host is None:
        return url
    name = f"[{host}]" if ":" in host else host
    port = f":{parts.port}" if parts.port else ""
    return urlunsplit(parts._replace(netloc=f"{name}{port}"))
