"""Finds keys where they must not be: in logs, messages and dumps."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from pydantic import BaseModel, SecretStr

from ten_lite.testing.conformance.row import expect

__all__ = ["all_logs", "hold_secret", "secrets_of"]


class _Keeper(logging.Handler):
    def __init__(self, lines: list[str]) -> None:
        super().__init__(logging.DEBUG)
        self._lines = lines
        self.setFormatter(logging.Formatter("%(name)s: %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        self._lines.append(self.format(record))


@contextmanager
def all_logs() -> Iterator[list[str]]:
    """Everything that any logger says inside, at DEBUG, with tracebacks."""
    lines: list[str] = []
    root, keeper = logging.getLogger(), _Keeper(lines)
    before = root.level
    root.addHandler(keeper)
    root.setLevel(logging.DEBUG)
    try:
        yield lines
    finally:
        root.setLevel(before)
        root.removeHandler(keeper)


def secrets_of(config: BaseModel) -> list[str]:
    """The values of the properties that are ``SecretStr``."""
    values = (getattr(config, name) for name in type(config).model_fields)
    found = [value.get_secret_value() for value in values if isinstance(value, SecretStr)]
    return [value for value in found if value]


def hold_secret(secrets: Iterable[str], texts: Iterable[str], where: str) -> None:
    """Look for secrets in ``texts``.

    Raises:
        Failure: One is there.
    """
    for text in texts:
        for secret in secrets:
            shown = text.replace(secret, "<the key>")[:120]
            expect(secret not in text, f"the key is in {where}: {shown}")
