"""Refuses what web pages of other sites ask of the server over HTTP; see ``origins``."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping
from http import HTTPStatus

from ten_lite_websocket_server.http import Answer, HttpError, Request, Response
from ten_lite_websocket_server.origins import allows, answers_to, is_named

__all__ = ["Guard"]

PREFLIGHT_LASTS_S = 600


class Guard:
    """What requests go through before they are answered; lets pages of named sites read answers.

    Args:
        listening: The name or address the server listens at; "" if that is not known.
        allowed: Origins of other sites whose pages may ask.
    """

    def __init__(self, listening: str, allowed: Collection[str]) -> None:
        self._listening = listening
        self._allowed = allowed

    async def __call__(self, request: Request, answer: Answer) -> Response:
        """``answer`` of ``request``, or why there is none."""
        host, origin = request.headers.get("host"), request.headers.get("origin")
        if not answers_to(host, self._listening, self._allowed):
            text = (
                "this server is known by another name here: ask localhost, or name the site in "
                '"allowed_origins"'
            )
            return Response.of_error(HttpError(HTTPStatus.MISDIRECTED_REQUEST, text))
        if not allows(origin, host, self._allowed):
            text = 'pages of other sites may not ask this; "allowed_origins" names those that may'
            return Response.of_error(HttpError(HTTPStatus.FORBIDDEN, text))
        if origin is None or not is_named(origin, self._allowed):
            return await answer(request)
        if request.method == "OPTIONS" and "access-control-request-method" in request.headers:
            response = Response(headers=_preflight())
        else:
            response = await answer(request)
        headers = {**response.headers, "Access-Control-Allow-Origin": origin, "Vary": "Origin"}
        return dataclasses.replace(response, headers=headers)


def _preflight() -> Mapping[str, str]:
    return {
        "Access-Control-Allow-Methods": "GET, POST",
        "Access-Control-Allow-Headers": "Authorization, Content-Type",
        "Access-Control-Max-Age": str(PREFLIGHT_LASTS_S),
    }
