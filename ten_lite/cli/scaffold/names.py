"""The names a new addon or app has in its various places, all made from one."""

from __future__ import annotations

import re

from ten_lite.errors import TenLiteError

__all__ = ["ADDON_KINDS", "PROVIDED", "addon_names", "app_names", "templates_of", "words_of"]

ADDON_KINDS = ("stt", "llm", "tts", "tool", "transport", "turn_detector", "generic")
"""Kinds there is a template for."""

PROVIDED = ("stt", "llm", "tts")
"""Kinds that rely on somebody's service."""

LONGEST_NAME = 24
_WORD = re.compile(r"[a-z0-9]+")
_NAME = re.compile(r"[a-z][a-z0-9]*([-_.]+[a-z0-9]+)*", re.IGNORECASE | re.ASCII)


def words_of(name: str) -> list[str]:
    """The words of ``name`` in lower case, as PEP 503 takes them apart.

    Raises:
        TenLiteError: It cannot be the name of a distribution and of a package.
    """
    if not _NAME.fullmatch(name):
        raise TenLiteError(
            f'"{name}" cannot be a name: it should begin with a letter and have only the letters '
            "a to z, digits, and single words joined by - or _, such as acme or my-voice"
        )
    if len(name) > LONGEST_NAME:
        raise TenLiteError(f'"{name}" is too long for a name: {LONGEST_NAME} characters at most')
    return _WORD.findall(name.lower())


def addon_names(name: str, kind: str) -> dict[str, str]:
    """What to put into the template of an addon.

    ``acme`` of kind ``tts`` is the addon ``acme_tts`` in the package ``ten_lite_acme`` of the
    distribution ``ten-lite-acme``.

    Args:
        name: As the user gave it; a leading ``ten-lite-`` and a trailing kind are understood.
        kind: One of ``ADDON_KINDS``.

    Returns:
        ``name``, ``title``, ``distribution``, ``package``, ``addon``, ``constant`` (the spec),
        ``class_name`` (of the extension), ``prefix`` (of environment variables) and ``kind``.

    Raises:
        TenLiteError: It cannot be a name.
    """
    words = words_of(name)
    if words[:2] == ["ten", "lite"]:
        words = words[2:]
    suffix = [] if kind == "generic" else kind.split("_")
    of_addon = words if words[-len(suffix) :] == suffix and suffix else [*words, *suffix]
    plain = of_addon[: len(of_addon) - len(suffix)]
    if not plain:
        raise TenLiteError(
            f'"{name}" says too little for an addon of kind {kind}: name what it is made with, '
            "such as acme"
        )
    joined = "_".join(words)
    return {
        "name": "_".join(plain),
        "title": " ".join(word.capitalize() for word in plain),
        "distribution": f"ten-lite-{'-'.join(words)}",
        "package": f"ten_lite_{joined}",
        "addon": "_".join(of_addon),
        "constant": "_".join(of_addon).upper(),
        "class_name": "".join(word.capitalize() for word in of_addon),
        "prefix": "_".join(plain).upper(),
        "kind": kind,
    }


def templates_of(kind: str) -> tuple[str, ...]:
    """The folders of the template of an addon; see ``filled``."""
    of_providers = ("addon_provider",) if kind in PROVIDED else ()
    return ("addon", *of_providers, f"addon_{kind}")


def app_names(name: str) -> dict[str, str]:
    """What to put into the template of an app: ``name`` (its graph) and ``title``.

    Raises:
        TenLiteError: It cannot be a name.
    """
    words = words_of(name)
    return {
        "name": "_".join(words),
        "folder": "-".join(words),
        "title": " ".join(word.capitalize() for word in words),
    }
