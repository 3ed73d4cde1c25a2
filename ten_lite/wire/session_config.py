"""What a client sends to change its session: a language, a voice, or both."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from ten_lite.errors import ProtocolError
from ten_lite.messages import SessionConfig
from ten_lite.wire.strict_json import describe

__all__ = ["MAX_NAME_CHARS", "decode_config"]

MAX_NAME_CHARS: Final = 64
"""Characters of a language or of a voice's name."""

LANGUAGE: Final = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
NAMES: Final = ("language", "voice")


def decode_config(data: Mapping[str, Any], *, within: str = "data") -> SessionConfig:
    """The message for ``data``, in which one of ``language`` and ``voice`` will do.

    Args:
        data: What the client sent.
        within: The field it was in, for errors; "": the message itself.

    Raises:
        ProtocolError: It has neither, a key that is not known, or a value that cannot be; the
            text is for the client.
    """
    if unknown := sorted(data.keys() - set(NAMES)):
        raise ProtocolError(
            f'Unknown key {describe(unknown[0])} in "{within or "config"}": '
            'a client can change "language" and "voice"'
        )
    dot = f"{within}." if within else ""
    if not data:
        raise ProtocolError(f'Missing required field: "{dot}language" or "{dot}voice"')
    language, voice = (_name(data, name, dot) if name in data else "" for name in NAMES)
    if language and LANGUAGE.fullmatch(language) is None:
        raise ProtocolError(
            f'"{dot}language" is {describe(language)}, which is no BCP-47 code such as "de-DE"'
        )
    return SessionConfig(language, voice)


def _name(data: Mapping[str, Any], name: str, dot: str) -> str:
    value = data[name]
    if not isinstance(value, str):
        raise ProtocolError(f'"{dot}{name}" must be a string, got {describe(value)}')
    if not value.strip():
        raise ProtocolError(f'"{dot}{name}" is empty')
    if len(value) > MAX_NAME_CHARS:
        raise ProtocolError(
            f'"{dot}{name}" has {len(value)} characters; at most {MAX_NAME_CHARS} are taken'
        )
    if not value.isprintable():
        raise ProtocolError(f'"{dot}{name}" holds a character that is not printable')
    return value
