"""Which function answers which request."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from http import HTTPStatus

from ten_lite_websocket_server.http.messages import HttpError, Request, Response

__all__ = ["Answer", "Around", "Router"]

logger = logging.getLogger("ten_lite.websocket_server")

Answer = Callable[[Request], Awaitable[Response]]
Around = Callable[[Request, Answer], Awaitable[Response]]


class Router:
    """Finds the answer by path and method; a path is a whole one, or all below a folder.

    Args:
        allows: Whether a request knows what it has to know for what is not public.
    """

    def __init__(self, allows: Callable[[Request], bool] = lambda request: True) -> None:
        self._allows = allows
        self._routes: dict[str, dict[str, Answer]] = {}
        self._public: set[str] = set()
        self._around: Around | None = None

    def add(self, method: str, path: str, answer: Answer, *, is_public: bool = False) -> None:
        """Have ``answer`` asked for ``path``; one that ends with ``/*`` is all below it.

        An answer to GET is one to HEAD as well.
        """
        if is_public:
            self._public.add(path)
        methods = self._routes.setdefault(path, {})
        methods[method] = answer
        if method == "GET":
            methods["HEAD"] = answer

    def wrap(self, around: Around) -> None:
        """Have ``around`` asked for every request, with what would answer it."""
        self._around = around

    async def answer(self, request: Request) -> Response:
        """The response to ``request``, whatever it is: a mistake of ours is a 500."""
        if self._around is not None:
            return await self._around(request, self._answer)
        return await self._answer(request)

    async def _answer(self, request: Request) -> Response:
        try:
            return await self._find(request)(request)
        except HttpError as error:
            return Response.of_error(error)
        except Exception:
            logger.exception("%s %s failed", request.method, request.path)
            return Response.text("internal error\n", HTTPStatus.INTERNAL_SERVER_ERROR)

    def _find(self, request: Request) -> Answer:
        path = request.path if request.path in self._routes else self._below(request.path)
        if path not in self._public and not self._allows(request):
            text = "say who you are: Authorization: Bearer, and the server's token"
            headers = {"WWW-Authenticate": "Bearer"}
            raise HttpError(HTTPStatus.UNAUTHORIZED, text, headers=headers)
        methods = self._routes.get(path or "")
        if methods is None:
            known = ", ".join(path for path in self._routes if not path.endswith("*"))
            raise HttpError(HTTPStatus.NOT_FOUND, f"not found; there is {known}")
        if request.method not in methods:
            allowed = ", ".join(sorted(methods))
            text = f"{request.method} is not possible here; {allowed} is"
            raise HttpError(HTTPStatus.METHOD_NOT_ALLOWED, text, headers={"Allow": allowed})
        return methods[request.method]

    def _below(self, path: str) -> str | None:
        while path:
            path = path.rpartition("/")[0]
            if f"{path}/*" in self._routes:
                return f"{path}/*"
        return None
