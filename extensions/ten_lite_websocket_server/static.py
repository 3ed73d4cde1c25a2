"""The page to talk in: files that were built into the package, or a plain page instead."""

from __future__ import annotations

import hashlib
import re
from http import HTTPStatus
from pathlib import Path

from ten_lite_websocket_server.http import HttpError, Request, Response, Router

__all__ = ["BUILT", "PLAIN", "PageFiles", "add_page"]

BUILT = Path(__file__).parent / "static"
"""What ``make web`` and the build of the wheel make; not in a fresh checkout."""
PLAIN = Path(__file__).parent / "plain"
"""A page without a build."""
PLAIN_PAGE = "plain/index.html"
"""Where it is, from the page's own place, which may be below a path of another server."""

TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
}
NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*")
"""Of a file or folder. Nothing hidden, no ``..``, and nothing that was escaped."""

HEADERS = {
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'; object-src 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "microphone=(self), camera=(), geolocation=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
FOR_EVER = "public, max-age=31536000, immutable"
"""For what has another name when it has other content."""
ASK_AGAIN = "no-cache"


class PageFiles:
    """Answers with files of a folder, and with nothing outside of it.

    Args:
        folder: Read at each request, so that a page that is built anew is served.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def response(self, path: str, request: Request, *, is_hashed: bool = False) -> Response:
        """The file at ``path``, or 304 if the client has it.

        Args:
            path: Below the folder, with ``/`` between names.
            request: For what the client has.
            is_hashed: Whether the file's name changes with its content.

        Raises:
            HttpError: 404, there is none.
        """
        body = self._read(path)
        tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        cached = {"ETag": tag, "Cache-Control": FOR_EVER if is_hashed else ASK_AGAIN}
        headers = HEADERS | cached
        content_type = TYPES[Path(path).suffix]
        if tag in _tags(request.headers.get("if-none-match", "")):
            return Response(b"", HTTPStatus.NOT_MODIFIED, content_type, headers)
        return Response(body, content_type=content_type, headers=headers)

    def _read(self, path: str) -> bytes:
        names = path.split("/")
        file = self._folder.joinpath(*names) if all(map(NAME.fullmatch, names)) else None
        if file is None or file.suffix not in TYPES or not self._holds(file):
            raise HttpError(HTTPStatus.NOT_FOUND, "the page has no such file")
        return file.read_bytes()

    def _holds(self, file: Path) -> bool:
        """Whether it is there, and not only by a link to somewhere else."""
        return file.is_file() and file.resolve().is_relative_to(self._folder.resolve())


def add_page(router: Router, built: Path = BUILT) -> None:
    """``/`` and the files of the page; all are public, for there is no secret in them.

    Args:
        router: Gets the routes.
        built: The folder of the page; where it has no ``index.html``, ``/`` leads to the plain
            page.
    """
    page, plain = PageFiles(built), PageFiles(PLAIN)

    async def index(request: Request) -> Response:
        if not (built / "index.html").is_file():
            return Response(b"", HTTPStatus.FOUND, headers={"Location": PLAIN_PAGE})
        return page.response("index.html", request)

    async def asset(request: Request) -> Response:
        return page.response(request.path[1:], request, is_hashed=True)

    async def icon(request: Request) -> Response:
        return page.response("favicon.svg", request)

    async def plain_file(request: Request) -> Response:
        return plain.response(request.path.removeprefix("/plain/"), request)

    router.add("GET", "/", index, is_public=True)
    router.add("GET", "/assets/*", asset, is_public=True)
    router.add("GET", "/favicon.svg", icon, is_public=True)
    router.add("GET", "/plain/*", plain_file, is_public=True)


def _tags(header: str) -> list[str]:
    """What ``If-None-Match`` lists; a weak tag is as good, for bodies are never changed."""
    return [tag.strip().removeprefix("W/") for tag in header.split(",")]
