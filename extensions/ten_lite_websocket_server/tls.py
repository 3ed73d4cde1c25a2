"""TLS of the listening socket, with a certificate that may be renewed while it listens."""

from __future__ import annotations

import logging
import ssl
from pathlib import Path

from ten_lite.errors import TenLiteError

__all__ = ["Certificate"]

logger = logging.getLogger("ten_lite.websocket_server")

Stamp = tuple[tuple[int, int, int], ...]


class Certificate:
    """A certificate and its key on the disk; every handshake uses those that are there then.

    Args:
        certificate: PEM file with the chain, and with the key if ``key`` is None.
        key: PEM file with the private key.

    Attributes:
        context: For the socket.

    Raises:
        TenLiteError: They cannot be read, or do not belong together.
    """

    def __init__(self, certificate: Path, key: Path | None = None) -> None:
        self._certificate = certificate
        self._key = key
        self._stamp = self._look()
        self.context = self._current = self._load()
        self.context.sni_callback = self._choose

    def _choose(self, tls: ssl.SSLObject, name: str | None, context: ssl.SSLContext) -> None:
        """Called by each handshake; a look at two files costs little next to it."""
        try:
            stamp = self._look()
            if stamp != self._stamp:
                self._stamp = stamp
                self._current = self._load()
                logger.info("uses the new certificate in %s", self._certificate)
        except TenLiteError as error:
            logger.warning("keeps its certificate: %s", error)
        tls.context = self._current

    def _load(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        try:
            context.load_cert_chain(self._certificate, self._key, password=_no_password)
        except (OSError, ValueError) as error:  # an SSLError is an OSError
            key = f" and {self._key}" if self._key is not None else ""
            raise TenLiteError(
                f"{self._certificate}{key} cannot be used for TLS: {error}; they should be a "
                "certificate and its private key in PEM, the key without a password"
            ) from error
        return context

    def _look(self) -> Stamp:
        files = [self._certificate, *([self._key] if self._key is not None else [])]
        try:
            found = [path.stat() for path in files]
        except OSError as error:
            raise TenLiteError(f"{error.filename}: {error.strerror}") from error
        return tuple((stat.st_mtime_ns, stat.st_size, stat.st_ino) for stat in found)


def _no_password() -> str:
    """Asked for when the key is encrypted; without this, OpenSSL asks the terminal."""
    raise ValueError("the key has a password")
