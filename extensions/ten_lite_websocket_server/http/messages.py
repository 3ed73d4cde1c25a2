"""A request and its response, whichever server brings the one and takes the other."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Self

from ten_lite.errors import ProtocolError
from ten_lite.wire.strict_json import parse_object

__all__ = ["HttpError", "Request", "Response"]

TEXT, JSON = "text/plain; charset=utf-8", "application/json"


class HttpError(Exception):
    """The request is answered with an error.

    Args:
        status: From 400.
        text: What is wrong and what to do, for whoever sent the request.
        headers: What the response has besides, such as ``Allow``.
    """

    def __init__(
        self, status: HTTPStatus, text: str, *, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(text)
        self.status = status
        self.headers = dict(headers or {})


@dataclass(frozen=True, slots=True)
class Request:
    """One request, whole.

    Attributes:
        method: In capitals.
        path: From ``/`` on, as it came: percent signs are not undone, for ``%2e%2e%2f`` is no way
            to a file.
        query: What stands behind the question mark, undone.
        headers: Names in small letters.
        body: All of it.
        peer: Address of the client; "" if it has none.
        root: What stands before ``path`` in the address, where another server has it mounted.
    """

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    peer: str = ""
    root: str = ""

    def json(self) -> dict[str, Any]:
        """The object in the body; nothing in it is lost when it is written as JSON in UTF-8.

        Raises:
            HttpError: There is none, or it is not called JSON: a page of another site can send a
                body as a form or as text without being asked, as JSON it cannot.
        """
        if self.headers.get("content-type", "").partition(";")[0].strip().lower() != JSON:
            text = f"the body should be JSON, and the Content-Type {JSON}"
            raise HttpError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, text)
        try:
            return parse_object(self.body.decode())
        except (UnicodeDecodeError, ProtocolError) as error:
            text = f"the body is not a JSON object in UTF-8: {error}"
            raise HttpError(HTTPStatus.BAD_REQUEST, text) from None


@dataclass(frozen=True, slots=True)
class Response:
    """What a request is answered with.

    Attributes:
        body: All of it.
        status: 200 unless said otherwise.
        content_type: Of the body.
        headers: All others but length, date and connection, which the server writes.
    """

    body: bytes = b""
    status: HTTPStatus = HTTPStatus.OK
    content_type: str = TEXT
    headers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def text(cls, text: str, status: HTTPStatus = HTTPStatus.OK) -> Self:
        """Plain text, as it is."""
        return cls(text.encode(), status)

    @classmethod
    def of_json(cls, value: Any, status: HTTPStatus = HTTPStatus.OK) -> Self:
        """``value`` as JSON and the end of the line."""
        return cls(f"{json.dumps(value, ensure_ascii=False)}\n".encode(), status, JSON)

    @classmethod
    def of_error(cls, error: HttpError) -> Self:
        """What is wrong, in words."""
        return cls(f"{error}\n".encode(), error.status, headers=error.headers)
