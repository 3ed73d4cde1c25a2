"""Whether the addresses of a graph's servers can be listened on."""

from __future__ import annotations

import errno
import socket
import sys
from collections.abc import Iterator

from ten_lite.cli.diagnosis.finding import Finding, fail, ok
from ten_lite.config.reading.draft import Draft

__all__ = ["look_at_ports"]


def look_at_ports(draft: Draft) -> Iterator[Finding]:
    """A finding for each server with a host and a port; it is listened there for a moment."""
    for node in draft.nodes:
        host, port = getattr(node.config, "host", None), getattr(node.config, "port", None)
        is_server = node.spec is not None and node.spec.server
        if is_server and isinstance(host, str) and isinstance(port, int):
            yield _port(node.name, host, port)


def _port(node: str, host: str, port: int) -> Finding:
    if port == 0:
        return ok("port", f"{node} takes any free one on {host}")
    try:
        _listen(host, port)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            text = f"port {port} of {host} is in use, and {node} wants it"
            return fail("port", text, "stop the other program, or run with --port 0")
        text = f"{node} cannot listen on {host}:{port}: {error.strerror or error}"
        return fail("port", text, "choose another with --host and --port")
    return ok("port", f"{port} of {host} is free for {node}")


def _listen(host: str, port: int) -> None:
    family, kind, protocol, _, address = socket.getaddrinfo(
        host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    with socket.socket(family, kind, protocol) as found:
        if sys.platform != "win32":  # as asyncio does: what was just closed is no obstacle
            found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind(address)
        found.listen()
