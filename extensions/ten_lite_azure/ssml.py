"""What Azure is asked to speak, as SSML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.sax.saxutils import escape

from ten_lite.kinds import text_parts
from ten_lite_azure.config import AzureTtsConfig

__all__ = ["home_of", "is_multilingual", "language_of", "parts", "ssml"]

LONGEST_TEXT = 2_000
"""Characters of one request: two minutes or so of sound, and well below what Azure takes."""

NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def parts(text: str) -> Iterator[str]:
    """``text`` in requests of a size that is taken; nothing when there is nothing to say."""
    # one such character and the request is refused
    return text_parts(NOT_XML.sub("", text), LONGEST_TEXT)


def home_of(voice: str) -> str:
    """The language a voice is at home in, which its name begins with."""
    return "-".join(voice.split("-")[:2])


def is_multilingual(voice: str) -> bool:
    """Whether a voice speaks other languages, too."""
    return "Multilingual" in voice


def language_of(code: str) -> str:
    """The language of a BCP-47 code, without its country."""
    return code.partition("-")[0].lower()


def ssml(text: str, config: AzureTtsConfig) -> str:
    """The document that speaks ``text`` as ``config`` says."""
    spoken = escape(text)
    if config.speed != 1:
        spoken = f"<prosody rate='{config.speed:g}'>{spoken}</prosody>"
    if config.style is not None:
        spoken = f"<mstts:express-as style='{config.style}'>{spoken}</mstts:express-as>"
    if config.language is not None and is_multilingual(config.voice):
        spoken = f"<lang xml:lang='{config.language}'>{spoken}</lang>"
    home = home_of(config.voice)
    return (
        "<speak version='1.0' xmlns='http://www.w3.org/2001/10/synthesis' "
        f"xmlns:mstts='http://www.w3.org/2001/mstts' xml:lang='{config.language or home}'>"
        f"<voice name='{config.voice}'>{spoken}</voice></speak>"
    )
