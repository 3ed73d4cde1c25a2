"""Bytes from a client that must be bare 16-bit PCM: strict base64, whole samples, no file format.

Sources of the signatures: RIFF/WAVE (Microsoft, "Multimedia Programming Interface 1.0"), RFC 3533
(Ogg), RFC 9639 (FLAC), RFC 8794 (EBML, for WebM), ISO/IEC 14496-12 (MP4), id3.org (ID3v2.4).
"""

from __future__ import annotations

import json
import re
from binascii import a2b_base64, b2a_base64
from typing import Final

from ten_lite.errors import ProtocolError
from ten_lite.wire.strict_json import excerpt

__all__ = ["check_pcm", "decode_base64", "looks_like"]

SHORTEST_JSON: Final = 6  # shorter ones, such as "[]", are as likely to be samples
FIRST_BYTES: Final = frozenset(bytes((byte,)) for byte in b"ROfI\x1a\0{[ \t\r\n")
NOT_BASE64: Final = re.compile(r"[^A-Za-z0-9+/=]")


def decode_base64(text: str) -> bytes:
    """The bytes of canonical base64 (RFC 4648 section 4), and of nothing else.

    Raises:
        ProtocolError: ``Invalid base64 audio data: `` and what is wrong where.
    """
    try:
        data = a2b_base64(text, strict_mode=True)
    except ValueError:  # binascii.Error, or not ASCII
        raise ProtocolError(f"Invalid base64 audio data: {_fault(text)}") from None
    # Before Python 3.13 strict_mode lets "AAAA=" pass, and no version minds unused bits.
    extra = len(data) % 3
    if len(text) * 3 != (len(data) + 2) // 3 * 12 or (
        extra and b2a_base64(data[-extra:], newline=False) != text[-4:].encode("ascii")
    ):
        raise ProtocolError(f"Invalid base64 audio data: {_fault(text)}")
    return data


def check_pcm(data: bytes, channels: int) -> bytes:
    """``data`` itself when it can be interleaved 16-bit PCM of ``channels`` channels.

    Raises:
        ProtocolError: It is empty, a known file format or JSON, or ends within a sample.
    """
    if not data:
        raise ProtocolError("The audio is empty")
    if kind := looks_like(data):
        raise ProtocolError(f"The audio looks like {kind}; send bare 16-bit PCM samples")
    if len(data) % (2 * channels):
        raise ProtocolError(
            f"The audio has {len(data)} bytes, which is not a multiple of {2 * channels} "
            f"(16-bit samples, {channels} channel{'s' if channels > 1 else ''})"
        )
    return data


def looks_like(data: bytes) -> str:
    """The format ``data`` certainly begins with, such as ``a WAV file``; "" when none is certain.

    MP3 without an ID3 tag is not told from samples: its sync word is a common pair of bytes.
    """
    if data[:1] not in FIRST_BYTES:
        return ""
    head = data[:16]
    if head.startswith(b"RIFF") and head[8:12] == b"WAVE":
        return "a WAV file"
    if head.startswith(b"OggS\0"):
        return "an Ogg file"
    if head.startswith((b"fLaC\0\0\0\x22", b"fLaC\x80\0\0\x22")):
        return "a FLAC file"
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return "a WebM file"
    if head.startswith(b"\0\0") and head[4:8] == b"ftyp":
        return "an MP4 file"
    if head.startswith((b"ID3\2\0", b"ID3\3\0", b"ID3\4\0")) and max(head[6:10], default=255) < 128:
        return "an MP3 file"
    if _is_json(data):
        return "JSON, which goes in a text message"
    return ""


def _is_json(data: bytes) -> bool:
    body = data.strip()
    if len(body) < SHORTEST_JSON or body[:1] not in b"{[" or body[-1:] not in b"}]":
        return False
    try:
        json.loads(body.decode())
    except (json.JSONDecodeError, UnicodeDecodeError):
        return False
    except (ValueError, RecursionError):  # a number or a depth that Python does not take
        return True
    return True


def _fault(text: str) -> str:
    if text.startswith("data:"):
        return "it is a data: URL; send only what follows the comma"
    if wrong := NOT_BASE64.search(text):
        place = wrong.start() + 1
        char = excerpt(wrong.group())
        if wrong.group() in "-_":
            return f'{char} at character {place}; use the alphabet with "+" and "/"'
        if wrong.group().isspace():
            return f"white space at character {place}"
        return f"{char} at character {place} is not in the alphabet"
    digits = text.rstrip("=")
    if "=" in digits:
        return f"padding in the middle, at character {digits.index('=') + 1}"
    if len(text) % 4:
        return f"{len(text)} characters, which is not a multiple of 4"
    if len(text) - len(digits) > 2:
        return "more than two padding characters"
    return "the unused bits of the last character are not zero"
