"""Who may talk to the server: the token of whoever asks, and the page that asks."""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64decode
from collections.abc import Iterable, Mapping

__all__ = ["TOKEN_PROTOCOLS", "Access"]

TOKEN_PROTOCOL = "ten-lite.token."
"""Begins the subprotocol with a token, for pages, which can set no header; base64url follows."""

OPENAI_PROTOCOL = "openai-insecure-api-key."
"""The same as OpenAI's client for browsers sends it; the token follows as it is."""

TOKEN_PROTOCOLS = (TOKEN_PROTOCOL, OPENAI_PROTOCOL)


class Access:
    """Compares tokens in constant time.

    Args:
        token: What a client has to know; "": nothing, anybody may come in.
    """

    def __init__(self, token: str = "") -> None:
        self._token = token.encode()

    @property
    def is_open(self) -> bool:
        """Whether anybody may come in."""
        return not self._token

    def allows(self, token: str) -> bool:
        """Whether ``token`` opens the door."""
        return self.is_open or hmac.compare_digest(token.encode(), self._token)

    def token_of(self, headers: Mapping[str, str], subprotocols: Iterable[str] = ()) -> str | None:
        """The token that a request brought, in ``Authorization: Bearer`` or as a subprotocol.

        Args:
            headers: Names in small letters.
            subprotocols: Those the client offers.

        Returns:
            None: It brought none. "": what it brought cannot be read.
        """
        scheme, _, token = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            return token.strip()
        for name in subprotocols:
            if name.startswith(TOKEN_PROTOCOL):
                return _decoded(name.removeprefix(TOKEN_PROTOCOL))
            if name.startswith(OPENAI_PROTOCOL):
                return name.removeprefix(OPENAI_PROTOCOL)
        return None


def _decoded(text: str) -> str:
    try:
        return urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
    except ValueError:
        return ""
