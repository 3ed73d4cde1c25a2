"""Which web pages may talk to the server: its own, and those that are named.

A browser lets any page of the web send requests to this machine and open WebSockets to it; what it
adds is the header ``Origin``, which a page cannot forge. Programs send none.
"""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import ip_address
from urllib.parse import urlsplit

from ten_lite.addons import is_loopback

__all__ = ["allows", "answers_to", "is_named"]

DEFAULT_PORTS = {"http": 80, "https": 443}

Address = tuple[str, int | None]


def allows(origin: str | None, host: str | None, allowed: Iterable[str]) -> bool:
    """Whether a request that a page of ``origin`` sent may be answered.

    Args:
        origin: The header ``Origin``; None: no browser sent the request, so no page asks.
        host: The header ``Host``. Take care that it is to be trusted, with ``answers_to``: a name
            that leads here can be anybody's.
        allowed: Origins of other sites that may, such as ``https://example.org``. They are
            compared whole, without patterns.
    """
    return origin is None or is_named(origin, allowed) or _is_own(origin, host)


def is_named(origin: str, allowed: Iterable[str]) -> bool:
    """Whether ``origin`` is one of ``allowed``; ``null``, which many pages have, never is."""
    wanted = _normal(origin)
    return wanted is not None and any(wanted == _normal(other) for other in allowed)


def answers_to(host: str | None, listening: str, allowed: Iterable[str]) -> bool:
    """Whether a server is meant by the name a client knows it by.

    A foreign page can have its own name lead to 127.0.0.1 (DNS rebinding) and is then a page of the
    server itself, as far as the browser knows. So a server that others cannot reach, and that may
    have no token for this reason, answers to ``localhost``, to addresses and to the hosts of
    ``allowed``. One that others reach has a token, which such a page does not know.

    Args:
        host: The header ``Host``; None: there is none, so no browser asks.
        listening: The name or address the server listens at.
        allowed: Origins of other sites, as for ``allows``.
    """
    if host is None or not is_loopback(listening):
        return True
    address = _address(f"//{host}")
    if address is None:
        return False
    name = address[0]
    if name == "localhost" or name.endswith(".localhost") or _is_ip(name):
        return True
    return any(name == found[0] for other in allowed if (found := _address(other)) is not None)


def _is_own(origin: str, host: str | None) -> bool:
    scheme = origin.partition("://")[0].lower()
    if host is None or scheme not in DEFAULT_PORTS:
        return False
    page, server = _address(origin), _address(f"{scheme}://{host}")
    return page is not None and page == server


def _normal(origin: str) -> tuple[str, Address] | None:
    address = _address(origin)
    scheme, mark, _ = origin.partition("://")
    return (scheme.lower(), address) if mark and address is not None else None


def _address(url: str) -> Address | None:
    """Host and port; None: it has none, or more than these."""
    try:
        parts = urlsplit(url)
        name, port = parts.hostname, parts.port
    except ValueError:
        return None
    if not name or parts.username is not None or parts.path.strip("/"):
        return None
    if parts.query or parts.fragment:
        return None
    return name.rstrip("."), port or DEFAULT_PORTS.get(parts.scheme.lower())


def _is_ip(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
