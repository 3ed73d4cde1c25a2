"""Who may talk to the server: the token of whoever asks, and the page that asks."""

from __future__ import annotations

import hmac
import time
from base64 import b64decode
from collections.abc import Callable, Iterable, Mapping

__all__ = ["TOKEN_PROTOCOLS", "Access"]

TOKEN_PROTOCOL = "ten-lite.token."
"""Begins the subprotocol with a token, for pages, which can set no header; base64url follows."""

OPENAI_PROTOCOL = "openai-insecure-api-key."
"""The same as OpenAI's client for browsers sends it; the token follows as it is."""

TOKEN_PROTOCOLS = (TOKEN_PROTOCOL, OPENAI_PROTOCOL)


TICKET_LASTS_S = 60
STAMP_CHARS = 8


class Access:
    """Compares tokens in constant time.

    Args:
        token: What a client has to know; "": nothing, anybody may come in.
        now_s: The time since 1970.
    """

    def __init__(self, token: str = "", now_s: Callable[[], float] = time.time) -> None:
        self._token = token.encode()
        self._now_s = now_s

    @property
    def is_open(self) -> bool:
        """Whether anybody may come in."""
        return not self._token

    def allows(self, token: str) -> bool:
        """Whether ``token`` opens the door; a ticket that is not too old does, too."""
        if self.is_open:
            return True
        is_token = hmac.compare_digest(token.encode(), self._token)
        return is_token or self._is_ticket(token)

    def ticket(self) -> str:
        """Letters and digits that open the door for a minute, to be given to others; "": open."""
        if self.is_open:
            return ""
        stamp = f"{int(self._now_s()) + TICKET_LASTS_S:0{STAMP_CHARS}x}"
        return stamp + self._seal(stamp)

    def token_of(self, headers: Mapping[str, str], subprotocols: Iterable[str] = ()) -> str | None:
        """The token that a request brought, in the header ``Authorization`` or as a subprotocol.

        The header is that of ``Bearer``, or of ``Basic`` with the token as the password: some who
        call, telephone providers say, can be given a name and a password only.

        Args:
            headers: Names in small letters.
            subprotocols: Those the client offers.

        Returns:
            None: It brought none. "": what it brought cannot be read.
        """
        scheme, _, token = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            return token.strip()
        if scheme.lower() == "basic":
            return _decoded(token.strip(), b"+/").partition(":")[2]
        for name in subprotocols:
            if name.startswith(TOKEN_PROTOCOL):
                return _decoded(name.removeprefix(TOKEN_PROTOCOL))
            if name.startswith(OPENAI_PROTOCOL):
                return name.removeprefix(OPENAI_PROTOCOL)
        return None

    def _is_ticket(self, token: str) -> bool:
        stamp, seal = token[:STAMP_CHARS], token[STAMP_CHARS:]
        if not hmac.compare_digest(seal.encode(), self._seal(stamp).encode()):
            return False
        return int(stamp, 16) >= self._now_s()

    def _seal(self, stamp: str) -> str:
        return hmac.new(self._token, f"ticket {stamp}".encode(), "sha256").hexdigest()


def _decoded(text: str, altchars: bytes = b"-_") -> str:
    try:
        return b64decode(text + "=" * (-len(text) % 4), altchars).decode()
    except ValueError:
        return ""
