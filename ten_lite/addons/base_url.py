"""The property ``base_url`` of a provider: where its server is, in the one form extensions use."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from pydantic import AfterValidator

__all__ = ["is_loopback", "provider_url", "websocket_url"]

SCHEMES = {"http": "http", "ws": "http", "https": "https", "wss": "https"}


def provider_url(*endings: str, allow_plain: bool = False) -> AfterValidator:
    """Check a ``base_url`` and bring it to ``http(s)://host[:port][/path]`` without a last slash.

    ``ws`` and ``wss`` are taken as well. Without TLS the provider's key could be read by anybody
    on the way, so plain text is for servers on this machine only.

    Args:
        endings: Paths the SDK adds by itself, cut off so that a full address works too; the
            longest first.
        allow_plain: Take plain text to other machines as well; for servers that need no key, which
            the caller sees to.

    Returns:
        A validator: ``base_url: Annotated[str, provider_url("/v1")] = "https://..."``.
    """

    def check(value: str) -> str:
        return _checked(value, endings, allow_plain=allow_plain)

    return AfterValidator(check)


def websocket_url(base_url: str) -> str:
    """The same address with ``ws`` for ``http`` and ``wss`` for ``https``."""
    return "ws" + base_url.removeprefix("http")


def _checked(value: str, endings: tuple[str, ...], *, allow_plain: bool) -> str:
    parts = urlsplit(value.strip())
    scheme = SCHEMES.get(parts.scheme)
    if scheme is None or not parts.hostname:
        raise ValueError("should be an address such as https://api.example.com")
    if parts.query or parts.fragment or parts.username or parts.password:
        raise ValueError("should have no user, query or fragment")
    try:
        _ = parts.port
    except ValueError:
        raise ValueError("has a port that is no number from 0 to 65535") from None
    if not allow_plain and scheme == "http" and not is_loopback(parts.hostname):
        raise ValueError("should use https or wss; plain text is for servers on 127.0.0.1 only")
    path = parts.path.rstrip("/")
    for ending in endings:
        path = path.removesuffix(ending)
    return f"{scheme}://{parts.netloc}{path}"


def is_loopback(host: str) -> bool:
    """Whether the host name or address is this machine's own."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
