"""Which function answers which request."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from http import HTTPStatus

from ten_lite_websocket_server.http.messages import HttpError, Request, Response

__all__ = ["Answer", "Router"]

logger = logging.getLogger("ten_lite.websocket_server")

Answer = Callable[[Request], Awaitable[Response]]


class Router:
    """Finds the answer by path and method; a path is a whole one, or all below a folder."""

    def __init__(self) -> None:
        self._routes: dict[str, dict[str, Answer]] = {}

    def add(self, method: str, path: str, answer: Answer) -> None:
        """Have ``answer`` asked for ``path``; one that ends with ``/*`` is all below it.

        An answer to GET is one to HEAD as well.
        """
        methods = self._routes.setdefault(path, {})
        methods[method] = answer
        if method == "GET":
            methods["HEAD"] = answer

    async def answer(self, request: Request) -> Response:
        """The response to ``request``, whatever it is: a mistake of ours is a 500."""
        try:
            return await self._find(request)(request)
        except HttpError as error:
            return Response.of_error(error)
        except Exception:
            logger.exception("%s %s failed", request.method, request.path)
            return Response.text("internal error\n", HTTPStatus.INTERNAL_SERVER_ERROR)

    def _find(self, request: Request) -> Answer:
        methods = self._routes.get(request.path) or self._below(request.path)
        if methods is None:
            known = ", ".join(path for path in self._routes if not path.endswith("*"))
            raise HttpError(HTTPStatus.NOT_FOUND, f"not found; there is {known}")
        if request.method not in methods:
            allowed = ", ".join(sorted(methods))
            text = f"{request.method} is not possible here; {allowed} is"
            raise HttpError(HTTPStatus.METHOD_NOT_ALLOWED, text, headers={"Allow": allowed})
        return methods[request.method]

    def _below(self, path: str) -> dict[str, Answer] | None:
        while path:
            path = path.rpartition("/")[0]
            if f"{path}/*" in self._routes:
                return self._routes[f"{path}/*"]
        return None
