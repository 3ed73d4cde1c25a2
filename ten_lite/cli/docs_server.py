"""An HTTP server for a folder of pages, for this machine only."""

from __future__ import annotations

from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path

__all__ = ["DocsServer"]


class DocsServer(ThreadingHTTPServer):
    """Serves the files of a folder at 127.0.0.1; it is open once it is made.

    Args:
        folder: The pages.
        port: 0: any free one.

    Raises:
        OSError: The port is taken.
    """

    def __init__(self, folder: Path, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), partial(_Files, directory=str(folder)))

    @property
    def url(self) -> str:
        """The address of the first page."""
        return f"http://127.0.0.1:{self.server_port}/"


class _Files(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Reading is nothing to tell of."""

    def list_directory(self, path: object) -> BytesIO | None:
        self.send_error(HTTPStatus.NOT_FOUND)
        return None
